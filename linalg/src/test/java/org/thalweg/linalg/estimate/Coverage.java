package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongFunction;

/** Counts how often intervals hold the truth. */
final class Coverage {

    static final int SEEDS = 1000;

    private Coverage() {}

    /**
     * Checks the intervals of seeds {@code 0 ... 999}. An estimator that misses at exactly the stated rate {@code alpha} fails
     * with probability 1e-3: the bound is {@code 1000 alpha} and 3.1 standard deviations. The seeds are fixed.
     */
    static void check(String name, double truth, double confidence, LongFunction<Estimate> estimate) {
        int misses = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Estimate found = estimate.apply(seed);
            if (!(found.lower() <= truth && truth <= found.upper())) {
                misses++;
                assertTrue(!found.certain(), name + ": a certain interval misses " + truth + ": " + found);
            }
        }
        double expected = SEEDS * (1 - confidence);
        double bound = expected + 3.1 * Math.sqrt(expected * confidence);
        assertTrue(misses <= bound, name + ": " + misses + " of " + SEEDS + " miss, expected at most " + bound);
    }
}
