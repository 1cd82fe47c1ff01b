package org.thalweg.linalg.estimate;

/**
 * Half-widths of intervals for means of quadratic forms.
 *
 * <p>The mean of {@code m} forms {@code z'Bz} has a variance of at most {@code 2 V^2 / m} with {@code V = |B|_F} (or less,
 * if the diagonal of B does not count). A run estimates V from the same vectors, and the half-width is {@code c V}. The
 * constant is made for the worst case, B of rank one: with normal {@code z} the mean is {@code W tr B}, where {@code m W} is
 * chi-square with {@code m} degrees of freedom, and V is estimated as {@code W^(1/2) |tr B|}, or as {@code W |tr B|}, as the
 * case may be. With {@code w} the quantile of W at half the probability to miss, the interval holds the truth if
 * {@code 1 - W <= c W^p}, so
 *
 * <pre>{@code c = (1 - w) / w^p,   p = 1/2 or 1}</pre>
 *
 * <p>The other tail of W is covered by more. As {@code m} grows, {@code c} tends to the quantile of the normal
 * distribution with standard deviation {@code (2/m)^(1/2)}, which is right for B of high rank.
 */
final class Calibration {

    private Calibration() {}

    /** {@code (1 - w) / w^(1/2)}: V grows as the square root of the mean. Infinite for fewer than 2 samples. */
    static double root(int m, double miss) {
        double w = quantile(m, miss);
        return (1 - w) / Math.sqrt(w) * beyond(m);
    }

    /** {@code (1 - w) / w}: V grows as the mean. Infinite for fewer than 2 samples. */
    static double linear(int m, double miss) {
        double w = quantile(m, miss);
        return (1 - w) / w * beyond(m);
    }

    private static double quantile(int m, double miss) {
        return m < 2 ? 0 : ChiSquare.lowerQuantile(m, 0.5 * miss);
    }

    private static double beyond(int m) {
        return m <= ChiSquare.MOST_DEGREES ? 1 : Math.sqrt((double) ChiSquare.MOST_DEGREES / m);
    }
}
