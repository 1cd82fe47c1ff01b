package org.thalweg.experiments.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.thalweg.experiments.result.Json;

/**
 * A sentence of a paper as a number that was measured and a threshold that was chosen before. If the number has a confidence
 * interval, all of it must be on the right side of the threshold, or on the wrong one; else the sentence is left undecided.
 *
 * @param sentence what the paper says
 * @param quantity what was measured for it
 * @param measured the number; NaN if there was nothing to measure
 * @param lower where its 95 % confidence interval begins, or NaN if it has none
 * @param upper where its 95 % confidence interval ends, or NaN if it has none
 * @param relation how the number must stand to the threshold
 * @param threshold the threshold
 */
public record Claim(
        String sentence,
        String quantity,
        double measured,
        double lower,
        double upper,
        Relation relation,
        double threshold) {

    /** How a number stands to a threshold. */
    public enum Relation {
        /** Not below it. */
        AT_LEAST(">="),
        /** Above it. */
        ABOVE(">"),
        /** Not above it. */
        AT_MOST("<="),
        /** Below it. */
        BELOW("<");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        private boolean holds(double number, double threshold) {
            return switch (this) {
                case AT_LEAST -> number >= threshold;
                case ABOVE -> number > threshold;
                case AT_MOST -> number <= threshold;
                case BELOW -> number < threshold;
            };
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** What became of a sentence. */
    public enum Verdict {
        /** The number and its interval are on the right side of the threshold. */
        REPRODUCED,
        /** They are on the wrong side. */
        NOT_REPRODUCED,
        /** The threshold is within the interval. */
        UNDECIDED,
        /** There is no number. */
        NOT_MEASURED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * A claim whose number has no interval.
     *
     * @param sentence what the paper says
     * @param quantity what was measured for it
     * @param measured the number
     * @param relation how it must stand to the threshold
     * @param threshold the threshold
     */
    public Claim(String sentence, String quantity, double measured, Relation relation, double threshold) {
        this(sentence, quantity, measured, Double.NaN, Double.NaN, relation, threshold);
    }

    /**
     * The claim that speaks most against its sentence: the one with nothing measured, if there is one, else the one whose number,
     * or the end of its interval where it has one, goes furthest against the relation.
     *
     * @param claims claims with the same relation, at least one
     * @return one of them
     */
    public static Claim hardest(List<Claim> claims) {
        return claims.stream().max(Comparator.comparingDouble(Claim::against)).orElseThrow();
    }

    /** How far the number may go against the relation; NaN, which is above all numbers, if there is none. */
    private double against() {
        boolean least = relation == Relation.AT_LEAST || relation == Relation.ABOVE;
        double end = least ? lower : upper;
        double furthest = Double.isNaN(measured) || Double.isNaN(end) ? measured : end;
        return least ? -furthest : furthest;
    }

    /** {@return what became of the sentence} */
    public Verdict verdict() {
        if (Double.isNaN(measured)) {
            return Verdict.NOT_MEASURED;
        }
        boolean holds = relation.holds(measured, threshold);
        boolean sure =
                Stream.of(lower, upper).allMatch(end -> Double.isNaN(end) || relation.holds(end, threshold) == holds);
        return !sure ? Verdict.UNDECIDED : holds ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED;
    }

    void putTo(ObjectNode node) {
        node.put("sentence", sentence);
        node.put("quantity", quantity);
        Json.put(node, "measured", measured);
        Json.put(node, "lower", lower);
        Json.put(node, "upper", upper);
        node.put("relation", relation.toString());
        node.put("threshold", threshold);
        node.put("verdict", verdict().toString());
    }
}
