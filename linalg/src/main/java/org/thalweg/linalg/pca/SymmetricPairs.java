package org.thalweg.linalg.pca;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** All eigenpairs of a small symmetric matrix, the largest first. */
final class SymmetricPairs {

    final double[] values;
    /** One eigenvector a row. */
    final DMatrixRMaj vectors;

    SymmetricPairs(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        values = new double[n];
        vectors = new DMatrixRMaj(n, n);
        if (n == 0) {
            return;
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(matrix.copy())) {
            throw new ArithmeticException("eigenvalues of a Gram matrix of size " + n + ": not converged");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()))
                .mapToInt(i -> i)
                .toArray();
        for (int i = 0; i < n; i++) {
            values[i] = eigen.getEigenvalue(order[i]).getReal();
            System.arraycopy(eigen.getEigenVector(order[i]).data, 0, vectors.data, i * n, n);
        }
    }
}
