package org.thalweg.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors in a {@code .safetensors} file, the exchange format of PyTorch and JAX weights.
 *
 * <p>Layout: the length of the header as a 64-bit little-endian integer; a JSON object that maps each name to
 * {@code dtype}, {@code shape} and {@code data_offsets} and {@code __metadata__} to strings; then the data, little
 * endian and in C order, without holes. Source: the format section of the
 * <a href="https://github.com/huggingface/safetensors">safetensors</a> project.
 *
 * <p>F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL are read, all as {@code double}. Both maps are unmodifiable.
 *
 * @param tensors the tensors by name, in the order of their data
 * @param metadata free text by key
 */
public record SafeTensorsFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
    /** The format's own limit on the header. */
    private static final long LONGEST_HEADER = 100_000_000;

    /**
     * Keeps views of the maps through which they cannot be changed.
     *
     * @param tensors the tensors by name
     * @param metadata free text by key
     */
    public SafeTensorsFile {
        tensors = Collections.unmodifiableMap(tensors);
        metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads a file. Everything the header says is checked before the first tensor is read, so memory is bounded by the
     * size of the file (eight bytes for each number).
     *
     * @param file the file
     * @return its tensors and metadata
     * @throws FormatException if the file is missing or not a whole safetensors file: one line with file, byte or
     *     tensor, found and expected
     * @throws IOException if reading fails
     */
    public static SafeTensorsFile read(Path file) throws IOException {
        long size = Bytes.size(file, "a safetensors file") - Long.BYTES;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] first = Bytes.read(in, Long.BYTES, file, "byte 0");
            long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
            long longest = Math.min(size, LONGEST_HEADER);
            if (length < 0 || length > longest) {
                String found = "a header of " + Long.toUnsignedString(length) + " bytes";
                throw new FormatException(file, "byte 0", found, "at most " + longest);
            }
            byte[] json = Bytes.read(in, (int) length, file, "byte 8");
            SafeTensorsHeader header = SafeTensorsHeader.parse(json, size - length, file);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (SafeTensorsHeader.Entry entry : header.entries()) {
                double[] values = entry.type()
                        .read(in, entry.end() - entry.begin(), ByteOrder.LITTLE_ENDIAN, file, entry.where());
                tensors.put(entry.name(), new Tensor(entry.name(), entry.shape(), values, entry.type()));
            }
            return new SafeTensorsFile(tensors, header.metadata());
        }
    }

    /**
     * Writes a file, whole or not at all ({@link AtomicFile}). The same arguments give the same bytes.
     *
     * @param file the file; its folder must exist
     * @param tensors the tensors, written in this order
     * @param metadata free text by key, written in the order of the map
     * @param precision how each number is stored
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if two tensors have one name, a name is {@code __metadata__}, or a finite number
     *     is beyond the range of the precision
     */
    public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata, Precision precision)
            throws IOException {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            SafeTensorsHeader.check(tensor);
            precision.check(tensor, names);
        }
        byte[] header = SafeTensorsHeader.format(tensors, metadata, precision);
        ByteBuffer length =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        AtomicFile.write(file, out -> {
            out.write(length.array());
            out.write(header);
            for (Tensor tensor : tensors) {
                precision.write(tensor.values(), out);
            }
        });
    }
}
