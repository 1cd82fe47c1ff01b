package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.thalweg.experiments.result.Json;
import org.thalweg.linalg.estimate.Estimate;

/**
 * Which of several minima is the flattest by one measure, and whether that is more than error.
 *
 * <p>If the intervals {@code [l_i, u_i]} of all minima hold together with probability C, the difference between minimum j and
 * the flattest, f, lies in {@code [l_j - u_f, u_j - l_f]} with at least that probability. It exceeds its error if the interval
 * lies above 0 for every j. The intervals hold together if each misses with a probability of at most {@code (1 - C) / m}
 * (Bonferroni), whatever they have in common; so the verdict is on the safe side.
 *
 * @param measure the measure
 * @param flattest the minimum with the least value
 * @param next the minimum that comes closest: the one whose difference is least clear of 0
 * @param difference the value of the next less that of the flattest
 * @param lower where the interval of the difference begins
 * @param upper where it ends
 */
record Verdict(Minimum.Measure measure, Minimum flattest, Minimum next, double difference, double lower, double upper) {

    static Verdict of(Minimum.Measure measure, List<Minimum> minima) {
        Comparator<Minimum> byValue =
                Comparator.comparingDouble(m -> m.measures().get(measure).value());
        Comparator<Minimum> byLower =
                Comparator.comparingDouble(m -> m.measures().get(measure).lower());
        List<Minimum> ranked = minima.stream().sorted(byValue).toList();
        Minimum flattest = ranked.get(0);
        Minimum next = ranked.stream().skip(1).min(byLower).orElseThrow();
        Estimate least = flattest.measures().get(measure);
        Estimate other = next.measures().get(measure);
        return new Verdict(
                measure,
                flattest,
                next,
                other.value() - least.value(),
                other.lower() - least.upper(),
                other.upper() - least.lower());
    }

    /** Whether the flattest is flatter than all others by more than the error. */
    boolean decided() {
        return lower > 0;
    }

    /** In a line. */
    @Override
    public String toString() {
        String interval = String.format(Locale.ROOT, "%.4g in [%.4g, %.4g]", difference, lower, upper);
        return decided()
                ? flattest.name() + " is flattest; " + next.name() + " exceeds it by " + interval
                        + ", more than the error"
                : "not decided: " + next.name() + " exceeds " + flattest.name() + " by " + interval
                        + ", no more than the error";
    }

    /** Puts everything. */
    void putTo(ObjectNode node) {
        node.put("measure", measure.key());
        node.put("decided", decided());
        node.put("flattest", flattest.name());
        node.put("next", next.name());
        ObjectNode interval = node.putObject("difference");
        Json.put(interval, "value", difference);
        Json.put(interval, "lower", lower);
        Json.put(interval, "upper", upper);
    }
}
