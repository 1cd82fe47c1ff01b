package org.thalweg.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The header of a {@code .npy} file: six bytes of magic, the version, the length of the rest as a 16-bit (version 1) or
 * 32-bit (versions 2 and 3) little-endian integer, and a Python dict with {@code descr}, {@code fortran_order} and
 * {@code shape}. Source: NumPy Enhancement Proposal 1 and {@code numpy.lib.format}.
 *
 * @param descr the type in NumPy's words, as the file has it, but for what is longer than a message
 * @param type the kind of number; empty if the array holds something else, such as strings or complex numbers
 * @param order its byte order
 * @param fortran whether the first index runs fastest
 * @param shape the length of each dimension
 * @param size the bytes of the header itself
 */
@SuppressWarnings("ArrayRecordComponent")
record NpyHeader(String descr, Optional<ElementType> type, ByteOrder order, boolean fortran, int[] shape, int size) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 0xffff;

    /** Characters of a type that are kept: many small entries may each unpack to a long one. */
    private static final int SHOWN = 100;

    /** The most dimensions that NumPy has. */
    private static final int MOST_DIMENSIONS = 64;

    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("f8", ElementType.F64),
            Map.entry("f4", ElementType.F32),
            Map.entry("f2", ElementType.F16),
            // What NumPy makes of the bfloat16 of ml_dtypes, and so of JAX.
            Map.entry("V2", ElementType.BF16),
            Map.entry("i8", ElementType.I64),
            Map.entry("i4", ElementType.I32),
            Map.entry("i2", ElementType.I16),
            Map.entry("i1", ElementType.I8),
            Map.entry("u8", ElementType.U64),
            Map.entry("u4", ElementType.U32),
            Map.entry("u2", ElementType.U16),
            Map.entry("u1", ElementType.U8),
            Map.entry("b1", ElementType.BOOL));

    static NpyHeader read(InputStream in, Path file, String where) throws IOException {
        byte[] start = Bytes.read(in, 8, file, where);
        int version = start[6];
        if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6) || version < 1 || version > 3) {
            String found = new String(start, 0, 6, StandardCharsets.ISO_8859_1);
            throw new FormatException(
                    file, where, "`" + found + "` version " + version, "\\x93NUMPY version 1, 2 or 3");
        }
        byte[] prefix = Arrays.copyOf(Bytes.read(in, version == 1 ? 2 : 4, file, where), 4);
        int length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 0 || length > LONGEST) {
            throw new FormatException(
                    file, where, "a header of " + Integer.toUnsignedString(length) + " bytes", "at most " + LONGEST);
        }
        String dict = new String(Bytes.read(in, length, file, where), StandardCharsets.UTF_8);
        return parse(dict.strip(), 8 + (version == 1 ? 2 : 4) + length, file, where);
    }

    private static NpyHeader parse(String dict, int size, Path file, String where) throws FormatException {
        Map<String, String> pairs = PythonDict.parse(dict).orElse(Map.of());
        String descr = pairs.getOrDefault("descr", "");
        String fortran = pairs.getOrDefault("fortran_order", "");
        Optional<long[]> tuple = PythonDict.integers(pairs.getOrDefault("shape", ""));
        if (descr.isEmpty() || !(fortran.equals("True") || fortran.equals("False")) || tuple.isEmpty()) {
            throw new FormatException(
                    file, where, "`" + dict + "`", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }");
        }
        long[] lengths = tuple.get();
        if (lengths.length > MOST_DIMENSIONS) {
            throw new FormatException(
                    file, where, lengths.length + " dimensions", "at most " + MOST_DIMENSIONS + ", as NumPy has");
        }
        for (long length : lengths) {
            if (length > Integer.MAX_VALUE) {
                throw new FormatException(file, where, "shape " + pairs.get("shape"), "lengths below 2^31");
            }
        }
        int[] shape = Arrays.stream(lengths).mapToInt(length -> (int) length).toArray();
        ByteOrder order = descr.startsWith(">", 1) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        String shown = descr.length() <= SHOWN ? descr : descr.substring(0, SHOWN) + "...";
        return new NpyHeader(shown, type(descr), order, fortran.equals("True"), shape, size);
    }

    /** A quoted type is a byte order and a code: {@code '<f8'}, {@code '|u1'}. */
    private static Optional<ElementType> type(String descr) {
        if (descr.length() != 5 || "<>=|".indexOf(descr.charAt(1)) < 0) {
            return Optional.empty();
        }
        ElementType type = TYPES.get(descr.substring(2, 4));
        // Without a byte order there can only be one byte; `|V2` are two that are no number.
        boolean orderless = descr.charAt(1) == '|' && type != null && type.size() > 1;
        return orderless ? Optional.empty() : Optional.ofNullable(type);
    }

    /** What is in the array, for messages: {@code descr '<U5', shape [2, 3]}. */
    String describe() {
        return "descr " + descr + ", shape " + Arrays.toString(shape);
    }

    /** The header as numpy writes it: version 1, little endian, C order, padded with spaces to a multiple of 64. */
    static byte[] format(int[] shape, Precision precision) {
        String tuple = IntStream.of(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String dict = "{'descr': '<f" + precision.size() + "', 'fortran_order': False, 'shape': (" + tuple
                + (shape.length == 1 ? "," : "") + "), }";
        int size = (10 + dict.length() + 1 + 63) / 64 * 64;
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (size - 10));
        bytes.put(dict.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(bytes.array(), bytes.position(), size - 1, (byte) ' ');
        bytes.array()[size - 1] = '\n';
        return bytes.array();
    }
}
