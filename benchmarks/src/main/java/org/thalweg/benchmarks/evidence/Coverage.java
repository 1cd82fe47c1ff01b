package org.thalweg.benchmarks.evidence;

/**
 * How often the intervals of one {@link Cell} missed.
 *
 * @param family the estimator and the problem
 * @param setting budget, confidence and the like
 * @param cases how many seeds were tried
 * @param misses how many missed that leave something to chance
 * @param limit what the misses may not exceed; see {@link Binomial}
 * @param broken how many were wrong where nothing is left to chance, or ended with an exception
 * @param infinite the share of intervals with an infinite width
 * @param relativeWidth the median width over that of a normal interval with the true standard deviation; may be NaN
 * @param worst the number of the first broken case, or else of the one whose error was largest beside its interval
 * @param note what the first broken one says; may be empty
 */
record Coverage(
        String family,
        String setting,
        long cases,
        int misses,
        int limit,
        int broken,
        double infinite,
        double relativeWidth,
        int worst,
        String note)
        implements Row {

    @Override
    public boolean held() {
        return misses <= limit && broken == 0;
    }

    /** Misses beside the limit, to find the worst of several cells: more than 1 where the claim is broken. */
    double severity() {
        return broken > 0 ? Double.POSITIVE_INFINITY : (misses + 0.5) / (limit + 1.0);
    }
}
