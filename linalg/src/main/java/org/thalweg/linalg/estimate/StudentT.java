package org.thalweg.linalg.estimate;

/**
 * Quantiles of Student's distribution with an even number {@code v} of degrees of freedom, where
 *
 * <pre>{@code
 * P(|T| <= t) = s (1 + 1/2 c + (1 3)/(2 4) c^2 + ... + (1 3 ... (v-3))/(2 4 ... (v-2)) c^(v/2-1))
 * s = t / sqrt(v + t^2),   c = v / (v + t^2)
 * }</pre>
 *
 * <p>(Abramowitz and Stegun, 1964, 26.7.4). It needs no elementary function, so its bits are the same everywhere. Absolute
 * error of the probability about 1e-15. Thread safe.
 */
public final class StudentT {

    /** With more degrees of freedom quantiles change by less than a percent; fewer widen the interval. */
    static final int MOST_DEGREES = 1000;

    private StudentT() {}

    /** The probability that {@code |T| <= t}, for even {@code degrees}. */
    static double central(int degrees, double t) {
        double square = t * t;
        double c = degrees / (degrees + square);
        double term = 1;
        double sum = 1;
        for (int i = 2; i <= degrees - 2; i += 2) {
            term *= c * (i - 1) / i;
            sum += term;
        }
        return t / Math.sqrt(degrees + square) * sum;
    }

    /**
     * The {@code t} with {@code P(|T| > t) = miss}, rounded up: half the width of an interval about a mean, in standard
     * errors. Odd degrees of freedom are rounded down to even ones, and more than 1000 to 1000, which widens the interval;
     * below 2 the quantile is infinite.
     *
     * @param degrees degrees of freedom
     * @param miss the probability that the interval misses, between 0 and 1
     * @return the quantile
     */
    public static double twoSided(long degrees, double miss) {
        int even = (int) Math.min(MOST_DEGREES, degrees) / 2 * 2;
        if (even < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double low = 0;
        double high = 2;
        while (1 - central(even, high) > miss) {
            low = high;
            high *= 2;
        }
        for (int step = 0; step < 60; step++) {
            double middle = 0.5 * (low + high);
            if (1 - central(even, middle) > miss) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
