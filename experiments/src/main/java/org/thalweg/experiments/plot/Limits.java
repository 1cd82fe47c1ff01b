package org.thalweg.experiments.plot;

import java.util.Arrays;
import java.util.stream.Stream;

/** From where to where an axis goes: as it says itself, else as far as the numbers on it need, with a margin. */
record Limits(double lower, double upper) {

    private static final double MARGIN = 0.04;

    /** Numbers that differ by less, relative to their size, are equal to the eye. */
    private static final double EQUAL = 1e-6;

    /** So much room beside whole numbers shows that they are the first and the last. */
    private static final double BESIDE_WHOLE = 0.5;

    /** How many powers of ten lie between the limits. */
    double decades() {
        return Math.log10(upper / lower);
    }

    static Limits of(Axis axis, Stream<double[]> numbers) {
        // What lies beyond a given limit is not in the picture and needs no room.
        double[] held = numbers.flatMapToDouble(Arrays::stream)
                .filter(axis::holds)
                .filter(x -> !(x < axis.lower() || x > axis.upper()))
                .toArray();
        Limits needed =
                switch (axis.scale()) {
                    case LOGARITHMIC -> logarithmic(held);
                    case WHOLE -> linear(BESIDE_WHOLE, held);
                    default -> linear(0, held);
                };
        double lower = Double.isNaN(axis.lower()) ? needed.lower : axis.lower();
        double upper = Double.isNaN(axis.upper()) ? needed.upper : axis.upper();
        if (lower < upper) {
            return new Limits(lower, upper);
        }
        // A limit beyond all numbers: the other one gives way.
        if (axis.scale() == Axis.Scale.LOGARITHMIC) {
            return Double.isNaN(axis.upper()) ? new Limits(lower, 10 * lower) : new Limits(upper / 10, upper);
        }
        return Double.isNaN(axis.upper())
                ? new Limits(lower, lower + Math.max(Math.abs(lower), 1))
                : new Limits(upper - Math.max(Math.abs(upper), 1), upper);
    }

    private static Limits linear(double leastMargin, double... numbers) {
        double least = Arrays.stream(numbers).min().orElse(0);
        double most = Arrays.stream(numbers).max().orElse(1);
        double size = Math.max(Math.abs(least), Math.abs(most));
        double needed = Math.max(leastMargin, MARGIN * (most - least));
        double margin = Math.max(needed, most - least > EQUAL * size ? 0 : size / 10);
        return margin > 0 ? new Limits(least - margin, most + margin) : new Limits(-1, 1);
    }

    private static Limits logarithmic(double... numbers) {
        double least = Math.log10(Arrays.stream(numbers).min().orElse(0.1));
        double most = Math.log10(Arrays.stream(numbers).max().orElse(1));
        double margin = most - least > EQUAL ? MARGIN * (most - least) : 0.1;
        return new Limits(Math.pow(10, least - margin), Math.pow(10, most + margin));
    }
}
