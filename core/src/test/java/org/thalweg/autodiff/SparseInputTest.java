package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.thalweg.autodiff.Networks.products;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Minibatches;

/** When zeros of the inputs are left out; that it changes no bit is seen in {@link ScheduleTest}. */
class SparseInputTest {

    private static final int INPUTS = 20;
    private static final Dataset DENSE = Networks.data(81, 300, INPUTS, 3, false);
    private static final Dataset SPARSE = Networks.sparse(DENSE);

    private static Graph plain() {
        return Sequential.of(INPUTS).affine(6).relu().affine(3).build();
    }

    private static Graph readTwice() {
        Graph.Builder builder = Graph.builder(INPUTS);
        Affine layer = Networks.affine(builder, "shared", INPUTS, INPUTS, true);
        Node hidden = builder.apply(layer, builder.apply(layer, builder.input()));
        return builder.build(builder.apply(Networks.affine(builder, "last", INPUTS, 3, true), hidden));
    }

    static Stream<Arguments> decisions() {
        Graph dropped = Sequential.of(INPUTS)
                .dropout(0.5, Dropout.Sharing.SAMPLE)
                .affine(3)
                .build();
        long plenty = Objective.DEFAULT_MEMORY_BUDGET;
        return Stream.of(
                arguments("most inputs are zero", plain(), SPARSE, plenty, true),
                arguments("no input is zero", plain(), DENSE, plenty, false),
                arguments("the budget is small", plain(), SPARSE, 4 * 24L, false),
                arguments("another operation reads the input", dropped, SPARSE, plenty, false),
                arguments("the weight is read twice", readTwice(), SPARSE, plenty, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decisions")
    void zerosAreLeftOut(String when, Graph network, Dataset data, long budget, boolean expected) {
        try (Workers workers = Workers.of(1)) {
            Graph.Builder builder = network.extend();
            List<Node> terms = Loss.meanSquaredError().attach(builder, network);
            Schedule schedule = new Schedule(builder.build(network.output()), terms, data, workers);
            assertEquals(expected, SparseInput.of(schedule, budget).isPresent(), when);
        }
    }

    @Test
    void minibatchesAreReadAnew() {
        Graph network = plain();
        Minibatches batches = new Minibatches(SPARSE, 150, 82);
        double[] theta = uniform(83, network.parameterCount());
        DMatrixRMaj vectors = uniform(84, 2, theta.length);
        try (Workers workers = Workers.of(2)) {
            Objective sparse = Objective.of(network, Loss.meanSquaredError(), batches.batch(), workers);
            Objective dense = Objective.of(network, Loss.meanSquaredError(), batches.batch(), workers, 0);
            for (int step = 0; step < 5; step++) {
                batches.load(step);
                double[] expected = dense.dataChanged().at(theta).gradient();
                assertArrayEquals(expected, sparse.dataChanged().at(theta).gradient(), "gradient of step " + step);
                assertArrayEquals(
                        products(dense.operator(Curvature.HESSIAN), vectors).data,
                        products(sparse.operator(Curvature.HESSIAN), vectors).data,
                        "products of step " + step);
            }
        }
    }
}
