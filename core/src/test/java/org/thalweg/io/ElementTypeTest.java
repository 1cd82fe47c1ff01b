package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ElementTypeTest {
    private static final Path FILE = Path.of("file");

    private static double[] read(ElementType type, ByteOrder order, byte... bytes) throws IOException {
        return type.read(new ByteArrayInputStream(bytes), bytes.length, order, FILE, "here");
    }

    /** All 65536 halves against the definition: (-1)^s 2^(e-15) (1 + f/1024), and 2^-14 f/1024 for e = 0. */
    @Test
    void everyHalf() throws IOException {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int e = bits >> 10 & 31;
            double f = (bits & 1023) / 1024.0;
            double magnitude = e == 31
                    ? (f == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : e == 0 ? f * 0x1p-14 : (1 + f) * Double.parseDouble("0x1p" + (e - 15));
            double expected = bits < 1 << 15 ? magnitude : -magnitude;
            double found = read(ElementType.F16, ByteOrder.BIG_ENDIAN, (byte) (bits >> 8), (byte) bits)[0];
            assertEquals(Double.doubleToLongBits(expected), Double.doubleToLongBits(found), () -> "half " + expected);
        }
    }

    @Test
    void everyBrainFloatIsTheUpperHalfOfAFloat() throws IOException {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float expected = ByteBuffer.allocate(4).putShort((short) bits).getFloat(0);
            double found = read(ElementType.BF16, ByteOrder.LITTLE_ENDIAN, (byte) bits, (byte) (bits >> 8))[0];
            assertEquals(expected, (float) found);
        }
    }

    @Test
    void integersInBothOrders() throws IOException {
        byte[] bytes = {-1, -2, 3, 4, 5, 6, 7, 8};
        ByteBuffer big = ByteBuffer.wrap(bytes);
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteBuffer buffer : new ByteBuffer[] {big, little}) {
            assertArrayEquals(new double[] {buffer.getLong(0)}, read(ElementType.I64, buffer.order(), bytes));
            assertArrayEquals(
                    new double[] {buffer.getInt(0), buffer.getInt(4)}, read(ElementType.I32, buffer.order(), bytes));
            assertEquals(buffer.getShort(2), read(ElementType.I16, buffer.order(), bytes)[1]);
        }
        assertArrayEquals(new double[] {-1, -2}, read(ElementType.I8, ByteOrder.BIG_ENDIAN, (byte) -1, (byte) -2));
        assertArrayEquals(new double[] {255, 254}, read(ElementType.U8, ByteOrder.BIG_ENDIAN, (byte) -1, (byte) -2));
        assertArrayEquals(new double[] {0, 1}, read(ElementType.BOOL, ByteOrder.BIG_ENDIAN, (byte) 0, (byte) 1));
    }

    @Test
    void refusesWhatNoArrayHoldsAndWhatIsNotThere() {
        Faults.assertFault(
                FILE,
                "here: found 125000000000 numbers",
                () -> ElementType.F64.read(
                        new ByteArrayInputStream(new byte[3]), 1_000_000_000_000L, ByteOrder.BIG_ENDIAN, FILE, "here"));
        Faults.assertFault(
                FILE,
                "here: found 3 bytes, expected 8",
                () -> ElementType.F64.read(
                        new ByteArrayInputStream(new byte[3]), 8, ByteOrder.BIG_ENDIAN, FILE, "here"));
    }
}
