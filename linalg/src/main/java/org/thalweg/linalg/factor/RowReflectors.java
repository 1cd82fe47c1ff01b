package org.thalweg.linalg.factor;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import java.util.Arrays;
import org.thalweg.linalg.internal.StridedProduct;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Rows as a triangle times orthonormal rows, {@code X = [L 0] (H_1 H_2 ... H_c)'} with reflectors
 * {@code H_i = I - tau_i v_i v_i'} (Householder) and {@code c = min(k, m)} for {@code X [k x m]}; so the first c rows of
 * {@code Q = (H_1 ... H_c)'} are orthonormal and {@code X = L Q}.
 *
 * <p>Reflectors are kept together as {@code H_1 ... H_b = I - V' T V}, V their rows, T upper triangular (Schreiber and Van
 * Loan, 1989, DOI 10.1137/0910005). A block of rows is halved until it is small: the first half, its reflectors applied to
 * the second half, the second half, and T put together (Elmroth and Gustavson, 2000, DOI 10.1147/rd.444.0605). All but a few
 * rows at a time are matrix products.
 */
final class RowReflectors {

    /** Reflectors that are applied together. */
    private static final int BLOCK = 64;
    /** Up to so many rows are not halved. */
    private static final int SMALL = 8;
    /** A sum of squares below this is zero to working accuracy, as the largest element of a row is at least 1. */
    private static final double NOTHING = 0x1p-900;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private StridedProduct product;
    private final int m;
    private final int count;
    private final double[] x;
    private final int offset;
    private final int stride;
    private final double[] lower;
    private final double[] triangles;
    private final double[] first = new double[SMALL];
    private final double[] second = new double[SMALL];
    private final double[] lanes = new double[LANES * LANES];
    private double[] coordinates = new double[0];
    private double[] combined = new double[0];

    /**
     * Factors rows.
     *
     * @param k how many rows
     * @param m elements of a row
     * @param x holds the rows, the largest element of each about 1 unless the row is zero; overwritten and kept
     * @param offset where they begin
     * @param stride their distance
     * @param product what multiplies
     */
    RowReflectors(int k, int m, double[] x, int offset, int stride, StridedProduct product) {
        this.m = m;
        this.x = x;
        this.offset = offset;
        this.stride = stride;
        this.product = product;
        count = Math.min(k, m);
        lower = new double[k * count];
        triangles = new double[count * BLOCK];
        for (int block = 0; block < count; block += BLOCK) {
            int size = Math.min(BLOCK, count - block);
            factor(block, size, block);
            apply(block, size, block, false, k - block - size, x, row(block + size), stride);
        }
        for (int r = count; r < k; r++) {
            System.arraycopy(x, row(r), lower, r * count, count);
        }
    }

    /** {@return L, [k x c], row-major} */
    double[] lower() {
        return lower;
    }

    private int row(int r) {
        return offset + r * stride;
    }

    /** Where T is that belongs to reflector r, in a block that begins with reflector {@code block}. */
    private static int triangle(int r, int block) {
        return r * BLOCK + r - block;
    }

    private void factor(int from, int size, int block) {
        if (size <= SMALL) {
            for (int c = 0; c < size; c++) {
                reflect(from, c, block);
            }
            return;
        }
        int half = (size / 2 + SMALL - 1) & -SMALL;
        int middle = from + half;
        int rest = size - half;
        factor(from, half, block);
        apply(from, half, block, false, rest, x, row(middle), stride);
        factor(middle, rest, block);
        // T_12 = -T_11 (V_1 V_2') T_22
        ensure(half * rest);
        int common = row(from) + middle;
        product.multiply(
                half,
                rest,
                m - middle,
                1,
                x,
                common,
                stride,
                1,
                x,
                row(middle) + middle,
                1,
                stride,
                0,
                coordinates,
                0,
                rest);
        int one = triangle(from, block);
        int two = triangle(middle, block);
        product.multiply(half, rest, half, -1, triangles, one, BLOCK, 1, coordinates, 0, rest, 1, 0, combined, 0, rest);
        product.multiply(
                half, rest, rest, 1, combined, 0, rest, 1, triangles, two, BLOCK, 1, 0, triangles, one + half, BLOCK);
    }

    private void ensure(int length) {
        if (coordinates.length < length) {
            coordinates = new double[length];
            combined = new double[length];
        }
    }

    /** Finds reflector {@code from + c} after those from {@code from} on are applied to its row. */
    private void reflect(int from, int c, int block) {
        int r = from + c;
        int at = row(r);
        int corner = triangle(from, block);
        if (c > 0) {
            kernels.dots(c, m - from, x, row(from) + from, stride, x, at + from, first, 0, lanes);
            for (int j = 0; j < c; j++) {
                double sum = 0;
                for (int i = 0; i <= j; i++) {
                    sum = Math.fma(first[i], triangles[corner + i * BLOCK + j], sum);
                }
                second[j] = -sum;
            }
            kernels.addRows(c, m - from, second, 0, x, row(from) + from, stride, x, at + from);
        }
        System.arraycopy(x, at, lower, r * count, r);
        Arrays.fill(x, at, at + r, 0);
        double alpha = x[at + r];
        kernels.dots(1, m - r - 1, x, at + r + 1, stride, x, at + r + 1, first, 0, lanes);
        double square = first[0];
        double tau = 0;
        double beta = alpha;
        if (square < NOTHING) {
            Arrays.fill(x, at + r + 1, at + m, 0);
        } else {
            beta = -Math.copySign(Math.sqrt(Math.fma(alpha, alpha, square)), alpha);
            tau = (beta - alpha) / beta;
            double factor = 1 / (alpha - beta);
            for (int i = at + r + 1; i < at + m; i++) {
                x[i] *= factor;
            }
        }
        x[at + r] = 1;
        lower[r * count + r] = beta;
        kernels.dots(c, m - r, x, row(from) + r, stride, x, at + r, first, 0, lanes);
        for (int i = 0; i < c; i++) {
            double sum = 0;
            for (int j = i; j < c; j++) {
                sum = Math.fma(triangles[corner + i * BLOCK + j], first[j], sum);
            }
            triangles[corner + i * BLOCK + c] = -tau * sum;
        }
        triangles[corner + c * BLOCK + c] = tau;
    }

    /** {@code Y = Y (I - V' T V)}, or the same with T', for rows Y and reflectors {@code from ... from + size - 1}. */
    private void apply(
            int from, int size, int block, boolean transposed, int rows, double[] y, int yOffset, int yStride) {
        if (rows == 0 || size == 0) {
            return;
        }
        ensure(rows * size);
        int v = row(from) + from;
        int length = m - from;
        int at = yOffset + from;
        product.multiply(rows, size, length, 1, y, at, yStride, 1, x, v, 1, stride, 0, coordinates, 0, size);
        int t = triangle(from, block);
        int tRowStride = transposed ? 1 : BLOCK;
        int tColumnStride = transposed ? BLOCK : 1;
        product.multiply(
                rows,
                size,
                size,
                -1,
                coordinates,
                0,
                size,
                1,
                triangles,
                t,
                tRowStride,
                tColumnStride,
                0,
                combined,
                0,
                size);
        product.multiply(rows, length, size, 1, combined, 0, size, 1, x, v, stride, 1, 1, y, at, yStride);
    }

    /**
     * Rows times Q, {@code y' = y' (H_1 ... H_c)'}.
     *
     * @param rows how many rows
     * @param y holds them, of m elements; overwritten
     * @param yOffset where they begin
     * @param yStride their distance
     * @param identity whether row i is the i-th unit vector, which spares the work on its zeros
     * @param by what multiplies, which may be another than before
     */
    void transform(int rows, double[] y, int yOffset, int yStride, boolean identity, StridedProduct by) {
        product = by;
        for (int block = (count - 1) / BLOCK * BLOCK; count > 0 && block >= 0; block -= BLOCK) {
            int size = Math.min(BLOCK, count - block);
            int skipped = identity ? block : 0;
            apply(block, size, block, true, rows - skipped, y, yOffset + skipped * yStride, yStride);
        }
    }
}
