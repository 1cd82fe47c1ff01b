package org.thalweg.experiments.variance;

/**
 * The difference of the accuracies of two classifiers on the same n samples, {@code (b - c) / n}, where b samples are right
 * with the first alone and c with the second alone. The others say nothing about it.
 *
 * <p>Its 95 % interval is that of D. G. Bonett and R. M. Price (2012, DOI 10.3102/1076998611411915): Wald's for paired samples
 * with one more sample in b and in c,
 *
 * <pre>{@code
 * p - q +- 1.96 sqrt((p + q - (p - q)^2) / (n + 2))      p = (b + 1) / (n + 2),  q = (c + 1) / (n + 2)
 * }</pre>
 *
 * <p>It is for samples drawn again; the two trainings stay as they are.
 *
 * @param difference the accuracy of the first less that of the second
 * @param lower where the interval begins
 * @param upper where the interval ends
 */
record PairedAccuracy(double difference, double lower, double upper) {

    private static final double QUANTILE = 1.959963984540054;

    /** From b, c and n. */
    static PairedAccuracy of(long onlyFirst, long onlySecond, long samples) {
        double n = samples + 2.0;
        double p = (onlyFirst + 1) / n;
        double q = (onlySecond + 1) / n;
        double half = QUANTILE * Math.sqrt((p + q - (p - q) * (p - q)) / n);
        return new PairedAccuracy(
                (double) (onlyFirst - onlySecond) / samples, Math.max(-1, p - q - half), Math.min(1, p - q + half));
    }
}
