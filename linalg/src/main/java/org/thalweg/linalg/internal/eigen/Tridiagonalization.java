package org.thalweg.linalg.internal.eigen;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import java.util.Arrays;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.StridedProduct;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * A symmetric matrix as {@code A = Q T Q'}, T tridiagonal, {@code Q = H_(n-1) ... H_2 H_1} a product of reflectors
 * {@code H_i = I - tau_i v_i v_i'} (Householder), found from the last row to the first, so that what is left to do is always
 * a leading block and every reflector a row of it.
 *
 * <p>Reflectors come in panels. Within a panel the matrix stays as it was, and the reflectors found so far are applied to
 * vectors only; after it, {@code A -= V' W + W' V} is one matrix product (Dongarra, Sorensen and Hammarling, 1989, DOI
 * 10.1016/0377-0427(89)90367-1). Half of the {@code 4/3 n^3} flops are in these products, half in the products of the
 * matrix with a vector, one for each reflector, that read the lower triangle once each.
 *
 * <p>The matrix is held in rows of {@link #stride(int)} elements. Elements beyond a row's diagonal count only within the 8 x 8
 * block on the diagonal, where both triangles are kept up, so that the vector product knows no edges.
 */
public final class Tridiagonalization {

    /** Reflectors to a panel. */
    private static final int PANEL = 32;
    /** Reflectors that are applied together to the eigenvectors. */
    private static final int BLOCK = 64;
    /** Rows that one task updates. */
    private static final int ROWS = 64;
    /** Rows of eigenvectors to a task. */
    private static final int VECTORS = 128;
    /** A slice of the vector product has at least so many rows. */
    private static final int SLICE = 192;

    private static final int MOST_SLICES = 8;
    /** A row whose squares sum up to less is zero to working accuracy, as the largest element of A is about 1. */
    private static final double NOTHING = 0x1p-900;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final TiledProduct product = Kernels.selected().product();
    private final Workers workers;
    private final int n;
    private final int stride;
    private final double[] a;
    private final double[] diagonal;
    private final double[] offDiagonal;
    private final double[] tau;

    /** Rows of the panel, V_0, W_0, V_1, W_1, ..., and the same with V and W exchanged. */
    private final double[] panel;

    private final double[] exchanged;
    private final double[] coefficients = new double[2 * PANEL];
    private final double[] lanes = new double[LANES * LANES];
    private final double[] v;
    private final double[] w;
    private final double[][] sliceOf;
    private final double[][] lanesOf;
    private final PerWorker<double[]> scratch;
    private double[] packed = new double[0];

    private final Workers.Task slice = this::multiplySlice;
    private int size;
    private int slices;
    private int dotRows;

    /**
     * Reduces a matrix.
     *
     * @param n rows and columns
     * @param a the matrix in rows of {@code stride(n)} elements and {@code paddedRows(n)} rows, its lower triangle and the
     *     8 x 8 blocks on its diagonal, zero beyond n, the largest element about 1; overwritten and kept
     * @param workers who shares the work
     */
    public Tridiagonalization(int n, double[] a, Workers workers) {
        this.n = n;
        this.a = a;
        this.workers = workers;
        stride = stride(n);
        diagonal = new double[n];
        offDiagonal = new double[n];
        tau = new double[n];
        panel = new double[2 * PANEL * stride];
        exchanged = new double[2 * PANEL * stride];
        v = new double[stride];
        w = new double[stride];
        sliceOf = new double[MOST_SLICES][stride];
        lanesOf = new double[MOST_SLICES][LANES * LANES];
        scratch = PerWorker.of(workers, () -> new double[product.scratchLength()]);
        reduce();
    }

    /**
     * Distance of rows: whole lanes, an odd number of them, so that rows do not meet in the same sets of a cache.
     *
     * @param n rows and columns of a matrix
     * @return elements
     */
    public static int stride(int n) {
        return LANES * (paddedRows(n) / LANES | 1);
    }

    /**
     * Rows that a matrix is held in.
     *
     * @param n rows and columns of a matrix
     * @return a multiple of 8
     */
    public static int paddedRows(int n) {
        return (n + LANES - 1) & -LANES;
    }

    /** {@return the diagonal of T} */
    public double[] diagonal() {
        return diagonal;
    }

    /** {@return element i is that of T in row i and column i + 1; the last is 0} */
    public double[] offDiagonal() {
        return offDiagonal;
    }

    private void reduce() {
        for (int m = n; m > 0; ) {
            int count = Math.min(PANEL, m);
            for (int c = 0; c < count; c++) {
                reflect(m, m - 1 - c, c);
            }
            m -= count;
            if (m > 0) {
                update(m, count);
            }
        }
    }

    /** Finds reflector i, the c-th of a panel that began with m rows left. */
    private void reflect(int m, int i, int c) {
        int row = i * stride;
        int vAt = 2 * c * stride;
        int wAt = vAt + stride;
        int padded = paddedRows(m);
        for (int p = 0; p < 2 * c; p++) {
            coefficients[p] = -panel[(p ^ 1) * stride + i];
        }
        kernels.addRows(2 * c, i + 1, coefficients, 0, panel, 0, stride, a, row);
        diagonal[i] = a[row + i];
        Arrays.fill(panel, vAt, vAt + padded, 0);
        Arrays.fill(panel, wAt, wAt + padded, 0);
        if (i == 0) {
            return;
        }
        double alpha = a[row + i - 1];
        kernels.dots(1, i - 1, a, row, stride, a, row, coefficients, 0, lanes);
        double square = coefficients[0];
        if (square < NOTHING) {
            Arrays.fill(a, row, row + i, 0);
            offDiagonal[i - 1] = alpha;
            return;
        }
        double beta = -Math.copySign(Math.sqrt(Math.fma(alpha, alpha, square)), alpha);
        double factor = 1 / (alpha - beta);
        for (int j = 0; j < i - 1; j++) {
            a[row + j] *= factor;
        }
        a[row + i - 1] = 1;
        offDiagonal[i - 1] = beta;
        tau[i] = (beta - alpha) / beta;

        System.arraycopy(a, row, panel, vAt, i);
        System.arraycopy(panel, vAt, v, 0, padded);
        multiply(i, 2 * c);
        for (int p = 0; p < 2 * c; p += 2) {
            double swap = -coefficients[p];
            coefficients[p] = -coefficients[p + 1];
            coefficients[p + 1] = swap;
        }
        kernels.addRows(2 * c, i, coefficients, 0, panel, 0, stride, w, 0);
        for (int j = 0; j < i; j++) {
            w[j] *= tau[i];
        }
        kernels.dots(1, i, w, 0, stride, v, 0, coefficients, 0, lanes);
        coefficients[0] *= -tau[i] / 2;
        kernels.addRows(1, i, coefficients, 0, v, 0, stride, w, 0);
        System.arraycopy(w, 0, panel, wAt, i);
    }

    /**
     * {@code w = A v} over the leading i rows and columns; v is zero beyond. Slices follow from i alone. The dot products of
     * v and the panel's rows are one more task.
     */
    private void multiply(int i, int panelRows) {
        size = i;
        dotRows = panelRows;
        slices = Math.max(1, Math.min(MOST_SLICES, i / SLICE));
        if (slices == 1) {
            multiplySlice(0, 0);
            multiplySlice(1, 0);
        } else {
            workers.run(slices + 1, slice);
        }
        int first = sliceEnd(0);
        System.arraycopy(sliceOf[0], 0, w, 0, first);
        for (int s = 1; s < slices; s++) {
            int end = sliceEnd(s);
            double[] part = sliceOf[s];
            for (int j = 0; j < first; j++) {
                w[j] += part[j];
            }
            System.arraycopy(part, first, w, first, end - first);
            first = end;
        }
    }

    /** Slices hold equal parts of the triangle. */
    private int sliceEnd(int s) {
        return s == slices - 1 ? paddedRows(size) : paddedRows((int) (size * Math.sqrt((s + 1.0) / slices)));
    }

    private void multiplySlice(int s, int worker) {
        if (s == slices) {
            kernels.dots(dotRows, size, panel, 0, stride, v, 0, coefficients, 0, lanes);
            return;
        }
        double[] y = sliceOf[s];
        double[] sums = lanesOf[s];
        int end = sliceEnd(s);
        Arrays.fill(y, 0, end, 0);
        for (int r = s == 0 ? 0 : sliceEnd(s - 1); r < end; r += LANES) {
            Arrays.fill(sums, 0);
            int at = r * stride;
            kernels.symmetricRows(r, a, at, stride, v, r, y, sums);
            for (int q = 0; q < LANES; q++) {
                for (int l = 0; l < LANES; l++) {
                    sums[q * LANES + l] = Math.fma(a[at + q * stride + r + l], v[r + l], sums[q * LANES + l]);
                }
                y[r + q] = SymmetricKernels.sum(sums, q * LANES);
            }
        }
    }

    /** {@code A -= V' W + W' V} over the leading m rows, as one product. */
    private void update(int m, int count) {
        int depth = 2 * count;
        int columns = paddedRows(m);
        for (int p = 0; p < depth; p++) {
            System.arraycopy(panel, p * stride, exchanged, (p ^ 1) * stride, columns);
        }
        ensurePacked(product.packedLength(depth, columns));
        product.pack(depth, 0, columns, true, exchanged, 0, stride, 1, packed, 0);
        int tasks = (m + ROWS - 1) / ROWS;
        workers.run(tasks, (index, worker) -> {
            int first = (tasks - 1 - index) * ROWS;
            int rows = Math.min(ROWS, m - first);
            int end = Math.min(columns, first + ROWS);
            product.multiplyAdd(
                    rows,
                    end,
                    depth,
                    -1,
                    panel,
                    first,
                    1,
                    stride,
                    packed,
                    0,
                    0,
                    product.panels(end),
                    a,
                    first * stride,
                    stride,
                    scratch.get(worker));
        });
    }

    private void ensurePacked(long length) {
        if (packed.length < length) {
            packed = new double[Math.toIntExact(length)];
        }
    }

    /**
     * Turns eigenvectors of T into those of A: {@code x' = x' H_1 H_2 ... H_(n-1)} for every row x' of X. Blocks of
     * reflectors, rows of V, are applied as {@code X -= (X V') (T V)} with T upper triangular (Schreiber and Van Loan,
     * 1989, DOI 10.1137/0910005). Cost: {@code 2 n^2} flops a row.
     *
     * @param rows how many rows
     * @param x holds X
     * @param xStride distance of its rows
     */
    public void transform(int rows, double[] x, int xStride) {
        if (rows == 0) {
            return;
        }
        StridedProduct products = new StridedProduct(workers);
        double[] block = new double[BLOCK * stride];
        double[] triangular = new double[BLOCK * BLOCK];
        double[] combined = new double[BLOCK * stride];
        double[] packedCombined = new double[Math.toIntExact(product.packedLength(BLOCK, stride))];
        PerWorker<double[]> coordinates = PerWorker.of(workers, () -> new double[VECTORS * BLOCK]);
        for (int first = 1; first < n; first += BLOCK) {
            int count = Math.min(BLOCK, n - first);
            int m = first + count - 1;
            for (int p = 0; p < count; p++) {
                int i = first + p;
                System.arraycopy(a, i * stride, block, p * stride, i);
                Arrays.fill(block, p * stride + i, p * stride + stride, 0);
            }
            triangle(first, count, m, block, triangular);
            products.multiply(count, m, count, 1, triangular, 0, BLOCK, 1, block, 0, stride, 1, 0, combined, 0, stride);
            ensurePacked(product.packedLength(m, count));
            product.pack(m, 0, count, true, block, 0, 1, stride, packed, 0);
            product.pack(count, 0, m, true, combined, 0, stride, 1, packedCombined, 0);
            workers.run((rows + VECTORS - 1) / VECTORS, (index, worker) -> {
                int row = index * VECTORS;
                int together = Math.min(VECTORS, rows - row);
                double[] c = coordinates.get(worker);
                Arrays.fill(c, 0);
                product.multiplyAdd(
                        together,
                        count,
                        m,
                        1,
                        x,
                        row * xStride,
                        xStride,
                        1,
                        packed,
                        0,
                        0,
                        product.panels(count),
                        c,
                        0,
                        BLOCK,
                        scratch.get(worker));
                product.multiplyAdd(
                        together,
                        m,
                        count,
                        -1,
                        c,
                        0,
                        BLOCK,
                        1,
                        packedCombined,
                        0,
                        0,
                        product.panels(m),
                        x,
                        row * xStride,
                        xStride,
                        scratch.get(worker));
            });
        }
    }

    /** T with {@code H_first ... H_(first + count - 1) = I - V' T V}, column by column. */
    private void triangle(int first, int count, int m, double[] block, double[] triangular) {
        Arrays.fill(triangular, 0);
        double[] products = new double[count];
        for (int p = 0; p < count; p++) {
            kernels.dots(p, m, block, 0, stride, block, p * stride, products, 0, lanes);
            for (int q = 0; q < p; q++) {
                double sum = 0;
                for (int r = q; r < p; r++) {
                    sum = Math.fma(triangular[q * BLOCK + r], products[r], sum);
                }
                triangular[q * BLOCK + p] = -tau[first + p] * sum;
            }
            triangular[p * BLOCK + p] = tau[first + p];
        }
    }
}
