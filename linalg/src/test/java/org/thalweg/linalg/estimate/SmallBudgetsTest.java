package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.thalweg.linalg.estimate.Trace.Method;

/** Few products of matrices on which random signs agree by chance, so that what was seen has no variance. */
class SmallBudgetsTest {

    private static final int DIMENSION = 20;
    private static final int[] BUDGETS = {2, 8, 13};

    private static Dense block(int size) {
        DMatrixRMaj a = new DMatrixRMaj(DIMENSION, DIMENSION);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                a.set(i, j, 1);
            }
        }
        return new Dense(a);
    }

    /** {@code [[0, 1], [1, 0]]} with 3 and -33 beside it. */
    private static Dense exchange() {
        DMatrixRMaj a = new DMatrixRMaj(DIMENSION, DIMENSION);
        a.set(0, 1, 1);
        a.set(1, 0, 1);
        a.set(2, 2, 3);
        a.set(3, 3, -33);
        return new Dense(a);
    }

    private static List<Dense> matrices() {
        return List.of(block(2), block(3), block(5), block(DIMENSION), exchange());
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "EXACT", mode = EnumSource.Mode.EXCLUDE)
    void tracesAreCovered(Method method) {
        for (Dense a : matrices()) {
            for (int budget : BUDGETS) {
                for (double confidence : new double[] {0.95, 0.99}) {
                    EstimatorSettings settings =
                            EstimatorSettings.ofBudget(budget).withConfidence(confidence);
                    Coverage.check(
                            method + ", " + budget + " products",
                            a.trace(),
                            confidence,
                            seed -> Trace.estimate(a, method, settings.withSeed(seed)));
                }
            }
        }
    }

    @Test
    void normsAreCovered() {
        for (Dense a : matrices()) {
            double truth = NormOps_DDRM.normF(a.matrix);
            for (int budget : BUDGETS) {
                for (double confidence : new double[] {0.95, 0.99}) {
                    EstimatorSettings settings =
                            EstimatorSettings.ofBudget(budget).withConfidence(confidence);
                    Coverage.check(
                            budget + " products",
                            truth,
                            confidence,
                            seed -> FrobeniusNorm.estimate(a, settings.withSeed(seed)));
                }
            }
        }
    }

    /** Hutch++ leaves enough probes to say how wrong it is wherever the budget has them. */
    @ParameterizedTest
    @EnumSource(value = Method.class, names = "EXACT", mode = EnumSource.Mode.EXCLUDE)
    void intervalsAreFiniteFromTheFewestProbesOn(Method method) {
        Dense a = Spectrum.HARMONIC.operator(80);
        for (double confidence : new double[] {0.95, 0.99, 0.999, 0.9999}) {
            int fewest = Calibration.fewest(1 - confidence);
            for (int budget = fewest; budget < 70; budget++) {
                EstimatorSettings settings = EstimatorSettings.ofBudget(budget).withConfidence(confidence);
                assertTrue(Double.isFinite(Trace.estimate(a, method, settings).halfWidth()));
                assertTrue(Double.isFinite(FrobeniusNorm.estimate(a, settings).halfWidth()));
            }
        }
    }

    @Test
    void noIntervalFromTooFewProbesAndItSaysWhy() {
        Estimate trace = Trace.estimate(block(2), Method.HUTCHINSON, EstimatorSettings.ofBudget(2));
        assertEquals(Double.NEGATIVE_INFINITY, trace.lower());
        assertEquals(Double.POSITIVE_INFINITY, trace.upper());
        assertEquals("Hutchinson, 2 probes, too few for this confidence, which needs 7", trace.method());
        Estimate norm = FrobeniusNorm.estimate(block(2), EstimatorSettings.ofBudget(2));
        assertEquals(0, norm.lower());
        assertEquals(Double.POSITIVE_INFINITY, norm.upper());
        assertEquals("mean of |A z|^2, 2 probes, too few for this confidence, which needs 7", norm.method());
    }
}
