package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.operations.Activation;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Addition;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.Elementwise;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;

/** Networks, data and points drawn from seeds, and small helpers for matrices. */
@SuppressWarnings({"ArrayRecordComponent", "EnumOrdinal"})
final class Networks {

    private Networks() {}

    /** Everything that makes an objective but its workers and its budget. */
    record Problem(String name, Graph network, Loss loss, Dataset data, Masks masks, double[] weights, double[] theta) {
        Objective objective(Workers workers, long budget) {
            return Objective.of(network, loss, data, workers, budget)
                    .masks(masks)
                    .sampleWeights(weights)
                    .at(theta);
        }

        Objective objective(Workers workers) {
            return objective(workers, Objective.DEFAULT_MEMORY_BUDGET);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A random network: two to four layers, every activation in turn, with or without biases, a residual connection, a tied
     * layer, dropout of either kind, one of the losses, with or without sample weights.
     */
    static Problem random(long seed, int samples) {
        SplittableRandom random = new SplittableRandom(seed);
        int inputs = random.nextInt(1, 7);
        int outputs = random.nextInt(1, 5);
        Graph.Builder builder = Graph.builder(inputs);
        StringBuilder name = new StringBuilder("seed " + seed + ", n " + samples + ":");
        Node last = builder.input();
        Node beforeLast = last;
        int dropouts = 0;
        int layers = random.nextInt(1, 4);
        for (int layer = 0; layer < layers; layer++) {
            int width = random.nextInt(1, 10);
            last = builder.apply(affine(builder, "" + layer, last.width(), width, random.nextInt(3) > 0), last);
            Activation activation = Activations.values()[(int) ((seed + layer) % Activations.values().length)];
            Node bent = builder.apply(new Elementwise(activation), last);
            name.append(' ').append(activation);
            switch (random.nextInt(5)) {
                case 0 -> {
                    last = builder.apply(new Addition(), last, bent);
                    name.append(" residual");
                }
                case 1 -> {
                    Affine tied = affine(builder, "tied" + layer, width, width, true);
                    Node once = builder.apply(new Elementwise(activation), builder.apply(tied, bent));
                    last = builder.apply(new Elementwise(Activations.TANH), builder.apply(tied, once));
                    name.append(" tied");
                }
                case 2 -> {
                    Dropout.Sharing sharing = Dropout.Sharing.values()[random.nextInt(2)];
                    last = builder.apply(new Dropout(dropouts++, random.nextDouble(0.4, 1), sharing), bent);
                    name.append(" dropout ").append(sharing);
                }
                default -> last = bent;
            }
            beforeLast = last;
        }
        Affine head = affine(builder, "head", last.width(), outputs, random.nextBoolean());
        Graph network = builder.build(builder.apply(head, last));

        boolean labels = random.nextBoolean();
        Loss loss = labels ? Loss.crossEntropy(random.nextBoolean() ? 0 : 0.1) : Loss.meanSquaredError();
        name.append(labels ? " cross-entropy" : " squares");
        if (random.nextInt(4) == 0) {
            loss = loss.plus(Loss.dropoutRegulariser(head.weight(), beforeLast, 0.7));
            name.append(" regularised");
        }
        double[] weights = new double[samples];
        boolean weighted = random.nextBoolean();
        for (int i = 0; i < samples; i++) {
            weights[i] = weighted ? random.nextDouble(0, 2) : 1;
        }
        name.append(weighted ? " weighted" : "");
        Masks masks = dropouts > 0 ? Masks.drawn(seed, 3) : Masks.NONE;
        return new Problem(
                name.toString(),
                network,
                loss,
                data(seed, samples, inputs, outputs, labels),
                masks,
                weights,
                uniform(seed + 1, network.parameterCount()));
    }

    static Stream<Problem> randoms(int count, int samples) {
        return IntStream.range(0, count).mapToObj(seed -> random(seed, samples));
    }

    static Affine affine(Graph.Builder builder, String name, int inputs, int outputs, boolean bias) {
        Parameter weight = builder.matrix(name + ".weight", outputs, inputs);
        return new Affine(weight, bias ? builder.vector(name + ".bias", outputs) : null);
    }

    static Dataset data(long seed, int samples, int inputs, int outputs, boolean labels) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj x = DMatrixRMaj.wrap(samples, inputs, uniform(seed + 2, samples * inputs));
        Targets targets = labels
                ? new Targets.Labels(random.ints(samples, 0, outputs).toArray(), outputs)
                : new Targets.Values(DMatrixRMaj.wrap(samples, outputs, uniform(seed + 3, samples * outputs)));
        return Dataset.of("random", x, targets);
    }

    /** The same data with three of four inputs zero, some rows and some columns altogether. */
    static Dataset sparse(Dataset data) {
        DMatrixRMaj x = data.inputs().copy();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < x.numRows; i++) {
            for (int j = 0; j < x.numCols; j++) {
                if (i % 7 == 1 || j % 5 == 0 || random.nextInt(4) > 0) {
                    x.set(i, j, 0);
                }
            }
        }
        return Dataset.of(data.name(), x, data.targets());
    }

    /** A problem of the first layers of a plain network without masks or weights. */
    static Problem plain(String name, Graph network, Loss loss, Dataset data, long seed) {
        double[] weights = new double[data.size()];
        Arrays.fill(weights, 1);
        return new Problem(name, network, loss, data, Masks.NONE, weights, uniform(seed, network.parameterCount()));
    }

    /** Uniform in (-1, 1). */
    static double[] uniform(long seed, int length) {
        return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
    }

    static DMatrixRMaj uniform(long seed, int rows, int columns) {
        return DMatrixRMaj.wrap(rows, columns, uniform(seed, rows * columns));
    }

    /** The products of a block of vectors. */
    static DMatrixRMaj products(LinearOperator operator, DMatrixRMaj vectors) {
        DMatrixRMaj products = new DMatrixRMaj(vectors.numRows, vectors.numCols);
        Arrays.fill(products.data, Double.NaN);
        operator.apply(vectors, products);
        return products;
    }

    /** The whole matrix: the products of the unit vectors. */
    static DMatrixRMaj dense(LinearOperator operator) {
        DMatrixRMaj units = new DMatrixRMaj(operator.dimension(), operator.dimension());
        for (int i = 0; i < units.numRows; i++) {
            units.set(i, i, 1);
        }
        return products(operator, units);
    }

    /** The gradients {@code g_i} of the samples, one by one: of objectives of a single sample each. */
    static DMatrixRMaj sampleGradients(Problem problem, Workers workers) {
        int n = problem.data.size();
        DMatrixRMaj gradients = new DMatrixRMaj(n, problem.theta.length);
        for (int i = 0; i < n; i++) {
            double[] gradient = single(problem, i, workers).gradient();
            System.arraycopy(gradient, 0, gradients.data, i * gradient.length, gradient.length);
        }
        return gradients;
    }

    /** The objective of one sample alone, with its own weight and its own row of the masks. */
    static Objective single(Problem problem, int sample, Workers workers) {
        int[] row = {sample};
        DMatrixRMaj input = new DMatrixRMaj(0, 0);
        problem.data.gather(row, 0, 1, input);
        Targets target;
        if (problem.data.targets() instanceof Targets.Labels labels) {
            target = new Targets.Labels(new int[] {labels.values()[sample]}, labels.classes());
        } else {
            DMatrixRMaj values = new DMatrixRMaj(0, 0);
            problem.data.targets().gather(row, 0, 1, values);
            target = new Targets.Values(values);
        }
        Masks masks = (request, to, offset) -> problem.masks.fill(
                new Masks.Request(
                        request.layer(),
                        request.keepProbability(),
                        request.shared(),
                        sample + request.firstRow(),
                        request.rows(),
                        request.width()),
                to,
                offset);
        return Objective.of(problem.network, problem.loss, Dataset.of("single", input, target), workers)
                .masks(masks)
                .sampleWeights(problem.weights[sample])
                .at(problem.theta);
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    static double largest(double[] x) {
        double most = 0;
        for (double value : x) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    /** {@code x + factor y}. */
    static double[] plus(double[] x, double factor, double... y) {
        double[] sum = x.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * y[i];
        }
        return sum;
    }

    static double[] row(DMatrixRMaj matrix, int row) {
        return Arrays.copyOfRange(matrix.data, row * matrix.numCols, (row + 1) * matrix.numCols);
    }

    /** Parameters and elements of the sub-matrix that a restricted operator is. */
    static int[] elements(Parameter... parameters) {
        List<Integer> elements = new ArrayList<>();
        Stream.of(parameters)
                .sorted(Comparator.comparingInt(Parameter::offset))
                .forEach(p -> IntStream.range(p.offset(), p.offset() + p.size()).forEach(elements::add));
        return elements.stream().mapToInt(i -> i).toArray();
    }
}
