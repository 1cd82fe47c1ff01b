package org.thalweg.experiments.plot;

import java.util.stream.Stream;

/**
 * An axis with its limits, as XChart is told of it. XChart draws every line from 1 to 9 of every decade of a logarithmic
 * axis, which is too many where there are many decades; such an axis is given to it as a linear one of exponents.
 */
record Ruler(Axis axis, Limits limits) {

    /** With more decades, a logarithmic axis shows no lines between powers of ten. */
    private static final double MOST_DECADES = 5;

    static Ruler of(Axis axis, Stream<double[]> numbers) {
        return new Ruler(axis, Limits.of(axis, numbers));
    }

    /** With fewer numbers, a logarithmic axis tells less than a linear one. */
    private static final int FEWEST_LABELS = 3;

    /** How it is drawn. */
    private Axis.Scale scale() {
        boolean hardlyAny = axis.scale() == Axis.Scale.LOGARITHMIC
                && limits.decades() < 1
                && new TickLabels(axis.scale(), limits).ofLogarithmicAxis() < FEWEST_LABELS;
        return hardlyAny ? Axis.Scale.LINEAR : axis.scale();
    }

    /** Whether equal ratios are equally long in the picture. */
    boolean showsRatios() {
        return scale() == Axis.Scale.LOGARITHMIC;
    }

    private boolean ofExponents() {
        return showsRatios() && limits.decades() > MOST_DECADES;
    }

    /** Whether XChart is to take logarithms. */
    boolean logarithmic() {
        return showsRatios() && !ofExponents();
    }

    /** Whether a number has a place here. */
    boolean holds(double number) {
        return axis.holds(number);
    }

    /** The number that stands for this one. */
    double place(double number) {
        return ofExponents() ? Math.log10(number) : number;
    }

    double lower() {
        return place(limits.lower());
    }

    double upper() {
        return place(limits.upper());
    }

    /** What is written at a tick. */
    String label(double place) {
        TickLabels labels = new TickLabels(scale(), limits);
        return ofExponents() ? labels.ofExponent(place) : labels.of(place);
    }
}
