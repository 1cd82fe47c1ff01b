package org.thalweg.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What all readers need: sizes that are checked before they are believed. */
final class Bytes {
    /** Deflate makes at most 258 bytes of 2 bits, so no compressed data grow by more than this. */
    static final long DEFLATE_RATIO = 1032;

    private Bytes() {}

    /**
     * The size of a file that is there, is a file and can be read.
     *
     * @param file the file
     * @param kind what was hoped for, such as "an IDX file"
     */
    static long size(Path file, String kind) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            String found = !Files.exists(file)
                    ? "no such file"
                    : Files.isDirectory(file) ? "a folder" : "something that cannot be read";
            throw new FormatException(file, "on disk", found, kind);
        }
        return Files.size(file);
    }

    /** Reads exactly {@code count} bytes. Memory grows with the bytes that come, not with the count that is claimed. */
    static byte[] read(InputStream in, int count, Path file, String where) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new FormatException(file, where, bytes.length + " bytes", count);
        }
        return bytes;
    }

    /** The bytes of an array of this shape, with every overflow caught. */
    static long size(int[] shape, ElementType type, Path file, String where) throws FormatException {
        try {
            long size = type.size();
            for (int length : shape) {
                size = Math.multiplyExact(size, (long) length);
            }
            return size;
        } catch (ArithmeticException overflow) {
            throw new FormatException(
                    file,
                    where,
                    "a shape " + Arrays.toString(shape) + " of more than 2^63 bytes",
                    "one that fits a file");
        }
    }
}
