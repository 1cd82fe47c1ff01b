package org.thalweg.linalg.internal;

/**
 * Exact scaling by powers of two over the whole range of doubles, so that what is very large or very small is worked with at
 * a moderate size and with all its digits. {@link Math#getExponent} says -1023 for every subnormal number, which is off by up
 * to 51.
 */
public final class PowersOfTwo {

    private static final int SUBNORMAL_BITS = 54;

    private PowersOfTwo() {}

    /**
     * The exponent e with {@code 2^e <= |x| < 2^(e + 1)}.
     *
     * @param x a finite number
     * @return e, from -1074 to 1023; 0 for zero
     */
    public static int exponent(double x) {
        if (x == 0) {
            return 0;
        }
        return Math.abs(x) < Double.MIN_NORMAL ? Math.getExponent(x * 0x1p54) - SUBNORMAL_BITS : Math.getExponent(x);
    }

    /**
     * The largest absolute value; four at a time, as one maximum has to wait for the other.
     *
     * @param x holds the numbers
     * @param from the first
     * @param count how many
     * @return the largest of their sizes; 0 for none, NaN if one is that
     */
    public static double largest(double[] x, int from, int count) {
        double m0 = 0;
        double m1 = 0;
        double m2 = 0;
        double m3 = 0;
        int to = from + count;
        int i = from;
        for (; i < to - 3; i += 4) {
            m0 = Math.max(m0, Math.abs(x[i]));
            m1 = Math.max(m1, Math.abs(x[i + 1]));
            m2 = Math.max(m2, Math.abs(x[i + 2]));
            m3 = Math.max(m3, Math.abs(x[i + 3]));
        }
        for (; i < to; i++) {
            m0 = Math.max(m0, Math.abs(x[i]));
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }

    /**
     * {@code y = 2^e x}, rounded only where it is subnormal.
     *
     * @param count how many elements
     * @param e the exponent
     * @param x holds x
     * @param from where it begins
     * @param y receives y; may be x
     * @param to where it begins
     */
    public static void multiply(int count, int e, double[] x, int from, double[] y, int to) {
        if (e == 0) {
            System.arraycopy(x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.scalb(x[from + i], e);
        }
    }
}
