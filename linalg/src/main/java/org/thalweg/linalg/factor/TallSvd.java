package org.thalweg.linalg.factor;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.internal.Arguments;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * The thin singular value decomposition {@code A = U S V'} of {@code A [m x n]}: {@code S} diagonal with the
 * {@code c = min(m, n)} singular values {@code s_0 >= s_1 >= ... >= 0}, {@code U [m x c]} and {@code V [n x c]} with
 * orthonormal columns. Made for matrices with one side much longer than the other: the longer one is taken out by
 * {@link ThinQr}, the triangle that is left is factored once more, with exchange of columns, and the rows of that triangle
 * are made orthogonal by rotations (one-sided Jacobi: Demmel and Veselic, "Jacobi's method is more accurate than QR", 1992,
 * DOI 10.1137/0613074; Drmac and Veselic, 2008, DOI 10.1137/050639193). With the exchanges rotations come to an end soon,
 * whether rows of A fall or columns.
 *
 * <p>Cost: {@code 6 m n^2} flops for {@code m >= n}, in matrix products, and the rotations, which are no matrix products.
 * Where columns differ in scale by less than 16 or so, the eigenvectors of the triangle's Gram matrix come first, and the
 * rotations, some {@code 15 to 30 n^3} flops, do what is left. Else they do it all, {@code 40 to 100 n^3}.
 *
 * <p><strong>Accuracy.</strong> For every finite A, subnormal elements and singular values over the whole range of doubles
 * included, {@code |A - U S V'|} and {@code |s~_i - s_i|} are at most {@code e s_0}, or n times the smallest double if that is more, with
 * {@code e = 10 max(n, min(m, 1024)) u} (n the shorter side, {@code u = 2^-53}), and U and V are orthonormal to e; the factor
 * 10 is an observation, which columns of ones exceed (see {@link ThinQr}). Beyond that, small singular values of a matrix with
 * columns of different scale are as sharp as the large ones: for {@code A = B D} with {@code m >= n} and any diagonal D each
 * has a <em>relative</em> error of the order of {@code e k(B)}, {@code k(B)} the condition number of B, however large that of
 * D is (for {@code m < n} the same with {@code A = D B}). Nothing like it is promised for rows of different scale if
 * {@code m >= n}. The sign of a pair of singular vectors is left open, but always the same.
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
     * @param converged whether the rotations came to an end, so that all pairs of vectors are orthogonal to rounding, as
     *     measured; if not, after 60 sweeps, nothing is promised. The hardest in the tests takes 12
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
        ThinQr.Scaled reduced = tall ? qr.scaled(a) : qr.scaledRows(a);
        int k = Math.min(a.numRows, a.numCols);
        double[] lower = reduced.lower();
        int[] exponents = reduced.exponents();
        DMatrixRMaj start = k >= WORTH_PREPARING && alike(k, lower, exponents) ? prepare(k, lower, exponents) : null;
        PivotedRows pivoted = new PivotedRows(k, lower, exponents, workers);
        OneSidedJacobi jacobi = rotate(k, lower, exponents, pivoted.orthonormal());
        double[] values = new double[k];
        DMatrixRMaj inner = new DMatrixRMaj(k, k);
        DMatrixRMaj outer = new DMatrixRMaj(k, k);
        for (int i = 0; i < k; i++) {
            values[i] = jacobi.length(i);
            jacobi.copyRotation(i, inner.data, i * k);
            for (int j = 0; j < k; j++) {
                outer.data[i * k + pivoted.order()[j]] = jacobi.direction(i, j);
            }
        }
        if (k > 0 && Double.isInfinite(values[0])) {
            throw overflow();
        }
        if (jacobi.rank() < k) {
            // Directions of no length: any that complete the others.
            outer = qr.decomposeRows(outer).orthonormal();
        }
        if (start != null) {
            DMatrixRMaj turned = new DMatrixRMaj(k, k);
            product.multiply(outer, start, turned);
            outer = turned;
        }
        DMatrixRMaj q = reduced.orthonormal();
        DMatrixRMaj longer = new DMatrixRMaj(q.numRows, q.numCols);
        if (tall) {
            product.multiply(1, Transpose.NO, q, Transpose.YES, inner, 0, longer);
            return new Decomposition(values, longer, outer, jacobi.converged());
        }
        product.multiply(inner, q, longer);
        return new Decomposition(values, transposed(outer), longer, jacobi.converged());
    }

    /** The rows of R, columns of {@code L = R'} with scales of their own, by rotations: {@code G R = S W}, and G Q. */
    private OneSidedJacobi rotate(int k, double[] lower, int[] exponents, double[] orthonormal) {
        double[] rows = new double[k * k];
        int[] scales = new int[k];
        for (int i = 0; i < k; i++) {
            scales[i] = Integer.MIN_VALUE;
            for (int j = i; j < k; j++) {
                double element = lower[j * k + i];
                if (element != 0) {
                    scales[i] = Math.max(scales[i], PowersOfTwo.exponent(element) + exponents[j]);
                }
            }
            for (int j = i; j < k; j++) {
                double element = lower[j * k + i];
                rows[i * k + j] = element == 0 ? 0 : Math.scalb(element, exponents[j] - scales[i]);
            }
        }
        return new OneSidedJacobi(k, rows, scales, orthonormal, workers);
    }

    /** Whether the rows, each with a power of two of its own, differ little in length. */
    private static boolean alike(int k, double[] lower, int[] exponents) {
        double shortest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (int i = 0; i < k; i++) {
            double length = Math.scalb(PowersOfTwo.largest(lower, i * k, i + 1), exponents[i] - exponents[0]);
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
        }
        return longest > 0 && shortest >= longest / ALIKE;
    }

    /** Replaces L by {@code G L} with G the eigenvectors of {@code L L'}, all rows of one scale, and returns G. */
    private DMatrixRMaj prepare(int k, double[] lower, int[] exponents) {
        DMatrixRMaj scaled = new DMatrixRMaj(k, k);
        for (int i = 0; i < k; i++) {
            PowersOfTwo.multiply(i + 1, exponents[i] - exponents[0], lower, i * k, scaled.data, i * k);
        }
        Arrays.fill(exponents, exponents[0]);
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
