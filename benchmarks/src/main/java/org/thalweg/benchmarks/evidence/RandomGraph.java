package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Operation;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Addition;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.Elementwise;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;

/**
 * A random network with its data, its loss and a point: affine maps, activations, sums of earlier values, weights that are
 * read several times, dropout under given masks, values that nobody reads.
 */
final class RandomGraph {

    /** What a network may have beside affine maps and activations. */
    enum Kind {
        CHAINS("chains"),
        SUMS("graphs with sums"),
        TIED("graphs with sums and tied weights"),
        DROPOUT("graphs with dropout"),
        PENALTY("graphs with the penalty of dropout"),
        MANY_SAMPLES("graphs with everything, over 256 samples");

        final String title;

        Kind(String title) {
            this.title = title;
        }

        boolean sums() {
            return this != CHAINS;
        }

        boolean tied() {
            return this == TIED || this == MANY_SAMPLES;
        }

        boolean dropout() {
            return this == DROPOUT || this == MANY_SAMPLES;
        }
    }

    private static final int MOST_WIDE = 9;

    private final Kind kind;
    private final SplittableRandom random;
    private final int samples;
    private final Graph.Builder builder;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Affine> affines = new ArrayList<>();
    private final List<DMatrixRMaj> masks = new ArrayList<>();
    private final Graph network;
    private final Affine head;
    private final Node hidden;
    private final boolean labelled;
    private final double smoothing;
    private final double keepProbability;
    private final Dataset data;
    private final double[] weights;
    private final double[] theta;
    private final double[] direction;

    RandomGraph(Kind kind, long key) {
        this.kind = kind;
        random = new SplittableRandom(key);
        samples = kind == Kind.MANY_SAMPLES ? 257 + random.nextInt(100) : 1 + random.nextInt(20);
        builder = Graph.builder(1 + random.nextInt(6));
        nodes.add(builder.input());
        int operations = 2 + random.nextInt(10);
        for (int i = 0; i < operations; i++) {
            nodes.add(next());
        }
        hidden = nodes.get(nodes.size() - 1);
        head = affine(hidden.width(), 1 + random.nextInt(5));
        network = builder.build(builder.apply(head, hidden));
        labelled = random.nextBoolean();
        smoothing = random.nextBoolean() ? 0 : 0.1;
        keepProbability = 0.5 + 0.4 * random.nextDouble();
        data = data(head.weight().rows());
        weights = new double[samples];
        boolean weighted = random.nextBoolean();
        Arrays.setAll(weights, i -> weighted ? Math.max(0, 2 * random.nextDouble() - 0.2) : 1);
        theta = theta();
        direction = random.doubles(theta.length, -1, 1).toArray();
    }

    private Node earlier() {
        return kind == Kind.CHAINS || random.nextBoolean()
                ? nodes.get(nodes.size() - 1)
                : nodes.get(random.nextInt(nodes.size()));
    }

    /** One more operation on values there are. */
    private Node next() {
        Node from = earlier();
        int choice = random.nextInt(10);
        if (choice < 2 && kind.sums()) {
            Node[] alike =
                    nodes.stream().filter(node -> node.width() == from.width()).toArray(Node[]::new);
            Node[] summands = new Node[1 + random.nextInt(3)];
            Arrays.setAll(summands, i -> i == 0 ? from : alike[random.nextInt(alike.length)]);
            return builder.apply(new Addition(), summands);
        }
        if (choice < 4 && kind.dropout()) {
            Dropout.Sharing sharing = Dropout.Sharing.values()[random.nextInt(2)];
            double keep = 0.4 + 0.6 * random.nextDouble();
            DMatrixRMaj mask = new DMatrixRMaj(sharing == Dropout.Sharing.BATCH ? 1 : samples, from.width());
            Arrays.setAll(mask.data, i -> random.nextDouble() < keep ? 1 / keep : 0);
            masks.add(mask);
            return builder.apply(new Dropout(masks.size() - 1, keep, sharing), from);
        }
        if (choice < 7) {
            Activations[] all = Activations.values();
            return builder.apply(new Elementwise(all[random.nextInt(all.length)]), from);
        }
        Affine[] fitting = affines.stream()
                .filter(affine -> affine.weight().columns() == from.width())
                .toArray(Affine[]::new);
        if (kind.tied() && fitting.length > 0) {
            return builder.apply(fitting[random.nextInt(fitting.length)], from);
        }
        int width = kind.tied() && random.nextBoolean() ? from.width() : 1 + random.nextInt(MOST_WIDE);
        return builder.apply(affine(from.width(), width), from);
    }

    private Affine affine(int inputs, int outputs) {
        String name = String.valueOf(affines.size());
        Parameter weight = builder.matrix(name + ".weight", outputs, inputs);
        Affine affine = new Affine(weight, random.nextInt(3) == 0 ? null : builder.vector(name + ".bias", outputs));
        affines.add(affine);
        return affine;
    }

    private Dataset data(int outputs) {
        DMatrixRMaj x = TallKind.random(samples, builder.input().width(), random);
        for (int i = 0; i < x.data.length; i++) {
            x.data[i] *= 2;
        }
        Targets targets = labelled
                ? new Targets.Labels(random.ints(samples, 0, outputs).toArray(), outputs)
                : new Targets.Values(TallKind.random(samples, outputs, random));
        return Dataset.of("random", x, targets);
    }

    /** Weights of a size that keeps values near 1. */
    private double[] theta() {
        double[] numbers = new double[network.parameterCount()];
        for (Parameter parameter : network.parameters()) {
            double size = 2 / Math.sqrt(parameter.columns());
            for (int i = 0; i < parameter.size(); i++) {
                numbers[parameter.offset() + i] = size * (2 * random.nextDouble() - 1);
            }
        }
        return numbers;
    }

    Optional<Double> penalty() {
        return kind == Kind.PENALTY ? Optional.of(keepProbability) : Optional.empty();
    }

    double[] direction() {
        return direction;
    }

    String describe() {
        return nodes.size() + " nodes, " + theta.length + " parameters, " + samples + " samples";
    }

    /** The objective at the point. */
    Objective objective(Workers workers) {
        Loss loss = labelled ? Loss.crossEntropy(smoothing) : Loss.meanSquaredError();
        if (penalty().isPresent()) {
            loss = loss.plus(Loss.dropoutRegulariser(head.weight(), hidden, keepProbability));
        }
        Map<Integer, DMatrixRMaj> byLayer = new HashMap<>();
        for (int i = 0; i < masks.size(); i++) {
            byLayer.put(i, masks.get(i));
        }
        return Objective.of(network, loss, data, workers)
                .masks(Masks.given(byLayer))
                .sampleWeights(weights)
                .at(theta);
    }

    /** What {@code benchmarks/peers/graphs.py} reads of a problem. */
    Map<String, Object> toJson(String name) {
        Map<String, Object> json = new HashMap<>();
        json.put("case", name);
        json.put("inputs", rows(data.inputs()));
        if (data.targets() instanceof Targets.Labels labels) {
            json.put("labels", labels.values());
            json.put("classes", labels.classes());
            json.put("smoothing", smoothing);
        } else if (data.targets() instanceof Targets.Values values) {
            json.put("targets", rows(values.matrix()));
        }
        json.put("weights", weights);
        json.put(
                "parameters",
                network.parameters().stream().map(Parameter::shape).toList());
        json.put("theta", theta);
        json.put("direction", direction);
        json.put("masks", masks.stream().map(RandomGraph::rows).toList());
        json.put("nodes", network.nodes().stream().skip(1).map(this::toJson).toList());
        json.put("output", network.output().index());
        if (penalty().isPresent()) {
            json.put(
                    "penalty",
                    Map.of("weight", head.weight().index(), "hidden", hidden.index(), "keep", keepProbability));
        }
        return json;
    }

    private Map<String, Object> toJson(Node node) {
        Map<String, Object> json = new HashMap<>();
        json.put("inputs", node.inputs().stream().map(Node::index).toList());
        Operation operation = node.operation();
        if (operation instanceof Affine affine) {
            json.put("operation", "affine");
            json.put("weight", affine.weight().index());
            json.put("bias", affine.bias() == null ? null : affine.bias().index());
        } else if (operation instanceof Elementwise elementwise) {
            json.put("operation", elementwise.activation().toString().toLowerCase(Locale.ROOT));
        } else if (operation instanceof Dropout dropout) {
            json.put("operation", "dropout");
            json.put("mask", dropout.layer());
        } else {
            json.put("operation", "sum");
        }
        return json;
    }

    private static double[][] rows(DMatrixRMaj matrix) {
        double[][] rows = new double[matrix.numRows][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(matrix.data, i * matrix.numCols, (i + 1) * matrix.numCols));
        return rows;
    }
}
