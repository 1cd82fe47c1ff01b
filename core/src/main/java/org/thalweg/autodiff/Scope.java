package org.thalweg.autodiff;

import java.util.Arrays;
import java.util.List;

/**
 * Which parameters take part in a sweep, and with them which nodes vary. Directions and gradients are vectors over the
 * parameters of the scope alone, in their order in theta; sweeps leave out whatever does not vary.
 */
final class Scope {

    /** An array, because to step through a list makes an object. */
    private final Parameter[] parameters;

    private final int[] offsets;
    private final boolean[] varies;
    /** For each node the last of the varying nodes that read it, -1 if there is none. */
    private final int[] lastReader;

    private final int[] readers;
    private final int dimension;

    Scope(Graph graph, List<Parameter> chosen) {
        parameters = graph.parameters().stream().filter(chosen::contains).toArray(Parameter[]::new);
        offsets = new int[graph.parameters().size()];
        Arrays.fill(offsets, -1);
        int size = 0;
        for (Parameter parameter : parameters) {
            offsets[parameter.index()] = size;
            size += parameter.size();
        }
        dimension = size;
        varies = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            varies[node.index()] = node.inputs().stream().anyMatch(input -> varies[input.index()])
                    || (node.operation() != null
                            && node.operation().parameters().stream().anyMatch(this::active));
        }
        lastReader = new int[varies.length];
        readers = new int[varies.length];
        findReaders(graph);
    }

    private Scope(Graph graph, Parameter[] parameters, int[] offsets, int dimension, boolean... varies) {
        this.parameters = parameters;
        this.offsets = offsets;
        this.dimension = dimension;
        this.varies = varies;
        this.lastReader = new int[varies.length];
        this.readers = new int[varies.length];
        findReaders(graph);
    }

    private void findReaders(Graph graph) {
        Arrays.fill(lastReader, -1);
        for (Node node : graph.nodes()) {
            if (varies(node)) {
                for (Node input : node.inputs()) {
                    lastReader[input.index()] = node.index();
                    readers[input.index()]++;
                }
            }
        }
    }

    /** The scope in which the same nodes vary but no parameter has directions or gradients. */
    Scope withoutParameters(Graph graph) {
        int[] none = new int[offsets.length];
        Arrays.fill(none, -1);
        return new Scope(graph, new Parameter[0], none, 0, varies);
    }

    /** The scope of the same parameters in which only those nodes vary that a node is computed from, and itself. */
    Scope leadingTo(Graph graph, Node last) {
        boolean[] leads = new boolean[varies.length];
        leads[last.index()] = true;
        for (int i = last.index(); i >= 0; i--) {
            if (leads[i]) {
                graph.nodes().get(i).inputs().forEach(input -> leads[input.index()] = true);
            }
            leads[i] &= varies[i];
        }
        return new Scope(graph, parameters, offsets, dimension, leads);
    }

    Parameter[] parameters() {
        return parameters;
    }

    int dimension() {
        return dimension;
    }

    boolean active(Parameter parameter) {
        return offsets[parameter.index()] >= 0;
    }

    /** Where the parameter begins in a vector over the scope. */
    int offset(Parameter parameter) {
        return offsets[parameter.index()];
    }

    boolean varies(Node node) {
        return varies[node.index()];
    }

    /** The index of the last varying node that reads a node, which is the first to add to its cotangents; or -1. */
    int lastReader(Node node) {
        return lastReader[node.index()];
    }

    /** Whether an operation may work where its only input lies: the input varies, and of those who vary nobody else reads it. */
    boolean ownsInput(Node node) {
        return node.inputs().size() == 1
                && varies(node.input())
                && readers[node.input().index()] == 1;
    }

    /** The product of a vector over the scope and one over all parameters. */
    double dot(double[] vector, int offset, double[] whole) {
        double sum = 0;
        for (Parameter p : parameters) {
            int from = offset + offset(p);
            for (int i = 0; i < p.size(); i++) {
                sum = Math.fma(vector[from + i], whole[p.offset() + i], sum);
            }
        }
        return sum;
    }

    /**
     * Brings vectors, one after the other, into the order in which sweeps hold them: parameter by parameter, and for each
     * the vectors one after the other, so that {@code k} directions of a weight are one matrix of {@code k} times the rows.
     */
    void interleave(int k, double[] vectors, int offset, double[] to) {
        for (Parameter p : parameters) {
            int at = offset(p);
            for (int j = 0; j < k; j++) {
                System.arraycopy(vectors, offset + j * dimension + at, to, k * at + j * p.size(), p.size());
            }
        }
    }
}
