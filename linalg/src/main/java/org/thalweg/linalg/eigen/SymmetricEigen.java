package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.eigen.TridiagonalEigen;
import org.thalweg.linalg.internal.eigen.Tridiagonalization;

/**
 * Eigenvalues and eigenvectors of a dense real symmetric matrix, {@code A = sum_i lambda_i x_i x_i'}, with the eigenvalues
 * <em>largest first</em>, {@code lambda_0 >= lambda_1 >= ... >= lambda_(n-1)}, and the eigenvectors orthonormal, <em>one a
 * row</em>.
 *
 * <p><strong>Accuracy.</strong> The eigenvalues are those of {@code A + E} with {@code |E| <= 10 n u |A|}, where {@code |.|}
 * is the spectral norm and {@code u = 2^-53}. By Weyl's theorem each eigenvalue is then off by at most
 * {@code 10 n u |A|}, the {@link Decomposition#errorBound()}; small eigenvalues of a matrix with large ones need not have
 * a correct digit. Residuals {@code |A x_i - lambda_i x_i|} and departures from orthonormality {@code |X X' - I|} keep to
 * {@code 10 n u |A|} and {@code 10 n u}. The method is backward stable with a constant of about {@code n}, in practice far
 * smaller; that the factor is 10 is an observation on hard spectra, not a theorem. An eigenvector is as sharp as its
 * eigenvalue is apart from the others: its angle to the true one is of the order of {@code |E|} over that gap. The sign of
 * an eigenvector is left open, but is always the same.
 *
 * <p><strong>Method.</strong> Reduction to tridiagonal form by reflectors, divide and conquer with deflation (Cuppen, 1981, DOI
 * 10.1007/BF01396757; Gu and Eisenstat, 1995, DOI 10.1137/S0895479892241287), transformation of the vectors by blocks of
 * reflectors. Entries may be of any finite size, as the matrix is scaled by a power of two first; an eigenvalue beyond the
 * range of doubles becomes infinite.
 *
 * <p><strong>Cost.</strong> {@code 4/3 n^3} flops for the reduction, of which half are bound by the speed of memory; with
 * vectors up to {@code 4/3 n^3} for divide and conquer, less the more eigenvalues are clustered, and {@code 2 n^2} for each
 * vector that is wanted. Work space: {@code 4 n^2} doubles with vectors and {@code 1.3 n^2} without, released after the
 * call.
 *
 * <p><strong>Bits.</strong> The same for any number of workers and any kernels. Eigenvalues found with vectors, without, or
 * in a range agree to rounding.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class SymmetricEigen {

    /** The unit roundoff of doubles. */
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Rows and columns of what is copied together. */
    private static final int TILE = 32;

    /** Whether eigenvectors are wanted. */
    public enum Vectors {
        /** Eigenvalues only. */
        NO,
        /** Eigenvalues and eigenvectors. */
        YES
    }

    /**
     * What is wanted of a matrix. Eigenvalues are numbered largest first.
     *
     * @param vectors whether eigenvectors are wanted
     * @param from the first eigenvalue wanted, from 0
     * @param to the one after the last, or {@link #END}
     */
    public record Settings(Vectors vectors, int from, int to) {

        /** As {@code to}: up to the smallest eigenvalue, whatever the size of the matrix. */
        public static final int END = Integer.MAX_VALUE;

        /**
         * Checks the range.
         *
         * @param vectors whether eigenvectors are wanted
         * @param from the first eigenvalue wanted, from 0
         * @param to the one after the last, or {@link #END}
         * @throws IllegalArgumentException unless {@code 0 <= from <= to}
         */
        public Settings {
            if (vectors == null) {
                throw new IllegalArgumentException("vectors: null, expected YES or NO");
            }
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("range: " + from + " to " + to + ", expected 0 <= from <= to");
            }
        }

        /** {@return all eigenvalues and no eigenvectors} */
        public static Settings values() {
            return new Settings(Vectors.NO, 0, END);
        }

        /** {@return all eigenvalues with their eigenvectors} */
        public static Settings withVectors() {
            return new Settings(Vectors.YES, 0, END);
        }

        /**
         * The same of fewer eigenvalues.
         *
         * @param first the first eigenvalue wanted, from 0, the largest
         * @param end the one after the last, or {@link #END}
         * @return these settings with that range
         * @throws IllegalArgumentException unless {@code 0 <= first <= end}
         */
        public Settings range(int first, int end) {
            return new Settings(vectors, first, end);
        }
    }

    /**
     * Eigenvalues and, if wanted, eigenvectors.
     *
     * @param eigenvalues the k wanted, largest first
     * @param vectors {@code [k x n]}, row i belongs to eigenvalue i; {@code [0 x n]} if none were wanted
     * @param errorBound by how much an eigenvalue may be off, {@code 10 n u |A|}
     */
    public record Decomposition(double[] eigenvalues, DMatrixRMaj vectors, double errorBound) {}

    private final Workers workers;

    private SymmetricEigen(Workers workers) {
        this.workers = workers;
    }

    /**
     * A solver in the calling thread alone.
     *
     * @return a solver
     */
    public static SymmetricEigen of() {
        return of(Workers.of(1));
    }

    /**
     * A solver that shares its work among threads.
     *
     * @param workers the threads; not closed by this
     * @return a solver
     */
    public static SymmetricEigen of(Workers workers) {
        return new SymmetricEigen(workers);
    }

    /**
     * Decomposes a symmetric matrix, {@code decompose(a, Settings.withVectors().range(0, 10))} for its ten largest eigenvalues
     * with their vectors. Entries {@code a_ij} and {@code a_ji} may differ by rounding, at most
     * {@code 8 n u max|a|}; their mean counts.
     *
     * @param a A, {@code [n x n]}; not changed
     * @param settings what is wanted
     * @return eigenvalues and eigenvectors
     * @throws IllegalArgumentException if A is not square, not symmetric or not finite, or the range goes beyond n
     */
    public Decomposition decompose(DMatrixRMaj a, Settings settings) {
        int n = a.numRows;
        if (a.numCols != n) {
            throw new IllegalArgumentException("A: [" + n + " x " + a.numCols + "], expected a square matrix");
        }
        int from = settings.from();
        int to = settings.to() == Settings.END ? n : settings.to();
        if (to > n || from > to) {
            throw new IllegalArgumentException("range: " + from + " to " + to + ", expected within 0 to " + n
                    + ", as A is [" + n + " x " + n + "]");
        }
        double largest = largest(a);
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        return decompose(a, largest, exponent, from, to, settings.vectors() == Vectors.YES);
    }

    private Decomposition decompose(
            DMatrixRMaj a, double largest, int exponent, int from, int to, boolean withVectors) {
        int n = a.numRows;
        int count = to - from;
        double[] values = new double[count];
        DMatrixRMaj rows = new DMatrixRMaj(withVectors ? count : 0, n);
        if (n == 0) {
            return new Decomposition(values, rows, 0);
        }
        Tridiagonalization reduced = new Tridiagonalization(n, scaled(a, largest, exponent), workers);
        TridiagonalEigen eigen = new TridiagonalEigen(
                reduced.diagonal(), reduced.offDiagonal(), withVectors && count > 0, n - to, n - from, workers);
        for (int i = 0; i < count; i++) {
            values[i] = Math.scalb(eigen.value(n - 1 - from - i), exponent);
            if (withVectors) {
                eigen.copyVector(n - 1 - from - i, rows.data, i * n);
            }
        }
        if (withVectors) {
            reduced.transform(count, rows.data, n);
        }
        double norm = Math.max(Math.abs(eigen.value(0)), Math.abs(eigen.value(n - 1)));
        return new Decomposition(values, rows, Math.scalb(10 * n * UNIT_ROUNDOFF * norm, exponent));
    }

    /**
     * The symmetric part times {@code 2^-exponent}, in the rows that the reduction wants, checked tile by tile: a tile and its
     * mirror image are in the cache together.
     */
    private double[] scaled(DMatrixRMaj a, double largest, int exponent) {
        int n = a.numRows;
        int stride = Tridiagonalization.stride(n);
        double[] scaled = new double[Math.toIntExact((long) Tridiagonalization.paddedRows(n) * stride)];
        double tolerance = 8 * n * UNIT_ROUNDOFF * largest;
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
            largest[index] = largest(a.data, first, Math.min(first + TILE * n, n * n));
        });
        double all = largest(largest, 0, tiles);
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

    /** The largest absolute value, or NaN if there is one; four at a time, as one maximum has to wait for the other. */
    private static double largest(double[] x, int from, int to) {
        double m0 = 0;
        double m1 = 0;
        double m2 = 0;
        double m3 = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            m0 = Math.max(m0, Math.abs(x[i]));
            m1 = Math.max(m1, Math.abs(x[i + 1]));
            m2 = Math.max(m2, Math.abs(x[i + 2]));
            m3 = Math.max(m3, Math.abs(x[i + 3]));
        }
        for (; i < to; i++) {
            m0 = Math.max(m0, Math.abs(x[i]));
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }
}
