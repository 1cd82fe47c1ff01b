package org.thalweg.linalg.internal.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * Eigenvalues and eigenvectors of a dense symmetric matrix whose size is kept apart, {@code A = 2^e sum_i lambda_i x_i x_i'}:
 * e is the exponent of the largest element, so the matrix that is worked with has its largest element in [1, 2), and the
 * {@code lambda_i} neither overflow nor lose digits whatever the size of A. {@link
 * org.thalweg.linalg.eigen.SymmetricEigen} tells the rest.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class ScaledEigen {

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Rows and columns of what is copied together. */
    private static final int TILE = 32;

    private final Workers workers;

    /**
     * A solver that shares its work among threads.
     *
     * @param workers the threads; not closed by this
     */
    public ScaledEigen(Workers workers) {
        this.workers = workers;
    }

    /**
     * Eigenvalues and, if wanted, eigenvectors.
     *
     * @param eigenvalues the k wanted, largest first, each to be multiplied by {@code 2^exponent}
     * @param exponent e
     * @param vectors {@code [k x n]}, row i belongs to eigenvalue i; {@code [0 x n]} if none were wanted
     * @param errorBound by how much an eigenvalue may be off, times {@code 2^exponent}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Decomposition(double[] eigenvalues, int exponent, DMatrixRMaj vectors, double errorBound) {

        /**
         * The error of the eigenvalues as doubles, rounding to the multiples of the smallest subnormal number included.
         *
         * @return by how much {@code 2^exponent} times an eigenvalue may be off
         */
        public double unscaledErrorBound() {
            return errorBound == 0 ? 0 : Math.scalb(errorBound, exponent) + Double.MIN_VALUE;
        }
    }

    /**
     * Decomposes a symmetric matrix. Entries {@code a_ij} and {@code a_ji} may differ by rounding.
     *
     * @param a A, {@code [n x n]}; not changed
     * @param withVectors whether eigenvectors are wanted
     * @param from the first eigenvalue wanted, from 0, the largest
     * @param to the one after the last, at most n
     * @return eigenvalues and eigenvectors
     * @throws IllegalArgumentException if A is not symmetric or not finite
     */
    public Decomposition decompose(DMatrixRMaj a, boolean withVectors, int from, int to) {
        int n = a.numRows;
        int count = to - from;
        double[] values = new double[count];
        DMatrixRMaj rows = new DMatrixRMaj(withVectors ? count : 0, n);
        if (n == 0) {
            return new Decomposition(values, 0, rows, 0);
        }
        double largest = largest(a);
        int exponent = PowersOfTwo.exponent(largest);
        Tridiagonalization reduced = new Tridiagonalization(n, scaled(a, largest, exponent), workers);
        TridiagonalEigen eigen = new TridiagonalEigen(
                reduced.diagonal(), reduced.offDiagonal(), withVectors && count > 0, n - to, n - from, workers);
        for (int i = 0; i < count; i++) {
            values[i] = eigen.value(n - 1 - from - i);
            if (withVectors) {
                eigen.copyVector(n - 1 - from - i, rows.data, i * n);
            }
        }
        if (withVectors) {
            reduced.transform(count, rows.data, n);
        }
        double norm = Math.max(Math.abs(eigen.value(0)), Math.abs(eigen.value(n - 1)));
        return new Decomposition(values, exponent, rows, 10 * n * UNIT_ROUNDOFF * norm);
    }

    /**
     * The symmetric part times {@code 2^-exponent}, in the rows that the reduction wants, checked tile by tile: a tile and its
     * mirror image are in the cache together.
     */
    private double[] scaled(DMatrixRMaj a, double largest, int exponent) {
        int n = a.numRows;
        int stride = Tridiagonalization.stride(n);
        double[] scaled = new double[Math.toIntExact((long) Tridiagonalization.paddedRows(n) * stride)];
        double tolerance = Math.max(8 * n * UNIT_ROUNDOFF * largest, n * Double.MIN_VALUE);
        // Two factors, as one alone may be beyond the range of doubles.
        double once = Math.scalb(1.0, -exponent / 2);
        double again = Math.scalb(1.0, -exponent - -exponent / 2);
        int tiles = (n + TILE - 1) / TILE;
        int[] asymmetric = new int[tiles];
        workers.run(tiles, (index, worker) -> {
            int row = (tiles - 1 - index) * TILE;
            asymmetric[tiles - 1 - index] = -1;
            for (int column = 0; column <= row; column += TILE) {
                int found = scaleTile(a, row, column, tolerance, once, again, scaled, stride);
                if (asymmetric[tiles - 1 - index] < 0) {
                    asymmetric[tiles - 1 - index] = found;
                }
            }
        });
        for (int at : asymmetric) {
            if (at >= 0) {
                int i = at / n;
                int j = at % n;
                throw new IllegalArgumentException("A: element (" + j + ", " + i + ") is " + a.data[j * n + i]
                        + " and (" + i + ", " + j + ") is " + a.data[i * n + j] + ", expected a symmetric matrix");
            }
        }
        return scaled;
    }

    /** Writes a tile of the lower triangle, and its mirror image if it is on the diagonal; returns where it is not symmetric. */
    private static int scaleTile(
            DMatrixRMaj a,
            int row,
            int column,
            double tolerance,
            double once,
            double again,
            double[] scaled,
            int stride) {
        int n = a.numRows;
        int found = -1;
        for (int i = row; i < Math.min(n, row + TILE); i++) {
            for (int j = column; j < Math.min(i + 1, column + TILE); j++) {
                double lower = a.data[i * n + j];
                double upper = a.data[j * n + i];
                if (Math.abs(lower - upper) > tolerance && found < 0) {
                    found = i * n + j;
                }
                double mean = lower * once * again / 2 + upper * once * again / 2;
                scaled[i * stride + j] = mean;
                if (row == column) {
                    scaled[j * stride + i] = mean;
                }
            }
        }
        return found;
    }

    private double largest(DMatrixRMaj a) {
        int n = a.numRows;
        int tiles = (n + TILE - 1) / TILE;
        double[] largest = new double[tiles];
        workers.run(tiles, (index, worker) -> {
            int first = index * TILE * n;
            largest[index] = PowersOfTwo.largest(a.data, first, Math.min(TILE * n, n * n - first));
        });
        double all = PowersOfTwo.largest(largest, 0, tiles);
        if (all <= Double.MAX_VALUE) {
            return all;
        }
        for (int i = 0; ; i++) {
            if (!(Math.abs(a.data[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "A: element (" + i / n + ", " + i % n + ") is " + a.data[i] + ", expected finite numbers");
            }
        }
    }
}
