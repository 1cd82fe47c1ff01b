package org.thalweg.linalg.eigen;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * What A makes of known vectors: F and {@code E'E} of {@code H A H' = [F E'; E B]}, see {@link Complement}; and how far
 * eigenvalues of B are from those of A.
 *
 * <p>Were E zero, A would have the eigenvalues of F and of B together. Let {@code mu} be the i-th largest of these, one of B, and
 * {@code eta} its distance from the eigenvalues of F. Then the i-th largest eigenvalue of A lies within
 *
 * <pre>{@code
 * x = 2 |E|^2 / (eta + sqrt(eta^2 + 4 |E|^2))      x <= |E|,  x <= |E|^2 / eta
 * }</pre>
 *
 * of {@code mu} (C.-K. Li and R.-C. Li, 2005, DOI 10.1016/j.laa.2004.08.026, theorem 2; a proof is in {@code
 * docs/numerics/lanczos.md}).
 *
 * @param exponent F and {@code E'E} are those of {@code 2^-exponent A}
 * @param matrices F and below it {@code E'E}, {@code [2 q x q]}
 */
@SuppressWarnings("ArrayRecordComponent")
record KnownProducts(int exponent, DMatrixRMaj matrices) {

    /** From the rows of {@code H A Q}, {@code [q x n]}, which it changes. */
    static KnownProducts of(DMatrixRMaj rows) {
        int q = rows.numRows;
        int n = rows.numCols;
        int exponent = PowersOfTwo.exponent(PowersOfTwo.largest(rows.data, 0, q * n));
        PowersOfTwo.multiply(q * n, -exponent, rows.data, 0, rows.data, 0);
        DMatrixRMaj matrices = new DMatrixRMaj(2 * q, q);
        for (int i = 0; i < q; i++) {
            System.arraycopy(rows.data, i * n, matrices.data, i * q, q);
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int c = q; c < n; c++) {
                    sum = Math.fma(rows.data[i * n + c], rows.data[j * n + c], sum);
                }
                matrices.data[(q + i) * q + j] = sum;
                matrices.data[(q + j) * q + i] = sum;
            }
        }
        KnownProducts products = new KnownProducts(exponent, matrices);
        products.checkSymmetry(Rounding.of(n).underflow());
        return products;
    }

    private void checkSymmetry(double underflow) {
        double norm = largestProduct();
        double found = asymmetry();
        if (found > KrylovSpace.ASYMMETRY * norm + underflow) {
            throw new IllegalArgumentException(
                    "operator: not symmetric: for known vectors u and v, u'Av and v'Au differ by " + found
                            + ", expected equal to " + KrylovSpace.ASYMMETRY + " |A|, |A| >= " + norm);
        }
    }

    private int count() {
        return matrices.numCols;
    }

    /** The largest length of a product with a known vector, {@code |A q_i|}, which is at most {@code |A|}. */
    double largestProduct() {
        int q = count();
        double largest = 0;
        for (int i = 0; i < q; i++) {
            double squares = matrices.data[(q + i) * q + i];
            for (int j = 0; j < q; j++) {
                double f = matrices.data[i * q + j];
                squares = Math.fma(f, f, squares);
            }
            largest = Math.max(largest, Math.sqrt(squares));
        }
        return Math.scalb(largest, exponent);
    }

    /** The largest {@code |F_ij - F_ji|}. */
    double asymmetry() {
        int q = count();
        double largest = 0;
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, Math.abs(matrices.data[i * q + j] - matrices.data[j * q + i]));
            }
        }
        return Math.scalb(largest, exponent);
    }

    /** A bound of {@code |E|}: {@code |E|^2} is at most the largest absolute row sum of {@code E'E}. */
    private double leak() {
        int q = count();
        double largest = 0;
        for (int i = 0; i < q; i++) {
            double sum = 0;
            for (int j = 0; j < q; j++) {
                sum += Math.abs(matrices.data[(q + i) * q + j]);
            }
            largest = Math.max(largest, sum);
        }
        return Math.scalb(Math.sqrt(largest), exponent);
    }

    /** Eigenvalues of F, and by how much they may be off. */
    private SymmetricEigen.Decomposition knownEigenvalues() {
        int q = count();
        DMatrixRMaj inside = new DMatrixRMaj(q, q);
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                inside.data[i * q + j] =
                        Math.scalb((matrices.data[i * q + j] + matrices.data[j * q + i]) / 2, exponent);
            }
        }
        return SymmetricEigen.of().decompose(inside, SymmetricEigen.Settings.values());
    }

    /** The result of a run with B as one about A. */
    LanczosResult lift(LanczosResult result, Complement complement) {
        DMatrixRMaj vectors = new DMatrixRMaj(1, 1);
        complement.lift(result.vectors(), vectors);
        // Products with q known vectors round in each of them.
        double rounding = result.allowance() * Math.sqrt(count());
        double leak = leak() + rounding;
        SymmetricEigen.Decomposition known = knownEigenvalues();
        double uncertain = rounding + known.errorBound();
        return new LanczosResult(
                result.eigenvalues(),
                result.fromTop(),
                vectors,
                result.residuals(),
                widened(result.proved(), known.eigenvalues(), uncertain, leak),
                widened(result.likely(), known.eigenvalues(), uncertain, leak),
                result.probabilitiesMissed(),
                result.probabilityMissed(),
                result.resolution(),
                result.converged(),
                result.pairsConverged(),
                result.products(),
                result.secondStartProducts(),
                result.verificationProducts(),
                result.norm(),
                result.allowance(),
                count(),
                leak);
    }

    private static List<Interval> widened(List<Interval> intervals, double[] known, double uncertain, double leak) {
        List<Interval> widened = new ArrayList<>();
        for (Interval interval : intervals) {
            double nearest = Double.POSITIVE_INFINITY;
            for (double phi : known) {
                double distance = Math.max(interval.lower() - phi, phi - interval.upper());
                nearest = Math.min(nearest, distance);
            }
            double shift = shift(Math.max(0, nearest - uncertain), leak);
            widened.add(new Interval(interval.lower() - shift, interval.upper() + shift));
        }
        return widened;
    }

    /** x, for a distance eta and {@code |E|}. */
    static double shift(double eta, double leak) {
        if (leak == 0) {
            return 0;
        }
        double ratio = eta / leak;
        // Where the square would overflow, the root is the ratio itself.
        double root = ratio < 0x1p500 ? Math.sqrt(Math.fma(ratio, ratio, 4)) : ratio;
        return leak * (2 / (ratio + root));
    }
}
