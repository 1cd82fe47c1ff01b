package org.thalweg.benchmarks.evidence;

import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.thalweg.linalg.Workers;

/**
 * How a campaign is run.
 *
 * @param seed the key of everything random; case {@code i} of a family is a function of the seed and of {@code i} alone
 * @param scale how much is tried
 * @param chosen the families to try, by their names
 * @param single the only case to try, if it shall be one alone
 * @param workers share out cases or families, each of which is computed by one thread
 */
record Trials(long seed, Scale scale, Predicate<String> chosen, OptionalInt single, Workers workers) {

    /** The key of a case. Cases, families and seeds that are neighbours have keys that share nothing. */
    long key(String family, int number) {
        long ofFamily = new SplittableRandom(seed).nextLong() + family.hashCode();
        return new SplittableRandom(new SplittableRandom(ofFamily).nextLong() + number).nextLong();
    }

    /** The first case to try. */
    int first() {
        return single.orElse(0);
    }

    /** How many cases to try of so many. */
    int count(int cases) {
        return single.isPresent() ? 1 : cases;
    }
}
