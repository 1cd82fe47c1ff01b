package org.thalweg.landscape;

/**
 * Quantiles of Student's distribution for an even number {@code v} of degrees of freedom, from the finite series of its
 * distribution function (M. Abramowitz, I. Stegun, 1964, 26.7.4)
 *
 * <pre>{@code
 * P(|T| < t) = t / sqrt(v + t^2) * (1 + 1/2 q + (1 3)/(2 4) q^2 + ... up to q^(v/2 - 1))      q = v / (v + t^2)
 * }</pre>
 */
final class StudentQuantile {
    /** The quantile of 1000 degrees of freedom is that of infinitely many to within 0.2 percent. */
    private static final int MOST_DEGREES = 1000;

    private StudentQuantile() {}

    /** The t with {@code P(|T| < t) = confidence}. An odd number of degrees counts as the even one below: wider. */
    static double twoSided(int degrees, double confidence) {
        int even = Math.min(degrees, MOST_DEGREES) & ~1;
        if (even == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double low = 0;
        double high = 1;
        while (probability(even, high) < confidence && high < 1e150) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < 80; i++) {
            double middle = (low + high) / 2;
            if (probability(even, middle) < confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    static double probability(int degrees, double t) {
        double q = degrees / (degrees + t * t);
        double sum = 1;
        double term = 1;
        for (int k = 2; k < degrees; k += 2) {
            term *= q * (k - 1) / k;
            sum += term;
        }
        return t / Math.sqrt(degrees + t * t) * sum;
    }
}
