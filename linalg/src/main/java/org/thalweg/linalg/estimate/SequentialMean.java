package org.thalweg.linalg.estimate;

import java.util.Arrays;

/**
 * The mean of independent samples of one distribution, with an interval that may be looked at again and again.
 *
 * <p>Look {@code j = 1, 2, ...} is Student's interval with a probability of {@code alpha / (j (j + 1))} to miss. These add
 * up to {@code alpha}, so all looks together miss with at most that probability, whatever makes the run stop. If there is
 * but one look, it has all of {@code alpha}.
 */
final class SequentialMean {

    private double[] samples = new double[64];
    private int count;
    private int looks;
    private double halfWidth = Double.POSITIVE_INFINITY;

    void add(double sample) {
        if (count == samples.length) {
            samples = Arrays.copyOf(samples, 2 * count);
        }
        samples[count++] = sample;
    }

    int count() {
        return count;
    }

    double mean() {
        int exponent = exponent(0);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.scalb(samples[i], -exponent);
        }
        return Math.scalb(sum / count, exponent);
    }

    /** The standard error of the mean; infinite for fewer than two samples. */
    double standardError() {
        if (count < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = mean();
        int exponent = exponent(mean);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double deviation = Math.scalb(samples[i] - mean, -exponent);
            sum = Math.fma(deviation, deviation, sum);
        }
        return Math.scalb(Math.sqrt(sum / (count - 1) / count), exponent);
    }

    /** The largest exponent of all deviations, so that their squares can be added without overflow. */
    private int exponent(double centre) {
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(samples[i] - centre));
        }
        return Math.getExponent(largest);
    }

    /** Looks once more; {@code alpha} is the probability to miss in any look. */
    void look(double alpha) {
        looks++;
        lookAt(alpha / ((double) looks * (looks + 1)));
    }

    /** The only look. */
    void lookOnce(double alpha) {
        lookAt(alpha);
    }

    private void lookAt(double miss) {
        double error = standardError();
        halfWidth = error == 0 && count > 2 ? 0 : error * StudentT.twoSided(count - 1L, miss);
    }

    /** Half the width of the interval at the last look. */
    double halfWidth() {
        return halfWidth;
    }
}
