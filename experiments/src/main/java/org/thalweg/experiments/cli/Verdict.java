package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.thalweg.experiments.cli.Minimum.Measure;
import org.thalweg.experiments.result.Json;
import org.thalweg.linalg.estimate.Estimate;

/**
 * Which of several minima is the flattest by one measure, and whether that is more than error.
 *
 * <p>The intervals of the differences of all pairs of minima hold together with the confidence that was asked for. So it does not
 * matter that the flattest is chosen by looking at them: it is flatter than all others, by more than the error, if the intervals of
 * their differences from it lie above 0. Minima with the same weights are one minimum.
 *
 * @param measure the measure
 * @param flattest the flattest minimum, and those with the same weights
 * @param next the minimum that comes closest, the one whose difference is least clear of 0; none if all are the same
 * @param difference by how much the next exceeds the flattest; exactly 0 if all are the same
 * @param products products with the Hessian for the differences
 */
record Verdict(Measure measure, List<Minimum> flattest, Optional<Minimum> next, Estimate difference, long products) {

    /** How a difference is found. */
    @FunctionalInterface
    interface Differences {
        /** By how much one exceeds the other. */
        Estimate of(Measure measure, Minimum more, Minimum less);
    }

    /** Judges. Differences are found from the minimum of least value, or from those that turn out to lie below it. */
    static Verdict of(Measure measure, List<Minimum> minima, Differences differences) {
        Minimum flattest = minima.get(0);
        for (Minimum minimum : minima) {
            if (minimum.measures().get(measure).value()
                    < flattest.measures().get(measure).value()) {
                flattest = minimum;
            }
        }
        List<Minimum> tried = new ArrayList<>();
        long products = 0;
        while (true) {
            tried.add(flattest);
            Minimum least = flattest;
            Map<Minimum, Estimate> from = new HashMap<>();
            for (Minimum other : minima) {
                if (!other.same(least)) {
                    Estimate difference = differences.of(measure, other, least);
                    products += difference.products();
                    from.put(other, difference);
                }
            }
            List<Minimum> same = minima.stream().filter(least::same).toList();
            List<Minimum> others =
                    minima.stream().filter(minimum -> !minimum.same(least)).toList();
            if (others.isEmpty()) {
                return new Verdict(
                        measure, same, Optional.empty(), differences.of(measure, same.get(1), same.get(0)), products);
            }
            Minimum next = others.get(0);
            Minimum below = others.get(0);
            for (Minimum other : others) {
                next = from.get(other).lower() < from.get(next).lower() ? other : next;
                below = from.get(other).value() < from.get(below).value() ? other : below;
            }
            if (from.get(below).value() >= 0 || tried.contains(below)) {
                return new Verdict(measure, same, Optional.of(next), from.get(next), products);
            }
            flattest = below;
        }
    }

    /** Whether all minima have the same weights, so that they do not differ by any measure. */
    boolean equal() {
        return next.isEmpty();
    }

    /** Whether it is settled: all are equal, or the flattest is flatter than all others by more than the error. */
    boolean decided() {
        return equal() || difference.lower() > 0;
    }

    /** In a line. */
    @Override
    public String toString() {
        String names = flattest.stream().map(Minimum::name).collect(Collectors.joining(" and "));
        if (equal()) {
            return "equal: " + names + " have the same weights, so the difference is exactly 0";
        }
        String name = next.orElseThrow().name();
        boolean one = flattest.size() == 1;
        String which = one ? names : names + ", the same weights,";
        String interval = String.format(
                Locale.ROOT, "%.4g in [%.4g, %.4g]", difference.value(), difference.lower(), difference.upper());
        return decided()
                ? which + (one ? " is" : " are") + " flattest; " + name + " exceeds " + (one ? "it" : "them") + " by "
                        + interval + ", more than the error"
                : "not decided: " + name + " exceeds " + which + " by " + interval + ", no more than the error";
    }

    /** Puts everything. */
    void putTo(ObjectNode node) {
        node.put("measure", measure.key());
        node.put("decided", decided());
        node.put("equal", equal());
        node.put("flattest", flattest.get(0).file().toString());
        ArrayNode same = node.putArray("same_as_flattest");
        flattest.stream().skip(1).forEach(minimum -> same.add(minimum.file().toString()));
        node.put("next", next.map(minimum -> minimum.file().toString()).orElse(null));
        Json.put(node, "difference", difference);
    }
}
