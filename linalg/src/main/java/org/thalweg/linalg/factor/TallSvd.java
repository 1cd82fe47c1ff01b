package org.thalweg.linalg.factor;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.internal.Arguments;

/**
 * The thin singular value decomposition {@code A = U S V'} of {@code A [m x n]}: {@code S} diagonal with the
 * {@code c = min(m, n)} singular values {@code s_0 >= s_1 >= ... >= 0}, {@code U [m x c]} and {@code V [n x c]} with
 * orthonormal columns. Made for matrices with one side much longer than the other: the longer one is taken out by
 * {@link ThinQr}, the triangle that is left is made orthogonal by rotations of its columns (one-sided Jacobi: Demmel and
 * Veselic, "Jacobi's method is more accurate than QR", 1992, DOI 10.1137/0613074).
 *
 * <p>Cost: {@code 6 m n^2} flops for {@code m >= n}, in matrix products, and the rotations, which are no matrix products.
 * Where columns differ in scale by less than 16 or so, the eigenvectors of the triangle's Gram matrix come first, and the
 * rotations, some {@code 15 to 30 n^3} flops, do what is left. Else they do it all, {@code 60 to 120 n^3}.
 *
 * <p><strong>Accuracy.</strong> {@code |s~_i - s_i| <= e s_0} with {@code e = 10 max(n, min(m, 1024)) u} (n the shorter
 * side, {@code u = 2^-53}) in the tests, for every A; U and V are orthonormal to e. Beyond that, small singular values of a matrix
 * with columns of different scale are as sharp as the large ones: for {@code A = B D} with {@code m >= n} and any diagonal D
 * each has a <em>relative</em> error of the order of {@code e k(B)}, {@code k(B)} the condition number of B, however large
 * that of D is (for {@code m < n} the same with {@code A = D B}). This holds down to {@code 1e-270 s_0}. The sign of a pair of singular vectors is left open, but always the same.
 *
 * <p>The bits depend neither on the kernels nor on the number of workers. Not thread safe: one call at a time, and no other
 * use of its workers meanwhile.
 */
public final class TallSvd {

    /** From so many rows on, eigenvectors are found faster than by rotations. */
    private static final int WORTH_PREPARING = 24;
    /** Rows whose largest elements differ by no more are of one scale. */
    private static final double ALIKE = 16;

    private final Workers workers;
    private final ThinQr qr;
    private final SymmetricProduct symmetric;
    private final SymmetricEigen eigen;
    private final MatrixProduct product;

    private TallSvd(Workers workers) {
        this.workers = workers;
        qr = ThinQr.of(workers);
        product = MatrixProduct.of(workers);
        symmetric = SymmetricProduct.of(workers);
        eigen = SymmetricEigen.of(workers);
    }

    /**
     * Singular values and vectors, {@code A = sum_i s_i u_i v_i'}.
     *
     * @param singularValues s, largest first
     * @param left U, {@code [m x c]}, one left singular vector a column
     * @param right V', {@code [c x n]}, one right singular vector a row
     * @param converged whether the rotations came to an end; if not, after 60 sweeps, the result is close but not as sharp
     *     as promised. The hardest in the tests takes 25
     */
    public record Decomposition(double[] singularValues, DMatrixRMaj left, DMatrixRMaj right, boolean converged) {}

    /**
     * Decomposes in the calling thread alone.
     *
     * @return a decomposition
     */
    public static TallSvd of() {
        return of(Workers.of(1));
    }

    /**
     * Decomposes by a team.
     *
     * @param workers the threads; not closed by this
     * @return a decomposition
     */
    public static TallSvd of(Workers workers) {
        return new TallSvd(workers);
    }

    /**
     * {@code A = U S V'}.
     *
     * @param a A, {@code [m x n]} of any shape; not changed
     * @return singular values and vectors
     * @throws IllegalArgumentException if an element is NaN or infinite, or a singular value would be beyond the largest
     *     double
     */
    public Decomposition decompose(DMatrixRMaj a) {
        boolean tall = a.numRows >= a.numCols;
        Arguments.requireFinite("A", a);
        ThinQr.Decomposition reduced = tall ? qr.decompose(a) : qr.decomposeRows(a);
        int k = Math.min(a.numRows, a.numCols);
        double[] lower = new double[k * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                double element = reduced.triangular().data[tall ? j * k + i : i * k + j];
                if (Double.isInfinite(element)) {
                    throw overflow();
                }
                lower[i * k + j] = element;
            }
        }
        DMatrixRMaj rotation = CommonOps_DDRM.identity(k);
        int exponent = 0;
        if (k >= WORTH_PREPARING && alike(k, lower)) {
            exponent = Math.getExponent(CommonOps_DDRM.elementMaxAbs(DMatrixRMaj.wrap(k, k, lower)));
            rotation = prepare(k, lower, exponent);
        }
        OneSidedJacobi jacobi = new OneSidedJacobi(k, lower, rotation.data, workers);
        double[] values = new double[k];
        DMatrixRMaj directions = new DMatrixRMaj(k, k);
        for (int i = 0; i < k; i++) {
            values[i] = Math.scalb(jacobi.length(i), exponent);
            jacobi.copyDirection(i, directions.data, i * k);
            jacobi.copyRotation(i, rotation.data, i * k);
        }
        if (k > 0 && Double.isInfinite(values[0])) {
            throw overflow();
        }
        if (k > 0 && values[k - 1] == 0) {
            // Directions of no length: any that complete the others.
            directions = qr.decomposeRows(directions).orthonormal();
        }
        DMatrixRMaj q = reduced.orthonormal();
        DMatrixRMaj longer = new DMatrixRMaj(q.numRows, q.numCols);
        if (tall) {
            product.multiply(1, Transpose.NO, q, Transpose.YES, directions, 0, longer);
            return new Decomposition(values, longer, rotation, jacobi.converged());
        }
        product.multiply(directions, q, longer);
        return new Decomposition(values, transposed(rotation), longer, jacobi.converged());
    }

    /** Whether the rows differ little in length. */
    private static boolean alike(int k, double[] lower) {
        double shortest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (int i = 0; i < k; i++) {
            double largest = 0;
            for (int j = 0; j <= i; j++) {
                largest = Math.max(largest, Math.abs(lower[i * k + j]));
            }
            shortest = Math.min(shortest, largest);
            longest = Math.max(longest, largest);
        }
        return shortest >= longest / ALIKE && longest >= Double.MIN_NORMAL;
    }

    /** Replaces L by {@code 2^-exponent G L} with G the eigenvectors of {@code L L'}, and returns G. */
    private DMatrixRMaj prepare(int k, double[] lower, int exponent) {
        DMatrixRMaj scaled = new DMatrixRMaj(k, k);
        for (int i = 0; i < k * k; i++) {
            scaled.data[i] = Math.scalb(lower[i], -exponent);
        }
        DMatrixRMaj gram = new DMatrixRMaj(k, k);
        symmetric.rankUpdate(1, Transpose.NO, scaled, 0, gram);
        DMatrixRMaj rotation =
                eigen.decompose(gram, SymmetricEigen.Settings.withVectors()).vectors();
        product.multiply(rotation, scaled, DMatrixRMaj.wrap(k, k, lower));
        return rotation;
    }

    private static IllegalArgumentException overflow() {
        return new IllegalArgumentException(
                "A: a singular value above " + Double.MAX_VALUE + ", expected a smaller matrix");
    }

    private static DMatrixRMaj transposed(DMatrixRMaj square) {
        int k = square.numRows;
        DMatrixRMaj transposed = new DMatrixRMaj(k, k);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                transposed.data[j * k + i] = square.data[i * k + j];
            }
        }
        return transposed;
    }
}
