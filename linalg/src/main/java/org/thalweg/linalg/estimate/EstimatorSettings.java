package org.thalweg.linalg.estimate;

/**
 * How far an estimator goes: it stops as soon as half the width of its interval is at most
 *
 * <pre>{@code max(absolute, relative |value|)}</pre>
 *
 * <p>or the budget of products is spent. With {@code relative = absolute = 0} the whole budget is spent and looked at
 * once, which gives the narrowest interval for that budget. Where the budget reaches the dimension and the goal is not
 * to be had for less, the result is exact to rounding.
 *
 * @param relative the error allowed relative to the value, at least 0
 * @param absolute the error allowed in any case, at least 0
 * @param confidence the probability with which intervals shall hold the truth, in [0.5, 1 - 1e-9]
 * @param budget the most products to spend, at least 1
 * @param seed the key of all random vectors
 */
public record EstimatorSettings(double relative, double absolute, double confidence, long budget, long seed) {

    private static final double MOST_CONFIDENT = 1 - 1e-9;

    /**
     * Checks the numbers.
     *
     * @param relative the error allowed relative to the value, at least 0
     * @param absolute the error allowed in any case, at least 0
     * @param confidence the probability with which intervals shall hold the truth, in [0.5, 1 - 1e-9]
     * @param budget the most products to spend, at least 1
     * @param seed the key of all random vectors
     * @throws IllegalArgumentException if one is outside its range
     */
    public EstimatorSettings {
        if (!(relative >= 0 && relative < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("relative: " + relative + ", expected a finite number, at least 0");
        }
        if (!(absolute >= 0 && absolute < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("absolute: " + absolute + ", expected a finite number, at least 0");
        }
        if (!(confidence >= 0.5 && confidence <= MOST_CONFIDENT)) {
            throw new IllegalArgumentException("confidence: " + confidence + ", expected a number in [0.5, 1 - 1e-9]");
        }
        if (budget < 1) {
            throw new IllegalArgumentException("budget: " + budget + ", expected at least 1 product");
        }
    }

    /**
     * To 1 percent, with a confidence of 0.95, in at most 1000 products, seed 0.
     *
     * @return the settings
     */
    public static EstimatorSettings defaults() {
        return new EstimatorSettings(0.01, 0, 0.95, 1000, 0);
    }

    /**
     * Spends all of a budget, with a confidence of 0.95, seed 0.
     *
     * @param budget how many products, at least 1
     * @return the settings
     * @throws IllegalArgumentException if {@code budget < 1}
     */
    public static EstimatorSettings ofBudget(long budget) {
        return new EstimatorSettings(0, 0, 0.95, budget, 0);
    }

    /**
     * These settings with another relative error.
     *
     * @param error the error allowed relative to the value
     * @return new settings
     * @throws IllegalArgumentException if it is outside its range
     */
    public EstimatorSettings withRelative(double error) {
        return new EstimatorSettings(error, absolute, confidence, budget, seed);
    }

    /**
     * These settings with another absolute error.
     *
     * @param error the error allowed in any case
     * @return new settings
     * @throws IllegalArgumentException if it is outside its range
     */
    public EstimatorSettings withAbsolute(double error) {
        return new EstimatorSettings(relative, error, confidence, budget, seed);
    }

    /**
     * These settings with another confidence.
     *
     * @param probability that the interval holds the truth
     * @return new settings
     * @throws IllegalArgumentException if it is outside its range
     */
    public EstimatorSettings withConfidence(double probability) {
        return new EstimatorSettings(relative, absolute, probability, budget, seed);
    }

    /**
     * These settings with another budget.
     *
     * @param products the most products to spend
     * @return new settings
     * @throws IllegalArgumentException if it is outside its range
     */
    public EstimatorSettings withBudget(long products) {
        return new EstimatorSettings(relative, absolute, confidence, products, seed);
    }

    /**
     * These settings with another seed.
     *
     * @param key the key of all random vectors
     * @return new settings
     */
    public EstimatorSettings withSeed(long key) {
        return new EstimatorSettings(relative, absolute, confidence, budget, key);
    }

    /** Whether a run may end before its budget. */
    boolean hasGoal() {
        return relative > 0 || absolute > 0;
    }

    double allowedError(double value) {
        return Math.max(absolute, relative * Math.abs(value));
    }
}
