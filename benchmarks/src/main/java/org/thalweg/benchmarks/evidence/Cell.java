package org.thalweg.benchmarks.evidence;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * One estimator with one setting on one problem, asked again and again with other seeds.
 *
 * @param family the estimator and the problem
 * @param setting what else counts, such as the budget and the confidence
 * @param confidence the probability with which its intervals claim to hold the truth
 * @param truth the truth, right to rounding
 * @param estimators makes an estimator for a thread of its own: from a seed to an interval
 */
record Cell(
        String family,
        String setting,
        double confidence,
        DoubleSupplier truth,
        Supplier<LongFunction<Interval>> estimators) {

    private static final int CHUNK = 500;

    /** Below this part of the truth a standard deviation is rounding, and widths are not compared with it. */
    private static final double ROUNDING = 1e-13;

    /**
     * Asks the estimator with the seeds of all cases and counts its misses. An interval that claims to be certain may not
     * miss at all; what is thrown counts as such a miss.
     *
     * @param trials seed, threads and the single case, if any
     * @param cases how many seeds
     * @param rate how often the limit may be exceeded by an estimator that misses exactly as often as it claims
     */
    Coverage run(Trials trials, int cases, double rate) {
        int first = trials.first();
        int count = trials.count(cases);
        Interval[] intervals = new Interval[count];
        String[] failures = new String[count];
        trials.workers().run((count + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            LongFunction<Interval> estimator = estimators.get();
            for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
                try {
                    intervals[i] = estimator.apply(trials.key(first + i));
                } catch (RuntimeException e) {
                    failures[i] = e.toString();
                }
            }
        });
        return count(truth.getAsDouble(), intervals, failures, first, rate);
    }

    private Coverage count(double exact, Interval[] intervals, String[] failures, int first, double rate) {
        int chances = 0;
        int misses = 0;
        int certainMisses = 0;
        int infinite = 0;
        int worst = 0;
        double largest = -1;
        String note = "";
        for (int i = 0; i < intervals.length; i++) {
            Interval interval = intervals[i];
            double error = interval == null ? Double.POSITIVE_INFINITY : interval.relativeError(exact);
            if (error > largest) {
                largest = error;
                worst = first + i;
            }
            if (interval == null) {
                certainMisses++;
                note = note.isEmpty() ? failures[i] : note;
                continue;
            }
            boolean miss = !interval.holds(exact);
            if (interval.certain()) {
                certainMisses += miss ? 1 : 0;
            } else {
                chances++;
                misses += miss ? 1 : 0;
            }
            infinite += Double.isInfinite(interval.width()) ? 1 : 0;
        }
        int limit = Binomial.limit(chances, 1 - confidence, rate);
        return new Coverage(
                family,
                setting,
                intervals.length,
                misses,
                limit,
                certainMisses,
                (double) infinite / intervals.length,
                relativeWidth(exact, intervals),
                worst,
                note);
    }

    /**
     * The median width of the intervals that chance has a part in, over the width of a normal interval with the standard
     * deviation that the estimates really have, {@code 2 z (mean (value - truth)^2)^(1/2)}. NaN where there is no such width.
     */
    private double relativeWidth(double exact, Interval... intervals) {
        Interval[] chances = Arrays.stream(intervals)
                .filter(interval -> interval != null && !interval.certain())
                .toArray(Interval[]::new);
        double square = Arrays.stream(chances)
                .mapToDouble(interval -> (interval.value() - exact) * (interval.value() - exact))
                .average()
                .orElse(0);
        double deviation = Math.sqrt(square);
        if (!(deviation > ROUNDING * Math.abs(exact))) {
            return Double.NaN;
        }
        double[] widths =
                Arrays.stream(chances).mapToDouble(Interval::width).sorted().toArray();
        double normal = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.5 + 0.5 * confidence);
        return widths[widths.length / 2] / (2 * normal * deviation);
    }
}
