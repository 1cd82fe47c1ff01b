package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
