package org.thalweg.experiments.plot;

/**
 * An axis.
 *
 * @param label what it shows, with its unit
 * @param scale how numbers become lengths; a logarithmic axis leaves out numbers that are not positive
 * @param lower where it begins, or NaN to leave that to the numbers
 * @param upper where it ends, or NaN to leave that to the numbers
 */
public record Axis(String label, Scale scale, double lower, double upper) {

    /** How numbers become lengths. */
    public enum Scale {
        /** Equal differences are equally long. */
        LINEAR,
        /** Linear; if horizontal, with numbers and lines at whole numbers alone: for what is counted. */
        WHOLE,
        /** Linear, without numbers and lines: for things side by side. */
        BARE,
        /** Equal ratios are equally long; drawn as linear if so short that it would have hardly a number. */
        LOGARITHMIC
    }

    /**
     * Checks the limits.
     *
     * @param label what it shows
     * @param scale how numbers become lengths
     * @param lower where it begins, or NaN
     * @param upper where it ends, or NaN
     * @throws IllegalArgumentException if the axis would be empty, or infinitely long
     */
    public Axis {
        boolean logarithmic = scale == Scale.LOGARITHMIC;
        if (lower >= upper || Double.isInfinite(lower) || Double.isInfinite(upper) || (logarithmic && lower <= 0)) {
            throw new IllegalArgumentException("axis `" + label + "`: from " + lower + " to " + upper
                    + ", expected finite, ascending" + (logarithmic ? " and positive" : "") + " limits");
        }
    }

    /**
     * A linear axis as long as its numbers need.
     *
     * @param label what it shows
     * @return the axis
     */
    public static Axis linear(String label) {
        return new Axis(label, Scale.LINEAR, Double.NaN, Double.NaN);
    }

    /**
     * A linear axis of whole numbers, as long as they need.
     *
     * @param label what is counted
     * @return the axis
     */
    public static Axis whole(String label) {
        return new Axis(label, Scale.WHOLE, Double.NaN, Double.NaN);
    }

    /**
     * A linear axis without numbers, as long as its numbers need.
     *
     * @param label what lies side by side
     * @return the axis
     */
    public static Axis bare(String label) {
        return new Axis(label, Scale.BARE, Double.NaN, Double.NaN);
    }

    /**
     * A logarithmic axis as long as its numbers need.
     *
     * @param label what it shows
     * @return the axis
     */
    public static Axis logarithmic(String label) {
        return new Axis(label, Scale.LOGARITHMIC, Double.NaN, Double.NaN);
    }

    /**
     * The same axis with limits.
     *
     * @param from where it begins, or NaN to leave that to the numbers
     * @param to where it ends, or NaN to leave that to the numbers
     * @return an axis
     */
    public Axis between(double from, double to) {
        return new Axis(label, scale, from, to);
    }

    /** Whether a number has a place on an axis of this scale. */
    boolean holds(double number) {
        return Double.isFinite(number) && (scale != Scale.LOGARITHMIC || number > 0);
    }
}
