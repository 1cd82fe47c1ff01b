package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.data.DataFolder;
import org.thalweg.data.NpzData;
import org.thalweg.data.Split;
import org.thalweg.nn.WeightFile;

/** Small files that unpack to much, read in a JVM with a heap of 64 MB: what does not fit is refused, and never thrown. */
class SmallHeapTest {
    private static final int MEGA = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        // Of 64 MB half are for numbers of 8 bytes: four million.
        idx("large", 0x803, 26, MEGA);
        idx("fits", 0x803, 3, MEGA);
        images("images", 3 * MEGA, 1);
        images("pixels", 1, 3 * MEGA);
        npz("fortran.npz", 1, "<f8", true, 3 * MEGA);
        npz("booleans.npz", 20, "|b1", false, MEGA);
        npz("x.npz", 1, "|u1", false, 3 * MEGA);
        types("types.npz", 1200, 60_000);
        directory("directory.npz", 20_000);
        header("header.safetensors", 100_000);
        header("tensors.safetensors", 20_000);
        members("members.gz", 100_000);
        String refused = "FormatException";
        assertEquals(
                List.of(
                        "large: " + refused,
                        "fits: read",
                        "images: read",
                        "pixels: read",
                        "fortran.npz: " + refused,
                        "booleans.npz: " + refused,
                        "x.npz: read",
                        "types.npz: read",
                        "directory.npz: " + refused,
                        "header.safetensors: " + refused,
                        "tensors.safetensors: read",
                        "members.gz: " + refused),
                child());
    }

    private void idx(String name, int magic, int items, int bytes) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(IdxBytes.idx(magic, 0, items, bytes, 1));
            for (int i = 0; i < items; i++) {
                out.write(new byte[bytes]);
            }
        }
    }

    /** A folder of images and labels. */
    private void images(String name, int count, int pixels) throws IOException {
        Path data = Files.createDirectory(folder.resolve(name));
        Files.write(data.resolve("train-images-idx3-ubyte.gz"), IdxBytes.gzip(zeros(0x803, count, pixels, 1)));
        Files.write(data.resolve("train-labels-idx1-ubyte.gz"), IdxBytes.gzip(zeros(0x801, count)));
    }

    private static byte[] zeros(int magic, int... lengths) {
        byte[] header = IdxBytes.idx(magic, 0, lengths);
        return Arrays.copyOf(
                header,
                header.length + Stream.of(lengths).flatMapToInt(Arrays::stream).reduce(1, (a, b) -> a * b));
    }

    private void npz(String name, int arrays, String descr, boolean fortran, int length) throws IOException {
        ZipBytes zip = new ZipBytes();
        String shape = fortran ? "(" + length / 2 + ", 2)" : "(" + length + ",)";
        byte[] content = ZipBytes.npy(1, ZipBytes.dict("'" + descr + "'", fortran, shape), 0);
        byte[] whole = Arrays.copyOf(content, content.length + length * (descr.charAt(2) - '0'));
        for (int i = 0; i < arrays; i++) {
            zip.add(arrays == 1 ? "x.npy" : i + ".npy", whole, true, ZipBytes.Style.PLAIN);
        }
        if (arrays == 1) {
            zip.add("y.npy", whole, true, ZipBytes.Style.PLAIN);
        }
        Files.write(folder.resolve(name), zip.bytes());
    }

    /** Arrays whose types are long texts, together longer than the heap. */
    private void types(String name, int arrays, int length) throws IOException {
        ZipBytes zip = new ZipBytes();
        byte[] content = ZipBytes.npy(1, ZipBytes.dict("[" + " ".repeat(length) + "]", false, "()"), 0);
        for (int i = 0; i < arrays; i++) {
            zip.add(i + ".npy", content, true, ZipBytes.Style.PLAIN);
        }
        Files.write(folder.resolve(name), zip.bytes());
    }

    private void directory(String name, int entries) throws IOException {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < entries; i++) {
            zip.add("an entry of the archive, number " + i, new byte[0], false, ZipBytes.Style.PLAIN);
        }
        Files.write(folder.resolve(name), zip.bytes());
    }

    private void header(String name, int tensors) throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < tensors; i++) {
            header.append(i == 0 ? "" : ",").append("\"").append(i).append("\":{\"dtype\":\"F64\",\"shape\":[0],");
            header.append("\"data_offsets\":[0,0]}");
        }
        byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        Files.write(
                folder.resolve(name),
                ByteBuffer.allocate(8 + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
    }

    private void members(String name, int count) throws IOException {
        byte[] empty = IdxBytes.gzip(new byte[0]);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            for (int i = 0; i < count; i += 1000) {
                byte[] thousand = new byte[1000 * empty.length];
                for (int k = 0; k < 1000; k++) {
                    System.arraycopy(empty, 0, thousand, k * empty.length, empty.length);
                }
                out.write(thousand);
            }
        }
    }

    private List<String> child() throws Exception {
        String path = Stream.of(
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"),
                        testClasses().toString())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        path,
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    private static Path testClasses() throws Exception {
        String resource = Child.class.getName().replace('.', '/') + ".class";
        Path path = Path.of(Child.class.getClassLoader().getResource(resource).toURI());
        return path.resolve("../".repeat(resource.split("/").length)).normalize();
    }

    /** Reads every file and prints what came of it. */
    static final class Child {
        @FunctionalInterface
        private interface Reading {
            Object read(Path file) throws IOException;
        }

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            Reading idx = file -> IdxFile.read(file, Integer.MAX_VALUE);
            Reading images = file -> DataFolder.read(file, Split.TRAIN, DataFolder.ALL);
            print(folder.resolve("large"), idx);
            print(folder.resolve("fits"), idx);
            print(folder.resolve("images"), images);
            print(folder.resolve("pixels"), images);
            print(folder.resolve("fortran.npz"), WeightFile::read);
            print(folder.resolve("booleans.npz"), WeightFile::read);
            print(folder.resolve("x.npz"), file -> NpzFile.read(file, "x"::equals));
            print(folder.resolve("types.npz"), NpzFile::read);
            print(folder.resolve("directory.npz"), file -> NpzData.read(file, 1, OptionalInt.empty()));
            print(folder.resolve("header.safetensors"), WeightFile::read);
            print(folder.resolve("tensors.safetensors"), WeightFile::read);
            print(folder.resolve("members.gz"), idx);
        }

        private static void print(Path file, Reading reading) {
            String end = "read";
            try {
                reading.read(file);
            } catch (IOException | RuntimeException | Error thrown) {
                end = thrown.getClass().getSimpleName();
            }
            System.out.println(file.getFileName() + ": " + end);
        }
    }
}
