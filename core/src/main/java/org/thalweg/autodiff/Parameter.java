package org.thalweg.autodiff;

/**
 * A named matrix of trainable numbers: a view of the flat parameter vector theta.
 *
 * @param name the name, unique in its graph, for example {@code 2.weight}
 * @param rows the number of rows; outputs of a weight
 * @param columns the number of columns; inputs of a weight, 1 for a vector such as a bias
 * @param index the position among the parameters of the graph
 * @param offset where the first element lies in theta; rows follow each other
 * @param vector whether this is a vector of {@code rows} elements rather than a matrix
 */
public record Parameter(String name, int rows, int columns, int index, int offset, boolean vector) {

    /**
     * Checks the sizes.
     *
     * @param name the name, unique in its graph, for example {@code 2.weight}
     * @param rows the number of rows; outputs of a weight
     * @param columns the number of columns; inputs of a weight, 1 for a vector such as a bias
     * @param index the position among the parameters of the graph
     * @param offset where the first element lies in theta; rows follow each other
     * @param vector whether this is a vector of {@code rows} elements rather than a matrix
     */
    public Parameter {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "parameter " + name + ": " + rows + " x " + columns + ", expected at least 1 x 1");
        }
    }

    /**
     * The number of elements.
     *
     * @return {@code rows * columns}
     */
    public int size() {
        return rows * columns;
    }

    /**
     * The shape as other programs write it.
     *
     * @return {@code [rows, columns]}, or {@code [rows]} for a vector
     */
    public int[] shape() {
        return vector ? new int[] {rows} : new int[] {rows, columns};
    }
}
