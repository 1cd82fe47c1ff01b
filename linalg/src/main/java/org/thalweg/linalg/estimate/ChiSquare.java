package org.thalweg.linalg.estimate;

import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Lower quantiles of {@code W}, the mean of the squares of {@code m} independent standard normal numbers, for even
 * {@code m}:
 *
 * <pre>{@code P(W > w) = e^-x (1 + x + x^2/2! + ... + x^(m/2-1)/(m/2-1)!),   x = m w / 2}</pre>
 *
 * <p>(Abramowitz and Stegun, 1964, 26.4.21).
 */
final class ChiSquare {

    /** Beyond, quantiles are scaled from here. */
    static final int MOST_DEGREES = 1000;

    private ChiSquare() {}

    /** {@code P(W <= w)} of {@code even} squares, for small values without cancellation. */
    static double lower(int even, double w) {
        double x = 0.5 * even * w;
        double[] exp = {-x};
        ElementaryFunctions functions = Kernels.selected().functions();
        functions.exp(1, exp, 0, exp, 0);
        // The terms from m/2 on: e^-x x^k / k!, which fall off at once where x < m/2.
        double term = exp[0];
        for (int k = 1; k <= even / 2; k++) {
            term *= x / k;
        }
        double sum = 0;
        for (int k = even / 2 + 1; term > sum * 0x1p-60; k++) {
            sum += term;
            term *= x / k;
        }
        return sum;
    }

    /** The {@code w < 1} with {@code P(W <= w) = miss <= 1/4}, rounded down; odd {@code m} are rounded down, too. */
    static double lowerQuantile(int m, double miss) {
        int even = Math.min(MOST_DEGREES, m) / 2 * 2;
        double low = 0;
        double high = 1;
        for (int step = 0; step < 60; step++) {
            double middle = 0.5 * (low + high);
            if (lower(even, middle) > miss) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
