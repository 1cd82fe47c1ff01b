package org.thalweg.autodiff;

import java.util.List;

/**
 * A value of the graph: a matrix with one sample a row, made by an operation from the values of earlier nodes.
 *
 * @param index the position in the graph; every input has a smaller one
 * @param width the number of columns
 * @param operation what computes the value; {@code null} for the input of the graph
 * @param inputs what it is computed from
 */
public record Node(int index, int width, Operation operation, List<Node> inputs) {

    /**
     * Copies the list.
     *
     * @param index the position in the graph; every input has a smaller one
     * @param width the number of columns
     * @param operation what computes the value; {@code null} for the input of the graph
     * @param inputs what it is computed from
     */
    public Node {
        inputs = List.copyOf(inputs);
    }

    /**
     * The only input.
     *
     * @return the input of an operation that has just one
     */
    public Node input() {
        return inputs.get(0);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return index;
    }

    @Override
    public String toString() {
        return (operation == null ? "input" : operation) + " -> node " + index + " [n x " + width + "]";
    }
}
