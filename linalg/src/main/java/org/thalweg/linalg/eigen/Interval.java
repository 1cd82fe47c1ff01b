package org.thalweg.linalg.eigen;

/**
 * A closed interval of the real line; a bound that is not known is infinite.
 *
 * @param lower the lower bound
 * @param upper the upper bound, at least {@code lower}
 */
public record Interval(double lower, double upper) {

    /**
     * Checks the order of the bounds.
     *
     * @param lower the lower bound
     * @param upper the upper bound
     * @throws IllegalArgumentException if a bound is NaN or {@code lower > upper}
     */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("interval: [" + lower + ", " + upper + "], expected lower <= upper");
        }
    }

    /**
     * Whether a number lies in the interval.
     *
     * @param x the number
     * @return {@code lower <= x <= upper}
     */
    public boolean contains(double x) {
        return lower <= x && x <= upper;
    }
}
