package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;

/** Checks of arguments. */
final class Shapes {

    private Shapes() {}

    static void requireColumns(String what, DMatrixRMaj matrix, long expected) {
        if (matrix.numCols != expected) {
            throw new IllegalArgumentException(what + ": length " + matrix.numCols + ", expected " + expected);
        }
    }

    static void requireRows(String what, DMatrixRMaj matrix, int expected) {
        if (matrix.numRows != expected) {
            throw new IllegalArgumentException(
                    "rows of the " + what + ": " + matrix.numRows + ", expected " + expected);
        }
    }

    /** The arguments of an operator's product. */
    static void requireProduct(int dimension, DMatrixRMaj vectors, DMatrixRMaj products) {
        requireColumns("vectors", vectors, dimension);
        requireColumns("products", products, dimension);
        requireRows("products", products, vectors.numRows);
        if (vectors.data == products.data) {
            throw new IllegalArgumentException("products: the same array as the vectors, expected another");
        }
    }
}
