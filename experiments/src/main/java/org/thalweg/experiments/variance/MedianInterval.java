package org.thalweg.experiments.variance;

import java.util.Arrays;

/**
 * The median of a few independent numbers, with an interval that holds the median of their distribution, whatever that is,
 * with probability 95 % at least: from the k-th smallest to the k-th largest number, with the largest k for which
 *
 * <pre>{@code 2 sum_(i < k) binomial(n, i) / 2^n <= 0.05}</pre>
 *
 * <p>Six numbers are the fewest that have one: from the smallest to the largest. Source: W. R. Thompson, "On confidence ranges
 * for the median", 1936, DOI 10.1214/aoms/1177732502.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param lower where the interval begins, NaN for fewer than six numbers
 * @param upper where the interval ends, NaN for fewer than six numbers
 */
record MedianInterval(double median, double lower, double upper) {

    /** So many numbers have an interval. */
    static final int FEWEST = 6;

    /** For more of them the chance of each outcome falls below the smallest number there is. */
    static final int MOST = 1000;

    private static final double MISS = 0.05;

    /** All NaN if a number is. */
    static MedianInterval of(double... numbers) {
        int n = numbers.length;
        if (n == 0 || Arrays.stream(numbers).anyMatch(Double::isNaN)) {
            return new MedianInterval(Double.NaN, Double.NaN, Double.NaN);
        }
        double[] sorted = Arrays.stream(numbers).sorted().toArray();
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        int k = rank(n);
        return k == 0
                ? new MedianInterval(median, Double.NaN, Double.NaN)
                : new MedianInterval(median, sorted[k - 1], sorted[n - k]);
    }

    /** The largest k that does not miss too often, 0 if there is none. */
    static int rank(int n) {
        double term = Math.scalb(2.0, -n);
        double missed = 0;
        int k = 0;
        while (missed + term <= MISS) {
            missed += term;
            term = term * (n - k) / (k + 1);
            k++;
        }
        return k;
    }
}
