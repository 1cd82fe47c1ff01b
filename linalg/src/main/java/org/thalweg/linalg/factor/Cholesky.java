package org.thalweg.linalg.factor;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct.Side;
import org.thalweg.linalg.TriangularSolve;
import org.thalweg.linalg.TriangularSolve.Diagonal;
import org.thalweg.linalg.TriangularSolve.Triangle;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.Arguments;
import org.thalweg.linalg.internal.LowerProduct;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.internal.TriangularSystem;
import org.thalweg.linalg.kernels.Kernels;

/**
 * The Cholesky factor of a symmetric positive definite matrix, {@code A = L L'} with L lower triangular and a positive
 * diagonal.
 *
 * <p>Cost: {@code n^3 / 3} flops. The matrix is halved until it is small: {@code L_11} first, then
 * {@code L_21 = A_21 L_11'^-1}, then the same with {@code A_22 - L_21 L_21'}, so nearly all work is in matrix products.
 *
 * <p><strong>Bits.</strong> {@code l_ij = (a_ij - l_i0 l_j0 - l_i1 l_j1 - ...) / l_jj}, and the square root of the same on
 * the diagonal: one chain of fused multiply-adds in ascending order, for any kernels and any number of workers.
 *
 * <p><strong>Accuracy.</strong> {@code L L' = A + E} with {@code |E| <= gamma_(n+1) |L| |L'|} element by element, thus
 * {@code |e_ij| <= gamma_(n+1) / (1 - gamma_(n+1)) sqrt(a_ii a_jj)}, with {@code gamma_k = k u / (1 - k u)} and
 * {@code u = 2^-53} (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. 2002, theorem 10.3). Rows and columns
 * may differ in scale as they like, over the whole range of doubles, as those of an extreme scale are divided by powers of
 * two. A matrix whose smallest eigenvalue, after scaling to a diagonal of ones, is above
 * {@code n gamma_(n+1)} or so is always found positive definite; one nearer to singular may not be (theorem 10.7).
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class Cholesky {

    /** Products of elements with exponents up to here are far from the ends of the range of doubles. */
    private static final int MODERATE = 600;
    /** Up to this size a matrix is not halved. */
    private static final int SMALL = 16;

    private static final int PANEL = 8;

    private final LowerProduct product;
    private final TriangularSystem system;
    private final TriangularSolve solve;

    private Cholesky(Workers workers) {
        product = new LowerProduct(workers);
        system = new TriangularSystem(workers);
        solve = TriangularSolve.of(workers);
    }

    /** The factor of a matrix, and what it is good for. Uses the workers, and the work space, of the one that made it. */
    public static final class Decomposition {

        private final DMatrixRMaj lower;
        /** L without the powers of two of its rows; L itself if there are none. */
        private final DMatrixRMaj scaled;

        private final int[] exponents;
        private final TriangularSolve solve;

        private Decomposition(DMatrixRMaj scaled, int[] exponents, TriangularSolve solve) {
            this.scaled = scaled;
            this.exponents = exponents;
            this.solve = solve;
            lower = timesRows(1, exponents, scaled);
        }

        /** {@return L, [n x n], zero above the diagonal; the factor itself, not a copy} */
        public DMatrixRMaj lower() {
            return lower;
        }

        /**
         * Solves {@code A X = B}, {@code 2 n^2} flops a column. The solution solves {@code (A + E) x = b} with
         * {@code |E| <= gamma_(3n+1) |L| |L'|} (Higham, theorem 10.4).
         *
         * @param b B, {@code [n x m]}; not changed
         * @param x X, {@code [n x m]}; overwritten
         * @throws IllegalArgumentException if the shapes do not fit, or X shares its array with B or L
         */
        public void solve(DMatrixRMaj b, DMatrixRMaj x) {
            DMatrixRMaj half = new DMatrixRMaj(b.numRows, b.numCols);
            Arguments.requireOther("X", x.data, "B", b.data);
            Arguments.requireOther("X", x.data, "L", lower.data);
            Arguments.requireShape("B", b, lower.numRows, b.numCols, "A", lower.numRows, lower.numCols);
            DMatrixRMaj right = timesRows(-1, exponents, b);
            solve.solve(Side.LEFT, Triangle.LOWER, Transpose.NO, Diagonal.GIVEN, scaled, right, half);
            solve.solve(Side.LEFT, Triangle.LOWER, Transpose.YES, Diagonal.GIVEN, scaled, half, x);
            multiplyRows(-1, exponents, x, x);
        }

        /**
         * The logarithm of the determinant, {@code log det A = 2 sum_i log l_ii}; 0 for n = 0.
         *
         * @return the natural logarithm
         */
        public double logDeterminant() {
            int n = lower.numRows;
            double[] diagonal = new double[n];
            for (int i = 0; i < n; i++) {
                diagonal[i] = lower.data[i * n + i];
            }
            double[] logarithms = new double[n];
            Kernels.selected().functions().log(n, diagonal, 0, logarithms, 0);
            double sum = 0;
            for (double logarithm : logarithms) {
                sum += logarithm;
            }
            return 2 * sum;
        }
    }

    /**
     * Factors in the calling thread alone.
     *
     * @return a factorization
     */
    public static Cholesky of() {
        return of(Workers.of(1));
    }

    /**
     * Factors by a team.
     *
     * @param workers the threads; not closed by this
     * @return a factorization
     */
    public static Cholesky of(Workers workers) {
        return new Cholesky(workers);
    }

    /**
     * Factors a symmetric positive definite matrix.
     *
     * @param a A, {@code [n x n]}, of which the lower triangle is read; not changed
     * @return its factor
     * @throws IllegalArgumentException if A is not square, not finite, or not positive definite: then the message names the
     *     first pivot that is not positive. Pivot i, counted from 0, is what is left of {@code a_ii} when the rows before
     *     are taken out; it is not positive if the leading {@code i + 1} rows and columns are, to rounding, not a positive
     *     definite matrix
     */
    public Decomposition decompose(DMatrixRMaj a) {
        Arguments.requireSquare("A", a);
        Arguments.requireFiniteLower("A", a);
        int n = a.numRows;
        int[] exponents = exponents(a);
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                int exponent = exponents[i] + exponents[j];
                double element = a.data[i * n + j];
                lower[i * n + j] = exponent == 0 ? element : Math.scalb(element, -exponent);
            }
        }
        factor(0, n, n, lower, exponents);
        for (int i = 0; i < n; i++) {
            Arrays.fill(lower, i * n + i + 1, i * n + n, 0);
        }
        return new Decomposition(DMatrixRMaj.wrap(n, n, lower), exponents, solve);
    }

    /**
     * Powers of two that rows and columns are divided by, so that a diagonal element which is very large or small becomes one of
     * [1, 4): {@code D A D = (D L)(D L)'}. That changes no digit of L, but for those that would have underflowed.
     */
    private static int[] exponents(DMatrixRMaj a) {
        int n = a.numRows;
        int[] exponents = new int[n];
        for (int i = 0; i < n; i++) {
            int exponent = PowersOfTwo.exponent(a.data[i * n + i]);
            exponents[i] = Math.abs(exponent) <= MODERATE ? 0 : Math.floorDiv(exponent, 2);
        }
        return exponents;
    }

    /** Row i times {@code 2^(sign exponents[i])}: a new matrix, or the same if all exponents are 0. */
    private static DMatrixRMaj timesRows(int sign, int[] exponents, DMatrixRMaj rows) {
        for (int exponent : exponents) {
            if (exponent != 0) {
                DMatrixRMaj product = rows.createLike();
                multiplyRows(sign, exponents, rows, product);
                return product;
            }
        }
        return rows;
    }

    private static void multiplyRows(int sign, int[] exponents, DMatrixRMaj rows, DMatrixRMaj product) {
        int m = rows.numCols;
        for (int i = 0; i < exponents.length; i++) {
            if (exponents[i] != 0 || rows != product) {
                PowersOfTwo.multiply(m, sign * exponents[i], rows.data, i * m, product.data, i * m);
            }
        }
    }

    /** Rows and columns {@code first ... first + size - 1}, from which those before are taken out. */
    private void factor(int first, int size, int n, double[] a, int[] exponents) {
        if (size <= SMALL) {
            factorSmall(first, size, n, a, exponents);
            return;
        }
        int half = (size / 2 + PANEL - 1) & -PANEL;
        int rest = size - half;
        int second = first + half;
        int below = second * n + first;
        factor(first, half, n, a, exponents);
        system.of(half, false, a, first * n + first, n, 1).rows(rest, a, below, n, 1);
        product.multiply(rest, half, -1, a, below, n, 1, a, below, 1, n, 1, a, second * n + second, n);
        factor(second, rest, n, a, exponents);
    }

    private static void factorSmall(int first, int size, int n, double[] a, int[] exponents) {
        for (int i = first; i < first + size; i++) {
            for (int j = first; j <= i; j++) {
                double sum = a[i * n + j];
                for (int p = first; p < j; p++) {
                    sum = Math.fma(-a[i * n + p], a[j * n + p], sum);
                }
                if (j < i) {
                    a[i * n + j] = sum / a[j * n + j];
                } else if (sum > 0) {
                    a[i * n + i] = Math.sqrt(sum);
                } else {
                    // Not a number only after an infinite l_ij, whose square is taken off.
                    double pivot = Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : Math.scalb(sum, 2 * exponents[i]);
                    throw new IllegalArgumentException("A: pivot " + i + " is " + pivot
                            + ", expected a positive number, as A is to be positive definite");
                }
            }
        }
    }
}
