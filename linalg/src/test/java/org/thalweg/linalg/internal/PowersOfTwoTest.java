package org.thalweg.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowersOfTwoTest {

    /** {@code 2^e <= |x| < 2^(e + 1)}, where 2^e is a double for every e from -1074 to 1023. */
    @Test
    void exponentsOfNumbersOfAnySize() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            assertExponent(x);
            assertExponent(Double.longBitsToDouble(random.nextLong(1L << random.nextInt(1, 53))));
        }
        for (double x : new double[] {Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 1, -1}) {
            assertExponent(x);
            assertExponent(Math.nextDown(x));
            assertExponent(Math.nextUp(x));
        }
        assertEquals(0, PowersOfTwo.exponent(0));
        assertEquals(-1074, PowersOfTwo.exponent(Double.MIN_VALUE));
        assertEquals(1023, PowersOfTwo.exponent(Double.MAX_VALUE));
    }

    private static void assertExponent(double x) {
        if (x == 0 || !Double.isFinite(x)) {
            return;
        }
        int e = PowersOfTwo.exponent(x);
        assertTrue(Math.scalb(1.0, e) <= Math.abs(x), x + ": " + e);
        assertTrue(e == 1023 || Math.abs(x) < Math.scalb(1.0, e + 1), x + ": " + e);
    }

    @Test
    void multipliesAndFindsTheLargest() {
        double[] x = {9, 1, -3, 0x1p-1074, 7};
        double[] y = new double[5];
        PowersOfTwo.multiply(3, 1074, x, 1, y, 2);
        assertArrayEquals(new double[] {0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1}, y);
        PowersOfTwo.multiply(5, -1, x, 0, x, 0);
        assertArrayEquals(new double[] {4.5, 0.5, -1.5, 0, 3.5}, x);
        assertEquals(1.5, PowersOfTwo.largest(x, 1, 3));
        assertEquals(0, PowersOfTwo.largest(x, 1, 0));
    }
}
