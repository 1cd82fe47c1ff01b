package org.thalweg.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The header of a {@code .npy} file: six bytes of magic, the version, the length of the rest as a 16-bit (version 1) or
 * 32-bit (versions 2 and 3) little-endian integer, and a Python dict with {@code descr}, {@code fortran_order} and
 * {@code shape}. Source: NumPy Enhancement Proposal 1 and {@code numpy.lib.format}.
 *
 * @param type the kind of number
 * @param order its byte order
 * @param fortran whether the first index runs fastest
 * @param shape the length of each dimension
 * @param size the bytes of the header itself
 */
@SuppressWarnings("ArrayRecordComponent")
record NpyHeader(ElementType type, ByteOrder order, boolean fortran, int[] shape, int size) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 0xffff;
    private static final Pattern PAIR = Pattern.compile(
            "\\s*'(descr|fortran_order|shape)'\\s*:\\s*('[^']*'|True|False|\\([0-9, ]*\\))\\s*(,|(?=}))");
    private static final Map<String, ElementType> TYPES = Map.of(
            "f8", ElementType.F64,
            "f4", ElementType.F32,
            "f2", ElementType.F16,
            "i8", ElementType.I64,
            "i4", ElementType.I32,
            "i2", ElementType.I16,
            "i1", ElementType.I8,
            "u1", ElementType.U8,
            "b1", ElementType.BOOL);

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
        Map<String, String> pairs = new HashMap<>();
        Matcher pair = PAIR.matcher(dict);
        int end = 1;
        while (dict.startsWith("{") && pair.find(end) && pair.start() == end) {
            pairs.put(pair.group(1), pair.group(2));
            end = pair.end();
        }
        String descr = pairs.getOrDefault("descr", "");
        String fortran = pairs.getOrDefault("fortran_order", "");
        String shape = pairs.getOrDefault("shape", "");
        if (!dict.startsWith("{")
                || !dict.substring(Math.min(end, dict.length())).strip().equals("}")
                || !descr.startsWith("'")
                || !fortran.matches("True|False")
                || !shape.matches("\\((\\d+,|\\d+(, ?\\d+)+,?)?\\)")) {
            throw new FormatException(
                    file, where, "`" + dict + "`", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }");
        }
        // A quoted type is a byte order and a code: '<f8', '|u1'.
        ElementType type = descr.matches("'[<>|=].*'") ? TYPES.get(descr.substring(2, descr.length() - 1)) : null;
        if (type == null || (descr.charAt(1) == '|' && type.size() > 1)) {
            throw new FormatException(
                    file,
                    where,
                    "descr " + descr,
                    "< or > or | with one of "
                            + TYPES.keySet().stream().sorted().toList());
        }
        ByteOrder order = descr.charAt(1) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        try {
            int[] lengths = Pattern.compile("\\d+")
                    .matcher(shape)
                    .results()
                    .mapToInt(n -> Integer.parseInt(n.group()))
                    .toArray();
            return new NpyHeader(type, order, fortran.equals("True"), lengths, size);
        } catch (NumberFormatException tooLong) {
            throw new FormatException(file, where, "shape " + shape, "lengths below 2^31");
        }
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
