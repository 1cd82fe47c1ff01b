package org.thalweg.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/**
 * The kinds of number that files hold, each read as {@code double}. All conversions are exact but one: 64-bit integers
 * beyond {@code 2^53} are rounded to nearest.
 */
public enum ElementType {
    /** IEEE 754 binary64. */
    F64(8, ByteBuffer::getDouble),
    /** IEEE 754 binary32. */
    F32(4, ByteBuffer::getFloat),
    /** IEEE 754 binary16. */
    F16(2, bytes -> half(bytes.getShort())),
    /** bfloat16, the upper half of a binary32. */
    BF16(2, bytes -> Float.intBitsToFloat(bytes.getShort() << 16)),
    /** Signed integers of 64 bits. */
    I64(8, ByteBuffer::getLong),
    /** Signed integers of 32 bits. */
    I32(4, ByteBuffer::getInt),
    /** Signed integers of 16 bits. */
    I16(2, ByteBuffer::getShort),
    /** Signed integers of 8 bits. */
    I8(1, ByteBuffer::get),
    /** Unsigned integers of 64 bits. */
    U64(8, bytes -> unsigned(bytes.getLong())),
    /** Unsigned integers of 32 bits. */
    U32(4, bytes -> bytes.getInt() & 0xffffffffL),
    /** Unsigned integers of 16 bits. */
    U16(2, bytes -> bytes.getShort() & 0xffff),
    /** Unsigned integers of 8 bits, as images have them. */
    U8(1, bytes -> bytes.get() & 0xff),
    /** A byte that is 0 for false. */
    BOOL(1, bytes -> bytes.get() == 0 ? 0 : 1);

    /** Bytes that are taken from a stream at once, a multiple of every size. */
    private static final int CHUNK = 1 << 16;

    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final int size;

    // The functions above keep nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<ByteBuffer> next;

    ElementType(int size, ToDoubleFunction<ByteBuffer> next) {
        this.size = size;
        this.next = next;
    }

    /** {@return whether these are floating-point numbers, and not integers or booleans} */
    public boolean floating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** The bytes of one number. */
    int size() {
        return size;
    }

    /**
     * Reads numbers until {@code size} bytes are used up, some at a time.
     *
     * @param size the bytes to read, a multiple of the size of a number, already held against the size of the file
     */
    double[] read(InputStream in, long size, ByteOrder order, Path file, String where) throws IOException {
        long numbers = size / this.size;
        Bytes.requireRoom(numbers, file, where);
        if (numbers > LONGEST) {
            throw new FormatException(file, where, numbers + " numbers", "no more than an array holds, " + LONGEST);
        }
        double[] values = new double[(int) numbers];
        int read = 0;
        while (read < values.length) {
            int count = Math.min(values.length - read, CHUNK / this.size);
            ByteBuffer bytes = ByteBuffer.wrap(Bytes.read(in, count * this.size, file, where))
                    .order(order);
            for (int end = read + count; read < end; read++) {
                values[read] = next.applyAsDouble(bytes);
            }
        }
        return values;
    }

    /** Rounded to nearest, as a conversion of a signed number is: half of it, with a sticky last bit, twice. */
    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | (bits & 1)) * 2.0;
    }

    /** IEEE 754 binary16: one sign bit, five of exponent (bias 15), ten of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24;
                    case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb((double) (0x400 + fraction), exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }
}
