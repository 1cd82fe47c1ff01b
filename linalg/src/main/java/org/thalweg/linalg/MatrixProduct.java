package org.thalweg.linalg;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.internal.StridedProduct;

/**
 * The matrix product {@code C = alpha op(A) op(B) + beta C}, where {@code op(X)} is X or its transpose.
 *
 * <p>Shapes: {@code op(A) [m x k]}, {@code op(B) [k x n]}, {@code C [m x n]}. Cost: {@code 2 m n k} flops; B is copied once,
 * slab by slab, into a buffer of at most 32 MiB that is kept from call to call, so repeated calls of the same shapes
 * allocate nothing.
 *
 * <p><strong>Bits.</strong> C is multiplied by beta first ({@code beta = 0} forgets what was there, even NaN), the elements
 * of A by alpha; then every element is one chain of fused multiply-adds in ascending order:
 *
 * <pre>{@code
 * c = beta c_ij;   for p = 0, 1, ..., k - 1:   c = fma(alpha a_ip, b_pj, c)
 * }</pre>
 *
 * <p>The result has the same bits for any kernels and any number of workers, and
 * {@code |error| <= gamma_k sum_p |a_ip| |b_pj|} with {@code gamma_k = k u / (1 - k u)} and {@code u = 2^-53} for
 * {@code alpha = 1}, {@code beta = 0} (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. 2002, section 3.1).
 * NaN and infinities propagate; unlike BLAS, {@code alpha = 0} still reads A and B.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class MatrixProduct {

    /** Which matrix {@code op(X)} is. */
    public enum Transpose {
        /** X itself. */
        NO,
        /** The transpose of X. */
        YES
    }

    private final StridedProduct product;

    private MatrixProduct(Workers workers) {
        product = new StridedProduct(workers);
    }

    /**
     * Products in the calling thread alone.
     *
     * @return a product
     */
    public static MatrixProduct of() {
        return of(Workers.of(1));
    }

    /**
     * Products that share their work among threads.
     *
     * @param workers the threads; not closed by this
     * @return a product
     */
    public static MatrixProduct of(Workers workers) {
        return new MatrixProduct(workers);
    }

    /**
     * {@code C = A B}.
     *
     * @param a A, {@code [m x k]}; not changed
     * @param b B, {@code [k x n]}; not changed
     * @param c C, {@code [m x n]}; overwritten
     * @throws IllegalArgumentException if the shapes do not fit, or C shares its array with A or B
     */
    public void multiply(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
        multiply(1, Transpose.NO, a, Transpose.NO, b, 0, c);
    }

    /**
     * {@code C = alpha op(A) op(B) + beta C}.
     *
     * @param alpha what multiplies the elements of A
     * @param transposeA whether op(A) is the transpose of A
     * @param a A, {@code op(A) [m x k]}; not changed
     * @param transposeB whether op(B) is the transpose of B
     * @param b B, {@code op(B) [k x n]}; not changed
     * @param beta what multiplies the old C; 0 overwrites it
     * @param c C, {@code [m x n]}
     * @throws IllegalArgumentException if the shapes do not fit, or C shares its array with A or B
     */
    public void multiply(
            double alpha,
            Transpose transposeA,
            DMatrixRMaj a,
            Transpose transposeB,
            DMatrixRMaj b,
            double beta,
            DMatrixRMaj c) {
        boolean plainA = transposeA == Transpose.NO;
        boolean plainB = transposeB == Transpose.NO;
        int m = plainA ? a.numRows : a.numCols;
        int k = plainA ? a.numCols : a.numRows;
        int n = plainB ? b.numCols : b.numRows;
        if ((plainB ? b.numRows : b.numCols) != k) {
            throw new IllegalArgumentException("op(B): " + shape(plainB ? b.numRows : b.numCols, n) + ", expected "
                    + shape(k, n) + ", as op(A) is " + shape(m, k));
        }
        if (c.numRows != m || c.numCols != n) {
            throw new IllegalArgumentException("C: " + shape(c.numRows, c.numCols) + ", expected " + shape(m, n)
                    + ", as op(A) is " + shape(m, k) + " and op(B) is " + shape(k, n));
        }
        if (c.data == a.data || c.data == b.data) {
            throw new IllegalArgumentException(
                    "C: the same array as " + (c.data == a.data ? "A" : "B") + ", expected another");
        }
        int aRowStride = plainA ? a.numCols : 1;
        int aColumnStride = plainA ? 1 : a.numCols;
        int bRowStride = plainB ? n : 1;
        int bColumnStride = plainB ? 1 : k;
        product.multiply(
                m,
                n,
                k,
                alpha,
                a.data,
                0,
                aRowStride,
                aColumnStride,
                b.data,
                0,
                bRowStride,
                bColumnStride,
                beta,
                c.data,
                0,
                n);
    }

    private static String shape(int rows, int columns) {
        return "[" + rows + " x " + columns + "]";
    }
}
