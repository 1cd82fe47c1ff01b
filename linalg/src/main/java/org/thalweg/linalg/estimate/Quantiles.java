package org.thalweg.linalg.estimate;

import java.util.function.DoublePredicate;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Quantiles for intervals, from the distributions of Apache Commons Statistics, to 24 bits and to the side that makes an interval
 * wider.
 *
 * <p>Distribution functions rest on {@code Math.exp} and its kin, whose last bits may differ from one JDK to the next. A
 * quantile is therefore looked for among the numbers of 24 bits, by bisection: it comes out as the same number wherever
 * the distribution function is right to some ten digits, and intervals keep the same bits. Thread safe.
 */
public final class Quantiles {

    private static final double TIE = 0x1p-30;

    private Quantiles() {}

    /**
     * The {@code t} with {@code P(|T| > t) = miss} for Student's T: half the width of an interval about a mean, in standard
     * errors.
     *
     * @param degrees degrees of freedom
     * @param miss the probability that the interval misses, in (0, 1)
     * @return the quantile, rounded up; infinite without a degree of freedom
     * @throws IllegalArgumentException if the probability is not in (0, 1)
     */
    public static double student(long degrees, double miss) {
        if (!(miss > 0 && miss < 1)) {
            throw new IllegalArgumentException("miss: " + miss + ", expected a number between 0 and 1");
        }
        if (degrees < 1) {
            return Double.POSITIVE_INFINITY;
        }
        ContinuousDistribution t = TDistribution.of(degrees);
        return smallest(x -> t.survivalProbability(x) <= 0.5 * miss);
    }

    /**
     * The {@code w} with {@code P(W <= w) = miss} for the mean W of {@code m >= 1} squares of standard normal numbers, rounded
     * down.
     */
    static double meanSquare(int m, double miss) {
        ContinuousDistribution sum = ChiSquaredDistribution.of(m);
        return Math.nextDown((float) smallest(w -> sum.cumulativeProbability(m * w) > miss));
    }

    /**
     * The smallest {@code k} with {@code P(K <= k) > miss} for the number K of heads among {@code m} fair coins; a probability
     * that equals {@code miss} to nine digits counts as equal, so that no tie hangs on the last bit.
     */
    static int heads(int m, double miss) {
        return BinomialDistribution.of(m, 0.5).inverseCumulativeProbability(miss * (1 + TIE));
    }

    /** The smallest positive {@code float} that fulfils a condition which all larger ones fulfil. */
    private static double smallest(DoublePredicate condition) {
        // Positive floats ascend as their bits do.
        int low = 0;
        int high = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (condition.test(Float.intBitsToFloat(middle))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Float.intBitsToFloat(high);
    }
}
