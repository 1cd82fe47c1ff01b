package org.thalweg.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Masks;
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
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;
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
        return problem(name, network, loss, SAMPLES, labels, weighted, keep, sharing);
    }

    private static Problem problem(
            String name,
            Graph network,
            Loss loss,
            int samples,
            boolean labels,
            boolean weighted,
            double keep,
            Sharing sharing) {
        int outputs = network.output().width();
        int inputs = network.input().width();
        Targets targets = labels
                ? new Targets.Labels(
                        new SplittableRandom(4).ints(samples, 0, outputs).toArray(), outputs)
                : new Targets.Values(uniform(3, samples, outputs));
        double[] weights = uniform(5, samples, 1).data;
        for (int i = 0; i < samples; i++) {
            weights[i] = weighted ? 1 + weights[i] : 1;
        }
        Node hidden = network.output().input();
        return new Problem(
                name,
                network,
                name.equals("dropped") ? hidden.input() : hidden,
                loss,
                Dataset.of(name, uniform(1, samples, inputs), targets),
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

    /** A draw is {@code S z}; its products with the unit vectors are the columns of S, and {@code S S'} must be Sigma. */
    @ParameterizedTest
    @MethodSource("problems")
    void drawsHaveTheCovarianceOverAllMasks(Problem problem) {
        DMatrixRMaj expected = problem.enumerated();
        try (Workers workers = Workers.of(1)) {
            DropoutCovariance covariance = problem.covariance(problem.objective(workers));
            int m = problem.hidden().width();
            int masks = problem.sharing() == Sharing.BATCH ? 1 : SAMPLES;
            assertEquals(masks * m * (m + 1) / 2, covariance.normals());
            DMatrixRMaj draws = new DMatrixRMaj((int) covariance.normals(), covariance.dimension());
            Arrays.fill(draws.data, Double.NaN);
            covariance.draw(units(draws.numRows), draws);
            DMatrixRMaj found = new DMatrixRMaj(expected.numRows, expected.numCols);
            MatrixProduct.of().multiply(1, Transpose.YES, draws, Transpose.NO, draws, 0, found);
            assertClose(expected, found, problem.name());
        }
    }

    /** Those of one p, and the special ones. */
    static Stream<Problem> someProblems() {
        return problems().filter(problem -> problem.keep() != 0.5 && problem.keep() != 0.95);
    }

    @ParameterizedTest
    @MethodSource("someProblems")
    void restrictedToParametersItIsTheirBlock(Problem problem) {
        List<Parameter> all = problem.network().parameters();
        List<Parameter[]> choices = new ArrayList<>();
        all.forEach(p -> choices.add(new Parameter[] {p}));
        choices.add(new Parameter[] {all.get(all.size() - 1), all.get(0)});
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            DMatrixRMaj whole = dense(problem.covariance(objective));
            DMatrixRMaj normals = units((int) problem.covariance(objective).normals());
            DMatrixRMaj wholeDraws = new DMatrixRMaj(normals.numRows, whole.numCols);
            problem.covariance(objective).draw(normals, wholeDraws);
            for (Parameter[] chosen : choices) {
                int[] elements = Stream.of(chosen)
                        .sorted(Comparator.comparingInt(Parameter::offset))
                        .flatMapToInt(p -> IntStream.range(p.offset(), p.offset() + p.size()))
                        .distinct()
                        .toArray();
                DropoutCovariance block = problem.covariance(objective, chosen);
                DMatrixRMaj part = dense(block);
                DMatrixRMaj draws = new DMatrixRMaj(normals.numRows, elements.length);
                block.draw(normals, draws);
                assertEquals(elements.length, part.numRows);
                for (int q = 0; q < elements.length; q++) {
                    for (int p = 0; p < elements.length; p++) {
                        double expected = whole.get(elements[p], elements[q]);
                        assertEquals(expected, part.get(p, q), ROUNDING * largest(whole), "block " + List.of(chosen));
                    }
                    for (int j = 0; j < normals.numRows; j++) {
                        double expected = wholeDraws.get(j, elements[q]);
                        assertEquals(expected, draws.get(j, q), ROUNDING * largest(wholeDraws), "draw " + j);
                    }
                }
            }
        }
    }

    /** Enough samples for several frames and lanes. */
    @ParameterizedTest
    @CsvSource({"BATCH, 1100", "SAMPLE, 300"})
    void manySamples(Sharing sharing, int samples) {
        Graph network = Sequential.mlp(Activations.TANH, 2, 3, 4, 2);
        Problem problem = problem("many", network, Loss.meanSquaredError(), samples, false, true, 0.7, sharing);
        try (Workers workers = Workers.of(2)) {
            DropoutCovariance covariance = problem.covariance(problem.objective(workers));
            DMatrixRMaj expected = problem.enumerated();
            assertClose(expected, dense(covariance), problem.name());
            DMatrixRMaj draws = new DMatrixRMaj((int) covariance.normals(), covariance.dimension());
            covariance.draw(units(draws.numRows), draws);
            DMatrixRMaj found = new DMatrixRMaj(expected.numRows, expected.numCols);
            MatrixProduct.of().multiply(1, Transpose.YES, draws, Transpose.NO, draws, 0, found);
            assertClose(expected, found, "draws");
        }
    }

    private static double[] everything(Problem problem, boolean sampled, int threads, long budget, int atOnce) {
        try (Workers workers = Workers.of(threads)) {
            Objective objective = Objective.of(problem.network(), problem.loss(), problem.data(), workers, budget)
                    .sampleWeights(problem.weights())
                    .at(problem.theta());
            DropoutCovariance covariance = sampled
                    ? DropoutCovariance.sampled(objective, problem.keep(), problem.sharing(), 20, 5)
                    : problem.covariance(objective);
            int d = covariance.dimension();
            DMatrixRMaj vectors = uniform(8, 12, d);
            double[] results = new double[24 * d];
            for (int first = 0; first < 12; first += atOnce) {
                DMatrixRMaj products = new DMatrixRMaj(atOnce, d);
                covariance.apply(
                        DMatrixRMaj.wrap(atOnce, d, Arrays.copyOfRange(vectors.data, first * d, (first + atOnce) * d)),
                        products);
                System.arraycopy(products.data, 0, results, first * d, atOnce * d);
                covariance.draw(new Draws(1, 2), first, products);
                System.arraycopy(products.data, 0, results, (12 + first) * d, atOnce * d);
            }
            return results;
        }
    }

    @ParameterizedTest
    @CsvSource({"BATCH, false", "SAMPLE, false", "BATCH, true", "SAMPLE, true"})
    void workersBudgetsAndBlocksDoNotChangeABit(Sharing sharing, boolean sampled) {
        Graph network = Sequential.mlp(Activations.TANH, 7, 13, 11, 3);
        for (int samples : new int[] {3, 300, 1030}) {
            Problem problem = problem("", network, Loss.meanSquaredError(), samples, true, true, 0.7, sharing);
            double[] expected = everything(problem, sampled, 1, Objective.DEFAULT_MEMORY_BUDGET, 12);
            assertTrue(Arrays.stream(expected).allMatch(Double::isFinite));
            for (int threads : new int[] {1, 2, 4}) {
                for (long budget : new long[] {0, Objective.DEFAULT_MEMORY_BUDGET}) {
                    for (int atOnce : new int[] {1, 3}) {
                        double[] found = everything(problem, sampled, threads, budget, atOnce);
                        assertArrayEquals(expected, found, samples + " samples, " + threads + " threads, " + budget);
                    }
                }
            }
        }
    }

    /** Numbers drawn on the way are those of the source, part after part. */
    @ParameterizedTest
    @EnumSource(Sharing.class)
    void drawsFromASourceAreDrawsFromItsNumbers(Sharing sharing) {
        Graph network = Sequential.mlp(Activations.TANH, 2, 3, 4, 2);
        Problem problem = problem("", network, Loss.meanSquaredError(), false, true, 0.7, sharing);
        int parts = sharing == Sharing.BATCH ? 1 : SAMPLES;
        int length = 4 * 5 / 2;
        Draws source = new Draws(1, 2);
        DMatrixRMaj normals = new DMatrixRMaj(10, parts * length);
        for (int j = 0; j < 10; j++) {
            for (int part = 0; part < parts; part++) {
                source.normals((7 + j) * (long) parts + part, normals.data, (j * parts + part) * length, length);
            }
        }
        try (Workers workers = Workers.of(1)) {
            DropoutCovariance covariance = problem.covariance(problem.objective(workers));
            DMatrixRMaj expected = new DMatrixRMaj(10, covariance.dimension());
            DMatrixRMaj found = new DMatrixRMaj(10, covariance.dimension());
            covariance.draw(normals, expected);
            covariance.draw(source, 7, found);
            assertArrayEquals(expected.data, found.data);
        }
    }

    @ParameterizedTest
    @CsvSource({"BATCH, false", "SAMPLE, false", "BATCH, true", "SAMPLE, true"})
    void followsTheObjective(Sharing sharing, boolean sampled) {
        Graph network = Sequential.of(3)
                .affine(4)
                .tanh()
                .dropout(0.5, Sharing.SAMPLE)
                .affine(5)
                .tanh()
                .affine(2)
                .build();
        Problem problem = problem("", network, Loss.meanSquaredError(), false, false, 0.7, sharing);
        double[] theta = uniform(21, 1, problem.theta().length).data;
        double[] weights = {1, 2, 3, 4, 5};
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            DropoutCovariance covariance = covariance(problem, objective, sampled);
            DMatrixRMaj last = dense(covariance);
            List<Runnable> changes = List.of(
                    () -> objective.at(theta),
                    () -> objective.sampleWeights(weights),
                    () -> objective.masks(Masks.drawn(1, 1)));
            for (Runnable change : changes) {
                change.run();
                DMatrixRMaj found = dense(covariance);
                assertFalse(Arrays.equals(last.data, found.data));
                assertArrayEquals(dense(covariance(problem, objective, sampled)).data, found.data);
                last = found;
            }
        }
    }

    private static DropoutCovariance covariance(Problem problem, Objective objective, boolean sampled) {
        return sampled
                ? DropoutCovariance.sampled(objective, problem.keep(), problem.sharing(), 20, 5)
                : problem.covariance(objective);
    }

    @Test
    void badInput() {
        Graph network = Sequential.mlp(Activations.TANH, 3, 4, 2);
        Problem good = problem("", network, Loss.meanSquaredError(), true, false, 0.7, Sharing.BATCH);
        Graph bent = Sequential.of(3).affine(4).tanh().build();
        Graph flat = Sequential.of(3).affine(2).build();
        Graph dropped = Sequential.of(3).dropout(0.5, Sharing.SAMPLE).affine(2).build();
        try (Workers workers = Workers.of(1)) {
            Objective objective = good.objective(workers);
            for (double keep : new double[] {0, -1, 1.5, Double.NaN}) {
                assertMessage(
                        "keep probability: " + keep + ", expected 0 < p <= 1",
                        () -> DropoutCovariance.of(objective, keep, Sharing.BATCH));
            }
            assertMessage(
                    "masks: 1, expected at least 2",
                    () -> DropoutCovariance.sampled(objective, 0.5, Sharing.BATCH, 1, 0));
            Parameter other = new Parameter("x", 1, 1, 0, 0, true);
            assertMessage("parameter x: not of this network", () -> good.covariance(objective, other));
            assertMessage(
                    "parameter x: not of this network",
                    () -> DropoutCovariance.sampled(objective, 0.5, Sharing.BATCH, 2, 0, other));
            assertMessage(", expected an affine one", () -> with(good, bent, Loss.meanSquaredError(), workers));
            for (Graph noHidden : new Graph[] {flat, dropped}) {
                assertMessage(
                        "last layer: it reads the input, expected a hidden layer before it",
                        () -> with(good, noHidden, Loss.meanSquaredError(), workers));
            }
            assertMessage(
                    "loss term CrossEntropy[labelSmoothing=0.0]: depends on the masks, expected that only the mean squared"
                            + " error does",
                    () -> with(good, network, Loss.crossEntropy(), workers));
            assertMessage(
                    "loss: 2 terms are the mean squared error of the output, expected 1",
                    () -> with(good, network, Loss.meanSquaredError().plus(Loss.meanSquaredError()), workers));
            assertTrue(DropoutCovariance.hasClosedForm(objective));
            assertFalse(
                    DropoutCovariance.hasClosedForm(Objective.of(network, Loss.crossEntropy(), good.data(), workers)));
            for (boolean sampled : new boolean[] {false, true}) {
                DropoutCovariance covariance = covariance(good, objective, sampled);
                int d = covariance.dimension();
                int z = (int) covariance.normals();
                assertMessage(
                        "vectors: length 3, expected " + d,
                        () -> covariance.apply(new DMatrixRMaj(1, 3), new DMatrixRMaj(1, d)));
                assertMessage(
                        "rows of the products: 2, expected 1",
                        () -> covariance.apply(new DMatrixRMaj(1, d), new DMatrixRMaj(2, d)));
                DMatrixRMaj same = new DMatrixRMaj(1, d);
                assertMessage(
                        "products: the same array as the vectors, expected another",
                        () -> covariance.apply(same, same));
                assertMessage(
                        "normals: length 1, expected " + z,
                        () -> covariance.draw(new DMatrixRMaj(1, 1), new DMatrixRMaj(1, d)));
                assertMessage(
                        "rows of the draws: 2, expected 1",
                        () -> covariance.draw(new DMatrixRMaj(1, z), new DMatrixRMaj(2, d)));
                assertMessage(
                        "draws: length 1, expected " + d,
                        () -> covariance.draw(new Draws(1, 1), 0, new DMatrixRMaj(1, 1)));
            }
        }
    }

    private static void with(Problem problem, Graph network, Loss loss, Workers workers) {
        Targets targets = new Targets.Labels(
                new int[problem.data().size()], network.output().width());
        Dataset data = Dataset.of("", problem.data().inputs(), targets);
        DropoutCovariance.of(Objective.of(network, loss, data, workers), 0.5, Sharing.BATCH);
    }

    private static void assertMessage(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
