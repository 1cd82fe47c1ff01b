package org.thalweg.experiments.plot;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What is drawn into a panel. Numbers that have no place on an axis (NaN, infinite, not positive on a logarithmic one) are
 * left out; a line has a gap there.
 *
 * <p>Arrays are kept, not copied, and are meant not to change.
 */
public sealed interface Series {

    /** {@return what the legend calls it; empty to leave it out of the legend} */
    String name();

    /** {@return its colour} */
    Hue hue();

    /** {@return all abscissae} */
    double[] x();

    /** {@return all ordinates that must be in the picture} */
    double[] ordinates();

    /** How a line is drawn. */
    enum Dash {
        /** Without gaps. */
        SOLID,
        /** For fits and guides. */
        DASHED,
        /** For bounds. */
        DOTTED
    }

    /**
     * Points joined by a line.
     *
     * @param name for the legend, or empty
     * @param hue the colour
     * @param dash how the line is drawn
     * @param x abscissae in the order in which they are joined
     * @param y an ordinate for each
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Line(String name, Hue hue, Dash dash, double[] x, double[] y) implements Series {

        /**
         * Checks the lengths.
         *
         * @param name for the legend, or empty
         * @param hue the colour
         * @param dash how the line is drawn
         * @param x abscissae
         * @param y ordinates
         * @throws IllegalArgumentException if there are not as many of both
         */
        public Line {
            requireAsMany(name, "y", y, x);
        }

        @Override
        public double[] ordinates() {
            return y;
        }
    }

    /**
     * A function that is constant between jumps: {@code y[i]} from {@code x[i]} to {@code x[i + 1]}.
     *
     * @param name for the legend, or empty
     * @param hue the colour
     * @param x ascending abscissae
     * @param y an ordinate for each
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Steps(String name, Hue hue, double[] x, double[] y) implements Series {

        /**
         * Checks the lengths.
         *
         * @param name for the legend, or empty
         * @param hue the colour
         * @param x abscissae
         * @param y ordinates
         * @throws IllegalArgumentException if there are not as many of both
         */
        public Steps {
            requireAsMany(name, "y", y, x);
        }

        @Override
        public double[] ordinates() {
            return y;
        }
    }

    /**
     * Markers, each with an interval drawn as a bar.
     *
     * @param name for the legend, or empty
     * @param hue the colour and the shape of the marker
     * @param x abscissae
     * @param y an ordinate for each
     * @param lower where the interval of each begins; may be {@code y}
     * @param upper where the interval of each ends; may be {@code y}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Points(String name, Hue hue, double[] x, double[] y, double[] lower, double[] upper) implements Series {

        /**
         * Checks the lengths.
         *
         * @param name for the legend, or empty
         * @param hue the colour and the shape of the marker
         * @param x abscissae
         * @param y ordinates
         * @param lower where intervals begin
         * @param upper where intervals end
         * @throws IllegalArgumentException if there are not as many of all
         */
        public Points {
            requireAsMany(name, "y", y, x);
            requireAsMany(name, "lower", lower, x);
            requireAsMany(name, "upper", upper, x);
        }

        /**
         * Markers without intervals.
         *
         * @param name for the legend, or empty
         * @param hue the colour and the shape of the marker
         * @param x abscissae
         * @param y ordinates
         * @throws IllegalArgumentException if there are not as many of both
         */
        public Points(String name, Hue hue, double[] x, double[] y) {
            this(name, hue, x, y, y, y);
        }

        @Override
        public double[] ordinates() {
            return Stream.of(y, lower, upper).flatMapToDouble(Arrays::stream).toArray();
        }
    }

    /**
     * The area between two curves, in a light colour, without a border. Give it before the line it belongs to.
     *
     * @param name for the legend, or empty
     * @param hue the colour
     * @param x ascending abscissae
     * @param lower the lower curve
     * @param upper the upper curve
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Band(String name, Hue hue, double[] x, double[] lower, double[] upper) implements Series {

        /**
         * Checks the lengths.
         *
         * @param name for the legend, or empty
         * @param hue the colour
         * @param x abscissae
         * @param lower the lower curve
         * @param upper the upper curve
         * @throws IllegalArgumentException if there are not as many of all
         */
        public Band {
            requireAsMany(name, "lower", lower, x);
            requireAsMany(name, "upper", upper, x);
        }

        @Override
        public double[] ordinates() {
            return Stream.of(lower, upper).flatMapToDouble(Arrays::stream).toArray();
        }
    }

    private static void requireAsMany(String name, String what, double[] found, double[] expected) {
        if (found.length != expected.length) {
            throw new IllegalArgumentException(
                    "series `" + name + "`: " + found.length + " numbers " + what + ", expected " + expected.length);
        }
    }
}
