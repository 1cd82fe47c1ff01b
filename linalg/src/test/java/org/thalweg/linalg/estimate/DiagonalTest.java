package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.Workers;

class DiagonalTest {

    /**
     * Each entry's error over its standard error, over 500 seeds and 20 entries: the mean of the squares is 1 within a tenth
     * and two standard errors rarely exceeded. Seeds are fixed.
     */
    @Test
    void standardErrorsAreTheErrors() {
        int n = 20;
        Dense a = Spectrum.HARMONIC.operator(n);
        double errors = 0;
        double variances = 0;
        int beyond = 0;
        for (int seed = 0; seed < 500; seed++) {
            DiagonalEstimate estimate =
                    Diagonal.estimate(a, EstimatorSettings.ofBudget(19).withSeed(seed));
            assertFalse(estimate.certain());
            for (int i = 0; i < n; i++) {
                double error = estimate.values()[i] - a.matrix.get(i, i);
                double standard = estimate.standardErrors()[i];
                errors += error * error;
                variances += standard * standard;
                beyond += Math.abs(error) > 2 * standard ? 1 : 0;
            }
        }
        assertEquals(1, errors / variances, 0.1);
        assertTrue(beyond < 0.08 * 500 * n, beyond + " errors beyond two standard errors");
    }

    @Test
    void goalIsMetOrTheDiagonalExact() {
        Dense a = Spectrum.FEW_LARGE.operator(64);
        double[] truth = new double[64];
        for (int i = 0; i < 64; i++) {
            truth[i] = a.matrix.get(i, i);
        }
        DiagonalEstimate rough = Diagonal.estimate(
                a, EstimatorSettings.defaults().withRelative(0.5).withBudget(63));
        assertTrue(rough.totalError() <= 0.5 * Sums.norm(64, rough.values(), 0));
        DiagonalEstimate exact =
                Diagonal.estimate(a, EstimatorSettings.defaults().withRelative(1e-6));
        assertTrue(exact.certain());
        assertArrayEquals(truth, exact.values());
        assertEquals(0, exact.totalError());
        assertTrue(exact.products() <= 64 + 40);
        DiagonalEstimate reached = Diagonal.estimate(
                a, EstimatorSettings.defaults().withRelative(1e-6).withBudget(64));
        assertArrayEquals(truth, reached.values());
        assertEquals(64, reached.products());
    }

    @Test
    void diagonalOperatorsAreExact() {
        DMatrixRMaj matrix = new DMatrixRMaj(40, 40);
        for (int i = 0; i < 40; i++) {
            matrix.set(i, i, i - 7);
        }
        DiagonalEstimate estimate = Diagonal.estimate(new Dense(matrix), EstimatorSettings.ofBudget(4));
        for (int i = 0; i < 40; i++) {
            assertEquals(i - 7, estimate.values()[i]);
            assertEquals(0, estimate.standardErrors()[i]);
        }
    }

    @Test
    void knownEigenpairsThreadsAndTinySizes() {
        int n = 50;
        Dense a = Dense.withSpectrum(n, 3, i -> 0.01 * i);
        double[] direction = new double[n];
        for (int i = 0; i < n; i++) {
            direction[i] = 1 / Math.sqrt(n);
        }
        // A large eigenvalue on the constant vector, which A does not know.
        DMatrixRMaj v = DMatrixRMaj.wrap(1, n, direction);
        new Basis(v, Workers.of(1)).project(a.matrix);
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double symmetric = 0;
                for (int k = 0; k < n; k++) {
                    symmetric += a.matrix.get(k, i) * a.matrix.get(k, j);
                }
                matrix.set(i, j, symmetric + 1e5 * direction[i] * direction[j]);
            }
        }
        Deflation deflation = Deflation.of(new double[] {1e5}, v);
        EstimatorSettings settings = EstimatorSettings.ofBudget(30);
        DiagonalEstimate estimate = Diagonal.estimate(new Dense(matrix), settings, deflation, Workers.of(1));
        for (int i = 0; i < n; i++) {
            assertEquals(matrix.get(i, i), estimate.values()[i], 6 * estimate.standardErrors()[i] + 1e-9);
            assertTrue(estimate.standardErrors()[i] < 0.1);
        }
        try (Workers workers = Workers.of(2)) {
            assertArrayEquals(
                    estimate.values(),
                    Diagonal.estimate(new Dense(matrix), settings, deflation, workers)
                            .values());
        }
        assertEquals(
                0, Diagonal.estimate(new Dense(new DMatrixRMaj(0, 0)), settings).values().length);
        assertTrue(Diagonal.estimate(new Dense(new DMatrixRMaj(1, 1)), EstimatorSettings.defaults())
                .certain());
    }
}
