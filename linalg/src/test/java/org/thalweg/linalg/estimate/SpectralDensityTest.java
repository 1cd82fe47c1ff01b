package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;

class SpectralDensityTest {

    /** Two eigenvalues, -3 with a share of 1/4: two steps find them, and only the weights are left to chance. */
    @Test
    void atomsAreFoundExactlyAndTheirWeightsWithTheirErrors() {
        int n = 80;
        Dense a = Dense.withSpectrum(n, 4, i -> i < n / 4 ? -3 : 10);
        SpectralDensity density = SpectralDensity.estimate(a, 200, 5, 1);
        assertEquals(-3, density.smallest(), 1e-12);
        assertEquals(10, density.largest(), 1e-12);
        SpectralCurve bins = density.histogram(Axis.LINEAR, -4, -2, 9, 11);
        assertEquals(0.25, bins.values()[0], 4 * bins.standardErrors()[0]);
        // The share of a direction in 20 of 80 dimensions is a beta variable of variance 0.25 * 0.75 / 41.
        assertEquals(Math.sqrt(0.25 * 0.75 / 41 / 200), bins.standardErrors()[0], 1e-3);
        assertEquals(0, bins.values()[1], 1e-12);
        assertEquals(1, bins.values()[0] + bins.values()[2], 1e-12);
        SpectralCurve negative = density.cumulative(Axis.LOGARITHMIC_NEGATIVE, 0.4, 0.5);
        assertEquals(0, negative.values()[0], 1e-12);
        assertEquals(bins.values()[0], negative.values()[1], 1e-12);
        SpectralCurve positive = density.cumulative(Axis.LOGARITHMIC, 0.999, 1.001);
        assertArrayEquals(new double[] {0, bins.values()[2]}, positive.values(), 1e-12);
    }

    /** The cumulative distribution of eigenvalues spread evenly over [0, 1), at points between nodes of the rules. */
    @Test
    void evenSpectrum() {
        int n = 200;
        Dense a = Dense.withSpectrum(n, 6, i -> (i + 0.5) / n);
        SpectralDensity density = SpectralDensity.estimate(a, 40, 40, 3);
        double[] points = {-0.1, 0.25, 0.5, 0.75, 1.1};
        double[] expected = {0, 0.25, 0.5, 0.75, 1};
        SpectralCurve cumulative = density.cumulative(Axis.LINEAR, points);
        for (int i = 0; i < points.length; i++) {
            assertEquals(expected[i], cumulative.values()[i], 0.02);
        }
        double width = 0.05;
        double[] grid = new double[161];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = -0.3 + 0.01 * i;
        }
        SpectralCurve smooth = density.density(Axis.LINEAR, grid, width);
        double integral = 0;
        for (int i = 0; i < grid.length; i++) {
            integral += 0.01 * smooth.values()[i];
            double truth = 0;
            for (int k = 0; k < n; k++) {
                double distance = (grid[i] - (k + 0.5) / n) / width;
                truth += Math.exp(-0.5 * distance * distance) / (n * width * Math.sqrt(2 * Math.PI));
            }
            assertEquals(truth, smooth.values()[i], 5 * smooth.standardErrors()[i] + 0.02);
        }
        assertEquals(1, integral, 1e-9);
    }

    /** The cumulative distribution of every start is an unbiased look at the truth where steps suffice. */
    @Test
    void standardErrorsAreTheErrors() {
        Dense a = Dense.withSpectrum(40, 7, i -> i % 5);
        double squares = 0;
        double variances = 0;
        for (int seed = 0; seed < 300; seed++) {
            SpectralCurve curve =
                    SpectralDensity.estimate(a, 8, 6, seed).cumulative(Axis.LINEAR, -0.5, 0.5, 1.5, 2.5, 3.5);
            for (int i = 1; i < 5; i++) {
                double error = curve.values()[i] - 0.2 * i;
                squares += error * error;
                variances += curve.standardErrors()[i] * curve.standardErrors()[i];
            }
        }
        // 300 x 4 correlated squares: a standard deviation of about 6 percent.
        assertEquals(1, squares / variances, 0.2);
    }

    @Test
    void knownEigenpairsCountExactly() {
        int n = 30;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            matrix.set(i, i, i == 0 ? 1e4 : i % 2);
        }
        DMatrixRMaj vector = new DMatrixRMaj(1, n);
        vector.set(0, 0, 1);
        SpectralDensity density = SpectralDensity.estimate(
                new Dense(matrix), 20, 10, 2, Deflation.of(new double[] {1e4}, vector), Workers.of(1));
        SpectralCurve bins = density.histogram(Axis.LINEAR, -0.5, 0.5, 1.5, 9e3, 1.1e4);
        assertEquals(1.0 / n, bins.values()[3], 1e-15);
        assertEquals(0, bins.standardErrors()[3]);
        assertEquals(14.0 / n, bins.values()[0], 5 * bins.standardErrors()[0]);
        DMatrixRMaj all = new DMatrixRMaj(2, 2);
        all.set(0, 0, 1);
        all.set(1, 1, 1);
        DMatrixRMaj two = new DMatrixRMaj(2, 2);
        two.set(0, 0, 5);
        SpectralDensity known = SpectralDensity.estimate(
                new Dense(two), 3, 4, 2, Deflation.of(new double[] {5, 0}, all), Workers.of(1));
        assertEquals(0, known.products());
        assertEquals(0.5, known.cumulative(Axis.LINEAR, 1).values()[0]);
    }

    @Test
    void threadsDoNotChangeABitAndTinySizes() {
        Dense a = Spectrum.HARMONIC.operator(70);
        double[] points = {0.01, 0.1, 1};
        double[] alone = SpectralDensity.estimate(a, 19, 25, 8)
                .density(Axis.LOGARITHMIC, new double[] {-1, 0}, 0.3)
                .values();
        try (Workers workers = Workers.of(3)) {
            SpectralDensity shared = SpectralDensity.estimate(a, 19, 25, 8, Deflation.none(70), workers);
            assertArrayEquals(
                    alone,
                    shared.density(Axis.LOGARITHMIC, new double[] {-1, 0}, 0.3).values());
            assertEquals(19 * 25, shared.products());
        }
        SpectralDensity one = SpectralDensity.estimate(Dense.withSpectrum(1, 1, i -> -2), 1, 10, 0);
        assertEquals(1, one.cumulative(Axis.LINEAR, 0).values()[0]);
        assertEquals(Double.POSITIVE_INFINITY, one.cumulative(Axis.LINEAR, 0).standardErrors()[0]);
        SpectralDensity zero = SpectralDensity.estimate(new Dense(new DMatrixRMaj(9, 9)), 3, 4, 0);
        assertEquals(0, zero.largest());
        assertArrayEquals(
                new double[3], zero.cumulative(Axis.LOGARITHMIC, points).values());
    }

    /** One eigenvalue, whatever its size, also where products are rounded: an atom with a density that integrates to 1. */
    @ParameterizedTest
    @ValueSource(doubles = {1, -2.5, 1.0 / 3, 0, 4.9e-324, 1e-322, 1e-310, -1e-200, 1e200, 1e300, 1e307})
    void oneEigenvalueIsAnAtom(double eigenvalue) {
        for (int n : new int[] {1, 2, 3, 50}) {
            double[] eigenvalues = new double[n];
            Arrays.fill(eigenvalues, eigenvalue);
            SpectralDensity density = SpectralDensity.estimate(new Diagonals(eigenvalues), 20, 7, 1);
            double allowed = Math.sqrt(Math.min(7, n)) * (528 + n / 8.0) * 0x1p-53 * Math.abs(eigenvalue);
            assertEquals(allowed, density.rounding(), 0.01 * allowed + Double.MIN_VALUE);
            assertEquals(eigenvalue, density.atom().getAsDouble(), density.rounding());
            assertEquals(
                    1,
                    density.histogram(
                                    Axis.LINEAR,
                                    eigenvalue - 2 * density.rounding(),
                                    eigenvalue + 3 * density.rounding())
                            .values()[0],
                    1e-13);
        }
    }

    /** Rounding of a dense matrix and of a rotation is no spread; what is well above it is one; so is a second eigenvalue. */
    @Test
    void onlyWhatRoundingExplainsIsAnAtom() {
        assertEquals(
                2.5,
                SpectralDensity.estimate(Spectrum.MULTIPLE_OF_IDENTITY.operator(60), 8, 40, 0)
                        .atom()
                        .getAsDouble(),
                1e-13);
        for (double size : new double[] {1e-310, 1, 1e300}) {
            double[] spread = new double[50];
            Arrays.setAll(spread, i -> size * (1 + 1e-11 * (i % 2)));
            SpectralDensity density = SpectralDensity.estimate(new Diagonals(spread), 8, 10, 1);
            assertTrue(density.atom().isEmpty());
            double[] rankOne = new double[50];
            rankOne[3] = size;
            density = SpectralDensity.estimate(new Diagonals(rankOne), 40, 10, 1);
            assertTrue(density.atom().isEmpty());
            assertEquals(size, density.largest(), density.rounding());
            assertEquals(0, density.smallest(), density.rounding());
            SpectralCurve bins = density.histogram(Axis.LINEAR, -0.5 * size, 0.5 * size, 1.5 * size);
            assertEquals(0.02, bins.values()[1], 5 * bins.standardErrors()[1]);
            assertEquals(1, bins.values()[0] + bins.values()[1], 1e-13);
        }
    }

    /** A known eigenvalue elsewhere makes it two atoms, one that agrees to rounding does not. */
    @Test
    void knownEigenvaluesCountForTheAtom() {
        DMatrixRMaj vector = new DMatrixRMaj(1, 4);
        vector.set(0, 0, 1);
        Diagonals operator = new Diagonals(3, 3, 3, 3);
        for (double known : new double[] {3 + 1e-15, 3.1}) {
            SpectralDensity density = SpectralDensity.estimate(
                    operator, 3, 4, 2, Deflation.of(new double[] {known}, vector), Workers.of(1));
            assertEquals(known < 3.05, density.atom().isPresent());
        }
    }

    /** A matrix times a power of two has its nodes times that power, also where products would lose their digits. */
    @Test
    void sizesFarFromOne() {
        int n = 40;
        double[] eigenvalues = new double[n];
        Arrays.setAll(eigenvalues, i -> (i % 10 + 1) / 8.0);
        SpectralDensity normal = SpectralDensity.estimate(new Diagonals(eigenvalues), 20, 6, 4);
        double[] points = {0.25, 0.5, 1};
        SpectralCurve curve = normal.density(Axis.LINEAR, points, 0.125);
        for (int exponent : new int[] {-1060, -1000, -600, 600, 1020}) {
            double[] scaled =
                    Arrays.stream(eigenvalues).map(x -> Math.scalb(x, exponent)).toArray();
            SpectralDensity density = SpectralDensity.estimate(new Diagonals(scaled), 20, 6, 4);
            double last = Double.MIN_VALUE + Math.scalb(1e-14, exponent);
            assertEquals(Math.scalb(normal.smallest(), exponent), density.smallest(), last);
            assertEquals(Math.scalb(normal.largest(), exponent), density.largest(), last);
            assertEquals(20 * 6 + 16, density.products());
            double[] at =
                    Arrays.stream(points).map(x -> Math.scalb(x, exponent)).toArray();
            SpectralCurve cumulative = density.cumulative(Axis.LINEAR, Math.scalb(0.45, exponent));
            assertEquals(
                    normal.cumulative(Axis.LINEAR, 0.45).values()[0], cumulative.values()[0], 1e-12);
            if (exponent > -1019) {
                SpectralCurve same = density.density(Axis.LINEAR, at, Math.scalb(0.125, exponent));
                for (int i = 0; i < points.length; i++) {
                    assertEquals(curve.values()[i], Math.scalb(same.values()[i], exponent), 1e-10);
                    assertEquals(curve.standardErrors()[i], Math.scalb(same.standardErrors()[i], exponent), 1e-10);
                }
            }
            double decades = exponent * Math.log10(2);
            assertEquals(
                    normal.cumulative(Axis.LOGARITHMIC, -0.4).values()[0],
                    density.cumulative(Axis.LOGARITHMIC, decades - 0.4).values()[0],
                    1e-12);
        }
    }

    /** Zero is zero, whatever its sign. */
    @Test
    void negativeZero() {
        SpectralDensity zero = SpectralDensity.estimate(new Diagonals(-0.0, -0.0, -0.0), 2, 2, 0);
        assertEquals(1, zero.histogram(Axis.LINEAR, 0, 1).values()[0]);
        assertEquals(1, zero.histogram(Axis.LINEAR, -0.0, 1).values()[0]);
        assertEquals(1, zero.cumulative(Axis.LINEAR, -0.0).values()[0]);
        SpectralDensity positive = SpectralDensity.estimate(new Diagonals(0.0, 0.0, 0.0), 2, 2, 0);
        assertEquals(1, positive.cumulative(Axis.LINEAR, -0.0).values()[0]);
    }

    @Test
    void wrongArgumentsAreNamed() {
        Dense a = Spectrum.HARMONIC.operator(5);
        assertMessage("starts: 0, expected at least 1", () -> SpectralDensity.estimate(a, 0, 1, 0));
        assertMessage("steps: 0, expected at least 1", () -> SpectralDensity.estimate(a, 1, 0, 0));
        assertMessage(
                "dimension: 0, expected at least 1 for a density",
                () -> SpectralDensity.estimate(new Dense(new DMatrixRMaj(0, 0)), 1, 1, 0));
        SpectralDensity density = SpectralDensity.estimate(a, 1, 1, 0);
        assertMessage(
                "points: 1.0 at 1, expected finite numbers that ascend", () -> density.cumulative(Axis.LINEAR, 2, 1));
        assertMessage(
                "width: 0.0, expected a positive finite number",
                () -> density.density(Axis.LINEAR, new double[] {1}, 0));
        assertMessage(
                "width: 1.0E-310, expected at least 2.2250738585072014E-308, as the density is up to 0.4 / width and must be"
                        + " a double",
                () -> density.density(Axis.LINEAR, new double[] {1}, 1e-310));
        assertMessage("edges: 1, expected at least 2", () -> density.histogram(Axis.LINEAR, 1));
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
