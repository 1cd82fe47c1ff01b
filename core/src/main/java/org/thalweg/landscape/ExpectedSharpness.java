package org.thalweg.landscape;

import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.estimate.QuadraticFormQuantile;
import org.thalweg.linalg.random.Draws;

/**
 * Expected sharpness: how much the loss rises on average when Gaussian noise is added to the parameters,
 *
 * <pre>{@code S = E[L(theta + s z)] - L(theta)      z standard normal, s a standard deviation for each parameter}</pre>
 *
 * <p>It is estimated from N antithetic pairs, each with the value {@code (L(theta + s z) + L(theta - s z)) / 2 - L(theta)}: the
 * gradient and every other odd derivative drop out of a pair. For small noise {@code S = (1/2) sum_j s_j^2 H_jj} with the
 * Hessian H, so {@code (s^2/2) Tr H} for equal standard deviations. The interval is {@code mean +- c SE} with c from
 * {@link QuadraticFormQuantile}: pairs are quadratic forms of normal vectors as far as the noise is small, which are skewed
 * where one direction is sharper than all others, and c allows for that. With few pairs it is far larger than Student's
 * quantile (5 pairs at 0.99: 18 for 4.6), with many it is little more (100: 3.2 for 2.6).
 *
 * <p>Cost: {@code 2 N + 1} losses. The same seed gives the same noise, so that two minima of one network may be compared
 * on it, pair by pair: {@link SharpnessDifference}. Source of the measure: B. Neyshabur, S. Bhojanapalli, D. McAllester,
 * N. Srebro, "Exploring generalization in deep learning", 2017, arXiv:1706.08947.
 *
 * @param mean the estimate of S; NaN or infinite if a loss is
 * @param standardError its standard error, {@code deviation of the pairs / sqrt(N)}
 * @param lower the lower end of the interval
 * @param upper the upper end of the interval
 * @param confidence the probability that the interval holds S
 * @param lossAtPoint {@code L(theta)}
 * @param values the value of each pair, N of them
 * @param seed the key of the noise
 * @param dimension how many numbers the noise is added to, those of theta
 */
@SuppressWarnings("ArrayRecordComponent")
public record ExpectedSharpness(
        double mean,
        double standardError,
        double lower,
        double upper,
        double confidence,
        double lossAtPoint,
        double[] values,
        long seed,
        int dimension) {

    /** Keeps these draws apart from all others with the same seed. */
    private static final long PURPOSE = 0x7368617270657374L;

    /**
     * Estimates the expected sharpness at one point.
     *
     * @param landscape the loss
     * @param theta the point
     * @param deviations the standard deviation of the noise of each parameter, 0 for those that stay; see {@link #equal} and
     *     {@link #relative}
     * @param pairs the number of pairs N, at least 3
     * @param confidence the probability that the interval is to hold S, in (0, 1)
     * @param seed any number; another seed gives other noise
     * @return the estimate
     * @throws IllegalArgumentException if an argument is out of its range, or there is not a deviation for each parameter
     */
    public static ExpectedSharpness estimate(
            Landscape landscape, double[] theta, double[] deviations, int pairs, double confidence, long seed) {
        requireEnough(pairs);
        return estimate(landscape, theta, deviations, QuadraticFormQuantile.ofConfidence(pairs, confidence), seed);
    }

    /**
     * Estimates the expected sharpness where there are many points: the quantile takes longer than small losses do, and one
     * serves all.
     *
     * @param landscape the loss
     * @param theta the point
     * @param deviations the standard deviation of the noise of each parameter, 0 for those that stay
     * @param quantile the number of pairs, at least 3, and the confidence
     * @param seed any number; another seed gives other noise
     * @return the estimate
     * @throws IllegalArgumentException if an argument is out of its range, or there is not a deviation for each parameter
     */
    public static ExpectedSharpness estimate(
            Landscape landscape, double[] theta, double[] deviations, QuadraticFormQuantile quantile, long seed) {
        int pairs = quantile.samples();
        if (deviations.length != theta.length) {
            throw new IllegalArgumentException(
                    "standard deviations: length " + deviations.length + ", expected " + theta.length);
        }
        for (int i = 0; i < deviations.length; i++) {
            if (!(deviations[i] >= 0 && deviations[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("standard deviation " + i + ": found " + deviations[i]
                        + ", expected a finite number, 0 or more");
            }
        }
        requireEnough(pairs);
        double lossAtPoint = landscape.loss(theta.clone());
        Draws draws = new Draws(seed, PURPOSE);
        double[] noise = new double[theta.length];
        double[] moved = new double[theta.length];
        double[] values = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            draws.normals(pair, noise, 0, noise.length);
            double forward = loss(landscape, theta, 1, deviations, noise, moved);
            double backward = loss(landscape, theta, -1, deviations, noise, moved);
            values[pair] = (forward - lossAtPoint + (backward - lossAtPoint)) / 2;
        }
        PairMean mean = PairMean.of(values);
        double reach = quantile.value() * mean.standardError();
        return new ExpectedSharpness(
                mean.value(),
                mean.standardError(),
                mean.value() - reach,
                mean.value() + reach,
                quantile.confidence(),
                lossAtPoint,
                values,
                seed,
                theta.length);
    }

    private static void requireEnough(int pairs) {
        if (pairs < 3) {
            throw new IllegalArgumentException("pairs: found " + pairs + ", expected at least 3");
        }
    }

    /** {@return a copy of the value of each pair, {@code [N]}} */
    @Override
    public double[] values() {
        return values.clone();
    }

    /** {@return the number of pairs N} */
    public int pairs() {
        return values.length;
    }

    private static double loss(
            Landscape landscape, double[] theta, int sign, double[] deviations, double[] noise, double[] moved) {
        for (int i = 0; i < moved.length; i++) {
            moved[i] = theta[i] + sign * (deviations[i] * noise[i]);
        }
        return landscape.loss(moved);
    }

    /**
     * The same standard deviation for every number of the moved parameters.
     *
     * @param network names and shapes
     * @param deviation the standard deviation
     * @param moved the parameters that get noise, each once; all if none is given
     * @return standard deviations for theta
     * @throws IllegalArgumentException if a parameter is not of the network, or given twice
     */
    public static double[] equal(Graph network, double deviation, Parameter... moved) {
        boolean[] moves = FilterNormalized.moves(network, moved);
        double[] deviations = new double[network.parameterCount()];
        for (Parameter p : network.parameters()) {
            for (int i = 0; moves[p.index()] && i < p.size(); i++) {
                deviations[p.offset() + i] = deviation;
            }
        }
        return deviations;
    }

    /**
     * Noise on the scale of the weights: the noise of a filter w, a row of a weight with c columns, has the standard deviation
     * {@code ratio |w| / sqrt(c)}, so that its squared norm is {@code ratio^2 |w|^2} on average. Vectors, such as biases, stay.
     * As along {@link FilterNormalized} directions, rescaling the neurons of a rectifier network does not matter to it.
     *
     * @param network names and shapes
     * @param theta where the noise is to be added
     * @param ratio the size of the noise relative to the weights
     * @param moved the parameters that get noise, each once; all if none is given
     * @return standard deviations for theta
     * @throws IllegalArgumentException if theta has another length, or a parameter is not of the network or given
     *     twice
     */
    public static double[] relative(Graph network, double[] theta, double ratio, Parameter... moved) {
        FilterNormalized.requireLength("theta", theta, network);
        double[] deviations = equal(network, 1, moved);
        for (Parameter p : network.parameters()) {
            for (int row = 0; row < p.rows(); row++) {
                int from = p.offset() + row * p.columns();
                double norm = p.vector() ? 0 : FilterNormalized.norm(theta, from, p.columns());
                for (int i = from; i < from + p.columns(); i++) {
                    deviations[i] *= ratio * norm / Math.sqrt(p.columns());
                }
            }
        }
        return deviations;
    }
}
