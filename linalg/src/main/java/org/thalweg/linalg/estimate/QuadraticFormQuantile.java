package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.thalweg.linalg.random.Draws;

/**
 * How many standard errors an interval about the mean of quadratic forms must reach: for independent
 * {@code v_p = z_p'B z_p}, {@code z_p} standard normal, their mean {@code M} and its standard error
 * {@code S = (sum_p (v_p - M)^2 / (N - 1) / N)^(1/2)}, the {@code c} with
 *
 * <pre>{@code P(|M - tr B| > c S) <= miss}</pre>
 *
 * <p>Student's quantile is right where B has many eigenvalues of one size, so that the forms are nearly normal. Where one
 * eigenvalue dominates they are skewed, and a mean that came out low comes with a standard error that came out low; the
 * interval of Student then misses several times as often as it says. So {@code c} is the larger of Student's quantile and
 * the one for B of rank one. There {@code v_p = b x_p^2}, and with the mean {@code W} of the {@code x_p^2}
 *
 * <pre>{@code
 * S = |b| W q,   q^2 = (N sum_p x_p^4 / (sum_p x_p^2)^2 - 1) / (N - 1)
 * P(|W - 1| > c W q) = E_q [ F(1 / (1 + c q)) + 1 - F(1 / (1 - c q)) ]
 * }</pre>
 *
 * <p>with the distribution function F of W, where {@code N W} is chi-square with N degrees of freedom: the direction of
 * {@code x} is independent of its length, so q of W. The expectation is the mean over a fixed sample of q, some thousand
 * draws of the same seed each time, neighbours taken together, which leaves c uncertain by 1 or 2 % (5 % for N = 3). As N grows both quantiles tend to
 * that of the normal distribution. That no B is harder than rank one is tested, not proved.
 *
 * <p>Cost: {@code max(2^18, 256 N)} normal numbers, milliseconds for N up to a thousand. The same bits on every machine: c is
 * found by halving an interval, and only a probability that met {@code miss} to ten digits could decide otherwise elsewhere.
 * Thread safe.
 */
public final class QuadraticFormQuantile {

    private final int samples;
    private final double confidence;
    private final double value;

    private QuadraticFormQuantile(int samples, double confidence, double miss) {
        this.samples = samples;
        this.confidence = confidence;
        double student = Quantiles.student(samples - 1L, miss);
        value = samples == 1 ? student : new RankOne(samples).quantile(student, miss);
    }

    /**
     * Finds the constant; one may serve any number of means.
     *
     * @param samples how many forms, N; with a single one the constant is infinite
     * @param miss the probability that the interval may miss the trace, in (0, 1)
     * @return the quantile
     * @throws IllegalArgumentException if {@code samples < 1} or the probability is not in (0, 1)
     */
    public static QuadraticFormQuantile of(int samples, double miss) {
        requireEnough(samples);
        return new QuadraticFormQuantile(samples, 1 - miss, miss);
    }

    /**
     * Finds the constant for a confidence, which {@link #confidence} has to the last bit: {@code 1 - (1 - c)} need not be c.
     *
     * @param samples how many forms, N; with a single one the constant is infinite
     * @param confidence the probability that the interval holds the trace, in (0, 1)
     * @return the quantile
     * @throws IllegalArgumentException if {@code samples < 1} or the confidence is not in (0, 1)
     */
    public static QuadraticFormQuantile ofConfidence(int samples, double confidence) {
        requireEnough(samples);
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence: found " + confidence + ", expected a number between 0 and 1");
        }
        // Next to 0 the difference is rounded to 1, for which there is no quantile.
        return new QuadraticFormQuantile(samples, confidence, Math.min(1 - confidence, Math.nextDown(1.0)));
    }

    private static void requireEnough(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples: " + samples + ", expected at least 1");
        }
    }

    /**
     * The number of forms.
     *
     * @return N
     */
    public int samples() {
        return samples;
    }

    /**
     * The probability that the interval holds the trace.
     *
     * @return what was asked for
     */
    public double confidence() {
        return confidence;
    }

    /**
     * The constant.
     *
     * @return c, the larger of Student's quantile for {@code N - 1} degrees of freedom and that of rank one
     */
    public double value() {
        return value;
    }

    /** The same for forms of rank one. */
    private static final class RankOne {

        private static final Draws DIRECTIONS = new Draws(0, 0x51466F726DL);
        private static final int DRAWN_NUMBERS = 1 << 18;
        private static final int FEWEST_DIRECTIONS = 256;
        private static final int MOST_DIRECTIONS = 4096;

        /** A group of neighbouring q is this small a share of all that are smaller: the smallest ones miss most. */
        private static final int GROUP = 4;

        /** Halvings of an interval of the size of c. */
        private static final int STEPS = 10;

        private final ContinuousDistribution sum;
        private final int samples;
        private final double[] deviations;
        private final double[] weights;
        private int groups;

        RankOne(int samples) {
            this.samples = samples;
            sum = ChiSquaredDistribution.of(samples);
            double[] drawn = deviations(samples);
            Arrays.sort(drawn);
            deviations = new double[drawn.length];
            weights = new double[drawn.length];
            for (int first = 0; first < drawn.length; groups++) {
                int next = Math.min(drawn.length, first + Math.max(1, first / GROUP));
                for (int i = first; i < next; i++) {
                    deviations[groups] += drawn[i] / (next - first);
                }
                weights[groups] = (next - first) / (double) drawn.length;
                first = next;
            }
        }

        /** The quantile for rank one, rounded up by at most a thousandth, or what is given if that is larger. */
        double quantile(double least, double miss) {
            if (missed(least) <= miss) {
                return least;
            }
            double low = least;
            double high = 2 * least;
            while (missed(high) > miss) {
                low = high;
                high *= 2;
            }
            for (int step = 0; step < STEPS; step++) {
                double middle = 0.5 * (low + high);
                if (missed(middle) > miss) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        /** Draws of {@code q}, the standard error of the mean of N squares, relative to that mean. */
        private static double[] deviations(int n) {
            int count = Math.max(FEWEST_DIRECTIONS, Math.min(MOST_DIRECTIONS, DRAWN_NUMBERS / n));
            double[] deviations = new double[count];
            double[] x = new double[n];
            for (int i = 0; i < count; i++) {
                DIRECTIONS.normals(i, x, 0, n);
                double mean = Sums.dot(n, x, 0, x, 0) / n;
                double squares = 0;
                for (double number : x) {
                    double relative = number * number / mean - 1;
                    squares = Math.fma(relative, relative, squares);
                }
                deviations[i] = Math.sqrt(squares / n / (n - 1));
            }
            return deviations;
        }

        private double missed(double c) {
            double missed = 0;
            for (int i = 0; i < groups; i++) {
                double below = samples / Math.fma(c, deviations[i], 1);
                double above = Math.fma(-c, deviations[i], 1);
                double outside =
                        sum.cumulativeProbability(below) + (above > 0 ? sum.survivalProbability(samples / above) : 0);
                missed = Math.fma(weights[i], outside, missed);
            }
            return missed;
        }
    }
}
