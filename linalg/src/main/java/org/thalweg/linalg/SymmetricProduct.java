package org.thalweg.linalg;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.internal.Arguments;
import org.thalweg.linalg.internal.LowerProduct;
import org.thalweg.linalg.internal.StridedProduct;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Products with symmetric matrices: rank-k and rank-2k updates, whose result is symmetric, and symmetric matrix times
 * matrix or vector.
 *
 * <p>Of a symmetric argument only the lower triangle is read (row index at least the column index), so the other may hold
 * anything. Of a symmetric result both triangles are written, the upper as a copy of the lower: the same bits.
 *
 * <p><strong>Bits.</strong> Every element is one chain of fused multiply-adds in ascending order that starts from
 * {@code beta c_ij}, as in {@link MatrixProduct}; {@code beta = 0} forgets what was there, even NaN, and alpha multiplies
 * the left factor of each product. The bits depend neither on the kernels nor on the number of workers, and the error is
 * bounded as that of {@link MatrixProduct}: {@code gamma_k sum_p |a_ip| |b_pj|} for alpha 1 and beta 0, with k the length of
 * the chain. NaN and infinities propagate.
 *
 * <p>Repeated calls of the same shapes allocate nothing. Not thread safe: one call at a time, and no other use of its
 * workers meanwhile.
 */
public final class SymmetricProduct {

    /** On which side of a product the symmetric matrix stands. */
    public enum Side {
        /** {@code A B}. */
        LEFT,
        /** {@code B A}, which is A applied to every row of B. */
        RIGHT
    }

    /** Rows and columns of a square that stays in the second-level cache. */
    private static final int SQUARE = 256;
    /** Rows that are multiplied with a vector together. */
    private static final int TOGETHER = 8;
    /** Rows of the symmetric matrix that are spread out at a time. */
    private static final int SLAB = 512;
    /** Rows to a task that copies. */
    private static final int COPIED = 32;
    /** Up to so many rows times A go one by one, without spreading A out. */
    private static final int FEW = 3;

    private static final int ELEMENTS_WORTH_SHARING = 100_000;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final Workers workers;
    private final LowerProduct lower;
    private final StridedProduct product;
    private final Workers.Task mirroring = this::mirrorRows;
    private final Workers.Task spreading = this::spreadRows;
    private final Workers.Task multiplying = this::multiplySquare;
    private double[] spread = new double[0];
    private double[] scaled = new double[0];

    private double[] matrix;
    private int n;
    private int firstRow;
    private int lastRow;
    private double[] y;
    private int yOffset;
    private int wave;
    private int firstOfWave;

    private SymmetricProduct(Workers workers) {
        this.workers = workers;
        this.lower = new LowerProduct(workers);
        this.product = new StridedProduct(workers);
    }

    /**
     * Products in the calling thread alone.
     *
     * @return a product
     */
    public static SymmetricProduct of() {
        return of(Workers.of(1));
    }

    /**
     * Products that share their work among threads.
     *
     * @param workers the threads; not closed by this
     * @return a product
     */
    public static SymmetricProduct of(Workers workers) {
        return new SymmetricProduct(workers);
    }

    /**
     * The rank-k update {@code C = alpha op(A) op(A)' + beta C}, half the work of a product: {@code n^2 k} flops.
     *
     * @param alpha what multiplies the elements of the left factor
     * @param transpose whether op(A) is the transpose of A; with YES, C is the Gram matrix {@code A'A} of the columns
     * @param a A, {@code op(A) [n x k]}; not changed
     * @param beta what multiplies the old C
     * @param c C, {@code [n x n]}; its lower triangle is read, both are written
     * @throws IllegalArgumentException if the shapes do not fit, or C shares its array with A
     */
    public void rankUpdate(double alpha, Transpose transpose, DMatrixRMaj a, double beta, DMatrixRMaj c) {
        requireUpdate(transpose, a, c);
        Arguments.requireOther("C", c.data, "A", a.data);
        update(alpha, transpose, a, a, beta, c);
        mirror(c);
    }

    /**
     * The rank-2k update {@code C = alpha (op(A) op(B)' + op(B) op(A)') + beta C}, {@code 2 n^2 k} flops. The chain of an
     * element runs through {@code op(A) op(B)'} first, then through {@code op(B) op(A)'}.
     *
     * @param alpha what multiplies the elements of the left factors
     * @param transpose whether op is the transpose
     * @param a A, {@code op(A) [n x k]}; not changed
     * @param b B, of the shape of A; not changed
     * @param beta what multiplies the old C
     * @param c C, {@code [n x n]}; its lower triangle is read, both are written
     * @throws IllegalArgumentException if the shapes do not fit, or C shares its array with A or B
     */
    public void rankTwoUpdate(
            double alpha, Transpose transpose, DMatrixRMaj a, DMatrixRMaj b, double beta, DMatrixRMaj c) {
        Arguments.requireShape("B", b, a.numRows, a.numCols, "A", a.numRows, a.numCols);
        requireUpdate(transpose, a, c);
        Arguments.requireOther("C", c.data, "A", a.data);
        Arguments.requireOther("C", c.data, "B", b.data);
        update(alpha, transpose, a, b, beta, c);
        update(alpha, transpose, b, a, 1, c);
        mirror(c);
    }

    private static void requireUpdate(Transpose transpose, DMatrixRMaj a, DMatrixRMaj c) {
        boolean plain = transpose == Transpose.NO;
        int order = plain ? a.numRows : a.numCols;
        int depth = plain ? a.numCols : a.numRows;
        Arguments.requireShape("C", c, order, order, "op(A)", order, depth);
    }

    private void update(double alpha, Transpose transpose, DMatrixRMaj a, DMatrixRMaj b, double beta, DMatrixRMaj c) {
        boolean plain = transpose == Transpose.NO;
        int rowStride = plain ? a.numCols : 1;
        int columnStride = plain ? 1 : a.numCols;
        int depth = plain ? a.numCols : a.numRows;
        lower.multiply(
                c.numRows,
                depth,
                alpha,
                a.data,
                0,
                rowStride,
                columnStride,
                b.data,
                0,
                columnStride,
                rowStride,
                beta,
                c.data,
                0,
                c.numCols);
    }

    /** Copies the lower triangle to the upper one. */
    private void mirror(DMatrixRMaj c) {
        matrix = c.data;
        n = c.numRows;
        share((n + COPIED - 1) / COPIED, (long) n * n, mirroring);
        matrix = null;
    }

    private void share(int tasks, long elements, Workers.Task task) {
        if (elements >= ELEMENTS_WORTH_SHARING) {
            workers.run(tasks, task);
            return;
        }
        for (int i = 0; i < tasks; i++) {
            task.run(i, 0);
        }
    }

    /** Writes rows of the upper triangle, which lie side by side, square by square. */
    private void mirrorRows(int index, int worker) {
        int row = index * COPIED;
        int end = Math.min(n, row + COPIED);
        for (int column = row; column < n; column += COPIED) {
            int last = Math.min(n, column + COPIED);
            for (int i = row; i < end; i++) {
                for (int j = Math.max(column, i + 1); j < last; j++) {
                    matrix[i * n + j] = matrix[j * n + i];
                }
            }
        }
    }

    /**
     * {@code C = alpha A B + beta C} or {@code C = alpha B A + beta C} with A symmetric, {@code 2 n^2 m} flops, as many as a
     * general product: what it spares is only the need for the upper triangle, which is copied from the lower one, 512 rows
     * at a time. Where both triangles are there, {@link MatrixProduct} does the same without the copy.
     *
     * @param side on which side A stands
     * @param alpha what multiplies the elements of the left factor
     * @param a A, symmetric {@code [n x n]}, of which the lower triangle is read; not changed
     * @param b B, {@code [n x m]} if A stands on the left, {@code [m x n]} on the right; not changed
     * @param beta what multiplies the old C; 0 overwrites it
     * @param c C, of the shape of B
     * @throws IllegalArgumentException if the shapes do not fit, or C shares its array with A or B
     */
    public void multiply(Side side, double alpha, DMatrixRMaj a, DMatrixRMaj b, double beta, DMatrixRMaj c) {
        Arguments.requireSquare("A", a);
        boolean left = side == Side.LEFT;
        int m = left ? b.numCols : b.numRows;
        int order = a.numRows;
        Arguments.requireShape("B", b, left ? order : m, left ? m : order, "A", order, order);
        Arguments.requireShape("C", c, b.numRows, b.numCols, "B", b.numRows, b.numCols);
        Arguments.requireOther("C", c.data, "A", a.data);
        Arguments.requireOther("C", c.data, "B", b.data);
        if (!left && m <= FEW) {
            for (int i = 0; i < m; i++) {
                multiplyVector(alpha, a, b.data, i * order, beta, c.data, i * order);
            }
            return;
        }
        matrix = a.data;
        n = order;
        ensureSpread(Math.min(SLAB, n) * n);
        for (int row = 0; row < n; row += SLAB) {
            int rows = Math.min(SLAB, n - row);
            firstRow = row;
            lastRow = row + rows;
            share((rows + COPIED - 1) / COPIED, (long) rows * n, spreading);
            if (left) {
                product.multiply(rows, m, n, alpha, spread, 0, n, 1, b.data, 0, m, 1, beta, c.data, row * m, m);
            } else {
                product.multiply(m, rows, n, alpha, b.data, 0, n, 1, spread, 0, 1, n, beta, c.data, row, n);
            }
        }
        matrix = null;
    }

    private void ensureSpread(int length) {
        if (spread.length < length) {
            spread = new double[length];
        }
    }

    /** Copies rows of A as if both triangles were there. */
    private void spreadRows(int index, int worker) {
        int row = firstRow + index * COPIED;
        int end = Math.min(lastRow, row + COPIED);
        for (int i = row; i < end; i++) {
            System.arraycopy(matrix, i * n, spread, (i - firstRow) * n, i + 1);
        }
        for (int column = row; column < n; column += COPIED) {
            int last = Math.min(n, column + COPIED);
            for (int i = row; i < end; i++) {
                int to = (i - firstRow) * n;
                for (int j = Math.max(column, i + 1); j < last; j++) {
                    spread[to + j] = matrix[j * n + i];
                }
            }
        }
    }

    /**
     * {@code y = A (alpha x) + beta y} with A symmetric, {@code 2 n^2} flops. The lower triangle is read once, so the time is
     * that of {@code n^2 / 2} numbers from memory.
     *
     * @param alpha what multiplies the elements of x
     * @param a A, symmetric {@code [n x n]}, of which the lower triangle is read; not changed
     * @param x x, of length n; not changed
     * @param beta what multiplies the old y; 0 overwrites it
     * @param y y, of length n
     * @throws IllegalArgumentException if the shapes do not fit, or y is x or the array of A
     */
    public void multiply(double alpha, DMatrixRMaj a, double[] x, double beta, double[] y) {
        Arguments.requireSquare("A", a);
        requireLength("x", x, a.numRows);
        requireLength("y", y, a.numRows);
        Arguments.requireOther("y", y, "A", a.data);
        Arguments.requireOther("y", y, "x", x);
        multiplyVector(alpha, a, x, 0, beta, y, 0);
    }

    private static void requireLength(String name, double[] x, int n) {
        if (x.length != n) {
            throw new IllegalArgumentException(
                    name + ": length " + x.length + ", expected " + n + ", as A is " + Arguments.shape(n, n));
        }
    }

    /**
     * A square of the lower triangle in block row s and block column t gives y_s what its rows say and y_t what its columns
     * say. Chains ascend if it comes after its neighbours on the left and above. So squares of equal s + t do not depend on
     * each other: they are a wave, and waves follow each other.
     */
    private void multiplyVector(
            double alpha, DMatrixRMaj a, double[] x, int xOffset, double beta, double[] result, int resultOffset) {
        n = a.numRows;
        matrix = a.data;
        y = result;
        yOffset = resultOffset;
        if (scaled.length < n) {
            scaled = new double[n];
        }
        for (int i = 0; i < n; i++) {
            scaled[i] = alpha * x[xOffset + i];
            y[yOffset + i] = beta == 0 ? 0 : beta * y[yOffset + i];
        }
        int squares = (n + SQUARE - 1) / SQUARE;
        for (wave = 0; wave < 2 * squares - 1; wave++) {
            firstOfWave = Math.max(0, wave - squares + 1);
            workers.run(wave / 2 - firstOfWave + 1, multiplying);
        }
        matrix = null;
        y = null;
    }

    private void multiplySquare(int index, int worker) {
        int t = firstOfWave + index;
        int row = (wave - t) * SQUARE;
        int end = Math.min(n, row + SQUARE);
        int column = t * SQUARE;
        boolean onDiagonal = row == column;
        for (int i = row; i < end; i += TOGETHER) {
            int rows = Math.min(TOGETHER, end - i);
            int columns = onDiagonal ? i - column : SQUARE;
            if (rows == TOGETHER) {
                eightRows(i, column, columns);
            } else {
                for (int r = i; r < i + rows; r++) {
                    oneRow(r, column, columns);
                }
            }
            kernels.addRows(rows, columns, scaled, i, matrix, i * n + column, n, y, yOffset + column);
            if (onDiagonal) {
                corner(i, i + rows);
            }
        }
    }

    /** Eight chains side by side; one alone would wait for each of its additions. */
    private void eightRows(int i, int column, int columns) {
        double[] a = matrix;
        double[] x = scaled;
        int at = yOffset + i;
        double y0 = y[at];
        double y1 = y[at + 1];
        double y2 = y[at + 2];
        double y3 = y[at + 3];
        double y4 = y[at + 4];
        double y5 = y[at + 5];
        double y6 = y[at + 6];
        double y7 = y[at + 7];
        int stride = n;
        int a0 = i * n + column;
        for (int j = 0; j < columns; j++) {
            double xj = x[column + j];
            y0 = Math.fma(xj, a[a0 + j], y0);
            y1 = Math.fma(xj, a[a0 + stride + j], y1);
            y2 = Math.fma(xj, a[a0 + 2 * stride + j], y2);
            y3 = Math.fma(xj, a[a0 + 3 * stride + j], y3);
            y4 = Math.fma(xj, a[a0 + 4 * stride + j], y4);
            y5 = Math.fma(xj, a[a0 + 5 * stride + j], y5);
            y6 = Math.fma(xj, a[a0 + 6 * stride + j], y6);
            y7 = Math.fma(xj, a[a0 + 7 * stride + j], y7);
        }
        y[at] = y0;
        y[at + 1] = y1;
        y[at + 2] = y2;
        y[at + 3] = y3;
        y[at + 4] = y4;
        y[at + 5] = y5;
        y[at + 6] = y6;
        y[at + 7] = y7;
    }

    private void oneRow(int i, int column, int columns) {
        double sum = y[yOffset + i];
        for (int j = column; j < column + columns; j++) {
            sum = Math.fma(scaled[j], matrix[i * n + j], sum);
        }
        y[yOffset + i] = sum;
    }

    /** What is left of a few rows up to the diagonal. */
    private void corner(int first, int end) {
        for (int i = first; i < end; i++) {
            double sum = y[yOffset + i];
            for (int j = first; j < i; j++) {
                double element = matrix[i * n + j];
                sum = Math.fma(scaled[j], element, sum);
                y[yOffset + j] = Math.fma(scaled[i], element, y[yOffset + j]);
            }
            y[yOffset + i] = Math.fma(scaled[i], matrix[i * n + i], sum);
        }
    }
}
