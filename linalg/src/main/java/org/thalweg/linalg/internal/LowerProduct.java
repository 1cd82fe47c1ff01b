package org.thalweg.linalg.internal;

import java.util.Arrays;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * The lower triangle of {@code C = alpha A B + beta C} for products that are known to be symmetric: half the work of the
 * whole. Elements of the lower triangle have the bits of {@link org.thalweg.linalg.MatrixProduct}. The upper triangle is
 * not read, but elements of it near the diagonal are overwritten with numbers of no meaning.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class LowerProduct {

    private static final int SLAB_DEPTH = 1024;
    private static final int SLAB_COLUMNS = 4096;
    /** Columns that one worker packs at a time; whole panels of any vector. */
    private static final int PACKED_TOGETHER = 64;

    private static final long WORTH_SHARING = 500_000;
    private static final int FEWEST_ROWS = 16;
    private static final int MOST_ROWS = 128;
    /** A multiple of the columns of any panel. */
    private static final int PANEL = 8;

    private final TiledProduct product = Kernels.selected().product();
    private final Workers workers;
    private final PerWorker<double[]> scratch;
    private final Workers.Task packing = this::pack;
    private final Workers.Task multiplying = this::multiplyRows;
    private double[] packed = new double[0];

    private int n;
    private int firstRow;
    private int firstColumn;
    private int columns;
    private int columnsTogether;
    private int rowsTogether;
    private int tasks;
    private int depth;
    private double alpha;
    private double[] a;
    private int aAt;
    private int aRowStride;
    private int aColumnStride;
    private double[] b;
    private int bAt;
    private int bRowStride;
    private int bColumnStride;
    private double betaNow;
    private double[] c;
    private int cOffset;
    private int cRowStride;

    /**
     * Products by a team.
     *
     * @param workers the threads; not closed by this
     */
    public LowerProduct(Workers workers) {
        this.workers = workers;
        this.scratch = PerWorker.of(workers, () -> new double[product.scratchLength()]);
    }

    /**
     * The lower triangle of {@code C = alpha A B + beta C}, {@code A [n x k]}, {@code B [k x n]}, {@code C [n x n]};
     * {@code beta = 0} forgets what was in C.
     *
     * @param n rows and columns of C
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
     * @param c holds C, apart from A and B
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiply(
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
        this.n = n;
        this.alpha = alpha;
        this.a = a;
        this.aRowStride = aRowStride;
        this.aColumnStride = aColumnStride;
        this.b = b;
        this.bRowStride = bRowStride;
        this.bColumnStride = bColumnStride;
        this.c = c;
        this.cOffset = cOffset;
        this.cRowStride = cRowStride;
        rowsTogether = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, (n / PANEL + PANEL - 1) & -PANEL));
        int p = 0;
        do {
            depth = Math.min(SLAB_DEPTH, k - p);
            betaNow = p == 0 ? beta : 1;
            aAt = aOffset + p * aColumnStride;
            for (int j = 0; j < n; j += SLAB_COLUMNS) {
                firstColumn = j;
                firstRow = j;
                columns = Math.min(SLAB_COLUMNS, n - j);
                bAt = bOffset + p * bRowStride + j * bColumnStride;
                multiplySlab();
            }
            p += SLAB_DEPTH;
        } while (p < k);
        this.a = null;
        this.b = null;
        this.c = null;
    }

    private void multiplySlab() {
        int length = Math.toIntExact(product.packedLength(depth, columns));
        if (packed.length < length) {
            packed = new double[length];
        }
        boolean share = (long) (n - firstRow) * columns * depth / 2 >= WORTH_SHARING;
        columnsTogether = share ? PACKED_TOGETHER : columns;
        workers.run((columns + columnsTogether - 1) / columnsTogether, packing);
        tasks = (n - firstRow + rowsTogether - 1) / rowsTogether;
        if (share) {
            workers.run(tasks, multiplying);
        } else {
            for (int task = 0; task < tasks; task++) {
                multiplyRows(task, 0);
            }
        }
    }

    private void pack(int index, int worker) {
        int first = index * columnsTogether;
        int count = Math.min(columnsTogether, columns - first);
        int from = bAt + first * bColumnStride;
        product.pack(depth, first, count, true, b, from, bRowStride, bColumnStride, packed, 0);
    }

    /** The longest rows first, so that the last task to end is a short one. */
    private void multiplyRows(int index, int worker) {
        int row = firstRow + (tasks - 1 - index) * rowsTogether;
        int rows = Math.min(rowsTogether, n - row);
        int end = Math.min(columns, row + rowsTogether - firstColumn);
        int at = cOffset + row * cRowStride + firstColumn;
        for (int i = 0; betaNow != 1 && i < rows; i++) {
            scale(betaNow, c, at + i * cRowStride, end);
        }
        product.multiplyAdd(
                rows,
                end,
                depth,
                alpha,
                a,
                aAt + row * aRowStride,
                aRowStride,
                aColumnStride,
                packed,
                0,
                0,
                product.panels(end),
                c,
                at,
                cRowStride,
                scratch.get(worker));
    }

    private static void scale(double beta, double[] c, int from, int count) {
        if (beta == 0) {
            Arrays.fill(c, from, from + count, 0);
            return;
        }
        for (int j = from; j < from + count; j++) {
            c[j] *= beta;
        }
    }
}
