package org.thalweg.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;

/**
 * Named tensors in a {@code .npz} file: a zip archive with one {@code .npy} file a tensor, as {@code numpy.savez} and
 * {@code numpy.savez_compressed} write it. The name of a tensor is that of its entry without {@code .npy}.
 *
 * <p>Versions 1 to 3 of {@code .npy} are read, with floats of 2, 4 and 8 bytes, bfloat16 (which NumPy writes as {@code V2}),
 * integers of 1 to 8 bytes and booleans, in either byte order, in C or Fortran order; values always come out as {@code double} in
 * C order. What else is in the archive, such as strings, complex numbers or a text file, is told and not read.
 *
 * @param tensors the tensors by name, in the order of the archive's directory
 * @param others what is not read, by the name of its entry: what it is instead
 */
public record NpzFile(Map<String, Tensor> tensors, Map<String, String> others) {
    private static final String SUFFIX = ".npy";

    /**
     * Keeps views of the maps through which they cannot be changed.
     *
     * @param tensors the tensors by name
     * @param others what is not read
     */
    public NpzFile {
        tensors = Collections.unmodifiableMap(tensors);
        others = Collections.unmodifiableMap(others);
    }

    /**
     * Reads all tensors of a file.
     *
     * @param file the file
     * @return the tensors, and what is none
     * @throws FormatException if the file is missing or not a sound {@code .npz} file: one line with file, entry, found
     *     and expected
     * @throws IOException if reading fails
     */
    public static NpzFile read(Path file) throws IOException {
        return read(file, name -> true);
    }

    /**
     * Reads some tensors of a file and does not look into the other entries.
     *
     * <p>What an entry claims must agree three times: the size in the archive's directory, the shape in the header and
     * the bytes that come out; the checksum must fit. Entries must follow each other without gap or overlap and be what the
     * directory says, and all numbers together must fit half of the heap; all this is known before the first number is read.
     *
     * @param file the file
     * @param wanted tells the names of tensors to read
     * @return the tensors, and what is none or was not asked for
     * @throws FormatException if the file is missing or not a sound {@code .npz} file: one line with file, entry, found
     *     and expected
     * @throws IOException if reading fails
     */
    public static NpzFile read(Path file, Predicate<String> wanted) throws IOException {
        try (ZipArchive zip = ZipArchive.open(file)) {
            return read(zip, file, wanted);
        }
    }

    static NpzFile read(ZipArchive zip, Path file, Predicate<String> wanted) throws IOException {
        List<Part> parts = new ArrayList<>();
        Map<String, String> others = new LinkedHashMap<>();
        long numbers = 0;
        long turned = 0;
        for (ZipArchive.Entry entry : zip.entries()) {
            if (!entry.name().endsWith(SUFFIX)) {
                others.put(entry.name(), "no array, as its name does not end in " + SUFFIX);
                continue;
            }
            if (!wanted.test(name(entry, file))) {
                others.put(entry.name(), "not asked for");
                continue;
            }
            NpyHeader header = header(zip, entry, file);
            if (header.type().isEmpty()) {
                others.put(entry.name(), header.describe());
                continue;
            }
            Part part = new Part(name(entry, file), entry, header, data(entry, header, file));
            parts.add(part);
            numbers += part.numbers();
            turned = Math.max(turned, header.fortran() ? part.numbers() : 0);
            Bytes.requireRoom(numbers + turned, file, "archive");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Part part : parts) {
            tensors.put(part.name, tensor(zip, part, file));
        }
        return new NpzFile(tensors, others);
    }

    /** An array whose header has been read: what follows are {@code data} bytes. */
    private record Part(String name, ZipArchive.Entry entry, NpyHeader header, long data) {
        long numbers() {
            return Tensor.size(header.shape());
        }
    }

    /** Reads only the header, so that all claims can be added up before the first number takes memory. */
    private static NpyHeader header(ZipArchive zip, ZipArchive.Entry entry, Path file) throws IOException {
        if (entry.size() / Bytes.DEFLATE_RATIO > entry.packed()) {
            throw new FormatException(
                    file,
                    entry.where(),
                    entry.size() + " bytes",
                    "no more than " + entry.packed() + " packed bytes can hold");
        }
        try (InputStream in = zip.content(entry)) {
            return NpyHeader.read(in, file, entry.where());
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, entry.where(), fault, "sound data");
        }
    }

    private static long data(ZipArchive.Entry entry, NpyHeader header, Path file) throws FormatException {
        long data = Bytes.size(header.shape(), header.type().orElseThrow(), file, entry.where());
        if (data != entry.size() - header.size()) {
            throw new FormatException(
                    file,
                    entry.where(),
                    "a shape " + Arrays.toString(header.shape()) + " of " + data + " bytes",
                    entry.size() - header.size());
        }
        return data;
    }

    private static Tensor tensor(ZipArchive zip, Part part, Path file) throws IOException {
        NpyHeader header = part.header;
        String where = part.entry.where();
        try (ZipArchive.Content in = zip.content(part.entry)) {
            in.skipNBytes(header.size());
            ElementType type = header.type().orElseThrow();
            double[] values = type.read(in, part.data, header.order(), file, where);
            in.requireEnd();
            double[] ordered = header.fortran() ? cOrder(values, header.shape()) : values;
            return new Tensor(part.name, header.shape(), ordered, type);
        } catch (ZipException | EOFException fault) {
            throw new FormatException(file, where, fault, "sound data");
        }
    }

    /** Nothing is ever unpacked to disk, but a name that tries to leave its folder is no name of a tensor. */
    private static String name(ZipArchive.Entry entry, Path file) throws FormatException {
        String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
        if (!isPlain(name)) {
            throw new FormatException(
                    file, entry.where(), "this name", "a relative name without `..` that ends in " + SUFFIX);
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
