package org.thalweg.autodiff.operations;

/**
 * What rounding takes from a sum or a difference of two numbers, without error whatever their sizes (D. E. Knuth, <em>The Art of
 * Computer Programming</em>, volume 2, 4.2.2, theorem B). Where the sum is not finite the tail has no meaning.
 */
final class TwoSum {

    private TwoSum() {}

    /** {@code a + b - sum} for {@code sum = a + b}, rounded. */
    static double tail(double a, double b, double sum) {
        double added = sum - a;
        return a - (sum - added) + (b - added);
    }

    /** {@code a - b - difference} for {@code difference = a - b}, rounded. */
    static double differenceTail(double a, double b, double difference) {
        double taken = difference - a;
        return a - (difference - taken) - (b + taken);
    }
}
