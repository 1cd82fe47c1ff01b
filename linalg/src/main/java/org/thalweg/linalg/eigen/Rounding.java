package org.thalweg.linalg.eigen;

/**
 * What is known of the rounding of a run's products before the first of them: they are off by at most {@code share |A|}, or
 * {@code underflow} if that is more.
 *
 * @param share the rounding error of a product that is allowed for, relative to {@code |A|}
 * @param underflow the same where elements are subnormal and round to multiples of {@link Double#MIN_VALUE}
 * @param leastNorm a lower bound of {@code |A|}
 * @param noise the largest difference between {@code u'Av} and {@code v'Au} for known u and v
 */
record Rounding(double share, double underflow, double leastNorm, double noise) {

    static final double UNIT_ROUNDOFF = 0x1p-53;

    /**
     * The rule for sums of n products, {@code max(64, 8 sqrt n) u}, and nothing known of A. Where products underflow, each of
     * the n^2 that make a vector is off by half of the smallest number at most: together, if signs are random, by 0.3 n of it.
     */
    static Rounding of(int n) {
        double share = Math.max(64, 8 * Math.sqrt(n)) * UNIT_ROUNDOFF;
        return new Rounding(share, Math.max(64, 4 * n) * Double.MIN_VALUE, 0, 0);
    }

    /** The same for products that are {@code 2^-exponent} times as large. */
    double underflow(int exponent) {
        return Math.scalb(underflow, -exponent);
    }
}
