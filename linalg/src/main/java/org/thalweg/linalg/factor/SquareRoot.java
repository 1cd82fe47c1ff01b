package org.thalweg.linalg.factor;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.internal.Arguments;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.internal.eigen.ScaledEigen;

/**
 * The square root of a symmetric positive semidefinite matrix: the one positive semidefinite {@code B} with {@code B B = A},
 * {@code B = sum_i sqrt(lambda_i) x_i x_i'} from the eigenvalues and eigenvectors of A ({@link SymmetricEigen}).
 *
 * <p>Cost: all eigenvectors of A and {@code n^2 r} flops, r the number of positive eigenvalues.
 *
 * <p><strong>Negative eigenvalues.</strong> Rounding, here or where A was made, turns eigenvalues that are zero into small
 * ones of any sign. Those from {@code -tolerance} to 0 count as zero, those below are an error. By default the tolerance is
 * {@code 10 n u |A| + n d} (spectral norm, {@code u = 2^-53}, {@code d = 2^-1074} the smallest double, to which n elements of
 * a row may be rounded where A is subnormal): the bound of the eigenvalues' own error, and right for an A that is exact, or
 * rounded once. Whoever forms A with larger errors says how large.
 *
 * <p><strong>Accuracy.</strong> {@code |B B - A| <= 2 tolerance + 40 n u |A|} for the exact square of B: what is clipped, the error of the
 * eigenvectors, and the product. Where A is singular to rounding, B itself is known to no more than the square root of that,
 * {@code sqrt(tolerance)}: the root of a zero is as uncertain as the zero under a root.
 *
 * <p>A may have any finite size, as it is multiplied by a power of 16: also where it is subnormal, or has eigenvalues beyond
 * the largest double.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class SquareRoot {

    private final ScaledEigen eigen;
    private final SymmetricProduct product;

    private SquareRoot(Workers workers) {
        eigen = new ScaledEigen(workers);
        product = SymmetricProduct.of(workers);
    }

    /**
     * A square root, and a thin factor.
     *
     * @param root B, {@code [n x n]}, symmetric to the last bit
     * @param factor F, {@code [r x n]}, rows {@code sqrt(lambda_i) x_i'} with the largest first: {@code A = F'F}, and
     *     {@code F'z} with r standard normals z has the covariance A
     * @param smallestEigenvalue the smallest eigenvalue of A as computed, before it is clipped; 0 for n = 0
     */
    public record Decomposition(DMatrixRMaj root, DMatrixRMaj factor, double smallestEigenvalue) {}

    /**
     * Square roots in the calling thread alone.
     *
     * @return a factorization
     */
    public static SquareRoot of() {
        return of(Workers.of(1));
    }

    /**
     * Square roots by a team.
     *
     * @param workers the threads; not closed by this
     * @return a factorization
     */
    public static SquareRoot of(Workers workers) {
        return new SquareRoot(workers);
    }

    /**
     * The square root of A, where A is exact to rounding.
     *
     * @param a A, {@code [n x n]}, symmetric; not changed
     * @return its square root
     * @throws IllegalArgumentException if A is not square, not symmetric, not finite, or has an eigenvalue below
     *     {@code -(10 n u |A| + n d)}
     */
    public Decomposition decompose(DMatrixRMaj a) {
        return decompose(a, 0);
    }

    /**
     * The square root of A, where A may be off by more than rounding.
     *
     * @param a A, {@code [n x n]}, symmetric; not changed
     * @param tolerance how negative an eigenvalue may be to count as zero; at least {@code 10 n u |A| + n d} is granted
     * @return its square root
     * @throws IllegalArgumentException if A is not square, not symmetric, not finite, or has an eigenvalue below
     *     {@code -tolerance}, or the tolerance is negative or NaN
     */
    public Decomposition decompose(DMatrixRMaj a, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + ", expected at least 0");
        }
        Arguments.requireSquare("A", a);
        int n = a.numRows;
        ScaledEigen.Decomposition found = eigen.decompose(a, true, 0, n);
        // A power of 16 has a fourth root that is a power of two.
        int half = 2 * Math.floorDiv(found.exponent(), 4);
        double[] values = found.eigenvalues();
        PowersOfTwo.multiply(n, found.exponent() - 2 * half, values, 0, values, 0);
        double smallest = n == 0 ? 0 : Math.scalb(values[n - 1], 2 * half);
        double granted = Math.max(tolerance, found.unscaledErrorBound() + n * Double.MIN_VALUE);
        if (smallest < -granted) {
            throw new IllegalArgumentException("A: eigenvalue " + smallest + ", expected none below " + -granted
                    + ", as A is to be positive semidefinite");
        }
        int rank = 0;
        while (rank < n && values[rank] > 0) {
            rank++;
        }
        // Rows times the fourth root: their Gram matrix is the square root, and symmetric.
        DMatrixRMaj factor = new DMatrixRMaj(rank, n);
        DMatrixRMaj fourth = new DMatrixRMaj(rank, n);
        for (int i = 0; i < rank; i++) {
            double root = Math.sqrt(values[i]);
            double fourthRoot = Math.sqrt(root);
            for (int j = i * n; j < (i + 1) * n; j++) {
                factor.data[j] = root * found.vectors().data[j];
                fourth.data[j] = fourthRoot * found.vectors().data[j];
            }
        }
        DMatrixRMaj root = new DMatrixRMaj(n, n);
        product.rankUpdate(1, Transpose.YES, fourth, 0, root);
        PowersOfTwo.multiply(n * n, half, root.data, 0, root.data, 0);
        PowersOfTwo.multiply(rank * n, half, factor.data, 0, factor.data, 0);
        return new Decomposition(root, factor, smallest);
    }
}
