package org.thalweg.benchmarks.evidence;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.MatrixProduct;

/** A matrix by all its elements. */
final class DenseOperator implements LinearOperator {

    private final DMatrixRMaj matrix;
    private final MatrixProduct product = MatrixProduct.of();

    DenseOperator(DMatrixRMaj matrix) {
        this.matrix = matrix;
    }

    @Override
    public int dimension() {
        return matrix.numRows;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        product.multiply(vectors, matrix, products);
    }
}
