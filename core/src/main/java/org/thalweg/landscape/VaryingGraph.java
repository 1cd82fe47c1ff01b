package org.thalweg.landscape;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Operation;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;

/**
 * The part of a network and its loss that varies with some parameters, as a graph of its own. Its data set has the values
 * that it reads from outside, side by side, in place of the inputs; its parameters are those of the whole network, and one
 * more, the step on a line.
 *
 * <p>If all that moves belongs to one affine layer and no other node reads it, the layer becomes a {@link LineStep}: its
 * outputs at the point are stored, and move with a velocity that the caller sets for each line.
 */
final class VaryingGraph {
    private static final String STEP = "step on a line";

    private final Graph graph;
    private final Dataset data;
    private final Workers workers;
    private final double[] theta;
    private final boolean[] varies;
    private final Affine layer;
    private final DMatrixRMaj layerInputs;
    private final DMatrixRMaj velocity;
    private final Objective objective;
    private final double constant;

    VaryingGraph(Graph network, Loss loss, Dataset data, Workers workers, double[] theta, List<Parameter> moved) {
        Graph.Builder builder = network.extend();
        List<Node> terms = loss.attach(builder, network);
        this.graph = builder.build(network.output());
        this.data = data;
        this.workers = workers;
        this.theta = theta;
        this.varies = varying(moved);
        Node start = graph.affineLayer(moved).orElse(null);
        this.layer = start == null ? null : (Affine) start.operation();
        this.layerInputs = start == null ? null : values(start.input());
        this.velocity = start == null ? null : new DMatrixRMaj(data.size(), start.width());
        this.objective = objective(
                start, terms.stream().filter(term -> varies[term.index()]).toList());
        Loss others = (extended, whole) -> loss.attach(extended, whole).stream()
                .filter(term -> !varies[term.index()])
                .toList();
        this.constant =
                Objective.of(network, others, data, workers, 0).at(theta).loss();
    }

    private boolean[] varying(List<Parameter> moved) {
        boolean[] result = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            result[node.index()] = node.inputs().stream().anyMatch(input -> result[input.index()])
                    || (node.operation() != null
                            && node.operation().parameters().stream().anyMatch(moved::contains));
        }
        return result;
    }

    private Objective objective(Node start, List<Node> terms) {
        List<Node> stored = stored(start);
        int width = stored.stream().mapToInt(Node::width).sum();
        DMatrixRMaj inputs = new DMatrixRMaj(data.size(), width);
        int count = graph.parameterCount();
        List<Parameter> parameters = new ArrayList<>(graph.parameters());
        Parameter step = new Parameter(STEP, 1, 1, parameters.size(), count, true);
        parameters.add(step);

        Node[] twins = new Node[graph.nodes().size()];
        List<Node> nodes = new ArrayList<>();
        Node input = new Node(0, width, null, List.of());
        nodes.add(input);
        int from = 0;
        for (Node node : stored) {
            copy(values(node), inputs, from);
            Operation operation = node.equals(start)
                    ? new LineStep(from, node.width(), velocity.data, step)
                    : new Columns(from, node.width());
            twins[node.index()] = add(nodes, operation, node.width(), List.of(input));
            from += node.width();
        }
        for (Node node : graph.nodes()) {
            if (varies[node.index()] && !node.equals(start)) {
                List<Node> read =
                        node.inputs().stream().map(n -> twins[n.index()]).toList();
                twins[node.index()] = add(nodes, node.operation(), node.width(), read);
            }
        }
        Graph varying = new Graph(nodes, twins[graph.output().index()], parameters);
        Loss loss = (builder, network) ->
                terms.stream().map(term -> twins[term.index()]).toList();
        Dataset sub = Dataset.of(data.name(), inputs, data.targets());
        return Objective.of(varying, loss, sub, workers, 0);
    }

    private static Node add(List<Node> nodes, Operation operation, int width, List<Node> inputs) {
        Node node = new Node(nodes.size(), width, operation, inputs);
        nodes.add(node);
        return node;
    }

    /** The values that are stored: what varying nodes read and does not vary itself, and the layer's outputs. */
    private List<Node> stored(Node start) {
        Set<Node> wanted = new LinkedHashSet<>();
        if (start != null) {
            wanted.add(start);
        }
        for (Node node : graph.nodes()) {
            if (varies[node.index()] && !node.equals(start)) {
                node.inputs().stream().filter(n -> !varies[n.index()]).forEach(wanted::add);
            }
        }
        if (!varies[graph.output().index()]) {
            wanted.add(graph.output());
        }
        return List.copyOf(wanted);
    }

    /** The values of a node at the point. */
    private DMatrixRMaj values(Node node) {
        if (node.operation() == null) {
            return data.inputs();
        }
        Graph before = new Graph(graph.nodes().subList(0, node.index() + 1), node, graph.parameters());
        boolean likeTargets = node.width() == data.targets().width();
        Targets targets = likeTargets ? data.targets() : new Targets.Values(new DMatrixRMaj(data.size(), node.width()));
        Dataset part = new Dataset(
                data.name(),
                data.inputs(),
                targets,
                likeTargets ? data.identity() : data.identity().then("targets of 0"));
        return Objective.of(before, Loss.meanSquaredError(), part, workers, 0)
                .at(theta)
                .outputs();
    }

    private static void copy(DMatrixRMaj values, DMatrixRMaj to, int column) {
        for (int i = 0; i < values.numRows; i++) {
            System.arraycopy(values.data, i * values.numCols, to.data, i * to.numCols + column, values.numCols);
        }
    }

    Objective objective() {
        return objective;
    }

    /** The part of the loss that does not vary. */
    double constant() {
        return constant;
    }

    Workers workers() {
        return workers;
    }

    /** The layer that moves, or {@code null} if what moves is not one affine layer. */
    Affine layer() {
        return layer;
    }

    /** What the moving layer reads, a sample a row. */
    DMatrixRMaj layerInputs() {
        return layerInputs;
    }

    /** The change of the layer's outputs with the step, to be set for each line. */
    DMatrixRMaj velocity() {
        return velocity;
    }
}
