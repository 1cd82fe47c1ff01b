package org.thalweg.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activation;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.autodiff.operations.Elementwise;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** The closed forms against the enumeration of all masks. */
class DropoutCovarianceTest {

    /** Relative to the largest element of Sigma. */
    private static final double ROUNDING = 1e-13;

    private static final int SAMPLES = 5;

    @SuppressWarnings("ArrayRecordComponent")
    record Problem(
            String name,
            Graph network,
            Node hidden,
            Loss loss,
            Dataset data,
            double[] weights,
            double keep,
            Sharing sharing,
            double[] theta) {

        Objective objective(Workers workers) {
            return Objective.of(network, loss, data, workers)
                    .sampleWeights(weights)
                    .at(theta);
        }

        DropoutCovariance covariance(Objective objective, Parameter... parameters) {
            return DropoutCovariance.of(objective, keep, sharing, parameters);
        }

        DMatrixRMaj enumerated() {
            return sharing == Sharing.BATCH
                    ? MaskEnumeration.shared(network, hidden, loss, data, weights, theta, keep)
                    : MaskEnumeration.ofSamples(network, hidden, loss, data, weights, theta, keep);
        }

        @Override
        public String toString() {
            return name + ", p = " + keep + ", " + sharing;
        }
    }

    static Stream<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        double[] keeps = {0.5, 0.8, 0.95};
        for (Sharing sharing : Sharing.values()) {
            for (Activation activation : new Activation[] {Activations.TANH, Activations.RELU}) {
                for (double keep : keeps) {
                    problems.addAll(ofShapes(activation, keep, sharing));
                }
            }
            problems.addAll(special(sharing));
        }
        return problems.stream();
    }

    private static List<Problem> ofShapes(Activation activation, double keep, Sharing sharing) {
        Graph twoLayers =
                Sequential.of(3).affine(6).activation(activation).affine(1).build();
        Graph outputs = Sequential.mlp(activation, 3, 4, 3);
        Graph plain =
                Sequential.of(3).linear(5).activation(activation).linear(2).build();
        Graph deep = Sequential.mlp(activation, 3, 4, 6, 5, 2);
        return List.of(
                problem("two layers " + activation, twoLayers, Loss.meanSquaredError(), false, false, keep, sharing),
                problem("outputs " + activation, outputs, Loss.meanSquaredError(), true, false, keep, sharing),
                problem("no biases " + activation, plain, Loss.meanSquaredError(), false, true, keep, sharing),
                problem("deep " + activation, deep, Loss.meanSquaredError(), false, true, keep, sharing));
    }

    /** Tied output weight and bias, a residual, dropout layers without masks, more terms of the loss, p = 1. */
    private static List<Problem> special(Sharing sharing) {
        Graph.Builder builder = Graph.builder(4);
        Affine tied = new Affine(builder.matrix("tied.weight", 4, 4), builder.vector("tied.bias", 4));
        Node hidden = builder.apply(new Elementwise(Activations.TANH), builder.apply(tied, builder.input()));
        hidden = builder.apply(new Elementwise(Activations.TANH), builder.apply(tied, hidden));
        Graph tiedNetwork = builder.build(builder.apply(tied, hidden));

        Sequential layers = Sequential.of(3).affine(5).tanh();
        Node skip = layers.last();
        Graph residual = layers.affine(5).relu().add(skip).affine(2).build();

        Graph dropped = Sequential.of(3)
                .affine(4)
                .tanh()
                .dropout(0.5, Sharing.BATCH)
                .affine(4)
                .tanh()
                .dropout(0.7, Sharing.SAMPLE)
                .affine(2)
                .build();

        Graph regularised = Sequential.mlp(Activations.TANH, 3, 5, 2);
        Loss loss = Loss.meanSquaredError()
                .plus(Loss.dropoutRegulariser(
                        regularised.parameter("2.weight"), regularised.output().input(), 0.8));
        Graph wide = Sequential.mlp(Activations.TANH, 2, 4, 7);
        return List.of(
                problem("tied", tiedNetwork, Loss.meanSquaredError(), false, true, 0.7, sharing),
                problem("residual", residual, Loss.meanSquaredError(), false, true, 0.7, sharing),
                problem("dropped", dropped, Loss.meanSquaredError(), false, true, 0.7, sharing),
                problem("regularised", regularised, loss, false, true, 0.8, sharing),
                problem("more outputs than neurons", wide, Loss.meanSquaredError(), true, true, 0.6, sharing),
                problem("rarely kept", regularised, Loss.meanSquaredError(), false, false, 0.1, sharing));
    }

    private static Problem problem(
            String name, Graph network, Loss loss, boolean labels, boolean weighted, double keep, Sharing sharing) {
        int outputs = network.output().width();
        int inputs = network.input().width();
        Targets targets = labels
                ? new Targets.Labels(
                        new SplittableRandom(4).ints(SAMPLES, 0, outputs).toArray(), outputs)
                : new Targets.Values(uniform(3, SAMPLES, outputs));
        double[] weights = uniform(5, SAMPLES, 1).data;
        for (int i = 0; i < SAMPLES; i++) {
            weights[i] = weighted ? 1 + weights[i] : 1;
        }
        Node hidden = network.output().input();
        return new Problem(
                name,
                network,
                name.equals("dropped") ? hidden.input() : hidden,
                loss,
                Dataset.of(name, uniform(1, SAMPLES, inputs), targets),
                weights,
                keep,
                sharing,
                uniform(2, 1, network.parameterCount()).data);
    }

    private static DMatrixRMaj uniform(long seed, int rows, int columns) {
        return DMatrixRMaj.wrap(
                rows,
                columns,
                new SplittableRandom(seed).doubles((long) rows * columns, -1, 1).toArray());
    }

    private static double largest(DMatrixRMaj matrix) {
        return Arrays.stream(matrix.data).map(Math::abs).max().orElseThrow();
    }

    private static DMatrixRMaj units(int count) {
        DMatrixRMaj units = new DMatrixRMaj(count, count);
        for (int i = 0; i < count; i++) {
            units.set(i, i, 1);
        }
        return units;
    }

    private static DMatrixRMaj dense(LinearOperator operator) {
        DMatrixRMaj products = new DMatrixRMaj(operator.dimension(), operator.dimension());
        Arrays.fill(products.data, Double.NaN);
        operator.apply(units(operator.dimension()), products);
        return products;
    }

    private static void assertClose(DMatrixRMaj expected, DMatrixRMaj found, String what) {
        assertArrayEquals(expected.data, found.data, ROUNDING * largest(expected), what);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void isTheCovarianceOverAllMasks(Problem problem) {
        DMatrixRMaj expected = problem.enumerated();
        assertTrue(largest(expected) > 1e-5);
        try (Workers workers = Workers.of(1)) {
            assertClose(expected, dense(problem.covariance(problem.objective(workers))), problem.name());
        }
    }
}
