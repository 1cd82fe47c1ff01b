package org.thalweg.linalg.estimate;

/**
 * A number known by an interval: {@code lower <= truth <= upper} with probability {@code confidence} over the random
 * vectors that the estimator drew.
 *
 * <p>The confidence is 1 if nothing was left to chance; the interval then allows for rounding alone. The bounds are
 * infinite where the number of products was too small to say anything.
 *
 * @param value the estimate, finite
 * @param lower the lower end of the interval, at most the value
 * @param upper the upper end of the interval, at least the value
 * @param confidence the probability that the interval holds the truth, in (0, 1]
 * @param method how value and interval were found, in words for a report
 * @param products how many products with the operator it took
 * @param reached whether the interval is as narrow as was asked for; false if the run ended at its budget before
 */
public record Estimate(
        double value, double lower, double upper, double confidence, String method, long products, boolean reached) {

    /**
     * Checks the numbers.
     *
     * @param value the estimate, finite
     * @param lower the lower end of the interval, at most the value
     * @param upper the upper end of the interval, at least the value
     * @param confidence the probability that the interval holds the truth, in (0, 1]
     * @param method how value and interval were found, in words for a report
     * @param products how many products with the operator it took
     * @param reached whether the interval is as narrow as was asked for
     * @throws IllegalArgumentException if the value is not finite, {@code lower <= value <= upper} does not hold, the
     *     confidence is not in (0, 1], the method is empty or the products are negative
     */
    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + ", expected a finite number");
        }
        if (!(lower <= value && value <= upper)) {
            throw new IllegalArgumentException(
                    "interval: [" + lower + ", " + upper + "], expected one that holds the value " + value);
        }
        if (!(confidence > 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + ", expected a number in (0, 1]");
        }
        if (method.isEmpty()) {
            throw new IllegalArgumentException("method: empty, expected a name");
        }
        if (products < 0) {
            throw new IllegalArgumentException("products: " + products + ", expected at least 0");
        }
    }

    /**
     * A number of which no accuracy was asked, so that it is as accurate as was asked.
     *
     * @param value the estimate, finite
     * @param lower the lower end of the interval, at most the value
     * @param upper the upper end of the interval, at least the value
     * @param confidence the probability that the interval holds the truth, in (0, 1]
     * @param method how value and interval were found, in words for a report
     * @param products how many products with the operator it took
     * @return the estimate, with {@code reached}
     * @throws IllegalArgumentException as the constructor
     */
    public static Estimate withoutGoal(
            double value, double lower, double upper, double confidence, String method, long products) {
        return new Estimate(value, lower, upper, confidence, method, products, true);
    }

    /** This as what a run with a goal has found, or one without, which is always reached. */
    Estimate judgedBy(EstimatorSettings goal) {
        return new Estimate(value, lower, upper, confidence, method, products, !goal.hasGoal() || meets(goal));
    }

    /** {@return whether nothing was left to chance, so that the interval allows for rounding alone} */
    public boolean certain() {
        return confidence == 1;
    }

    /** {@return the larger distance of an end of the interval from the value} */
    public double halfWidth() {
        return Math.max(upper - value, value - lower);
    }

    /**
     * Whether the interval is as narrow as was asked for. A run that ends at its budget may fall short.
     *
     * @param goal the settings of the run
     * @return whether the result is certain, or {@code halfWidth() <= max(absolute, relative |value|)} with a positive
     *     right side or a half-width of 0
     */
    public boolean meets(EstimatorSettings goal) {
        return certain() || halfWidth() <= goal.allowedError(value);
    }
}
