package org.thalweg.benchmarks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.thalweg.experiments.plot.PowerLaw;

/**
 * How the time of a piece of work grows with one size, {@code ms = c size^slope}.
 *
 * @param work the method of {@link CostSweep}
 * @param growing what grows
 * @param sizes n, D or k, ascending
 * @param milliseconds the time of each
 * @param products how many products each takes; NaN where that is one
 * @param slope of the time, with its interval
 * @param slopeOfProduct of the time by the number of products
 */
@SuppressWarnings("ArrayRecordComponent")
record Growth(
        String work,
        Sizes.Growing growing,
        double[] sizes,
        double[] milliseconds,
        double[] products,
        Slope slope,
        Slope slopeOfProduct) {

    private static final double CONFIDENCE = 0.95;

    /** What linear growth may exceed 1 by. */
    private static final double MARGIN = 0.1;

    /**
     * A slope on logarithmic axes.
     *
     * @param value the slope
     * @param lower where its interval of confidence 0.95 begins (Student's, n - 2 degrees of freedom)
     * @param upper where it ends; NaN for fewer than 3 points
     */
    record Slope(double value, double lower, double upper) {

        static Slope of(double[] x, double[] y) {
            PowerLaw law = PowerLaw.fit(x, y);
            if (x.length < 3) {
                return new Slope(law.slope(), Double.NaN, Double.NaN);
            }
            double half = new TDistribution(x.length - 2).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
                    * law.standardError();
            return new Slope(law.slope(), law.slope() - half, law.slope() + half);
        }

        /** {@code yes} if the slope is at most 1.1, {@code -} if its interval leaves that open, else {@code no}. */
        String linear() {
            return upper <= 1 + MARGIN ? "yes" : lower > 1 + MARGIN ? "no" : "-";
        }

        @Override
        public String toString() {
            return Double.isNaN(upper)
                    ? Table.number(value)
                    : Table.number(value) + " [" + Table.number(lower) + ", " + Table.number(upper) + "]";
        }
    }

    /**
     * Fits the measurements of one work and one size.
     *
     * @param work the method of {@link CostSweep}
     * @param growing what grows
     * @param measurements all measurements
     * @return the fit
     * @throws IllegalArgumentException if there are not two sizes
     */
    static Growth of(String work, Sizes.Growing growing, Measurements measurements) {
        List<Measurements.Measured> points = points(work, growing, measurements);
        double[] sizes = points.stream()
                .mapToDouble(point -> Sizes.parse(point.choice()).abscissa())
                .toArray();
        double[] milliseconds =
                points.stream().mapToDouble(Measurements.Measured::value).toArray();
        double[] products =
                points.stream().mapToDouble(Measurements.Measured::products).toArray();
        double[] ofProduct = points.stream()
                .mapToDouble(point -> Double.isNaN(point.products()) ? point.value() : point.value() / point.products())
                .toArray();
        return new Growth(
                work,
                growing,
                sizes,
                milliseconds,
                products,
                Slope.of(sizes, milliseconds),
                Slope.of(sizes, ofProduct));
    }

    static boolean measured(String work, Sizes.Growing growing, Measurements measurements) {
        return points(work, growing, measurements).size() > 1;
    }

    private static List<Measurements.Measured> points(String work, Sizes.Growing growing, Measurements measurements) {
        return measurements.all().stream()
                .filter(one -> one.benchmark().equals(CostSweep.class.getSimpleName() + "." + work)
                        && Sizes.parse(one.choice()).growing() == growing)
                .sorted(Comparator.comparing(one -> Sizes.parse(one.choice()).abscissa()))
                .toList();
    }

    /** {@code 95 to 103}, or {@code -} where products are not counted. */
    String productRange() {
        double least = Arrays.stream(products).min().orElse(Double.NaN);
        double most = Arrays.stream(products).max().orElse(Double.NaN);
        return Double.isNaN(least)
                ? "-"
                : least == most ? Table.number(least) : Table.number(least) + " to " + Table.number(most);
    }
}
