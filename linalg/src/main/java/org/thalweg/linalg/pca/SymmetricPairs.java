package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;

/** All eigenpairs of a small symmetric matrix, the largest first. */
final class SymmetricPairs {

    final double[] values;
    /** One eigenvector a row. */
    final DMatrixRMaj vectors;

    SymmetricPairs(DMatrixRMaj matrix, Workers workers) {
        SymmetricEigen.Decomposition pairs =
                SymmetricEigen.of(workers).decompose(matrix, SymmetricEigen.Settings.withVectors());
        values = pairs.eigenvalues();
        vectors = pairs.vectors();
    }
}
