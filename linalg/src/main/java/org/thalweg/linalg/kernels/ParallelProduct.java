package org.thalweg.linalg.kernels;

import java.util.Arrays;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;

/**
 * One product by a team of workers: rows of C are dealt out if there are many, panels of columns otherwise. Which worker
 * computes an element does not change its bits. B is packed together, too. Allocates nothing once made; one call at a time.
 */
public final class ParallelProduct implements Workers.Task {

    /** Numbers to pack in a task. */
    private static final int WORTH_PACKING = 1 << 14;

    /** Below this many multiply-adds, waking the others takes longer than doing it alone. */
    private static final long WORTH_SHARING = 500_000;

    private final TiledProduct product;
    private final Workers workers;
    private final PerWorker<double[]> scratch;

    private int rows;
    private int columns;
    private int depth;
    private double alpha;
    private double[] a;
    private int aOffset;
    private int aRowStride;
    private int aColumnStride;
    private double[] packed;
    private int packedOffset;
    private double beta;
    private double[] c;
    private int cOffset;
    private int cRowStride;
    private int rowStep;
    private int panelStep;

    private final Workers.Task packPanels = this::packPanels;
    private int first;
    private int count;
    private boolean last;
    private double[] source;
    private int sourceOffset;
    private int rowStride;
    private int columnStride;

    /**
     * A product that a team computes.
     *
     * @param product the product over the tiles in use
     * @param workers who shares the work; no other run of theirs may be under way
     */
    public ParallelProduct(TiledProduct product, Workers workers) {
        this.product = product;
        this.workers = workers;
        this.scratch = PerWorker.of(workers, () -> new double[product.scratchLength()]);
    }

    /**
     * {@code C = alpha A B + beta C} with B packed; see {@link TiledProduct}. C is multiplied by beta block by block, just
     * before it is added to, while it is on its way into the cache; {@code beta = 0} forgets what was there, even NaN.
     *
     * @param rows rows
     * @param columns columns of B and C
     * @param depth columns of A, rows of B
     * @param alpha what multiplies the elements of A
     * @param a holds A
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param packed holds B, packed
     * @param packedOffset where B begins
     * @param beta what multiplies the old C
     * @param c holds C
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiply(
            int rows,
            int columns,
            int depth,
            double alpha,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            double[] packed,
            int packedOffset,
            double beta,
            double[] c,
            int cOffset,
            int cRowStride) {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.alpha = alpha;
        this.a = a;
        this.aOffset = aOffset;
        this.aRowStride = aRowStride;
        this.aColumnStride = aColumnStride;
        this.packed = packed;
        this.packedOffset = packedOffset;
        this.beta = beta;
        this.c = c;
        this.cOffset = cOffset;
        this.cRowStride = cRowStride;
        int panels = product.panels(columns);
        rowStep = Math.max(1, rows);
        panelStep = Math.max(1, panels);
        int threads = workers.threads();
        if (threads > 1 && (long) rows * columns * depth >= WORTH_SHARING) {
            if (rows >= 2 * threads * product.rowBlock()) {
                rowStep = evenRows();
            } else {
                panelStep = Math.max(TiledProduct.PANEL_GROUP, (panels + 2 * threads - 1) / (2 * threads));
            }
        }
        int tasks = (rows + rowStep - 1) / rowStep * ((panels + panelStep - 1) / panelStep);
        if (tasks == 1) {
            run(0, 0);
        } else {
            workers.run(tasks, this);
        }
    }

    /**
     * Packs columns of B, as {@link TiledProduct#pack} does, panels by whoever is free.
     *
     * @param depth columns of A, rows of B
     * @param first the first column to fill
     * @param count how many columns
     * @param last whether these columns are the last, so that their panel is to be filled up with zeros
     * @param b holds B
     * @param offset where the source begins
     * @param rowStride distance of its rows
     * @param columnStride distance of its columns
     * @param packed holds B, packed
     * @param packedOffset where B begins
     */
    public void pack(
            int depth,
            int first,
            int count,
            boolean last,
            double[] b,
            int offset,
            int rowStride,
            int columnStride,
            double[] packed,
            int packedOffset) {
        this.depth = depth;
        this.first = first;
        this.count = count;
        this.last = last;
        this.source = b;
        this.sourceOffset = offset;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
        this.packed = packed;
        this.packedOffset = packedOffset;
        panelStep = Math.max(1, WORTH_PACKING / Math.max(1, depth * product.width()));
        int panels = product.panels(first + count) - first / product.width();
        workers.run((panels + panelStep - 1) / panelStep, packPanels);
        source = null;
    }

    private void packPanels(int index, int worker) {
        int step = panelStep * product.width();
        int start = first / product.width() * product.width() + index * step;
        int from = Math.max(first, start);
        int to = Math.min(first + count, start + step);
        product.pack(
                depth,
                from,
                to - from,
                last && to == first + count,
                source,
                sourceOffset + (from - first) * columnStride,
                rowStride,
                columnStride,
                packed,
                packedOffset);
    }

    /**
     * The work space of all workers.
     *
     * @return elements held
     */
    public long scratchLength() {
        return scratch.stream().mapToLong(space -> space.length).sum();
    }

    @Override
    public void run(int index, int worker) {
        int panels = product.panels(columns);
        int panelSteps = (panels + panelStep - 1) / panelStep;
        int i = index / panelSteps * rowStep;
        int j = index % panelSteps * panelStep;
        int columnsUsed = Math.min(panelStep * product.width(), columns - j * product.width());
        int end = Math.min(rows, i + rowStep);
        for (int row = i; row < end; row += product.rowBlock()) {
            int m = Math.min(product.rowBlock(), end - row);
            scale(m, columnsUsed, cOffset + row * cRowStride + j * product.width());
            product.multiplyAdd(
                    m,
                    columns,
                    depth,
                    alpha,
                    a,
                    aOffset + row * aRowStride,
                    aRowStride,
                    aColumnStride,
                    packed,
                    packedOffset,
                    j,
                    Math.min(panelStep, panels - j),
                    c,
                    cOffset + row * cRowStride,
                    cRowStride,
                    scratch.get(worker));
        }
    }

    /** As many blocks of rows as there must be, of the same number of whole tiles. */
    private int evenRows() {
        int blocks = (rows + product.rowBlock() - 1) / product.rowBlock();
        int even = (rows + blocks - 1) / blocks;
        return (even + product.tileRows() - 1) / product.tileRows() * product.tileRows();
    }

    private void scale(int m, int n, int offset) {
        if (beta == 1) {
            return;
        }
        for (int i = 0; i < m; i++) {
            int from = offset + i * cRowStride;
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
