package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * The orthonormal basis V of a run of {@link Lanczos} and the projected matrix {@code T = V A V'}, and how a product makes
 * both larger. Rows {@code 0 ... size - 1} of the basis have been multiplied, the next {@code width} rows have not. In the
 * second start the first {@code locked} rows are the vectors found; the projected matrix of the others stands behind theirs,
 * without couplings.
 *
 * <p>Orthogonalisation is in full, see {@code docs/numerics/lanczos.md}; its inner products also tell whether the operator
 * is symmetric. Fields that change are shared with {@link LanczosRun}, {@link Restart}, {@link MissedSearch} and {@link
 * Snapshot}, which belong to the same run.
 */
final class KrylovSpace {

    /** Beyond this, relative to {@code |A|}, a coupling that symmetry forbids is no rounding error. */
    static final double ASYMMETRY = 1e-6;
    /** A vector that loses more of its length than this in an orthogonalisation gets another (Daniel et al., 1976). */
    private static final double ENOUGH_LEFT = 0.7;

    /** What rounding makes of a residual, in units of {@code u |A|}. */
    private static final double RESIDUAL_ROUNDING = 16;
    /** Of the underflow that is allowed for, what a single product may have. */
    private static final double UNDERFLOW_OF_ONE = 0.25;

    private static final int MOST_PASSES = 6;
    /** A share of a random vector beside given start vectors. */
    private static final double RANDOM_SHARE = 1e-8;

    private static final long PURPOSE = 0x4c616e637a6f73L;

    final int n;
    final int block;
    final int capacity;
    final int stride;
    final ScaledProducts operator;
    final Basis basis;
    final ProjectedProblem projected;

    /** T: rows and columns of the basis, then couplings to the next vectors. */
    final double[] t;

    /** Residuals of the locked vectors, as the iteration knows them. */
    final double[] estimates;

    int size;
    int width;
    int locked;
    /** How many of the locked vectors are from the top of the spectrum. */
    int fromTop;

    /** Whether this is the second start. */
    boolean searching;
    /** Whether the basis spans the whole space, or an invariant one with all of its rows. */
    boolean complete;

    /** Of the start vectors, 0 for none. */
    long startDigest;

    long drawn;
    /** The largest Ritz value or length of a product so far. */
    double largest;
    /** The largest difference between {@code u'Av} and {@code v'Au} in the basis. */
    double noise;
    /** Couplings that the projected matrix leaves out. */
    double slack;

    private final DMatrixRMaj start;
    private final Rounding rounding;
    private final long seed;
    private final long purpose;
    private Draws draws;
    private final double[] coefficients;
    private final double[] overlaps;
    private final double[] own;
    private final double[] left;
    private final double[] vector;
    private final double[] single = new double[1];

    /**
     * An empty basis.
     *
     * @param operator the symmetric matrix
     * @param known what is known of it
     * @param settings the sizes
     * @param k how many eigenvalues are wanted
     * @param workers who shares the work
     * @param start vectors to begin with, or null
     */
    KrylovSpace(
            LinearOperator operator, Known known, LanczosSettings settings, int k, Workers workers, DMatrixRMaj start) {
        this.start = start;
        rounding = known.rounding();
        seed = settings.seed();
        purpose = PURPOSE ^ known.digest();
        drawFor(start == null ? 0 : Known.digest(start));
        n = operator.dimension();
        capacity = settings.basisRows(n, k);
        block = Math.max(1, Math.min(settings.blockSize(), n));
        stride = capacity + block;
        if ((long) stride * n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("basisSize: " + capacity + " and blockSize: " + block
                    + " for vectors of length " + n + ", expected at most " + Integer.MAX_VALUE / n + " together");
        }
        this.operator = new ScaledProducts(operator, block, rounding.leastNorm());
        basis = new Basis(stride, n, block, workers);
        projected = new ProjectedProblem(Math.max(1, capacity));
        t = new double[stride * stride];
        coefficients = new double[stride * block];
        overlaps = new double[stride * block];
        own = new double[block * block];
        left = new double[block * block];
        estimates = new double[Math.max(1, k)];
        vector = new double[n];
    }

    /** The first vectors: given ones with a share of random ones, or these alone. */
    void begin() {
        int rows = Math.min(block, n);
        for (int c = 0; c < rows; c++) {
            randomVector();
            if (start != null) {
                mixStart(c, rows);
            }
            if (!place(width)) {
                randomRow(width);
            }
            width++;
        }
    }

    private void mixStart(int c, int rows) {
        double share = RANDOM_SHARE / length(vector, 0, n);
        for (int j = 0; j < n; j++) {
            vector[j] *= share;
        }
        for (int i = c; i < start.numRows; i += rows) {
            double greatest = 0;
            for (int j = 0; j < n; j++) {
                greatest = Math.max(greatest, Math.abs(start.data[i * n + j]));
            }
            double squares = 0;
            for (int j = 0; j < n; j++) {
                double element = start.data[i * n + j] / greatest;
                squares = Math.fma(element, element, squares);
            }
            double length = Math.sqrt(squares);
            for (int j = 0; j < n; j++) {
                vector[j] += start.data[i * n + j] / greatest / length;
            }
        }
    }

    /**
     * Chooses the random vectors, which depend on seed, known vectors and start vectors. Given vectors may come from a run with
     * the same seed; a second start that such a run has seen would not be independent of them.
     */
    void drawFor(long digest) {
        startDigest = digest;
        draws = new Draws(seed, purpose ^ digest);
    }

    private void randomVector() {
        draws.normals(drawn++, vector, 0, n);
    }

    /** Puts a new random vector, orthogonal to the rows before, into a row of the basis. */
    void randomRow(int row) {
        do {
            randomVector();
        } while (!place(row));
    }

    /**
     * Makes the vector at hand orthogonal to the rows before, of length 1, and puts it into a row.
     *
     * @return whether anything was left of it
     */
    private boolean place(int row) {
        double length = length(vector, 0, n);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            basis.pass(vector, 1, 0, 0, null, 0, row, overlaps, single);
            basis.pass(vector, 1, 0, row, overlaps, 0, 0, null, single);
            double rest = Math.sqrt(single[0]);
            if (rest > ENOUGH_LEFT * length || row == 0) {
                scaleInto(vector, 0, rest, row);
                return rest > 0;
            }
            length = rest;
        }
        return false;
    }

    /** Makes a row, orthogonal to those before but for rounding errors, orthogonal again and of length 1. */
    void refresh(int row) {
        System.arraycopy(basis.rows, row * n, vector, 0, n);
        place(row);
    }

    private static double length(double[] x, int offset, int count) {
        double squares = 0;
        for (int i = offset; i < offset + count; i++) {
            squares = Math.fma(x[i], x[i], squares);
        }
        return Math.sqrt(squares);
    }

    private void scaleInto(double[] from, int offset, double length, int row) {
        for (int j = 0; j < n; j++) {
            basis.rows[row * n + j] = from[offset + j] / length;
        }
    }

    /** Multiplies the next vectors and makes the products orthogonal to the basis. */
    void step() {
        double[] w = operator.apply(basis.rows, size * n, width);
        int first = firstCoupled();
        int coupled = size - first;
        double squares = 0;
        for (int i = 0; i < coupled; i++) {
            for (int c = 0; c < width; c++) {
                double coupling = t[(first + i) * stride + size + c];
                coefficients[i * width + c] = coupling;
                squares = Math.fma(coupling, coupling, squares);
            }
        }
        basis.pass(w, width, first, coupled, coefficients, size, width, overlaps, own);
        for (int c = 0; c < width; c++) {
            largest = Math.max(largest, Math.sqrt((c == 0 && width == 1 ? squares : 0) + own[c * width + c]));
        }
        for (int a = 0; a < width; a++) {
            for (int c = 0; c < width; c++) {
                double there = overlaps[a * width + c];
                double back = overlaps[c * width + a];
                checkSymmetry(Math.abs(there - back), there, back);
                t[(size + a) * stride + size + c] = (there + back) / 2;
            }
        }
        System.arraycopy(overlaps, 0, coefficients, 0, width * width);
        int all = size + width;
        basis.pass(w, width, size, width, coefficients, 0, all, overlaps, own);
        for (int i = locked; i < all; i++) {
            for (int c = 0; c < width; c++) {
                double known = i < size ? t[i * stride + size + c] : 0;
                checkSymmetry(Math.abs(overlaps[i * width + c]), known + overlaps[i * width + c], known);
            }
        }
        if (searching) {
            for (int i = 0; i < locked; i++) {
                couple(i, size, overlaps[i * width]);
            }
        }
        basis.pass(w, width, 0, all, overlaps, 0, 0, null, left);
        continueWith(w, all);
    }

    private int firstCoupled() {
        int first = locked;
        while (first < size && isUncoupled(first)) {
            first++;
        }
        return first;
    }

    private boolean isUncoupled(int row) {
        for (int c = 0; c < width; c++) {
            if (t[row * stride + size + c] != 0) {
                return false;
            }
        }
        return true;
    }

    void couple(int i, int j, double value) {
        t[i * stride + j] = value;
        t[j * stride + i] = value;
    }

    private void checkSymmetry(double difference, double there, double back) {
        noise = slack > 0 ? noise : Math.max(noise, difference);
        if (difference > ASYMMETRY * norm() + 4 * slack + underflow()) {
            int scale = operator.exponent();
            throw new IllegalArgumentException("operator: not symmetric: in product " + operator.count()
                    + ", for orthonormal u and v, u'Av = " + Math.scalb(there, scale) + " but v'Au = "
                    + Math.scalb(back, scale) + ", expected equal to " + ASYMMETRY + " |A|, |A| >= "
                    + Math.scalb(norm(), scale));
        }
    }

    /** Orthonormalises what is left of the products: the next vectors and their couplings. */
    private void continueWith(double[] w, int all) {
        int most = Math.min(width, n - all);
        int accepted = 0;
        for (int c = 0; c < width; c++) {
            System.arraycopy(w, c * n, vector, 0, n);
            double before = Math.sqrt(own[c * width + c]);
            double rest = Math.sqrt(left[c * width + c]);
            boolean again = accepted > 0 || rest <= ENOUGH_LEFT * before;
            for (int pass = 0; pass < MOST_PASSES && again && rest > negligible(); pass++) {
                basis.pass(vector, 1, 0, 0, null, 0, all + accepted, coefficients, single);
                for (int a = 0; a < accepted; a++) {
                    couple(size + c, all + a, t[(size + c) * stride + all + a] + coefficients[all + a]);
                }
                basis.pass(vector, 1, 0, all + accepted, coefficients, 0, 0, null, single);
                before = rest;
                rest = Math.sqrt(single[0]);
                again = rest <= ENOUGH_LEFT * before;
            }
            if (rest > negligible() && accepted < most) {
                scaleInto(vector, 0, rest, all + accepted);
                couple(size + c, all + accepted, rest);
                accepted++;
            }
        }
        boolean exhausted = accepted == 0 && searching;
        int wish = exhausted ? 0 : Math.min(searching ? 1 : block, n - all);
        for (; accepted < wish; accepted++) {
            randomRow(all + accepted);
        }
        size = all;
        width = accepted;
    }

    /** A product that leaves no more than this has left the basis by rounding alone. */
    private double negligible() {
        return Math.max(Rounding.UNIT_ROUNDOFF * norm(), UNDERFLOW_OF_ONE * underflow());
    }

    private double underflow() {
        return rounding.underflow(operator.exponent());
    }

    /** What rounding makes of the residual of one product, which no residual falls below. */
    double residualError() {
        return Math.max(RESIDUAL_ROUNDING * Rounding.UNIT_ROUNDOFF * norm(), UNDERFLOW_OF_ONE * underflow());
    }

    /** The estimate of {@code |A|}, which is at most that: the largest Ritz value or length of a product known. */
    double norm() {
        return Math.max(largest, operator.leastNorm());
    }

    /** The largest difference between {@code u'Av} and {@code v'Au}, known vectors included. */
    double asymmetry() {
        return Math.max(noise, Math.scalb(rounding.noise(), -operator.exponent()));
    }

    /** The rounding error of a product that is allowed for. */
    double productError() {
        return Math.max(rounding.share() * norm(), underflow());
    }

    int active() {
        return size - locked;
    }

    /** Ritz values of the active rows, and in the columns the residuals' components along the next vectors. */
    void decompose() {
        int m = active();
        for (int i = 0; i < m; i++) {
            for (int c = 0; c < width; c++) {
                projected.columns[i * width + c] = t[(locked + i) * stride + size + c];
            }
        }
        projected.solve(m, t, locked * stride + locked, stride, width);
        if (m > 0) {
            largest = Math.max(largest, Math.max(Math.abs(projected.values[0]), Math.abs(projected.values[m - 1])));
        }
    }

    double residual(int i) {
        return length(projected.columns, i * width, width);
    }

    /** Whether there is no room for the next products. */
    boolean isFull() {
        return size + width > capacity;
    }
}
