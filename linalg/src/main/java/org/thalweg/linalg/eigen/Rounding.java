package org.thalweg.linalg.eigen;

/**
 * What is known of the rounding of a run's products before the first of them: they are off by at most {@code share |A|}.
 *
 * @param share the rounding error of a product that is allowed for, relative to {@code |A|}
 * @param leastNorm a lower bound of {@code |A|}
 * @param noise the largest difference between {@code u'Av} and {@code v'Au} for known u and v
 */
record Rounding(double share, double leastNorm, double noise) {

    static final double UNIT_ROUNDOFF = 0x1p-53;

    /** The rule for sums of n products, {@code max(64, 8 sqrt n) u}, and nothing known of A. */
    static Rounding of(int n) {
        return new Rounding(Math.max(64, 8 * Math.sqrt(n)) * UNIT_ROUNDOFF, 0, 0);
    }
}
