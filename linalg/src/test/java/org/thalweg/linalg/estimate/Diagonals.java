package org.thalweg.linalg.estimate;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** A diagonal matrix as an operator; its eigenvalues are exact. */
@SuppressWarnings("ArrayRecordComponent")
record Diagonals(double... eigenvalues) implements LinearOperator {

    @Override
    public int dimension() {
        return eigenvalues.length;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        int n = eigenvalues.length;
        for (int i = 0; i < vectors.numRows * n; i++) {
            products.data[i] = eigenvalues[i % n] * vectors.data[i];
        }
    }
}
