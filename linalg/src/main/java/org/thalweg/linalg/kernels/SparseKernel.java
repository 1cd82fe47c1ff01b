package org.thalweg.linalg.kernels;

/**
 * The innermost loop of the product of a sparse and a dense matrix, {@code C += A B}: a row of C is held in registers while
 * the entries of a row of A pass by.
 *
 * <p>For rows {@code first <= i < end} of A and columns {@code 0 <= j < columns},
 *
 * <pre>{@code
 * for every entry (i, p) of A, in ascending p:   c(i, j) = fma(a(i, p), b(p, j), c(i, j))
 * b(p, j) = b[bOffset + p bRowStride + j]
 * c(i, j) = c[cOffset + (i - first) cRowStride + j]
 * }</pre>
 *
 * <p>which is the chain of {@link Tiles} without the terms where A is zero.
 */
public interface SparseKernel {

    /** Plain loops. */
    SparseKernel PORTABLE = new PortableSparse();

    /**
     * Adds the products of some rows.
     *
     * @param a the sparse matrix
     * @param first the first row of A
     * @param end the row of A after the last
     * @param columns columns of B and C
     * @param b holds B, rows contiguous
     * @param bOffset where B begins
     * @param bRowStride distance of rows of B
     * @param c holds C, rows contiguous; nothing beside the given columns is read or written
     * @param cOffset where the first of the rows of C begins
     * @param cRowStride distance of rows of C
     */
    void multiplyAdd(
            CompressedRows a,
            int first,
            int end,
            int columns,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int cRowStride);
}
