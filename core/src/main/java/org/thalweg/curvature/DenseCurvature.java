package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/**
 * A symmetric operator written out as a matrix, from its products with the coordinate vectors, {@code H e_1, ..., H e_n}.
 *
 * <p>Cost: {@code n} products, in blocks; {@code 8 n^2} bytes. The entries {@code h_ij} and {@code h_ji}, which differ by the
 * rounding of the products, become their mean.
 */
public final class DenseCurvature {

    private static final int ROWS = 64;

    private DenseCurvature() {}

    /**
     * Writes out an operator.
     *
     * @param operator the operator, n x n
     * @return a new matrix {@code [n x n]}, symmetric to the last bit
     */
    public static DMatrixRMaj of(LinearOperator operator) {
        int n = operator.dimension();
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int first = 0; first < n; first += ROWS) {
            int count = Math.min(ROWS, n - first);
            DMatrixRMaj unit = new DMatrixRMaj(count, n);
            DMatrixRMaj rows = new DMatrixRMaj(count, n);
            for (int j = 0; j < count; j++) {
                unit.set(j, first + j, 1);
            }
            operator.apply(unit, rows);
            System.arraycopy(rows.data, 0, matrix.data, first * n, count * n);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (matrix.data[i * n + j] + matrix.data[j * n + i]) / 2;
                matrix.data[i * n + j] = mean;
                matrix.data[j * n + i] = mean;
            }
        }
        return matrix;
    }
}
