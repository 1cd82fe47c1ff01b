package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * A symmetric operator A {@code [n x n]}, seen on the orthogonal complement of q known orthonormal vectors, in coordinates of
 * its own.
 *
 * <p>Householder reflections {@code H = H_q ... H_1} take the known vectors into the first q unit vectors (Golub and Van Loan,
 * "Matrix Computations", 4th ed. 2013, section 5.2), so {@code x -> H' (0, x)} maps {@code R^(n - q)} onto the complement and
 * changes no length. With
 *
 * <pre>{@code
 * H A H' = [ F  E' ]      F [q x q],  B [n - q x n - q]
 *          [ E  B  ]
 * }</pre>
 *
 * this operator is B: it has the eigenvalues of {@code P A P} on the complement, P being the projection on it, without the q
 * zeros that P adds. {@code |E| = |A Q - Q (Q'AQ)|}, Q the known vectors as columns, is what leaks. {@link KnownProducts} has
 * F and {@code E'E}.
 *
 * <p>The reflections are kept as {@code H' = I - V' T V}, normals the rows of V {@code [q x n]}, T upper triangular (Schreiber
 * and Van Loan, 1989, DOI 10.1137/0910005). A product costs {@code 8 q n} flops besides the product with A, for each vector.
 * Not thread safe: buffers are reused.
 */
final class Complement implements LinearOperator {

    /** How far products of known vectors may be from 0 and 1. */
    private static final double ORTHONORMAL = 1e-8;
    /** A vector with a smaller share outside of the known space is of no use as a start. */
    private static final double SMALLEST_SHARE = 1e-8;
    /** What the reflections on both sides of A round, for each known vector, in units of {@code u |A|}. */
    private static final double REFLECTION = 16;

    private final LinearOperator operator;
    private final int n;
    private final int q;
    private final Basis normals;
    /** T, {@code [q x q]}. */
    private final double[] triangle;

    private final double[] vector;
    private final double[] along;
    private final double[] weights;
    private final DMatrixRMaj lifted;
    private final DMatrixRMaj image;

    /**
     * Finds the reflections.
     *
     * @param operator A
     * @param known the known vectors, {@code [q x n]}, which {@link #check} accepts
     * @param workers who shares the work
     */
    Complement(LinearOperator operator, DMatrixRMaj known, Workers workers) {
        this.operator = operator;
        n = known.numCols;
        q = known.numRows;
        normals = new Basis(q, n, 1, workers);
        triangle = new double[q * q];
        vector = new double[n];
        along = new double[q];
        weights = new double[q];
        lifted = new DMatrixRMaj(1, n);
        image = new DMatrixRMaj(1, n);
        for (int i = 0; i < q; i++) {
            System.arraycopy(known.data, i * n, vector, 0, n);
            reflect(i, true);
            addReflection(i);
        }
    }

    /**
     * Refuses vectors that are not orthonormal rows of the operator's dimension.
     *
     * @throws IllegalArgumentException if they are not
     */
    static void check(DMatrixRMaj known, int n) {
        int q = known.numRows;
        if (known.numCols != n || q > n) {
            throw new IllegalArgumentException(
                    "deflating: [" + q + " x " + known.numCols + "], expected at most " + n + " rows of length " + n);
        }
        DMatrixRMaj gram = new DMatrixRMaj(q, q);
        if (q > 0) {
            MatrixProduct.Transpose yes = MatrixProduct.Transpose.YES;
            MatrixProduct.of().multiply(1, MatrixProduct.Transpose.NO, known, yes, known, 0, gram);
        }
        for (int i = 0; i < q; i++) {
            for (int j = 0; j <= i; j++) {
                double product = gram.data[i * q + j];
                int expected = i == j ? 1 : 0;
                if (!(Math.abs(product - expected) <= ORTHONORMAL)) {
                    throw new IllegalArgumentException("deflating: product of rows " + j + " and " + i + " is "
                            + product + ", expected " + expected + " to " + ORTHONORMAL + ": orthonormal rows");
                }
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
        checkFinite(image);
        for (int i = 0; i < k; i++) {
            reflectRow(image.data, i * n);
            System.arraycopy(image.data, i * n + q, products.data, i * (n - q), n - q);
        }
    }

    /** Reflections would spread what is not finite to all elements. */
    private void checkFinite(DMatrixRMaj products) {
        for (int i = 0; i < products.numRows * n; i++) {
            if (!Double.isFinite(products.data[i])) {
                throw new ArithmeticException("product of the operator on the complement of known vectors: "
                        + products.data[i] + " at element " + i % n + ", expected finite numbers");
            }
        }
    }

    /** Multiplies the known vectors, all in one block. */
    KnownProducts multiplyKnown() {
        DMatrixRMaj known = new DMatrixRMaj(q, n);
        for (int i = 0; i < q; i++) {
            Arrays.fill(vector, 0);
            vector[i] = 1;
            reflect(q, false);
            System.arraycopy(vector, 0, known.data, i * n, n);
        }
        DMatrixRMaj products = known.createLike();
        operator.apply(known, products);
        checkFinite(products);
        for (int i = 0; i < q; i++) {
            reflectRow(products.data, i * n);
        }
        return KnownProducts.of(products);
    }

    /** How the products of this operator round: like those of A, and the reflections besides. */
    Rounding rounding(KnownProducts known) {
        Rounding products = Rounding.of(n);
        double share = products.share() + REFLECTION * q * Rounding.UNIT_ROUNDOFF;
        return new Rounding(share, products.underflow(), known.largestProduct(), known.asymmetry());
    }

    /** The vectors with these coordinates, {@code [k x n]}. */
    void lift(DMatrixRMaj coordinates, DMatrixRMaj vectors) {
        int k = coordinates.numRows;
        vectors.reshape(k, n);
        for (int i = 0; i < k; i++) {
            Arrays.fill(vector, 0, q, 0);
            System.arraycopy(coordinates.data, i * (n - q), vector, q, n - q);
            reflect(q, false);
            System.arraycopy(vector, 0, vectors.data, i * n, n);
        }
    }

    /** Coordinates of the rows' shares in the complement; rows that have next to none are left out. */
    DMatrixRMaj coordinates(DMatrixRMaj vectors) {
        DMatrixRMaj shares = new DMatrixRMaj(vectors.numRows, n - q);
        int kept = 0;
        for (int i = 0; i < vectors.numRows; i++) {
            double largest = 0;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, Math.abs(vectors.data[i * n + j]));
            }
            for (int j = 0; j < n; j++) {
                vector[j] = vectors.data[i * n + j] / largest;
            }
            double whole = length(0);
            reflect(q, true);
            if (length(q) > SMALLEST_SHARE * whole) {
                System.arraycopy(vector, q, shares.data, kept * (n - q), n - q);
                kept++;
            }
        }
        shares.reshape(kept, n - q);
        return shares;
    }

    /** Makes the vector at hand, to which the reflections before are applied, the normal of reflection i, and finds T. */
    private void addReflection(int i) {
        Arrays.fill(vector, 0, i, 0);
        // The sign that cancels nothing.
        vector[i] += Math.copySign(length(i), vector[i]);
        double length = length(i);
        for (int j = i; j < n; j++) {
            vector[j] /= length;
        }
        normals.pass(vector, 1, 0, 0, null, 0, i, along, null);
        for (int r = 0; r < i; r++) {
            double sum = 0;
            for (int c = r; c < i; c++) {
                sum = Math.fma(triangle[r * q + c], along[c], sum);
            }
            triangle[r * q + i] = -2 * sum;
        }
        triangle[i * q + i] = 2;
        System.arraycopy(vector, 0, normals.rows, i * n, n);
    }

    /** The length of the vector at hand from an element on. */
    private double length(int from) {
        double squares = 0;
        for (int j = from; j < n; j++) {
            squares = Math.fma(vector[j], vector[j], squares);
        }
        return Math.sqrt(squares);
    }

    /** All reflections on a product, which may be of any size. */
    private void reflectRow(double[] rows, int at) {
        int exponent = PowersOfTwo.exponent(PowersOfTwo.largest(rows, at, n));
        PowersOfTwo.multiply(n, -exponent, rows, at, vector, 0);
        reflect(q, true);
        PowersOfTwo.multiply(n, exponent, vector, 0, rows, at);
    }

    /** The first reflections on the vector at hand: {@code H_count ... H_1} forward, {@code H_1 ... H_count} backward. */
    private void reflect(int count, boolean forward) {
        normals.pass(vector, 1, 0, 0, null, 0, count, along, null);
        for (int r = 0; r < count; r++) {
            double sum = 0;
            for (int c = forward ? 0 : r; c < (forward ? r + 1 : count); c++) {
                sum = Math.fma(triangle[forward ? c * q + r : r * q + c], along[c], sum);
            }
            weights[r] = sum;
        }
        normals.pass(vector, 1, 0, count, weights, 0, 0, null, null);
    }
}
