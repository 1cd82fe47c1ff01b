package org.thalweg.landscape;

/**
 * The mean of the values of pairs of opposite noise, and its error.
 *
 * @param value the mean; NaN or infinite if a value is
 * @param standardError its standard error, {@code deviation of the values / sqrt(N)} for N of them
 */
record PairMean(double value, double standardError) {

    static PairMean of(double... values) {
        double mean = 0;
        double squares = 0;
        for (int pair = 0; pair < values.length; pair++) {
            double change = values[pair] - mean;
            mean += change / (pair + 1);
            squares += change * (values[pair] - mean);
        }
        return new PairMean(mean, Math.sqrt(squares / (values.length - 1) / values.length));
    }
}
