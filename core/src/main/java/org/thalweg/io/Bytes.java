package org.thalweg.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    /**
     * Refuses a file of another kind that its first bytes give away.
     *
     * @param first the first eight bytes, or as many as there are
     * @param kind what was hoped for
     */
    static void refuseForeign(byte[] first, String kind, Path file) throws FormatException {
        String start = new String(first, StandardCharsets.ISO_8859_1);
        if (start.equals("version ")) {
            throw new FormatException(
                    file, "byte 0", "a pointer of Git LFS", kind + "; `git lfs pull` brings the file it stands for");
        }
        if (start.startsWith("PK\3\4") && !kind.contains("zip")) {
            throw new FormatException(file, "byte 0", "a zip archive, as numpy.savez and torch.save write it", kind);
        }
    }

    /** Reads exactly {@code count} bytes. Memory grows with the bytes that come, not with the count that is claimed. */
    static byte[] read(InputStream in, int count, Path file, String where) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new FormatException(file, where, bytes.length + " bytes", count);
        }
        return bytes;
    }

    /** Refuses numbers whose {@code double}s would not fit half of the heap: the other half is for what is made of them. */
    static void requireRoom(long numbers, Path file, String where) throws FormatException {
        long room = Runtime.getRuntime().maxMemory() / 2;
        if (numbers > room / Double.BYTES) {
            throw new FormatException(
                    file,
                    where,
                    numbers + " numbers",
                    "no more than " + room / Double.BYTES + ", which fit half of a heap of " + ((2 * room) >> 20)
                            + " MiB; java -Xmx sets a larger one");
        }
    }

    /** The bytes of an array of this shape, with every overflow caught. */
    static long size(int[] shape, ElementType type, Path file, String where) throws FormatException {
        try {
            return Math.multiplyExact(type.size(), Tensor.size(shape));
        } catch (ArithmeticException overflow) {
            throw new FormatException(
                    file,
                    where,
                    "a shape " + Arrays.toString(shape) + " of more than 2^63 bytes",
                    "one that fits a file");
        }
    }
}
