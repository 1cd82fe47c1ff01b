package org.thalweg.linalg.eigen;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/**
 * A symmetric operator A, seen on the orthogonal complement of q known vectors, in coordinates of its own.
 *
 * <p>Householder reflections {@code H = H_q ... H_1} take the known vectors, one after the other, into the first q unit
 * vectors (Golub and Van Loan, "Matrix Computations", 4th ed. 2013, section 5.2). So {@code x -> H' (0, x)} maps {@code
 * R^(n - q)} onto the complement without changing lengths, and with {@code H A H' = [F, E'; E, B]} this operator is B
 * {@code [n - q x n - q]}. Its eigenvalues are those of {@code P A P} on the complement, P the projection on it, without the q
 * zeros that P adds. The vectors need not be orthonormal: only what they span matters.
 *
 * <p>A product costs {@code 8 q n} flops besides the product with A, for each vector. Not thread safe: buffers are reused.
 */
final class Deflation implements LinearOperator {

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** A row of which the rows before leave no more than this share depends on them. */
    private static final double INDEPENDENT = 1e-8;
    /** Rounding of a reflection on both sides of A, in units of {@code u |A|}. */
    private static final double ROUNDING = 16;

    private final LinearOperator operator;
    private final int n;
    private final int q;
    /** The unit normals of the reflections, {@code [q x n]}; row i is 0 before element i. */
    private final double[] normals;

    private final DMatrixRMaj lifted = new DMatrixRMaj(1, 1);
    private final DMatrixRMaj image = new DMatrixRMaj(1, 1);

    /**
     * Deflates.
     *
     * @param operator A
     * @param vectors the known vectors, {@code [q x n]}, finite
     * @throws IllegalArgumentException if a row depends on those before
     */
    Deflation(LinearOperator operator, DMatrixRMaj vectors) {
        this.operator = operator;
        n = vectors.numCols;
        q = vectors.numRows;
        normals = new double[q * n];
        double[] row = new double[n];
        for (int i = 0; i < q; i++) {
            double largest = 0;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, Math.abs(vectors.data[i * n + j]));
            }
            for (int j = 0; j < n; j++) {
                row[j] = vectors.data[i * n + j] / largest;
            }
            double length = Math.sqrt(dot(row, 0, row, 0, n));
            forward(row, 0, i);
            double rest = Math.sqrt(dot(row, i, row, i, n - i));
            if (!(rest > INDEPENDENT * length)) {
                throw new IllegalArgumentException("deflating: row " + i + " has a share of " + rest / length
                        + " outside the rows before, expected more than " + INDEPENDENT);
            }
            // The sign that cancels nothing.
            row[i] += Math.copySign(rest, row[i]);
            double normal = Math.sqrt(dot(row, i, row, i, n - i));
            for (int j = i; j < n; j++) {
                normals[i * n + j] = row[j] / normal;
            }
        }
    }

    @Override
    public int dimension() {
        return n - q;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        int k = vectors.numRows;
        lift(vectors, lifted);
        image.reshape(k, n);
        operator.apply(lifted, image);
        for (int i = 0; i < k; i++) {
            forward(image.data, i * n, q);
            System.arraycopy(image.data, i * n + q, products.data, i * (n - q), n - q);
        }
    }

    /** Coordinates of the rows' shares in the complement; rows that have next to none are left out. */
    DMatrixRMaj coordinates(DMatrixRMaj vectors) {
        DMatrixRMaj shares = new DMatrixRMaj(vectors.numRows, n - q);
        double[] row = new double[n];
        int kept = 0;
        for (int i = 0; i < vectors.numRows; i++) {
            double largest = 0;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, Math.abs(vectors.data[i * n + j]));
            }
            for (int j = 0; j < n; j++) {
                row[j] = vectors.data[i * n + j] / largest;
            }
            forward(row, 0, q);
            double inside = dot(row, 0, row, 0, q);
            double outside = dot(row, q, row, q, n - q);
            if (outside > INDEPENDENT * INDEPENDENT * inside) {
                System.arraycopy(row, q, shares.data, kept * (n - q), n - q);
                kept++;
            }
        }
        shares.reshape(kept, n - q);
        return shares;
    }

    /**
     * The result in the coordinates of A: vectors of length n, what reflections round added to the allowance, and the error
     * of the deflation, {@code |E|}, by a product with each known vector unless residuals are estimates.
     */
    LanczosResult lift(LanczosResult result, Residuals residuals) {
        DMatrixRMaj vectors = new DMatrixRMaj(1, 1);
        lift(result.vectors(), vectors);
        double more = ROUNDING * q * UNIT_ROUNDOFF * result.norm();
        boolean known = residuals == Residuals.COMPUTED;
        return new LanczosResult(
                result.eigenvalues(),
                result.fromTop(),
                vectors,
                result.residuals(),
                widened(result.proved(), more),
                widened(result.likely(), more),
                result.probabilitiesMissed(),
                result.probabilityMissed(),
                result.resolution(),
                result.converged(),
                result.products(),
                result.secondStartProducts(),
                result.verificationProducts() + (known ? q : 0),
                result.norm(),
                result.allowance() + more,
                known ? coupling() + more : Double.POSITIVE_INFINITY);
    }

    private static List<Interval> widened(List<Interval> intervals, double more) {
        return intervals.stream()
                .map(i -> new Interval(i.lower() - more, i.upper() + more))
                .toList();
    }

    /** {@code |E|} in the Frobenius norm: what A makes of the known space outside of it. */
    private double coupling() {
        DMatrixRMaj known = new DMatrixRMaj(q, n);
        for (int i = 0; i < q; i++) {
            known.data[i * n + i] = 1;
            backward(known.data, i * n);
        }
        DMatrixRMaj products = new DMatrixRMaj(q, n);
        operator.apply(known, products);
        double length = 0;
        for (int i = 0; i < q; i++) {
            forward(products.data, i * n, q);
            double largest = 0;
            for (int j = q; j < n; j++) {
                largest = Math.max(largest, Math.abs(products.data[i * n + j]));
            }
            double squares = 0;
            for (int j = q; j < n && largest > 0; j++) {
                double share = products.data[i * n + j] / largest;
                squares = Math.fma(share, share, squares);
            }
            // Sums of lengths bound the norm, and cannot overflow where squares would.
            length += largest * Math.sqrt(squares);
        }
        return length;
    }

    private void lift(DMatrixRMaj coordinates, DMatrixRMaj vectors) {
        int k = coordinates.numRows;
        vectors.reshape(k, n);
        for (int i = 0; i < k; i++) {
            Arrays.fill(vectors.data, i * n, i * n + q, 0);
            System.arraycopy(coordinates.data, i * (n - q), vectors.data, i * n + q, n - q);
            backward(vectors.data, i * n);
        }
    }

    /** The first reflections, in their order. */
    private void forward(double[] x, int offset, int reflections) {
        for (int i = 0; i < reflections; i++) {
            reflect(x, offset, i);
        }
    }

    /** All reflections, the last one first. */
    private void backward(double[] x, int offset) {
        for (int i = q - 1; i >= 0; i--) {
            reflect(x, offset, i);
        }
    }

    private void reflect(double[] x, int offset, int i) {
        double twice = 2 * dot(normals, i * n + i, x, offset + i, n - i);
        for (int j = i; j < n; j++) {
            x[offset + j] = Math.fma(-twice, normals[i * n + j], x[offset + j]);
        }
    }

    /** Four chains, so that additions need not wait for each other; added in a fixed order. */
    private static double dot(double[] a, int atA, double[] b, int atB, int length) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int j = 0;
        for (; j + 3 < length; j += 4) {
            first = Math.fma(a[atA + j], b[atB + j], first);
            second = Math.fma(a[atA + j + 1], b[atB + j + 1], second);
            third = Math.fma(a[atA + j + 2], b[atB + j + 2], third);
            fourth = Math.fma(a[atA + j + 3], b[atB + j + 3], fourth);
        }
        for (; j < length; j++) {
            first = Math.fma(a[atA + j], b[atB + j], first);
        }
        return (first + second) + (third + fourth);
    }
}
