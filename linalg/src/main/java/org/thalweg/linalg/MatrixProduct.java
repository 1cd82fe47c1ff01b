package org.thalweg.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.ParallelProduct;
import org.thalweg.linalg.kernels.TiledProduct;

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

    private static final int SLAB_DEPTH = 1024;
    private static final int SLAB_COLUMNS = 4096;
    /** Columns that one worker packs at a time; whole panels of any vector. */
    private static final int PACKED_TOGETHER = 64;

    private static final int ELEMENTS_WORTH_SHARING = 100_000;
    /** Fewer rows read B where it lies. */
    private static final int ROWS_WORTH_PACKING = 16;

    private final TiledProduct product = Kernels.selected().product();
    private final Workers workers;
    private final ParallelProduct parallel;
    private final double[] scratch = new double[product.scratchLength()];
    private final Workers.Task packing = this::pack;
    private double[] packed = new double[0];

    private double[] b;
    private int slab;
    private int rowStride;
    private int columnStride;
    private int depth;
    private int columns;
    private int columnsTogether;

    private MatrixProduct(Workers workers) {
        this.workers = workers;
        this.parallel = new ParallelProduct(product, workers);
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
        if (k == 0 || (plainB && alpha == 1 && m < ROWS_WORTH_PACKING)) {
            scale(beta, c.data, m * n);
            product.multiplyAdd(m, n, k, a.data, 0, aRowStride, aColumnStride, b.data, 0, n, c.data, 0, n, scratch);
            return;
        }
        this.b = b.data;
        rowStride = plainB ? n : 1;
        columnStride = plainB ? 1 : k;
        for (int p = 0; p < k; p += SLAB_DEPTH) {
            depth = Math.min(SLAB_DEPTH, k - p);
            for (int j = 0; j < n; j += SLAB_COLUMNS) {
                columns = Math.min(SLAB_COLUMNS, n - j);
                packSlab(p * rowStride + j * columnStride);
                int from = p * aColumnStride;
                parallel.multiply(
                        m,
                        columns,
                        depth,
                        alpha,
                        a.data,
                        from,
                        aRowStride,
                        aColumnStride,
                        packed,
                        0,
                        p == 0 ? beta : 1,
                        c.data,
                        j,
                        n);
            }
        }
        this.b = null;
    }

    private static String shape(int rows, int columns) {
        return "[" + rows + " x " + columns + "]";
    }

    private static void scale(double beta, double[] c, int length) {
        if (beta == 0) {
            Arrays.fill(c, 0, length, 0);
        } else if (beta != 1) {
            for (int i = 0; i < length; i++) {
                c[i] *= beta;
            }
        }
    }

    private void packSlab(int offset) {
        slab = offset;
        int length = Math.toIntExact(product.packedLength(depth, columns));
        if (packed.length < length) {
            packed = new double[length];
        }
        columnsTogether = length < ELEMENTS_WORTH_SHARING ? columns : PACKED_TOGETHER;
        workers.run((columns + columnsTogether - 1) / columnsTogether, packing);
    }

    private void pack(int index, int worker) {
        int first = index * columnsTogether;
        int count = Math.min(columnsTogether, columns - first);
        int from = slab + first * columnStride;
        product.pack(depth, first, count, true, b, from, rowStride, columnStride, packed, 0);
    }
}
