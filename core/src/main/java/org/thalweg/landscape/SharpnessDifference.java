package org.thalweg.landscape;

import org.thalweg.linalg.estimate.QuadraticFormQuantile;

/**
 * By how much the expected sharpness of one minimum exceeds that of another, from the differences of pairs with the same noise,
 *
 * <pre>{@code d_p = v_p(theta_1) - v_p(theta_0),   v_p(theta) = (L(theta + s z_p) + L(theta - s z_p)) / 2 - L(theta)}</pre>
 *
 * <p>What the noise does to both minima drops out, and the interval {@code mean d +- c SE(d)} is the narrower the more the
 * minima are alike: two that are the same have the difference 0 without an error. For small noise {@code d_p} is a quadratic form of
 * z_p as {@code v_p} is, with the matrix {@code (S_1 H_1 S_1 - S_0 H_0 S_0) / 2}, so c is that of {@link ExpectedSharpness}.
 *
 * <p>Losses round, which the interval does not hold: differences of the size of rounding say nothing.
 *
 * @param mean the estimate of the difference; NaN or infinite if a loss is
 * @param standardError its standard error
 * @param lower the lower end of the interval
 * @param upper the upper end of the interval
 * @param confidence the probability that the interval holds the difference
 * @param pairs how many pairs of noise there are
 */
public record SharpnessDifference(
        double mean, double standardError, double lower, double upper, double confidence, int pairs) {

    /**
     * The difference {@code sharper - flatter}.
     *
     * @param sharper what is expected to be larger
     * @param flatter what is taken from it
     * @param confidence the probability that the interval is to hold the difference, in (0, 1)
     * @return the difference
     * @throws IllegalArgumentException if the confidence is out of its range, or the two have not the same noise: another seed,
     *     number of pairs or number of parameters
     */
    public static SharpnessDifference of(ExpectedSharpness sharper, ExpectedSharpness flatter, double confidence) {
        return of(sharper, flatter, QuadraticFormQuantile.ofConfidence(sharper.pairs(), confidence));
    }

    /**
     * The difference {@code sharper - flatter} where there are many: one quantile serves all.
     *
     * @param sharper what is expected to be larger
     * @param flatter what is taken from it
     * @param quantile the number of pairs, and the confidence
     * @return the difference
     * @throws IllegalArgumentException if the two have not the same noise, or the quantile is for another number of pairs
     */
    public static SharpnessDifference of(
            ExpectedSharpness sharper, ExpectedSharpness flatter, QuadraticFormQuantile quantile) {
        if (sharper.seed() != flatter.seed()
                || sharper.pairs() != flatter.pairs()
                || sharper.dimension() != flatter.dimension()) {
            throw new IllegalArgumentException(
                    "noise: found " + noise(sharper) + " and " + noise(flatter) + ", expected the same noise for both");
        }
        if (quantile.samples() != sharper.pairs()) {
            throw new IllegalArgumentException("quantile: found that of " + quantile.samples()
                    + " pairs, expected that of " + sharper.pairs() + ", as there are");
        }
        double[] differences = sharper.values();
        double[] taken = flatter.values();
        for (int pair = 0; pair < differences.length; pair++) {
            differences[pair] -= taken[pair];
        }
        PairMean mean = PairMean.of(differences);
        double reach = quantile.value() * mean.standardError();
        return new SharpnessDifference(
                mean.value(),
                mean.standardError(),
                mean.value() - reach,
                mean.value() + reach,
                quantile.confidence(),
                differences.length);
    }

    private static String noise(ExpectedSharpness sharpness) {
        return sharpness.pairs() + " pairs for " + sharpness.dimension() + " parameters with seed " + sharpness.seed();
    }
}
