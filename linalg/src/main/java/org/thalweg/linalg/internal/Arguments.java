package org.thalweg.linalg.internal;

import org.ejml.data.DMatrixRMaj;

/** Checks of arguments, and the lines that say what is wrong. */
public final class Arguments {

    private Arguments() {}

    /**
     * A shape as text.
     *
     * @param rows rows
     * @param columns columns
     * @return {@code [rows x columns]}
     */
    public static String shape(int rows, int columns) {
        return "[" + rows + " x " + columns + "]";
    }

    /**
     * Checks that a matrix is square.
     *
     * @param name what the matrix is called
     * @param a the matrix
     * @throws IllegalArgumentException if it is not square
     */
    public static void requireSquare(String name, DMatrixRMaj a) {
        if (a.numRows != a.numCols) {
            throw new IllegalArgumentException(
                    name + ": " + shape(a.numRows, a.numCols) + ", expected a square matrix");
        }
    }

    /**
     * Checks a shape that another matrix asks for.
     *
     * @param name what the matrix is called
     * @param a the matrix
     * @param rows the rows it is to have
     * @param columns the columns it is to have
     * @param other what the other matrix is called
     * @param otherRows its rows
     * @param otherColumns its columns
     * @throws IllegalArgumentException if the matrix has another shape
     */
    public static void requireShape(
            String name, DMatrixRMaj a, int rows, int columns, String other, int otherRows, int otherColumns) {
        if (a.numRows != rows || a.numCols != columns) {
            throw new IllegalArgumentException(name + ": " + shape(a.numRows, a.numCols) + ", expected "
                    + shape(rows, columns) + ", as " + other + " is " + shape(otherRows, otherColumns));
        }
    }

    /**
     * Checks that an output has an array of its own.
     *
     * @param name what the output is called
     * @param output the output's array
     * @param otherName what the other is called
     * @param other the other's array
     * @throws IllegalArgumentException if both are the same array
     */
    public static void requireOther(String name, double[] output, String otherName, double[] other) {
        if (output == other) {
            throw new IllegalArgumentException(name + ": the same array as " + otherName + ", expected another");
        }
    }

    /**
     * Checks that no element is NaN or infinite.
     *
     * @param name what the matrix is called
     * @param a the matrix
     * @throws IllegalArgumentException naming the first element that is not finite
     */
    public static void requireFinite(String name, DMatrixRMaj a) {
        for (int i = 0; i < a.numRows; i++) {
            requireFinite(name, a, i, a.numCols);
        }
    }

    /**
     * Checks that no element of the lower triangle is NaN or infinite.
     *
     * @param name what the matrix is called
     * @param a the matrix, square
     * @throws IllegalArgumentException naming the first element that is not finite
     */
    public static void requireFiniteLower(String name, DMatrixRMaj a) {
        for (int i = 0; i < a.numRows; i++) {
            requireFinite(name, a, i, i + 1);
        }
    }

    private static void requireFinite(String name, DMatrixRMaj a, int row, int columns) {
        int from = row * a.numCols;
        for (int j = 0; j < columns; j++) {
            if (!(Math.abs(a.data[from + j]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + ": element (" + row + ", " + j + ") is " + a.data[from + j]
                        + ", expected finite numbers");
            }
        }
    }
}
