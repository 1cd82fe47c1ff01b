package org.thalweg.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.pca.PrincipalComponentAnalysis;
import org.thalweg.linalg.pca.RowStream;
import org.thalweg.linalg.random.Draws;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

/** Samples of noise, variances along directions and alignment, against their definitions written out. */
class NoiseSamplesTest {

    private static final double ROUNDING = 1e-12;

    private static DMatrixRMaj uniform(long seed, int rows, int columns) {
        return DMatrixRMaj.wrap(
                rows,
                columns,
                new SplittableRandom(seed).doubles((long) rows * columns, -1, 1).toArray());
    }

    private static double[] row(DMatrixRMaj matrix, int row) {
        return Arrays.copyOfRange(matrix.data, row * matrix.numCols, (row + 1) * matrix.numCols);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static Objective objective(Sharing sharing) {
        int[] labels = new SplittableRandom(1).ints(30, 0, 3).toArray();
        Dataset data = Dataset.of("random", uniform(2, 30, 5), new Targets.Labels(labels, 3));
        Graph network = Sequential.of(5)
                .affine(6)
                .tanh()
                .affine(4)
                .tanh()
                .dropout(0.7, sharing)
                .affine(3)
                .build();
        return Objective.of(network, Loss.crossEntropy(), data, Workers.of(1))
                .at(new Initialization.Normal(0.5).theta(network, 3));
    }

    @ParameterizedTest
    @EnumSource(Sharing.class)
    void gradientsAreThoseUnderTheMasksOfTheirNumbers(Sharing sharing) {
        Objective objective = objective(sharing);
        Parameter middle = objective.network().parameter("2.weight");
        DMatrixRMaj samples = new DMatrixRMaj(3, middle.size());
        RandomGradients.of(objective, 7, middle).sample(11, samples);
        assertSame(Masks.NONE, objective.masks(), "masks put back");
        for (int t = 0; t < 3; t++) {
            double[] whole = objective.masks(Masks.drawn(7, 11 + t)).gradient();
            assertArrayEquals(
                    Arrays.copyOfRange(whole, middle.offset(), middle.offset() + middle.size()), row(samples, t));
        }
        DMatrixRMaj narrow = new DMatrixRMaj(1, 5);
        RandomGradients gradients = RandomGradients.of(objective, 7, middle);
        assertThrows(IllegalArgumentException.class, () -> gradients.sample(0, narrow));
    }

    /** In two passes over projections of what is left after the mean, in blocks of any size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void projectedVarianceIsThatOfTheProjections(int block) {
        DMatrixRMaj samples = uniform(1, 40, 9);
        DMatrixRMaj directions = uniform(2, 6, 9);
        ProjectedVariance variance = ProjectedVariance.along(directions, Workers.of(1));
        for (int first = 0; first < 40; first += block) {
            int count = Math.min(block, 40 - first);
            variance.add(DMatrixRMaj.wrap(count, 9, Arrays.copyOfRange(samples.data, first * 9, (first + count) * 9)));
        }
        assertEquals(40, variance.count());
        double[] whole =
                ProjectedVariance.along(directions, Workers.of(1)).add(samples).variances();
        assertArrayEquals(whole, variance.variances(), "blocks show in the bits");
        for (int i = 0; i < 6; i++) {
            double[] direction = row(directions, i);
            double[] projected = new double[40];
            for (int t = 0; t < 40; t++) {
                projected[t] = dot(direction, row(samples, t));
            }
            double mean = Arrays.stream(projected).average().orElseThrow();
            double squares =
                    Arrays.stream(projected).map(x -> (x - mean) * (x - mean)).sum();
            assertEquals(squares / 39, whole[i], ROUNDING * squares);
        }
    }

    /** Exact numbers, of which sums of squares would leave nothing. */
    @Test
    void projectedVarianceKeepsItsDigitsAboutALargeMean() {
        DMatrixRMaj samples = new DMatrixRMaj(3, 1);
        double step = 0x1p-20;
        for (int t = 0; t < 3; t++) {
            samples.data[t] = 0x1p20 + t * step;
        }
        DMatrixRMaj directions = DMatrixRMaj.wrap(3, 1, new double[] {1, 2, 3});
        double[] variances =
                ProjectedVariance.along(directions, Workers.of(1)).add(samples).variances();
        assertArrayEquals(
                new double[] {step * step, 4 * step * step, 9 * step * step}, variances, ROUNDING * step * step);
    }

    @Test
    void oneSampleHasNoVariance() {
        ProjectedVariance variance =
                ProjectedVariance.along(uniform(1, 2, 3), Workers.of(1)).add(uniform(2, 1, 3));
        assertThrows(IllegalStateException.class, variance::variances);
        DMatrixRMaj curvature = uniform(1, 3, 3);
        DMatrixRMaj sample = uniform(2, 1, 3);
        assertThrows(IllegalArgumentException.class, () -> Alignment.of(curvature, sample, Workers.of(1)));
    }

    /** Sigma and H Sigma written out, and the norm of Sigma by its definition. */
    @Test
    void alignmentIsThatOfTheCovarianceWrittenOut() {
        int d = 8;
        int n = 25;
        DMatrixRMaj factor = uniform(1, d, d);
        DMatrixRMaj curvature = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                curvature.set(i, j, factor.get(i, j) + factor.get(j, i) + (i == j ? 3 : 0));
            }
        }
        DMatrixRMaj samples = uniform(2, n, d);
        double[][] sigma = new double[d][d];
        double[] mean = new double[d];
        for (int t = 0; t < n; t++) {
            for (int i = 0; i < d; i++) {
                mean[i] += samples.get(t, i) / n;
            }
        }
        for (int t = 0; t < n; t++) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    sigma[i][j] += (samples.get(t, i) - mean[i]) * (samples.get(t, j) - mean[j]) / (n - 1);
                }
            }
        }
        double trace = 0;
        double traceH = 0;
        double traceSigma = 0;
        double squaresH = 0;
        for (int i = 0; i < d; i++) {
            traceH += curvature.get(i, i);
            traceSigma += sigma[i][i];
            for (int j = 0; j < d; j++) {
                trace += curvature.get(i, j) * sigma[j][i];
                squaresH += curvature.get(i, j) * curvature.get(i, j);
            }
        }
        double norm = Math.sqrt(squaresH * meanSquareOfProducts(samples));
        Alignment alignment = Alignment.of(curvature, samples, Workers.of(1));
        assertEquals(trace, alignment.trace(), ROUNDING * Math.abs(trace));
        assertEquals(traceH * traceSigma / d, alignment.isotropicTrace(), ROUNDING * traceSigma * traceH);
        assertEquals(trace / norm, alignment.cosine(), ROUNDING);
        assertEquals(traceH * traceSigma / d / norm, alignment.cosineOfRandomEigenvectors(), ROUNDING);
        assertEquals(trace / (traceH * traceSigma / d), alignment.ratio(), ROUNDING * alignment.ratio());
    }

    /**
     * The one estimate of Tr(Sigma^2) without bias that treats all samples alike: the mean over all different t, u, v, w of
     * {@code ((g_t - g_u)'(g_v - g_w))^2 / 4}.
     */
    private static double meanSquareOfProducts(DMatrixRMaj samples) {
        int n = samples.numRows;
        double[][] product = new double[n][n];
        for (int t = 0; t < n; t++) {
            for (int u = 0; u < n; u++) {
                product[t][u] = dot(row(samples, t), row(samples, u));
            }
        }
        double sum = 0;
        for (int t = 0; t < n; t++) {
            for (int u = 0; u < n; u++) {
                for (int v = 0; v < n; v++) {
                    for (int w = 0; w < n; w++) {
                        if (t != u && t != v && t != w && u != v && u != w && v != w) {
                            double x = product[t][v] - product[t][w] - product[u][v] + product[u][w];
                            sum += x * x / 4;
                        }
                    }
                }
            }
        }
        return sum / n / (n - 1) / (n - 2) / (n - 3);
    }

    /**
     * The standard error against the spread of 400 repetitions with normal samples; the spread itself has a relative standard
     * error of 1/sqrt(800), so it is beyond 20 % with probability below 1e-7.
     */
    @Test
    void standardErrorIsThatOfRepetitions() {
        int d = 4;
        int n = 60;
        int repetitions = 400;
        DMatrixRMaj curvature = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            curvature.set(i, i, i + 1);
        }
        Draws draws = new Draws(5, 6);
        double[] traces = new double[repetitions];
        double error = 0;
        for (int r = 0; r < repetitions; r++) {
            DMatrixRMaj samples = new DMatrixRMaj(n, d);
            draws.normals(r, samples.data, 0, n * d);
            Alignment alignment = Alignment.of(curvature, samples, Workers.of(1));
            traces[r] = alignment.trace();
            error += alignment.standardError() / repetitions;
        }
        double mean = Arrays.stream(traces).average().orElseThrow();
        double spread = Math.sqrt(
                Arrays.stream(traces).map(x -> (x - mean) * (x - mean)).sum() / (repetitions - 1));
        assertEquals(spread, error, 0.2 * spread);
        assertEquals(1 + 2 + 3 + 4, mean, 5 * spread / Math.sqrt(repetitions));
    }

    /** Seven gradients at a time, the last time five. */
    @Test
    void gradientsAreStreamed() {
        RandomGradients random = RandomGradients.of(objective(Sharing.SAMPLE), 5);
        DMatrixRMaj samples = new DMatrixRMaj(40, random.dimension());
        random.sample(100, samples);
        RowStream rows = random.rows(100, 40);
        DMatrixRMaj block = new DMatrixRMaj(7, rows.columns());
        for (int repetition = 0; repetition < 2; repetition++) {
            rows.restart();
            int at = 0;
            for (int read = rows.read(block); read > 0; read = rows.read(block)) {
                for (int i = 0; i < read; i++) {
                    assertArrayEquals(row(samples, at + i), row(block, i));
                }
                at += read;
            }
            assertEquals(40, at);
        }
        Workers one = Workers.of(1);
        double[] streamed = PrincipalComponentAnalysis.streaming(rows, 3, one).explainedVariance();
        double[] held = PrincipalComponentAnalysis.of(samples, 3, one).explainedVariance();
        assertArrayEquals(held, streamed, 1e-12 * held[0]);
    }
}
