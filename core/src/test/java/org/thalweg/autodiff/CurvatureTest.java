package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.dense;
import static org.thalweg.autodiff.Networks.dot;
import static org.thalweg.autodiff.Networks.largest;
import static org.thalweg.autodiff.Networks.norm;
import static org.thalweg.autodiff.Networks.plus;
import static org.thalweg.autodiff.Networks.products;
import static org.thalweg.autodiff.Networks.row;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** What the matrices of curvature must satisfy whatever the network. */
class CurvatureTest {

    private static final double ROUNDING = 1e-12;

    static Stream<Problem> networks() {
        return Networks.randoms(30, 23);
    }

    /** The matrices that are defined for the loss. */
    private static List<Curvature> matrices(Problem problem) {
        List<Curvature> matrices = new ArrayList<>(List.of(Curvature.values()));
        if (problem.name().contains("regularised")) {
            matrices.remove(Curvature.GAUSS_NEWTON);
        }
        return matrices;
    }

    @Test
    void theRandomNetworksCoverWhatTheyShould() {
        String names = networks().map(Problem::toString).reduce("", String::concat);
        List<String> wanted = new ArrayList<>(List.of("residual", "tied", "dropout BATCH", "dropout SAMPLE"));
        wanted.addAll(List.of("cross-entropy", "squares", "regularised", "weighted"));
        Stream.of(Activations.values()).map(Activations::toString).forEach(wanted::add);
        for (String part : wanted) {
            assertTrue(names.contains(part), part);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void symmetricAndLinear(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            int d = objective.dimension();
            double[] u = uniform(1, d);
            double[] v = uniform(2, d);
            for (Curvature matrix : matrices(problem)) {
                LinearOperator operator = objective.operator(matrix);
                double[] hu = operator.apply(u);
                double[] hv = operator.apply(v);
                double scale = ROUNDING * (norm(hu) * norm(v) + norm(hv) * norm(u));
                assertEquals(dot(u, hv), dot(v, hu), scale, matrix + " is symmetric");
                double[] sum = operator.apply(plus(u, -1.5, v));
                assertArrayEquals(
                        plus(hu, -1.5, hv), sum, ROUNDING * (largest(hu) + largest(hv)), matrix + " is linear");
            }
        }
    }

    /** Blocks of one up to twenty, which take several sweeps. */
    @ParameterizedTest
    @MethodSource("networks")
    void aBlockHasTheBitsOfItsVectors(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            DMatrixRMaj vectors = uniform(3, 20, objective.dimension());
            for (Curvature matrix : matrices(problem)) {
                LinearOperator operator = objective.operator(matrix);
                double[][] single = new double[20][];
                for (int j = 0; j < 20; j++) {
                    single[j] = operator.apply(row(vectors, j));
                }
                for (int k : new int[] {2, 7, 8, 9, 20}) {
                    DMatrixRMaj block = uniform(3, k, objective.dimension());
                    DMatrixRMaj found = products(operator, block);
                    for (int j = 0; j < k; j++) {
                        assertArrayEquals(single[j], row(found, j), matrix + ", vector " + j + " of " + k);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void fisherAndCovarianceAreMadeOfTheGradientsOfSamples(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            DMatrixRMaj gradients = Networks.sampleGradients(problem, workers);
            int n = gradients.numRows;
            int d = gradients.numCols;
            double[] mean = objective.gradient();
            DMatrixRMaj fisher = new DMatrixRMaj(d, d);
            DMatrixRMaj covariance = new DMatrixRMaj(d, d);
            double[] sum = new double[d];
            double[] norms = objective.sampleGradientNorms();
            for (int i = 0; i < n; i++) {
                double[] g = row(gradients, i);
                double[] centred = plus(g, -1, mean);
                for (int p = 0; p < d; p++) {
                    sum[p] += g[p] / n;
                    for (int q = 0; q < d; q++) {
                        fisher.add(p, q, g[p] * g[q] / n);
                        covariance.add(p, q, centred[p] * centred[q] / n);
                    }
                }
                assertEquals(norm(g), norms[i], ROUNDING * norm(g), "norm of sample " + i);
            }
            assertArrayEquals(sum, mean, ROUNDING * largest(gradients.data), "gradient");
            double scale = ROUNDING * largest(fisher.data);
            DMatrixRMaj foundFisher = dense(objective.operator(Curvature.EMPIRICAL_FISHER));
            DMatrixRMaj foundCovariance = dense(objective.operator(Curvature.GRADIENT_COVARIANCE));
            assertArrayEquals(fisher.data, foundFisher.data, scale, "Fisher");
            assertArrayEquals(covariance.data, foundCovariance.data, scale, "covariance");
            for (int p = 0; p < d; p++) {
                for (int q = 0; q < d; q++) {
                    double difference = foundFisher.get(p, q) - foundCovariance.get(p, q);
                    assertEquals(mean[p] * mean[q], difference, scale, "Fisher - covariance = g g'");
                }
            }

            DMatrixRMaj coefficients = uniform(4, 11, n);
            DMatrixRMaj sums = new DMatrixRMaj(11, d);
            objective.weightedGradients(coefficients, sums);
            for (int j = 0; j < 11; j++) {
                double[] expected = new double[d];
                for (int i = 0; i < n; i++) {
                    expected = plus(expected, coefficients.get(j, i), row(gradients, i));
                }
                assertArrayEquals(expected, row(sums, j), n * ROUNDING * largest(gradients.data), "weighted sum " + j);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gaussNewtonFisherAndCovarianceArePositive(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            for (Curvature matrix : matrices(problem)) {
                if (matrix != Curvature.HESSIAN) {
                    DMatrixRMaj dense = dense(objective.operator(matrix));
                    assertPositive(dense, matrix + "");
                }
            }
        }
    }

    /** By Gaussian elimination of {@code A + epsilon I}: every pivot must be positive. */
    private static void assertPositive(DMatrixRMaj matrix, String what) {
        int d = matrix.numRows;
        DMatrixRMaj a = matrix.copy();
        double scale = largest(a.data);
        for (int i = 0; i < d; i++) {
            a.add(i, i, 1e-10 * scale);
        }
        for (int p = 0; p < d && scale > 0; p++) {
            assertTrue(a.get(p, p) > 0, what + ": pivot " + p + " is " + a.get(p, p));
            for (int i = p + 1; i < d; i++) {
                double factor = a.get(i, p) / a.get(p, p);
                for (int j = p; j < d; j++) {
                    a.add(i, j, -factor * a.get(p, j));
                }
            }
        }
    }

    @Test
    void gaussNewtonIsTheHessianOfAModelLinearInItsParameters() {
        Graph linear = Sequential.of(5).affine(4).build();
        Loss[] losses = {Loss.meanSquaredError(), Loss.crossEntropy(), Loss.crossEntropy(0.2)};
        try (Workers workers = Workers.of(1)) {
            for (Loss loss : losses) {
                Problem problem = Networks.plain("linear", linear, loss, Networks.data(5, 40, 5, 4, true), 6);
                Objective objective = problem.objective(workers);
                DMatrixRMaj hessian = dense(objective.operator(Curvature.HESSIAN));
                DMatrixRMaj gaussNewton = dense(objective.operator(Curvature.GAUSS_NEWTON));
                assertTrue(largest(hessian.data) > 0.01);
                assertArrayEquals(hessian.data, gaussNewton.data, 1e-15);
            }
        }
    }

    /** Gauss-Newton of squares is {@code J'J/n}, and J is found from gradients with targets moved by one. */
    @Test
    void gaussNewtonOfSquaresIsMadeOfJacobians() {
        Graph network = Sequential.mlp(Activations.GELU, 3, 6, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 9, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            DMatrixRMaj found = dense(problem.objective(workers).operator(Curvature.GAUSS_NEWTON));
            double[] expected = new double[found.data.length];
            int d = found.numRows;
            for (int i = 0; i < 9; i++) {
                DMatrixRMaj input = DMatrixRMaj.wrap(1, 3, row(problem.data().inputs(), i));
                for (int o = 0; o < 2; o++) {
                    double[] j = jacobianRow(problem, input, o, workers);
                    for (int p = 0; p < d; p++) {
                        for (int q = 0; q < d; q++) {
                            expected[p * d + q] += j[p] * j[q] / 9;
                        }
                    }
                }
            }
            assertArrayEquals(expected, found.data, ROUNDING * largest(expected));
        }
    }

    private static double[] jacobianRow(Problem problem, DMatrixRMaj input, int output, Workers workers) {
        double[][] gradients = new double[2][];
        for (int side = 0; side < 2; side++) {
            DMatrixRMaj target = new DMatrixRMaj(1, 2);
            target.set(0, output, side);
            Dataset data = Dataset.of("one", input, new Targets.Values(target));
            gradients[side] = Objective.of(problem.network(), problem.loss(), data, workers)
                    .at(problem.theta())
                    .gradient();
        }
        return plus(gradients[0], -1, gradients[1]);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void restrictedOperatorsAreBlocksOfTheWhole(Problem problem) {
        List<Parameter> all = problem.network().parameters();
        List<Parameter[]> choices = new ArrayList<>();
        for (Parameter parameter : all) {
            choices.add(new Parameter[] {parameter});
        }
        for (int i = 1; i < all.size(); i++) {
            choices.add(new Parameter[] {all.get(i), all.get(i - 1)});
        }
        choices.add(new Parameter[] {all.get(all.size() - 1), all.get(0)});
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            for (Curvature matrix : matrices(problem)) {
                DMatrixRMaj whole = dense(objective.operator(matrix));
                double scale = ROUNDING * (largest(whole.data) + 1e-3);
                for (Parameter[] chosen : choices) {
                    DMatrixRMaj part = dense(objective.operator(matrix, chosen));
                    int[] elements = Networks.elements(chosen);
                    assertEquals(elements.length, part.numRows);
                    for (int p = 0; p < elements.length; p++) {
                        for (int q = 0; q < elements.length; q++) {
                            assertEquals(
                                    whole.get(elements[p], elements[q]),
                                    part.get(p, q),
                                    scale,
                                    () -> matrix + " of " + List.of(chosen));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void lossesOfSamplesAverageToTheLoss(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            double[] losses = objective.sampleLosses();
            double mean = dot(losses, problem.weights()) / losses.length;
            assertEquals(mean, objective.loss(), 1e-14 * Math.abs(mean));
            assertEquals(objective.loss(), gradientFirst(problem, workers), "the loss found with the gradient");
        }
    }

    private static double gradientFirst(Problem problem, Workers workers) {
        Objective objective = problem.objective(workers);
        objective.gradient();
        return objective.loss();
    }
}
