package org.thalweg.experiments.variance;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.plot.PowerLaw;
import org.thalweg.linalg.estimate.Quantiles;

/**
 * Pairs of positive numbers and the power law through them.
 *
 * @param x abscissae
 * @param y an ordinate for each
 */
@SuppressWarnings("ArrayRecordComponent")
record Scatter(double[] x, double[] y) {

    /** So many abscissae have two degrees of freedom, and with them an interval. */
    private static final int FEWEST = 4;

    private static final double MISS = 0.05;

    /** The pairs whose abscissa is above a bound, which is at least 0, and whose ordinate is positive. */
    static Scatter above(double bound, double[] x, double[] y) {
        int[] kept = IntStream.range(0, x.length)
                .filter(i -> x[i] > bound && y[i] > 0 && Double.isFinite(x[i]) && Double.isFinite(y[i]))
                .toArray();
        return chosen(x, y, kept);
    }

    private static Scatter chosen(double[] x, double[] y, int... kept) {
        return new Scatter(
                Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
    }

    /** The pairs whose abscissa is within so many powers of ten of the largest. */
    Scatter upper(double decades) {
        double largest = Arrays.stream(x).max().orElse(0);
        return above(largest / Math.pow(10, decades), x, y);
    }

    /**
     * Enough of the pairs for a picture that can be read: of those whose abscissae are in the same part of a decade, the one
     * that comes first.
     */
    Scatter thinned(int partsOfADecade) {
        Set<Long> seen = new HashSet<>();
        return chosen(
                x,
                y,
                IntStream.range(0, x.length)
                        .filter(i -> seen.add((long) Math.floor(partsOfADecade * Math.log10(x[i]))))
                        .toArray());
    }

    boolean hasFit() {
        return Arrays.stream(x).distinct().count() >= FEWEST;
    }

    /**
     * The power law, with the 95 % interval of its slope (least squares in the logarithms, Student's quantile, pairs taken for
     * independent), and the share of the variance of {@code log y} that it explains. All NaN for fewer than 4 abscissae.
     */
    Fit fit() {
        if (!hasFit()) {
            return new Fit(new PowerLaw(Double.NaN, Double.NaN, Double.NaN), Double.NaN, Double.NaN);
        }
        PowerLaw law = PowerLaw.fit(x, y);
        int degrees = x.length - 2;
        double explained = law.slope() * law.slope();
        double rest = degrees * law.standardError() * law.standardError();
        return new Fit(law, Quantiles.student(degrees, MISS) * law.standardError(), explained / (explained + rest));
    }

    RankCorrelation rankCorrelation() {
        return RankCorrelation.of(x, y);
    }

    /** A fitted power law. */
    record Fit(PowerLaw law, double halfWidth, double rSquared) {

        double lower() {
            return law.slope() - halfWidth;
        }

        double upper() {
            return law.slope() + halfWidth;
        }

        /** What the slope says of a sentence. */
        Claim claim(String sentence, String quantity, Claim.Relation relation, double threshold) {
            return new Claim(sentence, quantity, law.slope(), lower(), upper(), relation, threshold);
        }

        /** For the legend. */
        String words() {
            String format = halfWidth < 0.01 ? "slope %.3f \u00b1 %.3f" : "slope %.2f \u00b1 %.2f";
            return String.format(Locale.ROOT, format, law.slope(), halfWidth).replace('-', '\u2212');
        }
    }
}
