package org.thalweg.benchmarks.evidence;

import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * One estimator with one setting on one problem, asked again and again with other seeds.
 *
 * @param family the estimator and the problem
 * @param setting what else counts, such as the budget and the confidence
 * @param confidence the probability with which its answers claim to be right
 * @param estimators makes an estimator for a thread of its own: from a seed to an answer
 */
record Cell(String family, String setting, double confidence, Supplier<LongFunction<Answer>> estimators) {

    private static final int CHUNK = 500;

    /** Where a standard deviation is smaller than this part of the widths, it is rounding and widths are not compared with it. */
    private static final double ROUNDING = 1e-3;

    /** What the command line and the tables call it. */
    String name() {
        return family + ", " + setting;
    }

    /**
     * Asks the estimator with the seeds of all cases and counts its misses. What is thrown counts as a broken claim.
     *
     * @param trials seed, threads and the single case, if any
     * @param cases how many seeds
     * @param rate how often the limit may be exceeded by an estimator that misses exactly as often as it claims
     */
    Coverage run(Trials trials, int cases, double rate) {
        int first = trials.first();
        Answer[] answers = new Answer[trials.count(cases)];
        int chunk = Math.min(
                CHUNK, Math.max(1, answers.length / (4 * trials.workers().threads())));
        trials.workers().run((answers.length + chunk - 1) / chunk, (part, worker) -> {
            LongFunction<Answer> estimator = estimators.get();
            for (int i = part * chunk; i < Math.min(answers.length, (part + 1) * chunk); i++) {
                try {
                    answers[i] = estimator.apply(trials.key(family, first + i));
                } catch (RuntimeException e) {
                    answers[i] = Answer.thrown(e);
                }
            }
        });
        return count(answers, first, rate);
    }

    /** Counts; package-private for its test. */
    Coverage count(Answer[] answers, int first, double rate) {
        int misses = 0;
        int broken = 0;
        int infinite = 0;
        int worst = 0;
        String note = "";
        for (int i = 0; i < answers.length; i++) {
            Answer answer = answers[i];
            misses += answer.missed() ? 1 : 0;
            infinite += Double.isInfinite(answer.width()) ? 1 : 0;
            if (!answer.broken().isEmpty()) {
                broken++;
                if (note.isEmpty()) {
                    worst = i;
                    note = answer.broken();
                }
            } else if (note.isEmpty() && answer.severity() > answers[worst].severity()) {
                worst = i;
            }
        }
        return new Coverage(
                family,
                setting,
                answers.length,
                misses,
                Binomial.limit(answers.length, 1 - confidence, rate),
                broken,
                (double) infinite / answers.length,
                relativeWidth(answers),
                first + worst,
                note);
    }

    /**
     * The median width of the intervals over that of a normal interval with the standard deviation that the estimates really
     * have, {@code 2 z (mean (value - truth)^2)^(1/2)}. NaN where the estimates do not vary.
     */
    private double relativeWidth(Answer... answers) {
        double[] widths = Arrays.stream(answers)
                .mapToDouble(Answer::width)
                .filter(width -> !Double.isNaN(width))
                .sorted()
                .toArray();
        if (widths.length == 0) {
            return Double.NaN;
        }
        double deviation = Math.sqrt(Arrays.stream(answers)
                .mapToDouble(Answer::error)
                .map(error -> error * error)
                .average()
                .orElse(0));
        double normal = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.5 + 0.5 * confidence);
        double median = widths[widths.length / 2];
        return deviation > ROUNDING * median || Double.isInfinite(median)
                ? median / (2 * normal * deviation)
                : Double.NaN;
    }
}
