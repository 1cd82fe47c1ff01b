package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.dense;
import static org.thalweg.autodiff.Networks.largest;
import static org.thalweg.autodiff.Networks.row;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Derivatives of values, against Gauss-Newton matrices and weighted gradients. */
class JacobianTest {

    private static final double ROUNDING = 1e-12;

    static Stream<Problem> networks() {
        return Networks.randoms(12, 9);
    }

    /** {@code [n x d x w]}: the products with all unit vectors, twelve at a time, so that blocks are cut. */
    private static double[] derivative(Jacobian jacobian, int n) {
        int d = jacobian.dimension();
        int w = jacobian.node().width();
        double[] result = new double[n * d * w];
        for (int first = 0; first < d; first += 12) {
            int k = Math.min(12, d - first);
            double[] units = new double[3 + k * d];
            for (int j = 0; j < k; j++) {
                units[3 + j * d + first + j] = 1;
            }
            double[] tangents = new double[n * k * w];
            Arrays.fill(tangents, Double.NaN);
            jacobian.multiply(k, units, 3, tangents);
            for (int i = 0; i < n; i++) {
                System.arraycopy(tangents, i * k * w, result, (i * d + first) * w, k * w);
            }
        }
        return result;
    }

    /** The network that ends with a node has the Gauss-Newton matrix {@code (1/n) J'J} under squared error. */
    @ParameterizedTest
    @MethodSource("networks")
    void gaussNewtonOfEveryValueIsMadeOfItsJacobian(Problem problem) {
        int n = problem.data().size();
        int d = problem.theta().length;
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            for (Node node : problem.network().nodes()) {
                if (node.index() > 0) {
                    Problem cut = new Problem(
                            "",
                            new Graph(
                                    problem.network().nodes().subList(0, node.index() + 1),
                                    node,
                                    problem.network().parameters()),
                            Loss.meanSquaredError(),
                            Networks.data(1, n, problem.network().input().width(), node.width(), false),
                            problem.masks(),
                            ones(n),
                            problem.theta());
                    Objective end = Objective.of(cut.network(), cut.loss(), withInputs(cut, problem), workers)
                            .masks(problem.masks())
                            .at(problem.theta());
                    DMatrixRMaj expected = dense(end.operator(Curvature.GAUSS_NEWTON));
                    double[] j = derivative(objective.jacobian(node), n);
                    double[] found = new double[d * d];
                    int w = node.width();
                    for (int i = 0; i < n; i++) {
                        for (int p = 0; p < d; p++) {
                            for (int q = 0; q < d; q++) {
                                for (int c = 0; c < w; c++) {
                                    found[p * d + q] += j[(i * d + p) * w + c] * j[(i * d + q) * w + c] / n;
                                }
                            }
                        }
                    }
                    assertTrue(largest(found) > 0);
                    assertArrayEquals(expected.data, found, ROUNDING * largest(found), node.toString());
                    double[] values = new double[n * w];
                    objective.jacobian(node).values(values);
                    assertArrayEquals(end.outputs().data, values);
                }
            }
        }
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Dataset withInputs(Problem cut, Problem problem) {
        return Dataset.of("cut", problem.data().inputs(), cut.data().targets());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void productsFromTheLeftAreTransposed(Problem problem) {
        int n = problem.data().size();
        Parameter first = problem.network().parameters().get(0);
        Parameter last = problem.network()
                .parameters()
                .get(problem.network().parameters().size() - 1);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            for (Node node : problem.network().nodes()) {
                for (Parameter[] chosen : new Parameter[][] {{}, {first}, {last}}) {
                    if (node.index() > 0) {
                        Jacobian jacobian = objective.jacobian(node, chosen);
                        int d = jacobian.dimension();
                        int w = node.width();
                        double[] j = derivative(jacobian, n);
                        int k = 11;
                        double[] c = uniform(node.index(), n * k * w);
                        double[] sums = new double[2 + k * d];
                        Arrays.fill(sums, Double.NaN);
                        jacobian.multiplyTransposed(k, c, sums, 2);
                        for (int v = 0; v < k; v++) {
                            for (int p = 0; p < d; p++) {
                                double sum = 0;
                                for (int i = 0; i < n; i++) {
                                    for (int o = 0; o < w; o++) {
                                        sum += c[(i * k + v) * w + o] * j[(i * d + p) * w + o];
                                    }
                                }
                                assertEquals(sum, sums[2 + v * d + p], n * w * ROUNDING * (1 + largest(j)));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void restrictedToParametersItHasTheirColumns() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 4, 5, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 6, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            Node hidden = network.output().input();
            double[] whole = derivative(objective.jacobian(hidden), 6);
            Parameter[] chosen = {network.parameter("4.bias"), network.parameter("2.weight")};
            double[] part = derivative(objective.jacobian(hidden, chosen), 6);
            int[] elements = Networks.elements(chosen);
            int d = objective.dimension();
            for (int i = 0; i < 6; i++) {
                for (int p = 0; p < elements.length; p++) {
                    for (int c = 0; c < 5; c++) {
                        assertEquals(
                                whole[(i * d + elements[p]) * 5 + c], part[(i * elements.length + p) * 5 + c], 1e-15);
                    }
                }
            }
        }
    }

    /** Rows around the cuts into frames and lanes; blocks of vectors against single ones. */
    @ParameterizedTest
    @ValueSource(ints = {1, 129, 700, 1030})
    void workersBudgetsAndBlocksDoNotChangeABit(int samples) {
        Problem problem = Networks.random(204, samples);
        double[] expected = everything(problem, 1, Objective.DEFAULT_MEMORY_BUDGET, 9);
        assertTrue(Arrays.stream(expected).allMatch(Double::isFinite));
        assertArrayEquals(expected, everything(problem, 1, Objective.DEFAULT_MEMORY_BUDGET, 1), "one by one");
        for (int threads : new int[] {1, 2, 4}) {
            for (long budget : new long[] {0, 300_000, Objective.DEFAULT_MEMORY_BUDGET}) {
                assertArrayEquals(expected, everything(problem, threads, budget, 9), threads + " threads, " + budget);
            }
        }
    }

    /** Nine vectors from each side, so many at a time. */
    private static double[] everything(Problem problem, int threads, long budget, int atOnce) {
        int n = problem.data().size();
        DoubleStream results = DoubleStream.empty();
        try (Workers workers = Workers.of(threads)) {
            Objective objective = problem.objective(workers, budget);
            int d = objective.dimension();
            Node node = problem.network().output().input();
            Jacobian jacobian = objective.jacobian(node);
            double[] vectors = uniform(9, 9 * d);
            for (int first = 0; first < 9; first += atOnce) {
                double[] tangents = new double[n * atOnce * node.width()];
                jacobian.multiply(atOnce, vectors, first * d, tangents);
                double[] sums = new double[atOnce * d];
                jacobian.multiplyTransposed(atOnce, tangents, sums, 0);
                results = DoubleStream.concat(results, Arrays.stream(sums));
            }
            return results.toArray();
        }
    }

    @Test
    void followsTheObjective() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 4, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 6, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            long revision = objective.revision();
            Jacobian jacobian = objective.jacobian(network.output());
            double[] before = derivative(jacobian, 6);
            double[] theta = uniform(11, objective.dimension());
            objective.at(theta);
            assertTrue(objective.revision() > revision);
            assertArrayEquals(theta, objective.theta());
            double[] after = derivative(jacobian, 6);
            assertTrue(largest(Networks.plus(after, -1, before)) > 0.01);
            assertArrayEquals(derivative(problem.objective(workers).at(theta).jacobian(network.output()), 6), after);
        }
    }

    @Test
    void badInput() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 4, 2);
        Graph other = Sequential.mlp(Activations.TANH, 3, 4, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 6, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            assertMessage("expected a node that this network computes", () -> objective.jacobian(network.input()));
            assertMessage("expected a node that this network computes", () -> objective.jacobian(other.output()));
            assertMessage(
                    "parameter x: not of this network",
                    () -> objective.jacobian(network.output(), new Parameter("x", 1, 1, 0, 0, true)));
            Jacobian jacobian = objective.jacobian(network.output());
            double[] room = new double[26];
            assertMessage("values: length 11, expected at least 12", () -> jacobian.values(new double[11]));
            assertMessage("vectors: length 26, expected at least 27", () -> jacobian.multiply(1, room, 1, room));
            assertMessage(
                    "tangents: length 11, expected at least 12", () -> jacobian.multiply(1, room, 0, new double[11]));
            assertMessage(
                    "cotangents: length 11, expected at least 12",
                    () -> jacobian.multiplyTransposed(1, new double[11], room, 0));
            assertMessage("sums: length 26, expected at least 52", () -> jacobian.multiplyTransposed(2, room, room, 0));
            assertMessage(
                    "other network: parameters",
                    () -> objective.onNetwork(Sequential.of(3).linear(2).build()));
            assertMessage(
                    "expected a node of this graph",
                    () -> Sequential.of(3).affine(2).add(network.output()));
        }
    }

    private static void assertMessage(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** The same loss on another network with the same parameters: here the one that has no dropout. */
    @Test
    void anObjectiveMovesToAnotherNetwork() {
        Problem problem = Networks.random(3, 20);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            Objective same = objective.onNetwork(problem.network());
            assertArrayEquals(objective.gradient(), same.gradient());
            same.at(uniform(1, same.dimension()));
            assertArrayEquals(problem.theta(), objective.theta());
            assertArrayEquals(row(DMatrixRMaj.wrap(1, 20, problem.weights()), 0), same.sampleWeights());
        }
    }
}
