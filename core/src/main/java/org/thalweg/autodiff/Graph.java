package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.thalweg.autodiff.operations.Affine;

/**
 * A function of an input and of parameters, as a directed acyclic graph of {@link Operation operations} in the order in
 * which they are computed. Immutable; made by a {@link Builder}.
 *
 * @param nodes all values, the input first
 * @param output the value that the function returns
 * @param parameters all parameters, in the order of theta
 */
public record Graph(List<Node> nodes, Node output, List<Parameter> parameters) {

    /**
     * Copies the lists.
     *
     * @param nodes all values, the input first
     * @param output the value that the function returns
     * @param parameters all parameters, in the order of theta
     */
    public Graph {
        nodes = List.copyOf(nodes);
        parameters = List.copyOf(parameters);
    }

    /**
     * The input of the graph.
     *
     * @return the first node
     */
    public Node input() {
        return nodes.get(0);
    }

    /**
     * The length of theta.
     *
     * @return the number of elements of all parameters
     */
    public int parameterCount() {
        return parameters.stream().mapToInt(Parameter::size).sum();
    }

    /**
     * A parameter by its name.
     *
     * @param name the name
     * @return the parameter
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public Parameter parameter(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "parameter " + name + ": not in the graph, expected one of " + parameterNames()));
    }

    /**
     * The affine layer that some parameters belong to.
     *
     * @param some parameters
     * @return the node of the layer; none if the parameters are of several layers or of another operation, or are read by any
     *     other node
     */
    public Optional<Node> affineLayer(Collection<Parameter> some) {
        List<Node> readers = nodes.stream()
                .filter(node -> node.operation() != null
                        && node.operation().parameters().stream().anyMatch(some::contains))
                .toList();
        return readers.size() == 1 && readers.get(0).operation() instanceof Affine
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    private String parameterNames() {
        return parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    /**
     * Starts a graph.
     *
     * @param inputWidth the number of columns of the input
     * @return a builder whose only node is the input
     */
    public static Builder builder(int inputWidth) {
        return new Builder(inputWidth);
    }

    /**
     * Starts a graph that contains this one; for loss terms, which read values of a network.
     *
     * @return a builder that holds all nodes and parameters of this graph
     */
    public Builder extend() {
        return new Builder(this);
    }

    /** Collects parameters and nodes; each node is ready for use when its method returns. */
    public static final class Builder {
        private final List<Node> nodes;
        private final List<Parameter> parameters;
        private final Set<String> names = new HashSet<>();
        private int count;

        private Builder(int inputWidth) {
            if (inputWidth < 1) {
                throw new IllegalArgumentException("input width: " + inputWidth + ", expected at least 1");
            }
            nodes = new ArrayList<>(List.of(new Node(0, inputWidth, null, List.of())));
            parameters = new ArrayList<>();
        }

        private Builder(Graph graph) {
            nodes = new ArrayList<>(graph.nodes);
            parameters = new ArrayList<>(graph.parameters);
            parameters.forEach(p -> names.add(p.name()));
            count = graph.parameterCount();
        }

        /**
         * The input.
         *
         * @return the node that holds the data
         */
        public Node input() {
            return nodes.get(0);
        }

        /**
         * Adds a matrix of parameters.
         *
         * @param name a name not used yet
         * @param rows the number of rows
         * @param columns the number of columns
         * @return the parameter
         */
        public Parameter matrix(String name, int rows, int columns) {
            return add(new Parameter(name, rows, columns, parameters.size(), count, false));
        }

        /**
         * Adds a vector of parameters.
         *
         * @param name a name not used yet
         * @param size the number of elements
         * @return the parameter
         */
        public Parameter vector(String name, int size) {
            return add(new Parameter(name, size, 1, parameters.size(), count, true));
        }

        private Parameter add(Parameter parameter) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException(
                        "parameter " + parameter.name() + ": name used twice, expected one parameter a name");
            }
            parameters.add(parameter);
            count = Math.addExact(count, Math.multiplyExact(parameter.rows(), parameter.columns()));
            return parameter;
        }

        /**
         * Adds the value of an operation.
         *
         * @param operation what computes the value
         * @param inputs what from; nodes of this builder
         * @return the new node
         * @throws IllegalArgumentException if the widths do not fit, or an input is of another graph
         */
        public Node apply(Operation operation, Node... inputs) {
            for (Node input : inputs) {
                if (input.index() >= nodes.size() || !nodes.get(input.index()).equals(input)) {
                    throw new IllegalArgumentException(
                            "input of " + operation + ": " + input + ", expected a node of this graph");
                }
            }
            int[] widths = Arrays.stream(inputs).mapToInt(Node::width).toArray();
            Node node = new Node(nodes.size(), operation.width(widths), operation, List.of(inputs));
            nodes.add(node);
            return node;
        }

        /**
         * Ends the graph.
         *
         * @param output the value that the function returns
         * @return the graph
         */
        public Graph build(Node output) {
            return new Graph(nodes, output, parameters);
        }
    }
}
