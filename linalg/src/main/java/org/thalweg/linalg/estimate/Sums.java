package org.thalweg.linalg.estimate;

/** Sums in a fixed order: eight chains of fused multiply-adds side by side, added at the end. */
final class Sums {

    /** {@code 2^-53}. */
    static final double ROUNDING = 0x1p-53;

    /** Error of a product that intervals allow an operator, relative to the norm of the product, in units of 2^-53. */
    static final double OPERATOR = 512;

    private Sums() {}

    /** {@code sum_i a_i b_i}, with {@code |error| <= gamma_(n/8 + 10) sum_i |a_i| |b_i|}. */
    static double dot(int n, double[] a, int ao, double[] b, int bo) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i <= n - 8; i += 8) {
            s0 = Math.fma(a[ao + i], b[bo + i], s0);
            s1 = Math.fma(a[ao + i + 1], b[bo + i + 1], s1);
            s2 = Math.fma(a[ao + i + 2], b[bo + i + 2], s2);
            s3 = Math.fma(a[ao + i + 3], b[bo + i + 3], s3);
            s4 = Math.fma(a[ao + i + 4], b[bo + i + 4], s4);
            s5 = Math.fma(a[ao + i + 5], b[bo + i + 5], s5);
            s6 = Math.fma(a[ao + i + 6], b[bo + i + 6], s6);
            s7 = Math.fma(a[ao + i + 7], b[bo + i + 7], s7);
        }
        for (; i < n; i++) {
            s0 = Math.fma(a[ao + i], b[bo + i], s0);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** {@code |a|}, scaled by a power of two so that squares neither overflow nor vanish. */
    static double norm(int n, double[] a, int ao) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(a[ao + i]));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        int exponent = Math.getExponent(largest);
        if (Math.abs(exponent) < 400) {
            return Math.sqrt(dot(n, a, ao, a, ao));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double scaled = Math.scalb(a[ao + i], -exponent);
            sum = Math.fma(scaled, scaled, sum);
        }
        return Math.scalb(Math.sqrt(sum), exponent);
    }

    /** What n numbers lose together where they are subnormal, and so rounded to multiples of the smallest double. */
    static double underflow(int n, double size) {
        return size == 0 ? 0 : n * Double.MIN_VALUE;
    }

    /**
     * Refuses a result that is beyond the range of doubles.
     *
     * @throws ArithmeticException if it is infinite or NaN
     */
    static double requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(name + ": beyond the range of doubles, expected at most " + Double.MAX_VALUE);
        }
        return value;
    }

    /** A power of two that brings a positive number near 1. */
    static double scale(double x) {
        return Math.scalb(1.0, -Math.max(-1000, Math.min(1000, Math.getExponent(x))));
    }
}
