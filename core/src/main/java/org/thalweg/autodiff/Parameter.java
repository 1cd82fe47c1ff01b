package org.thalweg.autodiff;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
     * The parameters that somebody has chosen. Wherever parameters are chosen, vectors over them hold their elements one
     * parameter after the other <em>in the order of theta</em>, whatever order they were given in.
     *
     * @param all the parameters to choose from, in the order of theta
     * @param chosen some of them, each once; if none is given, all are meant
     * @return the chosen ones in the order of theta
     * @throws IllegalArgumentException if one is not among them, or is given twice
     */
    public static List<Parameter> chosen(List<Parameter> all, Parameter... chosen) {
        if (chosen.length == 0) {
            return List.copyOf(all);
        }
        Set<Parameter> wanted = new HashSet<>();
        for (Parameter parameter : chosen) {
            if (!all.contains(parameter)) {
                throw new IllegalArgumentException("parameter " + parameter.name() + ": not of this network");
            }
            if (!wanted.add(parameter)) {
                throw new IllegalArgumentException("parameter " + parameter.name() + ": chosen twice, expected once");
            }
        }
        return all.stream().filter(wanted::contains).toList();
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
