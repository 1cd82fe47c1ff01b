package org.thalweg.benchmarks.evidence;

import org.apache.commons.math3.distribution.BinomialDistribution;

/** How many misses are no surprise. */
final class Binomial {

    /** The probability with which a campaign calls at least one interval broken though all miss exactly at their rates. */
    static final double FALSE_FAILURES = 1e-3;

    private Binomial() {}

    /**
     * The smallest number that so many independent cases, each of which misses with the same probability, exceed at most at
     * the given rate.
     */
    static int limit(int cases, double miss, double rate) {
        if (miss == 0 || cases == 0) {
            return 0;
        }
        return new BinomialDistribution(null, cases, miss).inverseCumulativeProbability(1 - rate);
    }
}
