package org.thalweg.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named tensors in a {@code .npz} file: a zip archive with one {@code .npy} file a tensor, as {@code numpy.savez} and
 * {@code numpy.savez_compressed} write it. The name of a tensor is that of its entry without {@code .npy}.
 *
 * <p>Versions 1 to 3 of {@code .npy} are read, with floats of 2, 4 and 8 bytes, signed integers of 1 to 8 bytes,
 * unsigned bytes and booleans, in either byte order, in C or Fortran order; values always come out as {@code double} in
 * C order.
 */
public final class NpzFile {
    private static final String SUFFIX = ".npy";

    private NpzFile() {}

    /**
     * Reads all tensors of a file.
     *
     * <p>What an entry claims must agree three times: the size in the archive's directory, the shape in the header and
     * the bytes that come out; the checksum must fit. All entries together may not be larger than the file, so nothing
     * is gained by sharing bytes, and all numbers together must fit the heap; both are known before the first number is read.
     *
     * @param file the file
     * @return the tensors by name, in the order of the archive's directory; unmodifiable
     * @throws FormatException if the file is missing or not a sound {@code .npz} file: one line with file, entry, found
     *     and expected
     * @throws IOException if reading fails
     */
    public static Map<String, Tensor> read(Path file) throws IOException {
        long left = Bytes.size(file, "an .npz file");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, Part> parts = new LinkedHashMap<>();
            long numbers = 0;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String where = "entry `" + entry.getName() + "`";
                left -= entry.getCompressedSize();
                if (left < 0) {
                    throw new FormatException(
                            file, where, "more packed data than the file holds", "entries side by side");
                }
                String name = name(entry, file, where);
                Part part = part(zip, entry, file, where);
                if (parts.put(name, part) != null) {
                    throw new FormatException(file, where, "the name twice", "different names");
                }
                numbers += part.data / part.header.type().size();
                requireRoom(numbers, file);
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                tensors.put(part.getKey(), tensor(part.getKey(), zip, part.getValue(), file));
            }
            return Collections.unmodifiableMap(tensors);
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, "archive", fault, "a zip archive");
        }
    }

    /** An entry whose header has been read: what follows are {@code data} bytes. */
    private record Part(ZipEntry entry, String where, NpyHeader header, long data) {}

    /** Reads only the header, so that all claims can be added up before the first number takes memory. */
    private static Part part(ZipFile zip, ZipEntry entry, Path file, String where) throws IOException {
        long size = entry.getSize();
        if (size / Bytes.DEFLATE_RATIO > entry.getCompressedSize()) {
            throw new FormatException(
                    file,
                    where,
                    size + " bytes",
                    "no more than " + entry.getCompressedSize() + " packed bytes can hold");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            NpyHeader header = NpyHeader.read(in, file, where);
            long data = Bytes.size(header.shape(), header.type(), file, where);
            if (data != size - header.size()) {
                throw new FormatException(
                        file,
                        where,
                        "a shape " + Arrays.toString(header.shape()) + " of " + data + " bytes",
                        size - header.size());
            }
            return new Part(entry, where, header, data);
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, where, fault, "sound data");
        }
    }

    /** A byte becomes a double: what is small when packed may be large in memory, and many such entries larger still. */
    private static void requireRoom(long numbers, Path file) throws FormatException {
        long memory = Runtime.getRuntime().maxMemory();
        if (numbers > memory / Double.BYTES) {
            throw new FormatException(
                    file,
                    "archive",
                    numbers + " numbers or more",
                    "no more than fit a heap of " + (memory >> 20) + " MiB");
        }
    }

    private static Tensor tensor(String name, ZipFile zip, Part part, Path file) throws IOException {
        String where = part.where;
        NpyHeader header = part.header;
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(part.entry), new CRC32())) {
            in.skipNBytes(header.size());
            double[] values = header.type().read(in, part.data, header.order(), file, where);
            if (in.read() >= 0 || in.getChecksum().getValue() != part.entry.getCrc()) {
                throw new FormatException(file, where, "other bytes than the archive's directory says", "sound data");
            }
            double[] ordered = header.fortran() ? cOrder(values, header.shape()) : values;
            return new Tensor(name, header.shape(), ordered, header.type());
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, where, fault, "sound data");
        }
    }

    /** Nothing is ever unpacked to disk, but a name that tries to leave its folder is no name of a tensor. */
    private static String name(ZipEntry entry, Path file, String where) throws FormatException {
        String path = entry.getName();
        String name = path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : "";
        if (!isPlain(name)) {
            throw new FormatException(file, where, "this name", "a relative name without `..` that ends in " + SUFFIX);
        }
        return name;
    }

    private static boolean isPlain(String name) {
        return name.chars().noneMatch(c -> c == '\\' || c < ' ')
                && !name.matches("[A-Za-z]:.*")
                && Stream.of(name.split("/", -1)).noneMatch(part -> part.matches("|[.]|[.][.]"));
    }

    /** Turns values with the first index fastest into values with the last index fastest. */
    private static double[] cOrder(double[] values, int[] shape) {
        double[] result = new double[values.length];
        int[] index = new int[shape.length];
        int[] stride = new int[shape.length];
        int product = 1;
        for (int k = 0; k < shape.length; k++) {
            stride[k] = product;
            product *= shape[k];
        }
        int source = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = values[source];
            for (int k = shape.length - 1; k >= 0; k--) {
                source += stride[k];
                if (++index[k] < shape[k]) {
                    break;
                }
                source -= stride[k] * shape[k];
                index[k] = 0;
            }
        }
        return result;
    }

    /**
     * Writes a file, whole or not at all ({@link AtomicFile}), not compressed, as {@code numpy.savez} does. The same
     * arguments give the same bytes.
     *
     * @param file the file; its folder must exist
     * @param tensors the tensors, written in this order
     * @param precision how each number is stored
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if two tensors have one name, a name would not be a relative path, or a finite
     *     number is beyond the range of the precision
     */
    public static void write(Path file, Collection<Tensor> tensors, Precision precision) throws IOException {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            precision.check(tensor, names);
            if (!isPlain(tensor.name())) {
                throw new IllegalArgumentException(
                        "tensor name: found `" + tensor.name() + "`, expected a relative name without `..`");
            }
        }
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Tensor tensor : tensors) {
                zip.putNextEntry(entry(tensor, precision));
                writeNpy(tensor, precision, zip);
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static ZipEntry entry(Tensor tensor, Precision precision) throws IOException {
        CheckedOutputStream sum = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        writeNpy(tensor, precision, sum);
        ZipEntry entry = new ZipEntry(tensor.name() + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(
                NpyHeader.format(tensor.shape(), precision).length + (long) tensor.values().length * precision.size());
        entry.setCrc(sum.getChecksum().getValue());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }

    private static void writeNpy(Tensor tensor, Precision precision, OutputStream out) throws IOException {
        out.write(NpyHeader.format(tensor.shape(), precision));
        precision.write(tensor.values(), out);
    }
}
