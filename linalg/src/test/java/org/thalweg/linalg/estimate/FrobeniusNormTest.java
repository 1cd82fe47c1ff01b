package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.Workers;

class FrobeniusNormTest {

    @Test
    void intervalsHoldTheNormAtTheirRate() {
        int n = 32;
        for (Spectrum spectrum : Spectrum.values()) {
            Dense a = spectrum.operator(n);
            double truth = NormOps_DDRM.normF(a.matrix);
            for (int budget : new int[] {7, 24}) {
                EstimatorSettings once = EstimatorSettings.ofBudget(budget);
                Coverage.check(
                        spectrum + " " + budget, truth, 0.95, seed -> FrobeniusNorm.estimate(a, once.withSeed(seed)));
            }
            EstimatorSettings goal = EstimatorSettings.defaults()
                    .withRelative(0.3)
                    .withBudget(n - 1)
                    .withConfidence(0.9);
            Coverage.check(spectrum + " to a goal", truth, 0.9, seed -> FrobeniusNorm.estimate(a, goal.withSeed(seed)));
        }
    }

    @Test
    void exactWhenTheBudgetReachesTheDimension() {
        for (double scale : new double[] {1, 1e160, 1e-160}) {
            for (int n : new int[] {1, 2, 40, 90}) {
                Dense a = Dense.withSpectrum(n, 2, i -> scale * (i % 3 - 1.5));
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += (i % 3 - 1.5) * (i % 3 - 1.5);
                }
                Estimate estimate = FrobeniusNorm.estimate(
                        a, EstimatorSettings.defaults().withRelative(1e-12).withBudget(n));
                assertTrue(estimate.certain());
                assertEquals(Math.sqrt(sum), estimate.value() / scale, 1e-13 * n);
            }
        }
    }

    @Test
    void knownEigenpairsAndZero() {
        DMatrixRMaj matrix = Spectrum.HARMONIC.operator(50).matrix;
        for (int i = 1; i < 50; i++) {
            matrix.set(0, i, 0);
            matrix.set(i, 0, 0);
        }
        matrix.set(0, 0, 1e6);
        DMatrixRMaj vector = new DMatrixRMaj(1, 50);
        vector.set(0, 0, 1);
        Estimate estimate = FrobeniusNorm.estimate(
                new Dense(matrix),
                EstimatorSettings.ofBudget(20),
                Deflation.of(new double[] {1e6}, vector),
                Workers.of(1),
                EstimateListener.SILENT);
        double truth = NormOps_DDRM.normF(matrix);
        assertTrue(estimate.lower() <= truth && truth <= estimate.upper(), estimate::toString);
        assertTrue(estimate.halfWidth() < 1e-5, estimate::toString);
        Estimate zero = FrobeniusNorm.estimate(new Dense(new DMatrixRMaj(50, 50)), EstimatorSettings.ofBudget(20));
        assertEquals(0, zero.upper());
        assertTrue(FrobeniusNorm.estimate(new Dense(new DMatrixRMaj(0, 0)), EstimatorSettings.defaults())
                .certain());
    }

    @Test
    void threadsDoNotChangeABit() {
        Dense a = Spectrum.FEW_LARGE.operator(100);
        EstimatorSettings settings = EstimatorSettings.ofBudget(37);
        try (Workers workers = Workers.of(3)) {
            assertEquals(
                    FrobeniusNorm.estimate(a, settings),
                    FrobeniusNorm.estimate(a, settings, Deflation.none(100), workers, EstimateListener.SILENT));
        }
    }
}
