package org.thalweg.benchmarks.evidence;

import org.thalweg.linalg.estimate.Estimate;

/**
 * What came of one question whose answer claims to be right with some probability.
 *
 * @param missed whether it was wrong where it leaves something to chance
 * @param broken which claim that leaves nothing to chance was wrong; empty if none
 * @param error the estimate less the truth; NaN if there is no estimate
 * @param severity how wrong, to find the worst: beyond 1 for a miss
 * @param width the width of the interval; NaN if there is none
 */
record Answer(boolean missed, String broken, double error, double severity, double width) {

    /** An estimate beside the truth. */
    static Answer of(Estimate estimate, double truth) {
        return of(estimate.value(), estimate.lower(), estimate.upper(), estimate.certain(), truth);
    }

    /** An interval beside the truth, written so that NaN misses. */
    static Answer of(double value, double lower, double upper, boolean certain, double truth) {
        boolean holds = lower <= truth && truth <= upper;
        double error = value - truth;
        double reach = truth > value ? upper - value : value - lower;
        return new Answer(
                !holds && !certain,
                !holds && certain ? "a certain interval misses" : "",
                error,
                error == 0 ? 0 : Math.abs(error) / reach,
                upper - lower);
    }

    /** What was thrown in place of an answer. */
    static Answer thrown(RuntimeException e) {
        return new Answer(false, e.toString(), Double.NaN, Double.POSITIVE_INFINITY, Double.NaN);
    }
}
