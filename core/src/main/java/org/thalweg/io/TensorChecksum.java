package org.thalweg.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A checksum of all that a file of tensors says, whatever its bytes are: CRC-32 of the metadata in the order of their keys, and
 * of names, shapes and numbers in the order of the tensors.
 */
public final class TensorChecksum {

    /** Numbers that the sum takes at once. */
    private static final int CHUNK = 1024;

    private TensorChecksum() {}

    /**
     * Computes the checksum.
     *
     * @param metadata free text by key
     * @param tensors the tensors
     * @return 8 hexadecimal digits
     */
    public static String of(Map<String, String> metadata, Iterable<Tensor> tensors) {
        CRC32 sum = new CRC32();
        new TreeMap<>(metadata).forEach((key, value) -> {
            update(sum, key);
            update(sum, value);
        });
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Double.BYTES);
        for (Tensor tensor : tensors) {
            update(sum, tensor.name());
            update(sum, Arrays.toString(tensor.shape()));
            double[] values = tensor.values();
            for (int i = 0; i < values.length; i += CHUNK) {
                int count = Math.min(CHUNK, values.length - i);
                bytes.clear().asDoubleBuffer().put(values, i, count);
                sum.update(bytes.limit(count * Double.BYTES));
            }
        }
        return String.format("%08x", sum.getValue());
    }

    /** The text and its length, so that no two sequences of texts are the same bytes. */
    private static void update(CRC32 sum, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sum.update(bytes);
    }
}
