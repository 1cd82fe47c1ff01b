package org.thalweg.linalg.internal;

import java.util.Arrays;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.ParallelProduct;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * {@code C = alpha A B + beta C} on parts of arrays: every matrix has an offset and strides, C has contiguous rows. The bits
 * are those of {@link org.thalweg.linalg.MatrixProduct}.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class StridedProduct {

    private static final int SLAB_DEPTH = 1024;
    private static final int SLAB_COLUMNS = 4096;
    /** Fewer rows read B where it lies. */
    private static final int ROWS_WORTH_PACKING = 16;

    private final TiledProduct product = Kernels.selected().product();
    private final ParallelProduct parallel;
    private final double[] scratch = new double[product.scratchLength()];
    private double[] packed = new double[0];

    /**
     * Products by a team.
     *
     * @param workers the threads; not closed by this
     */
    public StridedProduct(Workers workers) {
        this.parallel = new ParallelProduct(product, workers);
    }

    /**
     * {@code C = alpha A B + beta C}, {@code A [m x k]}, {@code B [k x n]}, {@code C [m x n]}; {@code beta = 0} forgets what
     * was in C.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param alpha what multiplies the elements of A
     * @param a holds A
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param b holds B
     * @param bOffset where B begins
     * @param bRowStride distance of rows of B
     * @param bColumnStride distance of columns of B
     * @param beta what multiplies the old C
     * @param c holds C; not the array of A or B
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiply(
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColumnStride,
            double beta,
            double[] c,
            int cOffset,
            int cRowStride) {
        if (k == 0 || (bColumnStride == 1 && alpha == 1 && m < ROWS_WORTH_PACKING)) {
            scale(m, n, beta, c, cOffset, cRowStride);
            product.multiplyAdd(
                    m,
                    n,
                    k,
                    a,
                    aOffset,
                    aRowStride,
                    aColumnStride,
                    b,
                    bOffset,
                    bRowStride,
                    c,
                    cOffset,
                    cRowStride,
                    scratch);
            return;
        }
        for (int p = 0; p < k; p += SLAB_DEPTH) {
            int depth = Math.min(SLAB_DEPTH, k - p);
            for (int j = 0; j < n; j += SLAB_COLUMNS) {
                int columns = Math.min(SLAB_COLUMNS, n - j);
                int slab = bOffset + p * bRowStride + j * bColumnStride;
                ensurePacked(product.packedLength(depth, columns));
                parallel.pack(depth, 0, columns, true, b, slab, bRowStride, bColumnStride, packed, 0);
                parallel.multiply(
                        m,
                        columns,
                        depth,
                        alpha,
                        a,
                        aOffset + p * aColumnStride,
                        aRowStride,
                        aColumnStride,
                        packed,
                        0,
                        p == 0 ? beta : 1,
                        c,
                        cOffset + j,
                        cRowStride);
            }
        }
    }

    private void ensurePacked(long length) {
        if (packed.length < length) {
            packed = new double[Math.toIntExact(length)];
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int cOffset, int cRowStride) {
        if (beta == 1) {
            return;
        }
        for (int i = 0; i < m; i++) {
            int from = cOffset + i * cRowStride;
            if (beta == 0) {
                Arrays.fill(c, from, from + n, 0);
            } else {
                for (int l = from; l < from + n; l++) {
                    c[l] *= beta;
                }
            }
        }
    }
}
