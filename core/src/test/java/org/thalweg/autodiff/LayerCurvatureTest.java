package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.dense;
import static org.thalweg.autodiff.Networks.largest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Matrices written out, against the products with unit vectors. */
class LayerCurvatureTest {

    private static final double ROUNDING = 1e-12;

    static Stream<Problem> networks() {
        return Stream.concat(Networks.randoms(40, 9), Networks.randoms(8, 300));
    }

    /** Weight, bias and both, of every affine layer. */
    private static List<Parameter[]> choices(Graph network) {
        List<Parameter[]> choices = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (node.operation() instanceof Affine layer) {
                choices.add(new Parameter[] {layer.weight()});
                if (layer.bias() != null) {
                    choices.add(new Parameter[] {layer.bias()});
                    choices.add(new Parameter[] {layer.bias(), layer.weight()});
                }
            }
        }
        return choices;
    }

    private static boolean hasRegulariser(Problem problem) {
        return problem.name().contains("regularised");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void blocksOfLayersAreThoseOfProducts(Problem problem) {
        try (Workers workers = Workers.of(2)) {
            Objective objective = problem.objective(workers);
            for (Curvature matrix : Curvature.values()) {
                if (matrix == Curvature.GAUSS_NEWTON && hasRegulariser(problem)) {
                    continue;
                }
                for (Parameter[] chosen : choices(problem.network())) {
                    LinearOperator operator = objective.operator(matrix, chosen);
                    DMatrixRMaj expected = dense(operator);
                    DMatrixRMaj found = operator.toMatrix();
                    String which = matrix + " by " + List.of(chosen);
                    double scale = Math.max(largest(expected.data), 1e-3 * largest(objective.gradient()));
                    assertArrayEquals(expected.data, found.data, ROUNDING * scale, which);
                }
            }
        }
    }

    /** Else the test above might compare products with products. */
    @Test
    void layersAreFoundWhereNothingElseReadsTheirParameters() {
        Graph.Builder builder = Graph.builder(3);
        Affine once = Networks.affine(builder, "once", 3, 4, true);
        Affine twice = Networks.affine(builder, "twice", 4, 4, true);
        Affine head = Networks.affine(builder, "head", 4, 2, true);
        Node hidden = builder.apply(once, builder.input());
        Node last = builder.apply(twice, builder.apply(twice, hidden));
        Graph network = builder.build(builder.apply(head, last));
        assertEquals(hidden, network.affineLayer(List.of(once.weight())).orElseThrow());
        assertEquals(
                hidden, network.affineLayer(List.of(once.bias(), once.weight())).orElseThrow());
        assertEquals(network.output(), network.affineLayer(List.of(head.bias())).orElseThrow());
        assertTrue(network.affineLayer(List.of(twice.weight())).isEmpty());
        assertTrue(network.affineLayer(List.of(once.weight(), head.bias())).isEmpty());
        assertTrue(network.affineLayer(network.parameters()).isEmpty());
    }

    /** A squared weight in the loss is no curvature of a layer's outputs. */
    @Test
    void aLossThatReadsTheWeightIsNotOfTheLayerAlone() {
        Problem problem = Networks.randoms(100, 4)
                .filter(LayerCurvatureTest::hasRegulariser)
                .findFirst()
                .orElseThrow();
        Affine head = (Affine) problem.network().output().operation();
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            Graph whole = new Schedule(extended(problem), objective.terms(), problem.data(), workers).graph;
            assertFalse(whole.affineLayer(List.of(head.weight())).isPresent());
        }
    }

    private static Graph extended(Problem problem) {
        Graph.Builder builder = problem.network().extend();
        problem.loss().attach(builder, problem.network());
        return builder.build(problem.network().output());
    }

    /** Rows around the cuts into frames and lanes, more outputs than go at once, frames that are not kept. */
    @ParameterizedTest
    @ValueSource(ints = {1, 129, 700, 1030, 2300})
    void workersAndBudgetsDoNotChangeABit(int samples) {
        Graph network = Sequential.mlp(Activations.TANH, 5, 4, 11, 3);
        Problem problem = Networks.plain("", network, Loss.crossEntropy(), Networks.data(7, samples, 5, 3, true), 8);
        Parameter[] chosen = {network.parameter("2.weight"), network.parameter("2.bias")};
        DMatrixRMaj expected = null;
        for (int threads : new int[] {1, 2, 4}) {
            for (long budget : new long[] {0, 300_000, Objective.DEFAULT_MEMORY_BUDGET}) {
                try (Workers workers = Workers.of(threads)) {
                    LinearOperator operator = problem.objective(workers, budget).operator(Curvature.HESSIAN, chosen);
                    DMatrixRMaj found = operator.toMatrix();
                    expected = expected == null ? found : expected;
                    assertArrayEquals(expected.data, found.data, threads + " threads, " + budget);
                    for (int i = 0; i < found.numRows; i++) {
                        for (int j = 0; j < i; j++) {
                            assertEquals(found.get(i, j), found.get(j, i), 0);
                        }
                    }
                    assertArrayEquals(dense(operator).data, found.data, ROUNDING);
                }
            }
        }
    }

    @Test
    void followsTheObjective() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 4, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 6, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            LinearOperator operator = objective.operator(Curvature.HESSIAN, network.parameter("0.weight"));
            DMatrixRMaj before = operator.toMatrix();
            objective.at(Networks.uniform(11, objective.dimension()));
            DMatrixRMaj after = operator.toMatrix();
            assertTrue(largest(Networks.plus(after.data, -1, before.data)) > 1e-3);
            assertArrayEquals(dense(operator).data, after.data, ROUNDING);
        }
    }

    @Test
    void tellsHowFarItIs() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 20, 2);
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(7, 6, 3, 2, false), 8);
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            List<Integer> rows = new ArrayList<>();
            objective.operator(Curvature.HESSIAN, network.parameter("0.weight")).toMatrix(rows::add);
            assertEquals(List.of(60), rows);
            rows.clear();
            objective.operator(Curvature.HESSIAN).toMatrix(rows::add);
            assertEquals(List.of(50, 100, 122), rows);
        }
    }
}
