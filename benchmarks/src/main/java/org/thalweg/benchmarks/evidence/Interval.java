package org.thalweg.benchmarks.evidence;

import org.thalweg.linalg.estimate.Estimate;

/**
 * What an estimator said once.
 *
 * @param value the estimate
 * @param lower the lower end of its interval
 * @param upper the upper end
 * @param certain whether nothing was left to chance, so that it may never miss
 */
record Interval(double value, double lower, double upper, boolean certain) {

    static Interval of(Estimate estimate) {
        return new Interval(estimate.value(), estimate.lower(), estimate.upper(), estimate.certain());
    }

    /** Written so that NaN misses. */
    boolean holds(double truth) {
        return lower <= truth && truth <= upper;
    }

    double width() {
        return upper - lower;
    }

    /** The error in units of the distance from the value to the end on the side of the truth: more than 1 where it misses. */
    double relativeError(double truth) {
        double error = Math.abs(truth - value);
        return error == 0 ? 0 : error / (truth > value ? upper - value : value - lower);
    }
}
