package org.thalweg.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
 * <p>F64, F32, F16, BF16, integers of all sizes and BOOL are read, all as {@code double}. Tensors of other kinds, such as F8_E4M3
 * or C64, are told and not read. All maps are unmodifiable.
 *
 * @param tensors the tensors by name, in the order of their data
 * @param others the tensors that are not read, by name: their kind and shape
 * @param metadata free text by key
 */
public record SafeTensorsFile(Map<String, Tensor> tensors, Map<String, String> others, Map<String, String> metadata) {
    /** The format's own limit on the header. */
    private static final long LONGEST_HEADER = 100_000_000;

    /** What is kept of a header takes some ten times its bytes, and its text twice. */
    private static final int HEAP_OVER_HEADER = 32;

    /**
     * Keeps views of the maps through which they cannot be changed.
     *
     * @param tensors the tensors by name
     * @param others the tensors that are not read
     * @param metadata free text by key
     */
    public SafeTensorsFile {
        tensors = Collections.unmodifiableMap(tensors);
        others = Collections.unmodifiableMap(others);
        metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads a file. Everything the header says is checked before the first tensor is read, so memory is bounded by the
     * size of the file (eight bytes for each number), and by half of the heap.
     *
     * @param file the file
     * @return its tensors and metadata
     * @throws FormatException if the file is missing or not a whole safetensors file: one line with file, byte or
     *     tensor, found and expected
     * @throws IOException if reading fails
     */
    public static SafeTensorsFile read(Path file) throws IOException {
        long size = Bytes.size(file, "a safetensors file");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, size, file);
        }
    }

    /** Reads a stream of so many bytes. */
    static SafeTensorsFile read(InputStream in, long fileSize, Path file) throws IOException {
        long size = fileSize - Long.BYTES;
        byte[] first = Bytes.read(in, Long.BYTES, file, "byte 0");
        long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Bytes.refuseForeign(first, "a safetensors file", file);
        long longest = Math.min(size, LONGEST_HEADER);
        if (length < 0 || length > longest) {
            throw new FormatException(
                    file, "byte 0", "a header of " + Long.toUnsignedString(length) + " bytes", "at most " + longest);
        }
        long room = Runtime.getRuntime().maxMemory() / HEAP_OVER_HEADER;
        if (length > room) {
            throw new FormatException(
                    file,
                    "byte 0",
                    "a header of " + length + " bytes",
                    "at most " + room + "; java -Xmx sets a larger heap");
        }
        byte[] json = Bytes.read(in, (int) length, file, "byte 8");
        SafeTensorsHeader header = SafeTensorsHeader.parse(json, size - length, file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        long numbers = header.entries().stream()
                .filter(entry -> entry.type().isPresent())
                .mapToLong(entry -> Tensor.size(entry.shape()))
                .sum();
        Bytes.requireRoom(numbers, file, "header");
        for (SafeTensorsHeader.Entry entry : header.entries()) {
            long bytes = entry.end() - entry.begin();
            if (entry.type().isEmpty()) {
                in.skipNBytes(bytes);
                others.put(entry.name(), entry.dtype() + " " + Arrays.toString(entry.shape()));
                continue;
            }
            ElementType type = entry.type().get();
            double[] values = type.read(in, bytes, ByteOrder.LITTLE_ENDIAN, file, entry.where());
            tensors.put(entry.name(), new Tensor(entry.name(), entry.shape(), values, type));
        }
        return new SafeTensorsFile(tensors, others, header.metadata());
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
