package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetTest {
    private final double[][] inputs = {{1, 2}, {3, 4}, {5, 6}};

    private static void assertMessage(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void ofArrays() throws Exception {
        Dataset data = Dataset.of("xor", inputs, new int[] {0, 1, 1}, 2);
        assertEquals(3, data.size());
        assertEquals(6, data.inputs().get(2, 1));
        assertEquals(2, data.targets().width());
        ByteBuffer bytes = ByteBuffer.allocate(6 * 8 + 3 * 4);
        Arrays.stream(inputs).flatMapToDouble(Arrays::stream).forEach(bytes::putDouble);
        bytes.putInt(0).putInt(1).putInt(1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertEquals(HexFormat.of().formatHex(digest), data.checksum());

        Dataset values = Dataset.of("line", inputs, new double[][] {{1}, {2}, {3}});
        assertEquals(1, values.targets().width());
        assertNotEquals(
                values.checksum(),
                Dataset.of("line", inputs, new double[][] {{1}, {2}, {4}}).checksum());
    }

    @Test
    void first() {
        Dataset data = Dataset.of("xor", inputs, new int[] {0, 1, 1}, 2);
        Dataset two = data.first(2);
        assertEquals(2, two.size());
        assertArrayEquals(new double[] {1, 2, 3, 4}, two.inputs().data);
        assertEquals(2, two.targets().size());
        assertEquals(data.checksum(), two.checksum());
        assertSame(data, data.first(3));
        assertMessage("samples of `xor`: found 4, expected 1 to 3", () -> data.first(4));
        assertMessage("samples of `xor`: found 0, expected 1 to 3", () -> data.first(0));
    }

    @Test
    void gatherReusesItsBuffer() {
        Dataset data = Dataset.of("xor", inputs, new int[] {0, 1, 1}, 2);
        DMatrixRMaj into = new DMatrixRMaj(3, 2);
        double[] buffer = into.data;
        data.gather(new int[] {0, 2, 1}, 1, 2, into);
        assertEquals(2, into.numRows);
        assertArrayEquals(new double[] {5, 6, 3, 4}, Arrays.copyOf(into.data, 4));
        assertSame(buffer, into.data);
        assertThrows(IndexOutOfBoundsException.class, () -> data.gather(new int[] {3}, 0, 1, into));
    }

    @Test
    void normalizedShiftsAndScalesTheInputsAlone() {
        Dataset data = Dataset.of("xor", inputs, new int[] {0, 1, 1}, 2);
        Dataset normalized = data.normalized(1, 2);
        assertArrayEquals(new double[] {0, 0.5, 1, 1.5, 2, 2.5}, normalized.inputs().data);
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, data.inputs().data);
        assertSame(data.targets(), normalized.targets());
        assertEquals(data.checksum(), normalized.checksum());
        assertEquals(
                List.of("first 3", "normalised by mean 1, standard deviation 2"),
                normalized.identity().done());
        assertSame(data, data.normalized(-0.0, 1));
        assertMessage(
                "mean to normalize by: found NaN, expected a finite number", () -> data.normalized(Double.NaN, 1));
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertMessage(
                    "standard deviation to normalize by: found " + bad + ", expected a finite number above 0",
                    () -> data.normalized(0, bad));
        }
    }

    @Test
    void equalDataHaveEqualIdentities() {
        Dataset data = Dataset.of("xor", inputs, new int[] {0, 1, 1}, 2);
        assertEquals(
                data.identity(),
                Dataset.of("other name", inputs, new int[] {0, 1, 1}, 2).identity());
        DataIdentity two = data.first(2).normalized(0.1307, 0.3081).identity();
        assertEquals(two, data.normalized(0.1307, 0.3081).first(2).identity());
        assertEquals(
                "SHA-256 " + data.checksum() + ": first 2; normalised by mean 0.1307, standard deviation 0.3081",
                two.toString());
        DataIdentity zero = data.normalized(0.0, 3).identity();
        assertEquals(zero, data.normalized(-0.0, 3).identity());
        // Whatever makes other numbers makes another identity.
        for (DataIdentity other : List.of(
                data.identity(),
                data.first(2).identity(),
                data.normalized(0.1307, 0.3081).identity(),
                data.first(2).normalized(0.1307, Math.nextUp(0.3081)).identity(),
                data.first(2)
                        .normalized(0.1307, 0.3081)
                        .normalized(0.1307, 0.3081)
                        .identity(),
                Dataset.of("xor", inputs, new int[] {0, 1, 0}, 2)
                        .first(2)
                        .normalized(0.1307, 0.3081)
                        .identity())) {
            assertNotEquals(two, other);
        }
    }

    /** Numbers are written as their shortest decimals, which name every double, in the same digits on every JDK. */
    @Test
    void numbersOfAnIdentity() {
        assertEquals("0.5", DataIdentity.text(0.50));
        assertEquals("0", DataIdentity.text(-0.0));
        assertEquals("-1200", DataIdentity.text(-1.2e3));
        assertEquals("0.1", DataIdentity.text(0.1));
        assertEquals("0.30000000000000004", DataIdentity.text(0.1 + 0.2));
        assertEquals("2E+23", DataIdentity.text(Double.parseDouble("2e23")));
        assertEquals("5E-324", DataIdentity.text(Double.MIN_VALUE));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                String text = DataIdentity.text(number);
                assertEquals(number, Double.parseDouble(text), text);
                int digits = new BigDecimal(text).stripTrailingZeros().precision();
                assertTrue(digits <= 17, text);
                assertTrue(
                        digits == 1
                                || new BigDecimal(number)
                                                .round(new MathContext(digits - 1))
                                                .doubleValue()
                                        != number,
                        text);
            }
        }
    }

    @Test
    void refuses() {
        assertMessage(
                "data set `a`: found the identity of 2 samples, expected 1",
                () -> new Dataset(
                        "a", new DMatrixRMaj(1, 1), new Targets.Labels(new int[1], 1), DataIdentity.of("", 2)));
        assertMessage(
                "data set `a`: found 2 targets, expected 3, one for each row of the inputs",
                () -> Dataset.of("a", inputs, new int[2], 1));
        assertMessage(
                "data set `a`: found no samples, expected at least one",
                () -> Dataset.of("a", new double[0][], new int[0], 1));
        assertMessage(
                "inputs, row 1: found 1 numbers, expected 2 as in row 0",
                () -> Dataset.of("a", new double[][] {{1, 2}, {3}}, new int[2], 1));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertMessage(
                    "inputs, row 1, column 0: found " + bad + ", expected a finite number",
                    () -> Dataset.of("a", new double[][] {{1, 2}, {bad, 4}}, new int[2], 1));
        }
    }
}
