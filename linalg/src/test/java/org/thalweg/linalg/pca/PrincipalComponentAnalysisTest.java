package org.thalweg.linalg.pca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    private static PrincipalComponents[] threeWays(DMatrixRMaj samples, int count) {
        return new PrincipalComponents[] {
            PrincipalComponentAnalysis.of(samples, count, Workers.of(1)),
            PrincipalComponentAnalysis.streaming(RowStream.of(samples), count, Workers.of(1)),
            PrincipalComponentAnalysis.streamingDirections(RowStream.of(samples), count, 1e-10, 60, 1, Workers.of(1))
        };
    }

    /**
     * Samples of few bits times a power of two: directions and ratios have the same bits, standard deviations and means the
     * same but for their exponent. Variances, whose exponents are twice as large, are 0 or infinite where they are no doubles.
     */
    @ParameterizedTest
    @ValueSource(ints = {-1070, -1000, -549, -500, -250, -190, 190, 250, 500, 515, 1000, 1015})
    void powersOfTwoChangeNoBit(int exponent) {
        for (int[] shape : new int[][] {{700, 14}, {12, 30}}) {
            DMatrixRMaj samples = samples(shape[0], shape[1], 3);
            for (int i = 0; i < samples.getNumElements(); i++) {
                samples.data[i] = Math.rint(16 * samples.data[i]);
            }
            DMatrixRMaj scaled = samples.copy();
            for (int i = 0; i < samples.getNumElements(); i++) {
                scaled.data[i] = Math.scalb(samples.data[i], exponent);
            }
            PrincipalComponents[] expected = threeWays(samples, 4);
            PrincipalComponents[] found = threeWays(scaled, 4);
            for (int way = 0; way < 3; way++) {
                String what = "way " + way;
                assertSameBits(expected[way].components().data, found[way].components().data, what);
                assertEquals(expected[way].passes(), found[way].passes(), what);
                assertTrue(found[way].converged(), what);
                assertSameBits(expected[way].explainedVarianceRatio(), found[way].explainedVarianceRatio(), what);
                assertScaled(expected[way].standardDeviations(), exponent, found[way].standardDeviations());
                assertScaled(expected[way].mean(), exponent, found[way].mean());
                assertScaled(expected[way].explainedVariance(), 2 * exponent, found[way].explainedVariance());
                assertScaled(expected[way].residuals(), 2 * exponent, found[way].residuals());
                assertEquals(
                        Math.scalb(expected[way].totalVariance(), 2 * exponent), found[way].totalVariance(), 0, what);
            }
            DMatrixRMaj coordinates = expected[0].project(samples);
            assertScaled(coordinates.data, exponent, found[0].project(scaled).data);
            assertScaled(
                    expected[0].reconstruct(coordinates).data,
                    exponent,
                    found[0].reconstruct(found[0].project(scaled)).data);
        }
    }

    private static void assertScaled(double[] expected, int exponent, double... found) {
        for (int i = 0; i < expected.length; i++) {
            // Rounded once more where it is subnormal, and so is what it was made of.
            double rounding = exponent < -900 ? 16 * Double.MIN_VALUE : 0;
            assertEquals(Math.scalb(expected[i], exponent), found[i], rounding, "element " + i);
        }
    }

    /** Two points {@code +-a} have the standard deviation {@code sqrt(2) a}, the variance {@code 2 a^2}. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-165, 1e-320, 1e155, 1.2e308, 1})
    void twoPoints(double a) {
        DMatrixRMaj samples = DMatrixRMaj.wrap(2, 2, new double[] {a, 0, -a, 0});
        for (PrincipalComponents found : threeWays(samples, 1)) {
            assertArrayEquals(new double[] {1, 0}, found.components().data, 2e-15);
            assertArrayEquals(new double[] {1}, found.explainedVarianceRatio(), 2e-15);
            double root = Math.sqrt(2) * a;
            assertEquals(root, found.standardDeviations()[0], 4e-16 * root + Double.MIN_VALUE);
            assertEquals(root * root, found.explainedVariance()[0], 1e-15 * root * root);
            assertArrayEquals(new double[2], found.mean());
        }
    }

    /** Columns whose size is that of their mean alone, or that are small beside others, do not decide on the scale. */
    @Test
    void columnsOfDifferentSize() {
        int rows = 1300;
        DMatrixRMaj plain = samples(rows, 3, 0);
        DMatrixRMaj samples = new DMatrixRMaj(rows, 5);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 3; j++) {
                samples.set(i, j, plain.get(i, j));
            }
            samples.set(i, 3, 1e300);
            samples.set(i, 4, 1e-300 * plain.get(i, 0));
        }
        PrincipalComponents[] expected = threeWays(plain, 3);
        PrincipalComponents[] found = threeWays(samples, 3);
        for (int way = 0; way < 3; way++) {
            double[] variances = expected[way].explainedVariance();
            assertArrayEquals(variances, found[way].explainedVariance(), 1e-13 * variances[0], "way " + way);
            assertEquals(1e300, found[way].mean()[3], 1e285);
        }
    }

    /** Blocks of rows that grow, or shrink, by 400 orders of magnitude: only the largest count. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e200})
    void blocksOfDifferentSize(double last) {
        int rows = 1536;
        DMatrixRMaj samples = samples(rows, 4, 0);
        for (int i = 0; i < 4 * rows; i++) {
            samples.data[i] *= i < 4 * 512 ? 1 / last : i < 4 * 1024 ? 1 : last;
        }
        PrincipalComponents[] found = threeWays(samples, 2);
        double[] deviations = found[0].standardDeviations();
        assertEquals(1e200, deviations[0], 1e200);
        for (int way = 1; way < 3; way++) {
            assertArrayEquals(deviations, found[way].standardDeviations(), 1e-13 * deviations[0], "way " + way);
            assertArrayEquals(found[0].explainedVarianceRatio(), found[way].explainedVarianceRatio(), 1e-13);
        }
    }

    /** The operator's products, also with vectors as small as the matrix is large. */
    @Test
    void theCovarianceOfSamplesOfAnySize() {
        DMatrixRMaj samples = samples(40, 5, 2);
        DMatrixRMaj vectors = samples(3, 5, 1);
        DMatrixRMaj expected = new DMatrixRMaj(3, 5);
        new StreamedCovariance(RowStream.of(samples), 16, Workers.of(1)).apply(vectors, expected);
        for (int[] exponents : new int[][] {{500, -1010}, {450, 0}, {-500, 1000}, {0, 900}}) {
            DMatrixRMaj scaled = samples.copy();
            for (int i = 0; i < samples.getNumElements(); i++) {
                scaled.data[i] = Math.scalb(samples.data[i], exponents[0]);
            }
            DMatrixRMaj turned = vectors.copy();
            for (int i = 0; i < vectors.getNumElements(); i++) {
                turned.data[i] = Math.scalb(vectors.data[i], exponents[1]);
            }
            DMatrixRMaj found = new DMatrixRMaj(3, 5);
            new StreamedCovariance(RowStream.of(scaled), 16, Workers.of(1)).apply(turned, found);
            for (int i = 0; i < 15; i++) {
                assertEquals(Math.scalb(expected.data[i], 2 * exponents[0] + exponents[1]), found.data[i], 0);
            }
        }
    }

    /** Differences from the mean, and points, that are doubles though what they are made of is near the largest one. */
    @Test
    void projectionsNearTheLargestDouble() {
        double a = 1.5e308;
        DMatrixRMaj samples = DMatrixRMaj.wrap(3, 2, new double[] {-a, 1, -a, -1, -a, 0});
        PrincipalComponents found = PrincipalComponentAnalysis.of(samples, 2, Workers.of(1));
        assertArrayEquals(new double[] {-a, 0}, found.mean());
        DMatrixRMaj coordinates = found.project(DMatrixRMaj.wrap(1, 2, new double[] {-a / 2, 3}));
        assertArrayEquals(new double[] {3, a / 2}, coordinates.data, 1e-15 * a);
        DMatrixRMaj points = found.reconstruct(DMatrixRMaj.wrap(1, 2, new double[] {0, 1.7e308}));
        assertArrayEquals(new double[] {1.7e308 - a, 0}, points.data, 1e-15 * a);
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

    /** Columns of any two sizes side by side: the small ones keep their digits. */
    @Test
    void smallColumnsBesideAConstantOneOfAnySize() {
        DMatrixRMaj samples = new DMatrixRMaj(3, 2);
        for (int i = 0; i < 3; i++) {
            samples.set(i, 0, 1e300);
            samples.set(i, 1, (i - 1) * 1e-20);
        }
        PrincipalComponents components = PrincipalComponentAnalysis.of(samples, 1, Workers.of(1));
        DMatrixRMaj coordinates = components.project(samples);
        assertEquals(1e-20, Math.abs(coordinates.get(2, 0)), 1e-33);
        DMatrixRMaj points = components.reconstruct(coordinates);
        assertEquals(1e300, points.get(2, 0));
        assertEquals(1e-20, points.get(2, 1), 1e-33);
    }
}
