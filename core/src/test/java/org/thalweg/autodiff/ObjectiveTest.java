package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Addition;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.CrossEntropy;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.DropoutRegulariser;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** What an objective remembers and forgets, what NaN does, and what wrong use is answered with. */
class ObjectiveTest {

    private final Workers workers = Workers.of(1);
    private final Graph network = Sequential.mlp(Activations.TANH, 3, 4, 2);
    private final Dataset labelled = Networks.data(81, 20, 3, 2, true);
    private final double[] theta = uniform(82, network.parameterCount());

    @AfterEach
    void close() {
        workers.close();
    }

    private Objective objective() {
        return Objective.of(network, Loss.crossEntropy(), labelled, workers);
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void everythingIsForgottenWithThePoint() {
        double[] other = uniform(83, theta.length);
        double[] v = uniform(84, theta.length);
        Objective moved = objective().at(theta);
        LinearOperator operator = moved.operator(Curvature.HESSIAN);
        double[] before = operator.apply(v);
        double lossBefore = moved.loss();
        moved.at(other);
        Objective fresh = objective().at(other);
        assertEquals(fresh.loss(), moved.loss());
        assertNotEquals(lossBefore, moved.loss());
        assertArrayEquals(fresh.operator(Curvature.HESSIAN).apply(v), operator.apply(v));
        moved.at(theta);
        assertArrayEquals(before, operator.apply(v));
        assertArrayEquals(objective().at(theta).gradient(), moved.gradient());
    }

    /** A sweep leaves numbers behind everywhere; the next one must not take them for cotangents of an output without a reader. */
    @Test
    void aValueThatNobodyReadsHasNoDerivative() {
        Node hidden = network.output().input();
        Parameter weight = network.parameters().get(2);
        Parameter bias = network.parameters().get(3);
        Objective penalty = Objective.of(network, Loss.dropoutRegulariser(weight, hidden, 0.5), labelled, workers);
        LinearOperator hessian = penalty.operator(Curvature.HESSIAN);
        double[] v = uniform(85, theta.length);
        DMatrixRMaj three = new DMatrixRMaj(3, theta.length, true, uniform(86, 3 * theta.length));
        for (double[] point : new double[][] {uniform(83, theta.length), theta, theta}) {
            double[] gradient = penalty.at(point).gradient();
            hessian.apply(three, new DMatrixRMaj(3, theta.length));
            double[] product = hessian.apply(v);
            for (int i = 0; i < bias.size(); i++) {
                assertEquals(0, gradient[bias.offset() + i]);
                assertEquals(0, product[bias.offset() + i]);
            }
        }
        Objective fresh = Objective.of(network, Loss.dropoutRegulariser(weight, hidden, 0.5), labelled, workers);
        assertArrayEquals(fresh.at(theta).gradient(), penalty.gradient());
        assertArrayEquals(fresh.operator(Curvature.HESSIAN).apply(v), hessian.apply(v));
    }

    @Test
    void everythingIsForgottenWithTheWeights() {
        double[] weights = uniform(85, 20);
        Objective changed = objective().at(theta);
        LinearOperator operator = changed.operator(Curvature.EMPIRICAL_FISHER);
        double[] unweighted = operator.apply(theta);
        changed.sampleWeights(weights);
        Objective fresh = objective().sampleWeights(weights).at(theta);
        weights[0] = 5;
        assertEquals(fresh.loss(), changed.loss());
        assertArrayEquals(fresh.gradient(), changed.gradient());
        assertArrayEquals(fresh.operator(Curvature.EMPIRICAL_FISHER).apply(theta), operator.apply(theta));
        double[] ones = new double[20];
        Arrays.fill(ones, 1);
        assertArrayEquals(
                unweighted,
                changed.sampleWeights(ones).operator(Curvature.EMPIRICAL_FISHER).apply(theta));
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 12, 16, 64})
    void memoryStaysWithinTheBudget(long mebibytes) {
        Graph graph = Sequential.mlp(Activations.TANH, 60, 50, 40, 10);
        DMatrixRMaj inputs = DMatrixRMaj.wrap(3000, 60, uniform(86, 3000 * 60));
        Dataset data = Dataset.of("random", inputs, new Targets.Labels(new int[3000], 10));
        long budget = mebibytes << 20;
        Objective objective =
                Objective.of(graph, Loss.crossEntropy(), data, workers, budget).at(uniform(87, graph.parameterCount()));
        DMatrixRMaj vectors = DMatrixRMaj.wrap(10, graph.parameterCount(), uniform(88, 10 * graph.parameterCount()));
        objective.operator(Curvature.HESSIAN).apply(vectors, vectors.createLike());
        assertTrue(objective.memory() <= budget, objective.memory() + " of " + budget + " bytes");
        assertTrue(objective.memory() > Math.min(budget, 12 << 20) / 2, "the budget is used");
    }

    @Test
    void thePointIsCopied() {
        double[] mine = theta.clone();
        Objective objective = objective().at(mine);
        mine[0] = 100;
        assertEquals(objective().at(theta).loss(), objective.loss());
        double[] gradient = objective.gradient();
        gradient[0] = 100;
        assertNotEquals(100, objective.gradient()[0]);
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void notANumberPassesThrough(Activations activation) {
        Graph graph = Sequential.mlp(activation, 3, 4, 2);
        for (Loss loss : new Loss[] {Loss.crossEntropy(0.1), Loss.meanSquaredError()}) {
            for (int element : new int[] {0, 13, theta.length - 1}) {
                double[] bad = theta.clone();
                bad[element] = Double.NaN;
                Objective objective =
                        Objective.of(graph, loss, labelled, workers).at(bad);
                assertTrue(Double.isNaN(objective.loss()), activation + ", element " + element);
                assertTrue(Double.isNaN(objective.gradient()[element]));
                double[] product = objective.operator(Curvature.HESSIAN).apply(theta);
                // The second derivative of squares knows nothing of the last bias.
                assertTrue(Double.isNaN(product[0]) || element == theta.length - 1);
                assertTrue(Double.isNaN(objective.sampleGradientNorms()[0]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e5, 1e160, 1e308})
    void hugeLogitsDoNotOverflowCrossEntropy(double size) {
        Graph linear = Sequential.of(1).linear(2).build();
        Dataset data = Dataset.of("two", new double[][] {{1}, {1}}, new int[] {0, 1}, 2);
        Objective objective =
                Objective.of(linear, Loss.crossEntropy(), data, workers).at(size / 4, -size / 4);
        assertArrayEquals(new double[] {0, size / 2}, objective.sampleLosses());
        assertArrayEquals(new double[] {0.5, -0.5}, objective.gradient());
        assertArrayEquals(new double[2], objective.operator(Curvature.HESSIAN).apply(1, 2));
    }

    @Test
    void withoutAPointNothingIsKnown() {
        Objective objective = objective();
        LinearOperator operator = objective.operator(Curvature.HESSIAN);
        Runnable[] questions = {
            objective::loss,
            objective::gradient,
            objective::outputs,
            objective::sampleLosses,
            objective::sampleGradientNorms,
            () -> operator.apply(theta),
            () -> objective.weightedGradients(new DMatrixRMaj(1, 20), new DMatrixRMaj(1, theta.length))
        };
        for (Runnable question : questions) {
            assertEquals(
                    "objective: no point set, expected a call of at(theta) first",
                    assertThrows(IllegalStateException.class, question::run).getMessage());
        }
    }

    @Test
    void wrongLengthsAreNamed() {
        Objective objective = objective().at(theta);
        assertMessage("theta: length 3, expected 26", () -> objective.at(1, 2, 3));
        assertMessage("gradient: length 2, expected 26", () -> objective.gradient(new double[2]));
        assertMessage("sample weights: length 1, expected 20", () -> objective.sampleWeights(1));
        assertMessage(
                "coefficients: length 19, expected 20",
                () -> objective.weightedGradients(new DMatrixRMaj(1, 19), new DMatrixRMaj(1, 26)));
        assertMessage(
                "sums: length 25, expected 26",
                () -> objective.weightedGradients(new DMatrixRMaj(1, 20), new DMatrixRMaj(1, 25)));
        assertMessage(
                "rows of the sums: length 2, expected 1",
                () -> objective.weightedGradients(new DMatrixRMaj(1, 20), new DMatrixRMaj(2, 26)));
        LinearOperator operator = objective.operator(Curvature.HESSIAN, network.parameter("0.bias"));
        assertEquals(4, operator.dimension());
        assertMessage("vectors: length 26, expected 4", () -> operator.apply(theta));
        assertMessage(
                "products: length 5, expected 4", () -> operator.apply(new DMatrixRMaj(1, 4), new DMatrixRMaj(1, 5)));
        assertMessage(
                "rows of the products: length 2, expected 3",
                () -> operator.apply(new DMatrixRMaj(3, 4), new DMatrixRMaj(2, 4)));
        DMatrixRMaj vectors = new DMatrixRMaj(1, 4);
        assertMessage(
                "products: the same array as the vectors, expected another", () -> operator.apply(vectors, vectors));
    }

    @Test
    void wrongParametersAreNamed() {
        assertMessage(
                "parameter 1.weight: not in the graph, expected one of 0.weight, 0.bias, 2.weight, 2.bias",
                () -> network.parameter("1.weight"));
        Parameter foreign = Sequential.mlp(Activations.TANH, 3, 5, 2).parameter("0.weight");
        assertMessage(
                "parameter 0.weight: not of this network", () -> objective().operator(Curvature.HESSIAN, foreign));
    }

    @Test
    void wrongDataAreNamed() {
        Dataset wide = Networks.data(86, 5, 4, 2, true);
        assertMessage(
                "inputs: width 4, expected 3, the layer of inputs",
                () -> Objective.of(network, Loss.crossEntropy(), wide, workers));
        Dataset classes = Networks.data(86, 5, 3, 7, true);
        assertMessage(
                "targets: width 7, expected 2, the outputs of the network",
                () -> Objective.of(network, Loss.crossEntropy(), classes, workers));
        Dataset numbers = Networks.data(86, 5, 3, 2, false);
        assertMessage(
                "targets: rows of numbers, expected labels for cross-entropy",
                () -> Objective.of(network, Loss.meanSquaredError().plus(Loss.crossEntropy()), numbers, workers));
    }

    @Test
    void wrongGraphsAreNamed() {
        Graph.Builder builder = Graph.builder(3);
        Affine layer = Networks.affine(builder, "block", 4, 5, true);
        assertMessage("layer block.weight: input width [3], expected [4]", () -> builder.apply(layer, builder.input()));
        assertMessage(
                "parameter block.bias: name used twice, expected one parameter a name",
                () -> builder.vector("block.bias", 2));
        assertMessage(
                "bias b: 3 elements, expected 2 as w has outputs",
                () -> new Affine(builder.matrix("w", 2, 2), builder.vector("b", 3)));
        Node narrow = builder.apply(Networks.affine(builder, "narrow", 3, 2, false), builder.input());
        assertMessage(
                "addition: input widths [3, 2], expected equal ones",
                () -> builder.apply(new Addition(), builder.input(), narrow));
        assertMessage(
                "dropout regulariser of narrow.weight: input width [2], expected [3]",
                () -> builder.apply(
                        new DropoutRegulariser(builder.build(narrow).parameter("narrow.weight"), 0.5), narrow));
        assertMessage("parameter p: 0 x 2, expected at least 1 x 1", () -> builder.matrix("p", 0, 2));
        assertMessage("input width: 0, expected at least 1", () -> Graph.builder(0));
        assertMessage("mlp: 1 widths, expected at least 2", () -> Sequential.mlp(Activations.RELU, 3));
    }

    @Test
    void wrongSettingsAreNamed() {
        assertMessage("label smoothing: 1.0, expected 0 <= s < 1", () -> new CrossEntropy(1));
        assertMessage("label smoothing: NaN, expected 0 <= s < 1", () -> new CrossEntropy(Double.NaN));
        assertMessage(
                "keep probability of dropout layer 2: 0.0, expected 0 < p <= 1",
                () -> new Dropout(2, 0, Dropout.Sharing.BATCH));
        assertMessage(
                "keep probability: 1.5, expected 0 < p <= 1",
                () -> new DropoutRegulariser(network.parameter("0.weight"), 1.5));
    }

    @Test
    void gaussNewtonNeedsLossesOfOutputsAlone() {
        Loss loss = Loss.meanSquaredError()
                .plus(Loss.dropoutRegulariser(
                        network.parameter("2.weight"), network.output().input(), 0.5));
        Objective objective = Objective.of(network, loss, labelled, workers);
        String message = assertThrows(IllegalArgumentException.class, () -> objective.operator(Curvature.GAUSS_NEWTON))
                .getMessage();
        assertTrue(message.startsWith("Gauss-Newton matrix: the loss term DropoutRegulariser["), message);
        assertTrue(message.endsWith("reads parameters, expected terms of the network's outputs alone"), message);
    }

    /** A wrong mask is found in the sweep, whoever computes, and the objective is as good as before once it is set right. */
    @Test
    void wrongMasksDoNotSpoilTheObjective() {
        Graph dropped = Sequential.of(3)
                .affine(4)
                .dropout(0.5, Dropout.Sharing.SAMPLE)
                .affine(2)
                .build();
        Problem problem = Networks.plain("", dropped, Loss.meanSquaredError(), Networks.data(87, 700, 3, 2, false), 88);
        try (Workers two = Workers.of(2)) {
            Objective objective = problem.objective(two);
            double[] expected = objective.gradient();
            objective.masks(Masks.given(Map.of(0, new DMatrixRMaj(400, 4))));
            assertMessage("mask of dropout layer 0: [400 x 4], expected [n x 4]", objective::gradient);
            assertArrayEquals(expected, objective.masks(Masks.NONE).gradient());
        }
    }
}
