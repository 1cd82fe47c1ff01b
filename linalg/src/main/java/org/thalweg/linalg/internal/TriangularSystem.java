package org.thalweg.linalg.internal;

import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * Forward substitution {@code T X = B} in place, T lower triangular in any strides: negative ones turn an upper triangle
 * into a lower one. Every element is one chain, then one division:
 *
 * <pre>{@code
 * x = b_ij;   for p = 0, 1, ..., i - 1:   x = fma(t_ip, -x_pj, x);   x_ij = x / t_ii
 * }</pre>
 *
 * <p>Right-hand sides are dealt out in strips. Within one, the triangle is halved until it is small; what lies between is a
 * matrix product.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class TriangularSystem {

    /** Up to this size a triangle is not halved. */
    private static final int SMALL = 16;
    /** The most right-hand sides to a strip. */
    private static final int STRIP = 128;

    private static final int NARROWEST = 16;
    private static final int PANEL = 8;
    private static final long WORTH_SHARING = 500_000;

    private final TiledProduct product = Kernels.selected().product();
    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final Workers workers;
    private final PerWorker<double[]> scratch;
    private final double[][] packed;
    private final double[][] turned;
    private final PerWorker<double[]> coefficients;
    private final Workers.Task solvingColumns = this::solveColumns;
    private final Workers.Task solvingRows = this::solveRows;

    private int n;
    private int m;
    private int strip;
    private boolean unit;
    private double[] t;
    private int tOffset;
    private int tRowStride;
    private int tColumnStride;
    private double[] x;
    private int xOffset;
    private int xRowStride;
    private int xColumnStride;

    /**
     * Systems solved by a team.
     *
     * @param workers the threads; not closed by this
     */
    public TriangularSystem(Workers workers) {
        this.workers = workers;
        scratch = PerWorker.of(workers, () -> new double[product.scratchLength()]);
        packed = new double[workers.threads()][0];
        turned = new double[workers.threads()][0];
        coefficients = PerWorker.of(workers, () -> new double[SMALL]);
    }

    /**
     * Sets T for what follows.
     *
     * @param n rows and columns of T
     * @param unit whether the diagonal of T counts as ones and is not read
     * @param t holds T
     * @param tOffset where T begins
     * @param tRowStride distance of rows of T
     * @param tColumnStride distance of columns of T
     * @return this
     */
    public TriangularSystem of(int n, boolean unit, double[] t, int tOffset, int tRowStride, int tColumnStride) {
        this.n = n;
        this.unit = unit;
        this.t = t;
        this.tOffset = tOffset;
        this.tRowStride = tRowStride;
        this.tColumnStride = tColumnStride;
        return this;
    }

    /**
     * Solves for the columns of {@code X [n x m]}, in place.
     *
     * @param m how many
     * @param x holds the right-hand sides, then the solutions; apart from T
     * @param xOffset where X begins
     * @param xRowStride distance of rows of X; columns lie side by side
     */
    public void columns(int m, double[] x, int xOffset, int xRowStride) {
        solve(m, x, xOffset, xRowStride, 1, solvingColumns);
    }

    /**
     * Solves for the rows of {@code X [m x n]}, in place: {@code T x = b} for every row x.
     *
     * @param m how many
     * @param x holds the right-hand sides, then the solutions; apart from T
     * @param xOffset where X begins
     * @param xRowStride distance of rows of X
     * @param xColumnStride distance of columns of X
     */
    public void rows(int m, double[] x, int xOffset, int xRowStride, int xColumnStride) {
        solve(m, x, xOffset, xRowStride, xColumnStride, solvingRows);
    }

    private void solve(int m, double[] x, int xOffset, int xRowStride, int xColumnStride, Workers.Task task) {
        this.m = m;
        this.x = x;
        this.xOffset = xOffset;
        this.xRowStride = xRowStride;
        this.xColumnStride = xColumnStride;
        boolean share = workers.threads() > 1 && (long) n * n * m / 2 >= WORTH_SHARING;
        int fair = (m / (2 * workers.threads()) + PANEL - 1) & -PANEL;
        strip = share ? Math.min(STRIP, Math.max(NARROWEST, fair)) : STRIP;
        int strips = (m + strip - 1) / strip;
        if (share) {
            workers.run(strips, task);
        } else {
            for (int s = 0; s < strips; s++) {
                task.run(s, 0);
            }
        }
        this.x = null;
        this.t = null;
    }

    private void solveColumns(int index, int worker) {
        int first = index * strip;
        forward(n, Math.min(strip, m - first), tOffset, x, xOffset + first, xRowStride, worker);
    }

    /** Rows are turned into columns of a copy, so that elements which are treated alike lie side by side. */
    private void solveRows(int index, int worker) {
        int first = index * strip;
        int count = Math.min(strip, m - first);
        if (turned[worker].length < n * count) {
            turned[worker] = new double[n * count];
        }
        double[] columns = turned[worker];
        int at = xOffset + first * xRowStride;
        for (int j = 0; j < n; j += PANEL) {
            int end = Math.min(n, j + PANEL);
            for (int r = 0; r < count; r++) {
                for (int l = j; l < end; l++) {
                    columns[l * count + r] = x[at + r * xRowStride + l * xColumnStride];
                }
            }
        }
        forward(n, count, tOffset, columns, 0, count, worker);
        for (int j = 0; j < n; j += PANEL) {
            int end = Math.min(n, j + PANEL);
            for (int r = 0; r < count; r++) {
                for (int l = j; l < end; l++) {
                    x[at + r * xRowStride + l * xColumnStride] = columns[l * count + r];
                }
            }
        }
    }

    private void forward(int size, int columns, int tAt, double[] b, int bAt, int bStride, int worker) {
        if (size <= SMALL) {
            forwardSmall(size, columns, tAt, b, bAt, bStride, coefficients.get(worker));
            return;
        }
        int half = (size / 2 + PANEL - 1) & -PANEL;
        forward(half, columns, tAt, b, bAt, bStride, worker);
        int length = Math.toIntExact(product.packedLength(half, columns));
        if (packed[worker].length < length) {
            packed[worker] = new double[length];
        }
        double[] solved = packed[worker];
        product.pack(half, 0, columns, true, b, bAt, bStride, 1, solved, 0);
        for (int i = 0; i < length; i++) {
            solved[i] = -solved[i];
        }
        int below = tAt + half * tRowStride;
        int rest = bAt + half * bStride;
        product.multiplyAdd(
                size - half,
                columns,
                half,
                1,
                t,
                below,
                tRowStride,
                tColumnStride,
                solved,
                0,
                0,
                product.panels(columns),
                b,
                rest,
                bStride,
                scratch.get(worker));
        forward(size - half, columns, below + half * tColumnStride, b, rest, bStride, worker);
    }

    private void forwardSmall(int size, int columns, int tAt, double[] b, int bAt, int bStride, double[] c) {
        for (int i = 0; i < size; i++) {
            int row = tAt + i * tRowStride;
            int to = bAt + i * bStride;
            for (int p = 0; p < i; p++) {
                c[p] = -t[row + p * tColumnStride];
            }
            kernels.addRows(i, columns, c, 0, b, bAt, bStride, b, to);
            if (!unit) {
                double pivot = t[row + i * tColumnStride];
                for (int j = to; j < to + columns; j++) {
                    b[j] /= pivot;
                }
            }
        }
    }
}
