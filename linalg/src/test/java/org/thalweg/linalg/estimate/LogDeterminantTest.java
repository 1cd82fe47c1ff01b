package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;

class LogDeterminantTest {

    private static Estimate estimate(Dense a, double shift, int steps, EstimatorSettings settings) {
        return LogDeterminant.estimate(
                a,
                shift,
                shift,
                steps,
                settings,
                Deflation.none(a.dimension()),
                Workers.of(1),
                EstimateListener.SILENT);
    }

    private static Estimate estimate(double[] diagonal, double shift, int steps, EstimatorSettings settings) {
        return LogDeterminant.estimate(
                new Diagonals(diagonal),
                shift,
                shift,
                steps,
                settings,
                Deflation.none(diagonal.length),
                Workers.of(1),
                EstimateListener.SILENT);
    }

    private static double[] numbers(int n, IntToDoubleFunction eigenvalue) {
        return IntStream.range(0, n).mapToDouble(eigenvalue).toArray();
    }

    private static double truth(double[] eigenvalues, double shift) {
        return Arrays.stream(eigenvalues).map(x -> Math.log(x + shift)).sum();
    }

    private static double truth(Spectrum spectrum, int n, double shift) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(spectrum.eigenvalue(i) + shift);
        }
        return sum;
    }

    /** Few steps leave much open and many leave nothing: the interval holds the truth either way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void intervalsHoldTheLogarithmAtTheirRate(int steps) {
        int n = 30;
        for (Spectrum spectrum : Spectrum.values()) {
            if (spectrum == Spectrum.INDEFINITE) {
                continue;
            }
            Dense a = spectrum.operator(n);
            for (double shift : new double[] {0.1}) {
                Coverage.check(
                        spectrum + " + " + shift,
                        truth(spectrum, n, shift),
                        0.95,
                        seed -> estimate(
                                a,
                                shift,
                                steps,
                                EstimatorSettings.ofBudget(steps * 10L).withSeed(seed)));
            }
        }
    }

    /**
     * Semidefinite matrices with zeros, whatever the shift. The last one has a spread far below its size, and a variance that
     * must not drown in rounding.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e10, 1e14, 1e18})
    void intervalsHoldForEveryShift(double ratio) {
        int n = 24;
        List<IntToDoubleFunction> spectra = List.of(
                i -> i % 2,
                i -> i == 0 ? 0 : 1 + i / 40.0,
                i -> i < 12 ? 1e-13 * i : 1,
                i -> i % 2 == 0 ? 0 : Math.pow(0.5, i / 2),
                i -> Math.pow(0.2, i),
                i -> 1 + 1e-9 * i);
        for (int k = 0; k < spectra.size(); k++) {
            double[] eigenvalues = numbers(n, spectra.get(k));
            Coverage.check(
                    "spectrum " + k + ", ratio " + ratio,
                    truth(eigenvalues, 1 / ratio),
                    0.95,
                    seed -> estimate(
                            eigenvalues,
                            1 / ratio,
                            6,
                            EstimatorSettings.ofBudget(60).withSeed(seed)));
        }
    }

    /**
     * No seed is refused, and what rounding adds is as small as its bound. It moves a node by d, so a zero appears between
     * {@code s} and {@code s + 2 d}; the upper rule is too high by {@code log(1 + 2 d/s)} and the lower one too low by twice
     * that. The width that chance brings is in proportion to the distance of the logarithms of zeros and ones.
     */
    @Test
    void zerosBesideOnesAreNotRefused() {
        int n = 80;
        int steps = 10;
        double[] eigenvalues = numbers(n, i -> i % 2);
        double d = Math.sqrt(steps) * (528 + n / 8.0) * 0x1p-53 * 1.5;
        double perLogarithm = 0;
        for (double ratio : new double[] {1e6, 1e10, 1e12, 1e14, 1e18}) {
            double width = 0;
            for (int seed = 0; seed < 100; seed++) {
                EstimatorSettings settings = EstimatorSettings.ofBudget(160).withSeed(seed);
                Estimate found = estimate(eigenvalues, 1 / ratio, steps, settings);
                width = Math.max(width, found.halfWidth());
                assertEquals(ratio > 1e13, found.method().contains("which leaves open how close"), found::method);
            }
            if (perLogarithm == 0) {
                perLogarithm = width / Math.log(ratio);
            }
            double rounding = 3 * Math.log1p(2 * d * ratio);
            double bound = perLogarithm * (Math.log(ratio) + rounding) * 1.0001 + n / 2 * rounding;
            assertTrue(width <= bound, ratio + ": " + width + ", expected at most " + bound);
        }
    }

    @Test
    void whatIsClearlyBelowTheBoundIsRefused() {
        double[] eigenvalues = numbers(20, i -> i == 7 ? -1e-11 : i % 3);
        ArithmeticException error = assertThrows(
                ArithmeticException.class, () -> estimate(eigenvalues, 1e-14, 20, EstimatorSettings.ofBudget(200)));
        assertTrue(
                error.getMessage().startsWith("operator: A + 1.0E-14 I has an eigenvalue of at most -9.9"),
                error::getMessage);
        assertTrue(
                error.getMessage().contains(", expected at least lowerBound = 1.0E-14 less a rounding of "),
                error::getMessage);
        DMatrixRMaj known = new DMatrixRMaj(1, 20);
        known.set(0, 7, 1);
        assertThrows(
                ArithmeticException.class,
                () -> LogDeterminant.estimate(
                        new Diagonals(eigenvalues),
                        1e-14,
                        1e-14,
                        5,
                        EstimatorSettings.ofBudget(50),
                        Deflation.of(new double[] {-1e-11}, known),
                        Workers.of(1),
                        EstimateListener.SILENT));
    }

    /** A known eigenvalue of 0 that came out below, and one that products with the rest are rounded by. */
    @Test
    void knownEigenpairsAreAllowedTheirRounding() {
        int n = 20;
        double[] eigenvalues = numbers(n, i -> i == 0 ? 1e8 : i == 1 ? 0 : 1 + i);
        DMatrixRMaj known = new DMatrixRMaj(2, n);
        known.set(0, 0, 1);
        known.set(1, 1, 1);
        for (double shift : new double[] {1, 1e-4, 1e-12}) {
            Estimate found = LogDeterminant.estimate(
                    new Diagonals(eigenvalues),
                    shift,
                    shift,
                    10,
                    EstimatorSettings.ofBudget(160),
                    Deflation.of(new double[] {1e8, -1e-9}, known),
                    Workers.of(1),
                    EstimateListener.SILENT);
            double truth = truth(eigenvalues, shift);
            assertTrue(found.lower() <= truth && truth <= found.upper(), found::toString);
        }
        DMatrixRMaj unit = new DMatrixRMaj(2, 2);
        unit.set(0, 0, 1);
        unit.set(1, 1, 1);
        Estimate all = LogDeterminant.estimate(
                new Diagonals(3, 0),
                1e-20,
                1e-20,
                10,
                EstimatorSettings.ofBudget(160),
                Deflation.of(new double[] {3, -1e-17}, unit),
                Workers.of(1),
                EstimateListener.SILENT);
        double truth = Math.log(3) + Math.log(1e-20);
        assertTrue(all.lower() <= truth && truth <= all.upper() && all.certain(), all::toString);
        assertEquals(0, all.products());
    }

    /** One and two dimensions, fewer than a block has vectors; the zero matrix; and sizes far from 1, of matrix and shift. */
    @Test
    void smallDimensionsAndSizesFarFromOne() {
        List<double[]> matrices = List.of(
                new double[] {0}, new double[] {3}, new double[] {0, 1}, new double[] {0, 0}, new double[] {1, 1, 1});
        for (double[] matrix : matrices) {
            for (double size : new double[] {1, 1e-320, 1e-310, 1e-200, 1e200, 1e300}) {
                double[] eigenvalues = Arrays.stream(matrix).map(x -> x * size).toArray();
                for (double shift : new double[] {1e-300, 1e-310, 1, size, 1e300}) {
                    for (int steps : new int[] {1, 4}) {
                        Estimate found = estimate(eigenvalues, shift, steps, EstimatorSettings.ofBudget(40 * steps));
                        double truth = truth(eigenvalues, shift);
                        assertTrue(
                                found.lower() <= truth && truth <= found.upper(),
                                () -> Arrays.toString(eigenvalues) + " + " + shift + ": " + truth + " in " + found);
                    }
                }
            }
        }
        // Powers of two change nothing but the logarithm.
        double[] two = {1, 0.125, 0.75};
        Estimate small = estimate(scaled(two, -1000), 0x1p-1003, 2, EstimatorSettings.ofBudget(64));
        Estimate normal = estimate(two, 0.125, 2, EstimatorSettings.ofBudget(64));
        assertEquals(normal.upper() - 3000 * Math.log(2), small.upper(), 1e-9);
        assertEquals(normal.lower() - 3000 * Math.log(2), small.lower(), 1e-9);
    }

    private static double[] scaled(double[] x, int exponent) {
        return Arrays.stream(x).map(element -> Math.scalb(element, exponent)).toArray();
    }

    @Test
    void moreStepsCloseTheGapAndTheGoalIsMet() {
        Dense a = Spectrum.FEW_LARGE.operator(100);
        double before = Double.POSITIVE_INFINITY;
        for (int steps = 1; steps <= 5; steps++) {
            Estimate found = estimate(a, 0.1, steps, EstimatorSettings.ofBudget(steps * 200L));
            assertTrue(found.halfWidth() <= before * 1.01);
            before = found.halfWidth();
        }
        EstimatorSettings goal = EstimatorSettings.defaults().withRelative(0.02).withBudget(10_000);
        Estimate met = estimate(a, 0.1, 6, goal);
        assertTrue(met.meets(goal), met::toString);
        assertEquals(0, met.products() % 6);
    }

    @Test
    void multiplesOfTheIdentityAndKnownEigenpairsLeaveNothingToChance() {
        Estimate identity = estimate(Spectrum.MULTIPLE_OF_IDENTITY.operator(30), 0.5, 2, EstimatorSettings.ofBudget(8));
        assertEquals(30 * Math.log(3), identity.value(), 1e-11);
        assertTrue(identity.halfWidth() < 1e-6, identity::toString);
        int n = 30;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            matrix.set(i, i, i == 0 ? 1e4 : 2);
        }
        DMatrixRMaj vector = new DMatrixRMaj(1, n);
        vector.set(0, 0, 1);
        Estimate known = LogDeterminant.estimate(
                new Dense(matrix),
                1,
                1,
                3,
                EstimatorSettings.ofBudget(12),
                Deflation.of(new double[] {1e4}, vector),
                Workers.of(1),
                EstimateListener.SILENT);
        assertEquals(Math.log(10_001) + 29 * Math.log(3), known.value(), 1e-10);
        assertTrue(known.halfWidth() < 1e-6, known::toString);
        assertEquals(
                0,
                estimate(new Dense(new DMatrixRMaj(0, 0)), 1, 1, EstimatorSettings.ofBudget(8))
                        .halfWidth());
        Estimate one = estimate(Dense.withSpectrum(1, 1, i -> 3), 1, 4, EstimatorSettings.ofBudget(8));
        assertEquals(Math.log(4), one.value(), 1e-14);
    }

    @Test
    void eigenvaluesBelowTheBoundAreReported() {
        Dense a = Spectrum.INDEFINITE.operator(30);
        ArithmeticException error =
                assertThrows(ArithmeticException.class, () -> estimate(a, 0.5, 5, EstimatorSettings.ofBudget(50)));
        assertTrue(error.getMessage().startsWith("operator: A + 0.5 I has an eigenvalue of at most -0.2"));
        assertThrows(IllegalArgumentException.class, () -> estimate(a, 0, 5, EstimatorSettings.ofBudget(50)));
        assertThrows(IllegalArgumentException.class, () -> estimate(a, 1, 51, EstimatorSettings.ofBudget(50)));
    }

    @Test
    void threadsDoNotChangeABit() {
        Dense a = Spectrum.HARMONIC.operator(60);
        EstimatorSettings settings = EstimatorSettings.ofBudget(200);
        try (Workers workers = Workers.of(3)) {
            assertEquals(
                    estimate(a, 0.1, 10, settings),
                    LogDeterminant.estimate(
                            a, 0.1, 0.1, 10, settings, Deflation.none(60), workers, EstimateListener.SILENT));
        }
    }
}
