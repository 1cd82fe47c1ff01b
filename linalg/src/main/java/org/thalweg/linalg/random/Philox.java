package org.thalweg.linalg.random;

/**
 * Bernoulli numbers from the counter-based generator Philox 4x64 with ten rounds (J. K. Salmon, M. A. Moraes, R. O. Dror,
 * D. E. Shaw, 2011, DOI 10.1145/2063384.2063405), 64 at a time.
 *
 * <p>A number is 1 where a uniform U in [0, 1) is below the probability p. Of both only as many binary digits are looked at
 * as decide: a random word holds one digit of U for each of 64 lanes, the first words the first digits; a lane whose digit
 * differs from that of p is decided. Half of the lanes that are left are decided by a word, so 64 take seven or eight words,
 * a ninth of a word each. Digits go on as long as p has any: no probability is rounded.
 */
final class Philox {

    /** Words that a counter gives. */
    private static final int BLOCK = 4;

    /** Lanes {@code 64 g} to {@code 64 g + 63} have the counters from {@code g 2^16 + 1} on: more than the digits of a double. */
    private static final int COUNTERS_OF_A_GROUP = 16;

    /** A shift that fills a word with its highest bit. */
    private static final int SIGN = Long.SIZE - 1;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2E7470EE14C6C93L;
    private static final long MULTIPLIER_1 = 0xCA5A826395121157L;
    private static final long KEY_STEP_0 = 0x9E3779B97F4A7C15L;
    private static final long KEY_STEP_1 = 0xBB67AE8584CAA73BL;

    private Philox() {}

    /**
     * Numbers {@code from ... from + count - 1} of the stream with this key and the counters {@code (., second, third, fourth)}:
     * {@code value} with the probability, in (0, 1), else 0.
     */
    static void bernoulli(
            long key0,
            long key1,
            long second,
            long third,
            long fourth,
            double probability,
            double value,
            long from,
            double[] to,
            int offset,
            int count) {
        long bits = Double.doubleToRawLongBits(value);
        int done = 0;
        while (done < count) {
            int lane = (int) (from + done) & (Long.SIZE - 1);
            int lanes = Math.min(Long.SIZE - lane, count - done);
            long wanted = (-1L >>> (Long.SIZE - lanes)) << lane;
            long ones =
                    ones(key0, key1, (from + done) / Long.SIZE, second, third, fourth, probability, wanted) >>> lane;
            int at = offset + done;
            for (int i = 0; i < lanes; i++) {
                // All bits or none, by the bit as a sign: no processor can guess which way a random branch goes.
                to[at + i] = Double.longBitsToDouble(ones << ~i >> SIGN & bits);
            }
            done += lanes;
        }
    }

    /** A group of 64 lanes, right in those that are wanted. */
    private static long ones(
            long key0, long key1, long group, long second, long third, long fourth, double probability, long wanted) {
        long undecided = wanted;
        long ones = 0;
        long digits = digits(probability, 0);
        int at = 0;
        long counter = group << COUNTERS_OF_A_GROUP;
        while (undecided != 0 && digits != 0) {
            long x0 = ++counter;
            long x1 = second;
            long x2 = third;
            long x3 = fourth;
            long k0 = key0;
            long k1 = key1;
            for (int round = 0; round < ROUNDS; round++) {
                long high0 = multiplyHigh(MULTIPLIER_0, x0);
                long low0 = MULTIPLIER_0 * x0;
                long high1 = multiplyHigh(MULTIPLIER_1, x2);
                long low1 = MULTIPLIER_1 * x2;
                x0 = high1 ^ x1 ^ k0;
                x1 = low1;
                x2 = high0 ^ x3 ^ k1;
                x3 = low0;
                k0 += KEY_STEP_0;
                k1 += KEY_STEP_1;
            }
            // A digit of p that is 1 where U has 0 makes a one; lanes where both are equal stay undecided.
            long digit = digits >> SIGN;
            ones |= undecided & digit & ~x0;
            undecided &= ~(x0 ^ digit);
            digit = digits << 1 >> SIGN;
            ones |= undecided & digit & ~x1;
            undecided &= ~(x1 ^ digit);
            digit = digits << 2 >> SIGN;
            ones |= undecided & digit & ~x2;
            undecided &= ~(x2 ^ digit);
            digit = digits << 3 >> SIGN;
            ones |= undecided & digit & ~x3;
            undecided &= ~(x3 ^ digit);
            at += BLOCK;
            digits = digits(probability, at);
        }
        return ones;
    }

    /**
     * The digits of a probability from number {@code first} after the point on: in the upper bits those that there is room for,
     * and 0 if and only if no digit that is 1 follows.
     */
    private static long digits(double probability, int first) {
        long raw = Double.doubleToRawLongBits(probability);
        int exponent = (int) (raw >>> 52);
        long significand = raw & ((1L << 52) - 1);
        if (exponent == 0) {
            exponent = 1;
        } else {
            significand |= 1L << 52;
        }
        // The significand's lowest bit is digit 1074 - (exponent - 1); its 53 bits begin with the one after these
        // zeros.
        int shift = first - (1022 - exponent);
        long left = significand << (Long.SIZE - 53);
        if (shift >= 0) {
            return shift < Long.SIZE ? left << shift : 0;
        }
        // The lowest bit, which no block reads, says that digits follow.
        return (-shift < Long.SIZE ? left >>> -shift : 0) | 1;
    }

    /** The upper half of an unsigned product whose first factor, taken as signed, is negative. */
    private static long multiplyHigh(long negative, long x) {
        return Math.multiplyHigh(negative, x) + x + (x >> 63 & negative);
    }
}
