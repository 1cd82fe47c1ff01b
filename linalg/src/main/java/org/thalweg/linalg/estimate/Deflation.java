package org.thalweg.linalg.estimate;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;

/**
 * Eigenpairs of the operator that are known already. With {@code P = I - V' V} an estimator takes their part as known
 * and estimates {@code P A P} alone, whose Frobenius norm, and with it the error, is often smaller by far.
 */
public final class Deflation {

    private static final double ORTHONORMAL = 1e-8;

    private final double[] eigenvalues;
    private final DMatrixRMaj eigenvectors;

    private Deflation(double[] eigenvalues, DMatrixRMaj eigenvectors) {
        this.eigenvalues = eigenvalues;
        this.eigenvectors = eigenvectors;
    }

    /**
     * Known eigenpairs.
     *
     * @param eigenvalues the eigenvalues {@code [k]}; copied
     * @param eigenvectors the eigenvectors {@code [k x n]}, one a row, orthonormal to 1e-8; kept, not changed
     * @return the eigenpairs
     * @throws IllegalArgumentException if the numbers of values and vectors differ, a value is not finite, or the vectors
     *     are not orthonormal
     */
    public static Deflation of(double[] eigenvalues, DMatrixRMaj eigenvectors) {
        int k = eigenvectors.numRows;
        if (eigenvalues.length != k) {
            throw new IllegalArgumentException("eigenvalues: " + eigenvalues.length + ", expected " + k
                    + ", the number of rows of the eigenvectors");
        }
        for (int i = 0; i < k; i++) {
            if (!Double.isFinite(eigenvalues[i])) {
                throw new IllegalArgumentException(
                        "eigenvalues: " + eigenvalues[i] + " at " + i + ", expected finite numbers");
            }
        }
        DMatrixRMaj gram = new DMatrixRMaj(k, k);
        if (k > 0) {
            MatrixProduct.of().multiply(1, Transpose.NO, eigenvectors, Transpose.YES, eigenvectors, 0, gram);
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double product = gram.data[i * k + j];
                if (!(Math.abs(product - (i == j ? 1 : 0)) <= ORTHONORMAL)) {
                    throw new IllegalArgumentException("eigenvectors: product of rows " + i + " and " + j + " is "
                            + product + ", expected orthonormal rows");
                }
            }
        }
        return new Deflation(eigenvalues.clone(), eigenvectors);
    }

    /**
     * Nothing is known.
     *
     * @param dimension the dimension of the operator
     * @return no eigenpair
     */
    public static Deflation none(int dimension) {
        return new Deflation(new double[0], new DMatrixRMaj(0, dimension));
    }

    /** {@return how many eigenpairs are known} */
    public int count() {
        return eigenvalues.length;
    }

    double[] eigenvalues() {
        return eigenvalues;
    }

    DMatrixRMaj eigenvectors() {
        return eigenvectors;
    }

    void checkFits(int dimension) {
        if (eigenvectors.numCols != dimension) {
            throw new IllegalArgumentException("eigenvectors: rows of length " + eigenvectors.numCols + ", expected "
                    + dimension + ", the dimension of the operator");
        }
    }
}
