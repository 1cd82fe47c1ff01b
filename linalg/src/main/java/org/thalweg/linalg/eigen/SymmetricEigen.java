package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.internal.eigen.ScaledEigen;

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
 * reflectors. Entries may be of any finite size, subnormal ones included, as the matrix is scaled by a power of two first: a
 * matrix times a power of two has eigenvectors of the same bits. An eigenvalue that is subnormal is rounded to a multiple of
 * the smallest double, which is in the error bound; one beyond the largest double becomes infinite.
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
     * @param errorBound by how much an eigenvalue may be off, {@code 10 n u |A|} and the smallest double
     */
    public record Decomposition(double[] eigenvalues, DMatrixRMaj vectors, double errorBound) {}

    private final ScaledEigen eigen;

    private SymmetricEigen(Workers workers) {
        eigen = new ScaledEigen(workers);
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
     * {@code 8 n u max|a|} or n times the smallest double; their mean counts.
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
        ScaledEigen.Decomposition found = eigen.decompose(a, settings.vectors() == Vectors.YES, from, to);
        double[] values = found.eigenvalues();
        PowersOfTwo.multiply(values.length, found.exponent(), values, 0, values, 0);
        return new Decomposition(values, found.vectors(), found.unscaledErrorBound());
    }
}
