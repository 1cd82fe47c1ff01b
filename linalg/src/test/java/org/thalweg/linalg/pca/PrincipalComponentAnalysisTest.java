package org.thalweg.linalg.pca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

class PrincipalComponentAnalysisTest {

    /** Normal samples whose standard deviations fall off by 0.8, mixed by a reflection, about a mean of the given size. */
    private static DMatrixRMaj samples(int rows, int columns, double mean) {
        DMatrixRMaj samples = new DMatrixRMaj(rows, columns);
        Draws draws = new Draws(11, 1);
        for (int i = 0; i < rows; i++) {
            draws.normals(i, samples.data, i * columns, columns);
            double scale = 1;
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                samples.data[i * columns + j] *= scale;
                sum += samples.data[i * columns + j];
                scale *= 0.8;
            }
            for (int j = 0; j < columns; j++) {
                samples.data[i * columns + j] += mean * (1 + j % 3) - 2 * sum / columns;
            }
        }
        return samples;
    }

    /** Against the singular values of the centred samples, which square nothing. */
    private static void check(DMatrixRMaj samples, PrincipalComponents found, double tolerance) {
        int rows = samples.numRows;
        int columns = samples.numCols;
        int count = found.explainedVariance().length;
        DMatrixRMaj centred = samples.copy();
        double[] mean = new double[columns];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                mean[j] += samples.get(i, j) / rows;
            }
            for (int i = 0; i < rows; i++) {
                centred.set(i, j, samples.get(i, j) - mean[j]);
            }
        }
        double size = 1e-15 * Arrays.stream(mean).map(Math::abs).max().orElse(0) * rows;
        assertArrayEquals(mean, found.mean(), 1e-14 + size);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, false, true, true);
        svd.decompose(centred.copy());
        double[] values = svd.getSingularValues().clone();
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(values[b], values[a]));
        DMatrixRMaj directions = svd.getV(null, true);
        double largest = values[order[0]] * values[order[0]] / (rows - 1);
        double total = 0;
        for (double value : values) {
            total += value * value / (rows - 1);
        }
        assertEquals(total, found.totalVariance(), 1e-12 * total);
        DMatrixRMaj components = found.components();
        for (int i = 0; i < count; i++) {
            double variance = values[order[i]] * values[order[i]] / (rows - 1);
            assertEquals(variance, found.explainedVariance()[i], tolerance * largest);
            assertEquals(variance / total, found.explainedVarianceRatio()[i], 2 * tolerance);
            double overlap = 0;
            for (int j = 0; j < columns; j++) {
                overlap += components.get(i, j) * directions.get(order[i], j);
            }
            if (i < 8 && i + 1 < values.length) {
                assertEquals(1, Math.abs(overlap), 1e-6);
            }
            for (int q = 0; q <= i; q++) {
                double product = 0;
                for (int j = 0; j < columns; j++) {
                    product += components.get(i, j) * components.get(q, j);
                }
                assertEquals(q == i ? 1 : 0, product, 1e-13);
            }
        }
    }

    @Test
    void agreesWithSingularValues() {
        int[][] shapes = {{2, 1}, {2, 5}, {5, 2}, {40, 12}, {12, 40}, {30, 30}, {700, 15}};
        for (int[] shape : shapes) {
            for (double mean : new double[] {0, 100}) {
                DMatrixRMaj samples = samples(shape[0], shape[1], mean);
                for (int count : new int[] {1, Math.min(shape[0], shape[1])}) {
                    double tolerance = mean == 0 ? 1e-13 : 1e-11;
                    check(samples, PrincipalComponentAnalysis.of(samples, count, Workers.of(1)), tolerance);
                    check(
                            samples,
                            PrincipalComponentAnalysis.streaming(RowStream.of(samples), count, Workers.of(1)),
                            tolerance);
                }
            }
        }
    }

    @Test
    void directionsWithoutACovarianceMatrix() {
        DMatrixRMaj samples = samples(1300, 60, 3);
        PrincipalComponents found =
                PrincipalComponentAnalysis.streamingDirections(RowStream.of(samples), 5, 1e-10, 60, 1, Workers.of(1));
        assertTrue(found.converged());
        assertTrue(found.passes() > 2 && found.passes() < 30);
        check(samples, found, 1e-13);
        for (double residual : found.residuals()) {
            assertTrue(residual > 0 && residual <= 1e-10 * found.explainedVariance()[0]);
        }
        PrincipalComponents stopped =
                PrincipalComponentAnalysis.streamingDirections(RowStream.of(samples), 5, 1e-10, 3, 1, Workers.of(1));
        assertFalse(stopped.converged());
        assertEquals(3, stopped.passes());
        // Within a residual of each value lies a true one.
        double[] truth = found.explainedVariance();
        for (int i = 0; i < 5; i++) {
            double value = stopped.explainedVariance()[i];
            double distance =
                    Arrays.stream(truth).map(t -> Math.abs(t - value)).min().orElseThrow();
            assertTrue(distance <= stopped.residuals()[i] + 1e-12);
        }
    }

    /** A mean of 1e8 times the spread leaves the samples 8 digits, and the variances keep them. */
    @Test
    void farFromTheOrigin() {
        DMatrixRMaj near = new DMatrixRMaj(2000, 4);
        DMatrixRMaj far = new DMatrixRMaj(2000, 4);
        Draws draws = new Draws(3, 3);
        for (int i = 0; i < 2000; i++) {
            draws.normals(i, near.data, 4 * i, 4);
            for (int j = 0; j < 4; j++) {
                near.data[4 * i + j] *= 1 + j;
                far.data[4 * i + j] = 1e8 + near.data[4 * i + j];
            }
        }
        double[] expected =
                PrincipalComponentAnalysis.of(near, 4, Workers.of(1)).explainedVariance();
        assertArrayEquals(
                expected, PrincipalComponentAnalysis.of(far, 4, Workers.of(1)).explainedVariance(), 1e-7);
        assertArrayEquals(
                expected,
                PrincipalComponentAnalysis.streaming(RowStream.of(far), 4, Workers.of(1))
                        .explainedVariance(),
                1e-7);
        assertArrayEquals(
                expected,
                PrincipalComponentAnalysis.streamingDirections(RowStream.of(far), 4, 1e-9, 50, 0, Workers.of(1))
                        .explainedVariance(),
                1e-7);
    }

    @Test
    void projectionsHaveTheVariancesAndReconstruct() {
        DMatrixRMaj samples = samples(50, 6, 2);
        PrincipalComponents all = PrincipalComponentAnalysis.of(samples, 6, Workers.of(1));
        DMatrixRMaj coordinates = all.project(samples);
        for (int c = 0; c < 6; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 50; i++) {
                sum += coordinates.get(i, c);
                squares += coordinates.get(i, c) * coordinates.get(i, c);
            }
            assertEquals(0, sum, 1e-12);
            assertEquals(all.explainedVariance()[c], squares / 49, 1e-13);
        }
        assertArrayEquals(samples.data, all.reconstruct(coordinates).data, 1e-13);
        assertThrows(IllegalArgumentException.class, () -> all.project(new DMatrixRMaj(2, 5)));
    }

    @Test
    void equalSamplesHaveNoVariance() {
        for (int columns : new int[] {2, 9}) {
            DMatrixRMaj samples = new DMatrixRMaj(5, columns);
            samples.fill(0.1);
            PrincipalComponents found = PrincipalComponentAnalysis.of(samples, 2, Workers.of(1));
            assertArrayEquals(new double[2], found.explainedVariance());
            assertArrayEquals(new double[2], found.explainedVarianceRatio());
            DMatrixRMaj components = found.components();
            double product = 0;
            for (int j = 0; j < columns; j++) {
                product += components.get(0, j) * components.get(1, j);
            }
            assertEquals(0, product, 1e-15);
        }
    }

    @Test
    void threadsDoNotChangeABit() {
        DMatrixRMaj samples = samples(600, 70, 1);
        try (Workers workers = Workers.of(3)) {
            assertArrayEquals(
                    PrincipalComponentAnalysis.of(samples, 9, Workers.of(1)).components().data,
                    PrincipalComponentAnalysis.of(samples, 9, workers).components().data);
            assertArrayEquals(
                    PrincipalComponentAnalysis.streamingDirections(RowStream.of(samples), 9, 1e-6, 9, 5, Workers.of(1))
                            .components()
                            .data,
                    PrincipalComponentAnalysis.streamingDirections(RowStream.of(samples), 9, 1e-6, 9, 5, workers)
                            .components()
                            .data);
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        DMatrixRMaj samples = samples(4, 3, 0);
        assertMessage(
                "count: 4, expected 1 to 3 for samples [4 x 3]",
                () -> PrincipalComponentAnalysis.of(samples, 4, Workers.of(1)));
        assertMessage(
                "samples: 1 rows, expected at least 2",
                () -> PrincipalComponentAnalysis.streaming(RowStream.of(new DMatrixRMaj(1, 3)), 1, Workers.of(1)));
        samples.set(2, 1, Double.NaN);
        assertMessage(
                "samples: NaN in row 2, column 1, expected finite numbers",
                () -> PrincipalComponentAnalysis.streamingDirections(
                        RowStream.of(samples), 1, 1e-6, 9, 0, Workers.of(1)));
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
