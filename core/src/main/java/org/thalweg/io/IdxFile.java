package org.thalweg.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A file in the IDX format of MNIST, plain or compressed by gzip (told apart by content, not by name).
 *
 * <p>All numbers are big endian. Bytes 0 to 3 are the magic number: {@code 0, 0, type, d}; then come {@code d} lengths
 * of 32 bits, then the numbers in C order. Types: {@code 08} unsigned byte, {@code 09} signed byte, {@code 0B} short,
 * {@code 0C} int, {@code 0D} float, {@code 0E} double. Source: Y. LeCun, C. Cortes, C. J. C. Burges, <em>The MNIST
 * database of handwritten digits</em>, 1998.
 *
 * @param magic the magic number, such as {@code 0x803} for unsigned bytes in three dimensions
 * @param shape the lengths that the file states; the first counts its items
 * @param values the numbers of the items that were read
 */
@SuppressWarnings("ArrayRecordComponent")
public record IdxFile(int magic, int[] shape, double[] values) {

    /**
     * Reads the first items of a file.
     *
     * <p>A plain file must have exactly the length it states. Of a compressed file only the items asked for are
     * unpacked; when these are all, checksum and end of the file are checked too. Memory is eight bytes for each number of the
     * items read, never more than half of the heap.
     *
     * @param file the file
     * @param limit the most items to read
     * @return the first {@code min(limit, shape[0])} items
     * @throws FormatException if the file is missing or is not a whole IDX file: one line with file, place, found and
     *     expected
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public static IdxFile read(Path file, int limit) throws IOException {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: found " + limit + ", expected 0 or more");
        }
        long size = Bytes.size(file, "an IDX file");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(in, size, file, limit);
        }
    }

    /** Reads a stream of so many bytes that knows to go back to a mark. */
    static IdxFile read(InputStream in, long size, Path file, int limit) throws IOException {
        try {
            in.mark(Long.BYTES);
            byte[] first = in.readNBytes(Long.BYTES);
            in.reset();
            Bytes.refuseForeign(first, "an IDX file", file);
            if (first.length < 2 || first[0] != 0x1f || first[1] != (byte) 0x8b) {
                return read(in, file, limit, size, size);
            }
            try (InputStream unpacked = new Gunzip(in, size)) {
                return read(unpacked, file, limit, 0, size * Bytes.DEFLATE_RATIO);
            }
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, "gzip data", fault, "whole gzip data");
        }
    }

    /** Reads from a stream that holds between {@code least} and {@code most} bytes. */
    private static IdxFile read(InputStream in, Path file, int limit, long least, long most) throws IOException {
        int magic = ByteBuffer.wrap(Bytes.read(in, 4, file, "byte 0")).getInt();
        ElementType type = type(magic, file);
        int[] shape = new int[magic & 0xff];
        ByteBuffer lengths = ByteBuffer.wrap(Bytes.read(in, 4 * shape.length, file, "byte 4"));
        for (int k = 0; k < shape.length; k++) {
            shape[k] = lengths.getInt();
            if (shape[k] < 0) {
                throw new FormatException(file, "byte " + (4 + 4 * k), "length " + shape[k], "0 or more");
            }
        }
        long header = 4 + 4L * shape.length;
        long data = Bytes.size(shape, type, file, "byte 4");
        if (data < least - header || data > most - header) {
            throw new FormatException(
                    file,
                    "byte 4",
                    "a shape " + Arrays.toString(shape) + " of " + data + " bytes",
                    (least == most ? "the " : "at most the ") + (most - header) + " bytes that the file can hold");
        }
        boolean whole = limit >= shape[0];
        double[] values =
                type.read(in, whole ? data : data / shape[0] * limit, ByteOrder.BIG_ENDIAN, file, "byte " + header);
        if (whole && in.read() >= 0) {
            throw new FormatException(file, "byte " + (header + data), "more bytes", "the end of the data");
        }
        return new IdxFile(magic, shape, values);
    }

    private static ElementType type(int magic, Path file) throws FormatException {
        ElementType type = (magic >>> 16) != 0 || (magic & 0xff) == 0
                ? null
                : switch (magic >> 8) {
                    case 0x08 -> ElementType.U8;
                    case 0x09 -> ElementType.I8;
                    case 0x0b -> ElementType.I16;
                    case 0x0c -> ElementType.I32;
                    case 0x0d -> ElementType.F32;
                    case 0x0e -> ElementType.F64;
                    default -> null;
                };
        if (type == null) {
            throw new FormatException(
                    file,
                    "byte 0",
                    String.format("magic number %08x", magic),
                    "0000TTDD with type TT of 08, 09, 0b, 0c, 0d, 0e and DD of 1 or more dimensions");
        }
        return type;
    }
}
