package org.thalweg.linalg.estimate;

import java.util.Arrays;

/** Numbers, with mean and standard error by two passes that cannot overflow before the numbers do. */
final class Samples {

    private double[] values = new double[64];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    double mean() {
        int exponent = exponent(0);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.scalb(values[i], -exponent);
        }
        return Math.scalb(sum / count, exponent);
    }

    /** The standard error of the mean; infinite for fewer than two numbers. */
    double standardError() {
        if (count < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = mean();
        int exponent = exponent(mean);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double deviation = Math.scalb(values[i] - mean, -exponent);
            sum = Math.fma(deviation, deviation, sum);
        }
        return Math.scalb(Math.sqrt(sum / (count - 1) / count), exponent);
    }

    private int exponent(double centre) {
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(values[i] - centre));
        }
        return Math.getExponent(largest);
    }
}
