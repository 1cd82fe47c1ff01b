package org.thalweg.curvature;

/**
 * The law of an entry of a mask of inverted dropout: {@code delta = 1/p} with probability p, else 0.
 *
 * @param keepProbability p
 */
record MaskDistribution(double keepProbability) {

    MaskDistribution {
        if (!(keepProbability > 0 && keepProbability <= 1)) {
            throw new IllegalArgumentException("keep probability: " + keepProbability + ", expected 0 < p <= 1");
        }
    }

    /** {@code v = (1-p)/p}. */
    double variance() {
        return (1 - keepProbability) / keepProbability;
    }
}
