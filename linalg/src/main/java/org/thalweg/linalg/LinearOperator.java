package org.thalweg.linalg;

import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;

/**
 * A real symmetric matrix {@code A} of size {@code n x n} that is known only by its products: {@code v -> A v}.
 *
 * <p>Eigensolvers and estimators ask nothing else of a matrix. Vectors come in blocks, <em>one vector a row</em>, because
 * the operators of curvature (Hessian, Gauss-Newton, gradient covariance) turn a block of {@code k} vectors into a few fat
 * matrix products where {@code k} single calls would do many skinny ones.
 *
 * <p>An operator keeps work space from call to call and is not thread safe; it uses threads of its own.
 */
public interface LinearOperator {

    /** {@return the number of rows and columns, {@code n}} */
    int dimension();

    /**
     * Multiplies a block of vectors: row {@code j} of {@code products} becomes {@code A v_j}, where {@code v_j} is row
     * {@code j} of {@code vectors}. Each product has the same bits whatever else is in the block.
     *
     * @param vectors the vectors, {@code [k x n]}, one a row; not changed
     * @param products where the products go, {@code [k x n]}; overwritten
     * @throws IllegalArgumentException if the shapes are not {@code [k x n]} or both arguments share their storage
     */
    void apply(DMatrixRMaj vectors, DMatrixRMaj products);

    /**
     * Multiplies one vector and returns the product in a new array.
     *
     * @param vector the vector, of length {@code n}
     * @return {@code A v}
     * @throws IllegalArgumentException if the length is not {@code n}
     */
    default double[] apply(double... vector) {
        double[] product = new double[vector.length];
        apply(DMatrixRMaj.wrap(1, vector.length, vector), DMatrixRMaj.wrap(1, product.length, product));
        return product;
    }

    /**
     * Writes the matrix out.
     *
     * @return a new matrix {@code [n x n]}
     * @throws IllegalArgumentException if it has more elements than an array can have
     */
    default DMatrixRMaj toMatrix() {
        return toMatrix(rows -> {});
    }

    /**
     * Writes the matrix out and tells how far it is. Here row {@code j} is {@code A e_j}: {@code n} products, in blocks, and entries {@code a_ij} and
     * {@code a_ji} that differ by the rounding of the products. Operators that know their elements need less.
     *
     * @param rowsDone is told how many rows are known, from time to time
     * @return a new matrix {@code [n x n]}
     * @throws IllegalArgumentException if it has more elements than an array can have
     */
    default DMatrixRMaj toMatrix(IntConsumer rowsDone) {
        int n = dimension();
        int most = 50;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int first = 0; first < n; first += most) {
            int count = Math.min(most, n - first);
            DMatrixRMaj unit = new DMatrixRMaj(count, n);
            DMatrixRMaj rows = new DMatrixRMaj(count, n);
            for (int j = 0; j < count; j++) {
                unit.data[j * n + first + j] = 1;
            }
            apply(unit, rows);
            System.arraycopy(rows.data, 0, matrix.data, first * n, count * n);
            rowsDone.accept(first + count);
        }
        return matrix;
    }
}
