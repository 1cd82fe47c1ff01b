package org.thalweg.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files for tests. */
public final class IdxBytes {
    private IdxBytes() {}

    /** The bytes of a file with this magic number, these lengths and this many bytes of data: 0, 1, 2, ... */
    public static byte[] idx(int magic, int data, int... lengths) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * lengths.length + data).putInt(magic);
        Arrays.stream(lengths).forEach(bytes::putInt);
        for (int i = 0; i < data; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
