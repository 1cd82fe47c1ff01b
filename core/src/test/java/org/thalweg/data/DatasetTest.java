package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
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
        assertMessage(
                "mean to normalize by: found NaN, expected a finite number", () -> data.normalized(Double.NaN, 1));
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertMessage(
                    "standard deviation to normalize by: found " + bad + ", expected a finite number above 0",
                    () -> data.normalized(0, bad));
        }
    }

    @Test
    void refuses() {
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
