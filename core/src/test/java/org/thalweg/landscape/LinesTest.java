package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Elementwise;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

class LinesTest {

    /** A network and a loss that may read inside it. */
    private record Problem(String name, Graph network, Loss loss, boolean labels) {
        Dataset data(int samples) {
            SplittableRandom random = new SplittableRandom(samples);
            DMatrixRMaj x = random(random, samples, network.input().width());
            int outputs = network.output().width();
            Targets targets = labels
                    ? new Targets.Labels(random.ints(samples, 0, outputs).toArray(), outputs)
                    : new Targets.Values(random(random, samples, outputs));
            return Dataset.of(name, x, targets);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static DMatrixRMaj random(SplittableRandom random, int rows, int columns) {
        return DMatrixRMaj.wrap(
                rows, columns, random.doubles((long) rows * columns, -1, 1).toArray());
    }

    static Stream<Problem> problems() {
        Sequential residual = Sequential.of(4).affine(6).relu();
        Node early = residual.last();
        residual.affine(6).tanh().add(early).affine(6).relu().add(early).affine(3);

        Graph.Builder tied = Graph.builder(4);
        Affine enter = new Affine(tied.matrix("enter", 5, 4), null);
        Affine again = new Affine(tied.matrix("again.weight", 5, 5), tied.vector("again.bias", 5));
        Affine leave = new Affine(tied.matrix("leave", 3, 5), null);
        Elementwise tanh = new Elementwise(Activations.TANH);
        Node hidden = tied.apply(tanh, tied.apply(enter, tied.input()));
        hidden = tied.apply(tanh, tied.apply(again, hidden));
        hidden = tied.apply(tanh, tied.apply(again, hidden));

        Sequential penalised = Sequential.of(4).affine(5).tanh();
        Node layer = penalised.last();
        Graph withPenalty = penalised.linear(3).build();
        Loss penalty =
                Loss.meanSquaredError().plus(Loss.dropoutRegulariser(withPenalty.parameter("2.weight"), layer, 0.5));
        return Stream.of(
                new Problem("mlp", Sequential.mlp(Activations.RELU, 4, 7, 5, 3), Loss.crossEntropy(), true),
                new Problem("one-hot", Sequential.mlp(Activations.GELU, 4, 5, 3), Loss.meanSquaredError(), true),
                new Problem("residual", residual.build(), Loss.crossEntropy(0.1), true),
                new Problem("tied", tied.build(tied.apply(leave, hidden)), Loss.meanSquaredError(), false),
                new Problem("penalty inside", withPenalty, penalty, false));
    }

    /** For every parameter alone, every two neighbours, and all: what is shared changes nothing but the last digits. */
    @ParameterizedTest
    @MethodSource("problems")
    void shareWithoutChangingTheLoss(Problem problem) {
        List<Parameter> parameters = problem.network.parameters();
        for (int samples : new int[] {3, 300}) {
            Dataset data = problem.data(samples);
            for (int first = 0; first < parameters.size(); first++) {
                for (int count : new int[] {1, 2, parameters.size()}) {
                    if (first + count <= parameters.size()) {
                        assertSame(problem, data, parameters.subList(first, first + count));
                    }
                }
            }
        }
    }

    private static void assertSame(Problem problem, Dataset data, List<Parameter> moved) {
        Graph network = problem.network;
        SplittableRandom random = new SplittableRandom(5);
        double[] theta = random.doubles(network.parameterCount(), -1, 1).toArray();
        Parameter[] reversed = moved.toArray(Parameter[]::new);
        Collections.reverse(Arrays.asList(reversed));
        try (Workers workers = Workers.of(2)) {
            Lines lines = Lines.through(network, problem.loss, data, workers, theta, reversed);
            Objective whole = Objective.of(network, problem.loss, data, workers);
            Lines plain = Lines.through(Landscape.of(whole), theta);
            assertEquals(moved.stream().mapToInt(Parameter::size).sum(), lines.dimension());
            assertEquals(plain.lossAtPoint(), lines.lossAtPoint(), 1e-14 * plain.lossAtPoint());
            DMatrixRMaj directions = random(random, 2, lines.dimension());
            DMatrixRMaj embedded = new DMatrixRMaj(2, theta.length);
            int from = moved.get(0).offset();
            for (int row = 0; row < 2; row++) {
                System.arraycopy(
                        directions.data,
                        row * directions.numCols,
                        embedded.data,
                        row * theta.length + from,
                        directions.numCols);
                lines.aim(directions, row);
                plain.aim(embedded, row);
                for (double step : new double[] {0, 0.5, -2, 30}) {
                    double expected = plain.loss(step);
                    assertEquals(expected, lines.loss(step), 1e-13 * expected, moved + " at " + step);
                }
            }
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        Problem problem = problems().findFirst().orElseThrow();
        Dataset data = problem.data(3000);
        double[] theta = new SplittableRandom(1)
                .doubles(problem.network.parameterCount(), -1, 1)
                .toArray();
        List<FlatInterval> expected = null;
        for (int threads : new int[] {1, 2, 4}) {
            try (Workers workers = Workers.of(threads)) {
                Lines lines = Lines.through(
                        problem.network, problem.loss, data, workers, theta, problem.network.parameter("2.weight"));
                DMatrixRMaj directions = random(new SplittableRandom(2), 3, lines.dimension());
                List<FlatInterval> found = IntervalFlatness.measure(lines, directions, FlatnessSettings.USUAL);
                expected = expected == null ? found : expected;
                assertEquals(expected, found);
            }
        }
    }

    @Test
    void refuses() {
        Problem problem = problems().findFirst().orElseThrow();
        Dataset data = problem.data(3);
        double[] theta = new double[problem.network.parameterCount()];
        Parameter foreign = new Parameter("foreign", 1, 1, 0, 0, true);
        try (Workers workers = Workers.of(1)) {
            assertMessage(
                    "theta: length 1, expected " + theta.length,
                    () -> Lines.through(problem.network, problem.loss, data, workers, new double[1]));
            assertMessage(
                    "parameter foreign: not of this network",
                    () -> Lines.through(problem.network, problem.loss, data, workers, theta, foreign));
            Lines lines = Lines.through(
                    problem.network, problem.loss, data, workers, theta, problem.network.parameter("0.bias"));
            assertMessage("directions: length 8, expected 7", () -> lines.aim(new DMatrixRMaj(1, 8), 0));
        }
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
