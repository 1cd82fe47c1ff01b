package org.thalweg.linalg.estimate;

/**
 * Half-widths of intervals for means of quadratic forms.
 *
 * <p>The mean of {@code m} forms {@code z'Bz} has a variance of at most {@code 2 V^2 / m} with {@code V = |B|_F} (or less,
 * if the diagonal of B does not count). A run estimates V from the same vectors, and the half-width is {@code c V}. The
 * constant is made for the hardest B known, where a mean that came out wrong comes with a V that came out small:
 *
 * <ul>
 *   <li>B of rank one. With normal {@code z} the mean is {@code W tr B}, where {@code m W} is chi-square with {@code m}
 *       degrees of freedom, and V is estimated as {@code W^(1/2) |tr B|}, or as {@code W |tr B|}, as the case may be. With
 *       {@code w} the quantile of W at half the probability to miss, the interval holds the truth if {@code 1 - W <= c W^p}, so
 *       {@code c = (1 - w) / w^p} with {@code p = 1/2} or 1. The other tail of W is covered by more.
 *   <li>A single pair of entries off the diagonal, of size 1. With random signs the form is {@code 2 s} but for a constant,
 *       {@code s} a fair sign, and {@code V^2} is estimated as {@code 2 m/(m - 1) (1 - r^2)} with the mean {@code r} of the
 *       signs. If {@code k} of the signs are the rarer ones, {@code r = 1 - 2k/m}, the interval holds the truth if
 *       {@code 2 r <= c (2 m/(m - 1) (1 - r^2))^(1/2)}. The {@code k} that must be covered are those which are not rare enough
 *       to be given up.
 * </ul>
 *
 * <p>With signs, as few as {@code m} may all agree, and then say that there is no variance. Entries that are no constants
 * agree with probability at most {@code 2^(1 - m)}; {@link #fewest} is the number from which on this takes at most half of
 * what the interval may miss. Below there is no interval.
 *
 * <p>As {@code m} grows, constants tend to the quantile of the normal distribution with standard deviation
 * {@code (2/m)^(1/2)}, which is right for B of high rank. That nothing is harder than these two is not proved. Mixtures of
 * both were looked for at random, and the worst of them are what {@link #MARGIN} is for: {@code
 * docs/numerics/estimators.md}.
 */
final class Calibration {

    /** A pair beside smaller entries needs a little more than the pair alone: {@code 1 + MARGIN/m} times as much. */
    private static final double MARGIN = 2;

    /** The share of the probability to miss that may be given to rare counts of a pair's signs. */
    private static final double RARE = 0.8;

    private Calibration() {}

    /** The fewest vectors of random signs that tell a variance well enough to miss with this probability at most. */
    static int fewest(double miss) {
        int m = 2;
        for (double agree = 0.5; agree > 0.5 * miss; agree *= 0.5) {
            m++;
        }
        return m;
    }

    /** For forms of random signs, with V from all coordinates. */
    static double signs(int m, double miss) {
        if (m < fewest(miss)) {
            return Double.POSITIVE_INFINITY;
        }
        return (1 + MARGIN / m) * Math.max(root(m, miss), pair(m, miss));
    }

    /** For squared norms {@code z'A^2 z} of random signs, where V grows as the mean. */
    static double squares(int m, double miss) {
        if (m < fewest(miss)) {
            return Double.POSITIVE_INFINITY;
        }
        double w = Quantiles.meanSquare(m, 0.5 * miss);
        return (1 - w) / w;
    }

    /** For forms of normal vectors: V grows as the square root of the mean. Infinite for fewer than 2. */
    static double root(int m, double miss) {
        if (m < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double w = Quantiles.meanSquare(m, 0.5 * miss);
        return (1 - w) / Math.sqrt(w);
    }

    /** The pair of entries. */
    private static double pair(int m, double miss) {
        double r = 1 - 2.0 * Quantiles.heads(m, 0.5 * RARE * miss) / m;
        return 2 * r / Math.sqrt(2 * m / (m - 1.0) * (1 - r * r));
    }

    /** What there was, for a report: "9 probes", or why they say nothing. */
    static String words(int m, String sample, double miss) {
        int fewest = fewest(miss);
        String found = m + " " + sample + (m == 1 ? "" : "s");
        return m >= fewest ? found : found + ", too few for this confidence, which needs " + fewest;
    }
}
