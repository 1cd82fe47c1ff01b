package org.thalweg.linalg.estimate;

import org.thalweg.linalg.random.Draws;

/**
 * Finds directions Q whose removal pays: their part of the trace, {@code tr Q A Q'}, is then exact, and the Frobenius norm
 * of the rest, {@code B = P A P} with {@code P = I - Q'Q}, is small (R. A. Meyer, C. Musco, C. Musco and D. P. Woodruff 2021,
 * arXiv 2010.09649: Hutch++). How many directions is settled as the run goes, as D. Persson, A. Cortinovis and D. Kressner
 * (2022, arXiv 2109.10659) do.
 *
 * <p>A round applies the operator to {@code b} normal vectors of the rest, which costs {@code b} products, makes an
 * orthonormal basis of what came out, and applies the operator to this: {@code b} more. It is then known by how much the
 * rest has shrunk:
 *
 * <pre>{@code |B_old|_F^2 - |B_new|_F^2 = |Q B Q'|_F^2 + 2 |P_new B Q'|_F^2}</pre>
 *
 * <p>Rounds go on as long as the last one saved more probes than it cost. The vectors drawn here decide how the run goes on
 * and are not used for the estimate.
 */
final class Sketch {

    private static final int ROUND = 8;
    /** Elements of all directions, one gibibyte. */
    private static final long MOST_ELEMENTS = 1L << 27;

    /** For the guess of how many probes the rest would take. */
    private static final int TYPICAL_PROBES = 64;

    /** What is left of a direction after projection counts as nothing below this fraction. */
    private static final double NEGLIGIBLE = 1e-12;

    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final EstimatorSettings settings;
    private double trace;
    private double rounding;
    private long drawn;

    Sketch(ProbeBlock block, Basis basis, Draws draws, EstimatorSettings settings) {
        this.block = block;
        this.basis = basis;
        this.draws = draws;
        this.settings = settings;
    }

    /** {@code tr Q A Q'} of the directions found. */
    double trace() {
        return trace;
    }

    /** What rounding may have added to it. */
    double rounding() {
        return rounding;
    }

    /**
     * Extends the basis while it pays.
     *
     * @param known the part of the trace that the basis holds so far
     * @return whether the exact trace is the better way
     */
    boolean run(double known) {
        int n = block.dimension();
        int size = (int) Math.min(ROUND, settings.budget() / 6);
        // Two directions more are no help where too few probes are left to say how wrong the trace is.
        int fewest = Calibration.fewest(1 - settings.confidence());
        double quantile = Calibration.signs(TYPICAL_PROBES, (1 - settings.confidence()) / 6);
        double perVariance = quantile * quantile * TYPICAL_PROBES;
        boolean pays = size > 0;
        double probes = Double.POSITIVE_INFINITY;
        while (pays) {
            long left = settings.budget() - block.applied();
            if (left >= n && (left - 3L * size < n ? !(4 * probes < left) : probes >= n && drawn > 0)) {
                return true;
            }
            boolean full = (basis.size() + 2L * size) * n > MOST_ELEMENTS;
            boolean few = left - 2L * size < Math.max(2L * size, fewest);
            if (full || few || basis.size() + size > n) {
                return false;
            }
            block.drawNormals(draws, drawn, size);
            drawn += size;
            basis.project(block.vectors);
            block.apply();
            double scale = 0;
            double form = 0;
            for (int j = 0; j < size; j++) {
                scale = Math.max(scale, block.productNorm(j));
                form += block.quadraticForm(j) / size;
            }
            basis.project(block.products);
            double square = 0;
            for (int j = 0; j < size; j++) {
                square += square(block.productNorm(j)) / size;
            }
            double allowed = settings.allowedError(known + trace + form);
            probes = perVariance * square / square(allowed);
            if (square == 0 || probes <= Looks.first(1 - settings.confidence())) {
                return false;
            }
            int before = basis.size();
            int added = basis.extend(block.products, NEGLIGIBLE * scale);
            if (added == 0) {
                return false;
            }
            block.copyFrom(basis.data(), before, added);
            block.apply();
            double drop = account(added);
            left = settings.budget() - block.applied();
            double limited = Math.min(probes, (double) left);
            probes = Math.max(0, probes - perVariance * drop / square(allowed));
            pays = drop / square * limited > 2.0 * size;
        }
        return false;
    }

    /** Adds the trace of the new directions; returns by how much the square of the rest's Frobenius norm fell. */
    private double account(int added) {
        int n = block.dimension();
        double drop = 0;
        for (int i = 0; i < added; i++) {
            for (int j = 0; j < added; j++) {
                drop += square(Sums.dot(n, block.vectors.data, i * n, block.products.data, j * n));
            }
            trace += block.quadraticForm(i);
            rounding += block.rounding(i);
        }
        basis.project(block.products);
        for (int i = 0; i < added; i++) {
            drop += 2 * square(block.productNorm(i));
        }
        return drop;
    }

    private static double square(double x) {
        return x * x;
    }
}
