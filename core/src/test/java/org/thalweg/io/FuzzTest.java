package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.DataFolder;
import org.thalweg.data.NpzData;
import org.thalweg.nn.Sequential;
import org.thalweg.nn.WeightFile;

/**
 * Sound files with a fault or more in what they say of themselves (text of a header, lengths, offsets, the directory of an archive)
 * or in any byte. A reader ends with what it read or with one line that names the file, and soon.
 *
 * <p>{@code -Dthalweg.fuzz=1000000} reads so many for each reader; input i is the same in every run. Data sets are a tenth of them.
 */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("thalweg.fuzz", 10_000);

    /** No input is as large as 20 kB, so none should take a thousandth of this, even on a machine that is busy. */
    private static final double SECONDS = 10;

    private static final Path FILE = Path.of("w.npz");

    @FunctionalInterface
    private interface Reader {
        Object read(byte[] bytes) throws IOException;
    }

    @FunctionalInterface
    private interface Maker {
        byte[] make(SplittableRandom random);
    }

    private void fuzz(String name, int inputs, Maker maker, Reader reader) {
        int sound = 0;
        for (int i = 0; i < inputs; i++) {
            byte[] bytes = maker.make(new SplittableRandom(i));
            long start = System.nanoTime();
            try {
                reader.read(bytes);
                sound++;
            } catch (IOException fault) {
                String message = String.valueOf(fault.getMessage());
                assertTrue(message.startsWith(FILE + ": "), message);
                if (fault instanceof FormatException) {
                    assertTrue(message.matches(".*: found .+, expected .+"), message);
                    assertEquals(1, message.lines().count(), message);
                }
            } catch (RuntimeException | Error escaped) {
                throw new AssertionError("input " + i + " of " + name + ": " + escaped, escaped);
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            assertTrue(seconds < SECONDS, "input " + i + " of " + name + " took " + seconds + " s");
        }
        // Inputs that are all sound, or all refused at once, would test nothing.
        assertTrue(sound > inputs / 1000 && sound < inputs, sound + " of " + inputs + " " + name + " are sound");
    }

    @Test
    void npz() {
        fuzz("archives", INPUTS, FuzzTest::archive, FuzzTest::readNpz);
    }

    private static NpzFile readNpz(byte[] bytes) throws IOException {
        try (ZipArchive zip = new ZipArchive(new BytesChannel(bytes), FILE)) {
            return NpzFile.read(zip, FILE, name -> true);
        }
    }

    @Test
    void safeTensors() {
        fuzz("safetensors", INPUTS, FuzzTest::safeTensors, FuzzTest::readSafeTensors);
    }

    private static SafeTensorsFile readSafeTensors(byte[] bytes) throws IOException {
        return SafeTensorsFile.read(new ByteArrayInputStream(bytes), bytes.length, FILE);
    }

    @Test
    void idx() {
        for (int limit : new int[] {5, Integer.MAX_VALUE}) {
            fuzz(
                    "IDX files",
                    INPUTS,
                    FuzzTest::idx,
                    bytes -> IdxFile.read(new ByteArrayInputStream(bytes), bytes.length, FILE, limit));
        }
    }

    @Test
    void weights() {
        Graph network = Sequential.mlp(Activations.RELU, 2, 3, 2);
        fuzz("weights in archives", INPUTS, FuzzTest::archive, bytes -> {
            NpzFile read = readNpz(bytes);
            return new WeightFile(FILE, List.copyOf(read.tensors().values()), read.others(), "").fit(network);
        });
        fuzz("weights in safetensors", INPUTS, FuzzTest::safeTensors, bytes -> {
            SafeTensorsFile read = readSafeTensors(bytes);
            return new WeightFile(FILE, List.copyOf(read.tensors().values()), read.others(), "").fit(network);
        });
    }

    /** From files, which are slow to open: a tenth of them. */
    @Test
    void npzData(@TempDir Path folder) {
        Path file = folder.resolve(FILE);
        fuzz("data sets", (INPUTS + 9) / 10, FuzzTest::data, bytes -> {
            Files.write(file, bytes);
            try {
                return NpzData.read(file, DataFolder.ALL, OptionalInt.empty());
            } catch (IOException fault) {
                throw new IOException(fault.getMessage().replace(file.toString(), FILE.toString()), fault);
            }
        });
    }

    /** Bytes in memory as a channel. */
    private static final class BytesChannel implements SeekableByteChannel {
        private final byte[] bytes;
        private long position;

        BytesChannel(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(ByteBuffer target) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), bytes.length - position);
            target.put(bytes, (int) position, count);
            position += count;
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long to) {
            position = to;
            return this;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            position = 0;
        }
    }

    private static <T> T any(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static boolean rarely(SplittableRandom random) {
        return random.nextInt(12) == 0;
    }

    /** A number that limits are made of, or one near to another. */
    private static long number(SplittableRandom random, long near) {
        return switch (random.nextInt(4)) {
            case 0 -> near + random.nextInt(-9, 10);
            case 1 -> (1L << random.nextInt(64)) - random.nextInt(2);
            case 2 -> -random.nextInt(1, 9);
            default -> random.nextInt(300);
        };
    }

    /** The text with some pieces put in, taken out, or repeated. */
    private static String disturbed(SplittableRandom random, String text, List<String> pieces) {
        StringBuilder changed = new StringBuilder(text);
        while (rarely(random) || (changed.length() == text.length() && random.nextInt(4) == 0)) {
            int at = random.nextInt(changed.length() + 1);
            int end = Math.min(changed.length(), at + random.nextInt(4));
            int times = rarely(random) ? random.nextInt(3000) : 1;
            changed.replace(at, end, any(random, pieces).repeat(times));
        }
        return changed.toString();
    }

    private static byte[] disturbed(SplittableRandom random, byte[] bytes) {
        byte[] changed = rarely(random) ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 9)) : bytes;
        while (changed.length > 0 && rarely(random)) {
            changed = changed.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static int[] shape(SplittableRandom random) {
        return random.ints(random.nextInt(4), 0, 4).toArray();
    }

    private static String tuple(int[] shape) {
        return "(" + IntStream.of(shape).mapToObj(length -> length + ",").collect(Collectors.joining(" ")) + ")";
    }

    private static byte[] npy(SplittableRandom random, int[] shape) {
        String descr = any(
                random,
                List.of(
                        "'<f8'", "'>f4'", "'<f2'", "'<V2'", "'<i8'", "'|i1'", "'<u8'", "'<u2'", "'|u1'", "'|b1'",
                        "'<U3'"));
        String dict = ZipBytes.dict(rarely(random) ? "[('a', '<f8')]" : descr, random.nextBoolean(), tuple(shape));
        dict = disturbed(
                random,
                dict,
                List.of(
                        "(",
                        ")",
                        "[",
                        "]",
                        "{",
                        "}",
                        "'",
                        "\"",
                        "\\",
                        ",",
                        ":",
                        " ",
                        "L",
                        "1",
                        "99999999999",
                        "-1",
                        "\n",
                        "é"));
        int size = (int) Tensor.size(shape) * Math.max(1, descr.charAt(3) - '0');
        byte[] bytes = ZipBytes.npy(random.nextInt(1, 4), dict, rarely(random) ? random.nextInt(100) : size);
        if (rarely(random)) {
            bytes[8] = (byte) number(random, bytes[8]);
        }
        if (descr.contains("f") && random.nextBoolean()) {
            Arrays.fill(bytes, bytes.length - size, bytes.length, (byte) 0);
        }
        return bytes;
    }

    private static byte[] archive(SplittableRandom random) {
        ZipBytes zip = new ZipBytes();
        List<String> names =
                List.of("0.weight.npy", "0.bias.npy", "2.weight.npy", "2.bias.npy", "../x.npy", "a/b.npy", "meta.json");
        List<int[]> shapes = List.of(new int[] {3, 2}, new int[] {3}, new int[] {2, 3}, new int[] {2});
        int first = random.nextInt(4);
        for (int k = random.nextInt(3) == 0 ? 0 : first; k < 4; k++) {
            String name = rarely(random) ? any(random, names) : names.get(k);
            add(random, zip, name, npy(random, rarely(random) ? shape(random) : shapes.get(k)));
        }
        return disturbed(random, archive(random, zip));
    }

    private static byte[] data(SplittableRandom random) {
        ZipBytes zip = new ZipBytes();
        int count = random.nextInt(4);
        add(random, zip, "x.npy", npy(random, random.nextBoolean() ? new int[] {count, 2} : shape(random)));
        add(random, zip, "y.npy", npy(random, random.nextBoolean() ? new int[] {count} : shape(random)));
        if (random.nextBoolean()) {
            add(random, zip, "z.npy", npy(random, shape(random)));
        }
        return disturbed(random, archive(random, zip));
    }

    private static void add(SplittableRandom random, ZipBytes zip, String name, byte[] content) {
        zip.add(name, content, random.nextBoolean(), any(random, List.of(ZipBytes.Style.values())));
    }

    /** The archive, with a number changed in one place, or the same number in both places. */
    private static byte[] archive(SplittableRandom random, ZipBytes zip) {
        while (!zip.entries.isEmpty() && random.nextInt(3) == 0) {
            ZipBytes.Entry entry = any(random, zip.entries);
            List<ZipBytes.Header> headers =
                    any(random, List.of(List.of(entry.own), List.of(entry.listed), List.of(entry.own, entry.listed)));
            long bits = random.nextLong();
            switch (random.nextInt(12)) {
                case 0 -> headers.forEach(h -> h.flags = (int) (bits & 0xf));
                case 1 -> headers.forEach(h -> h.method = any(new SplittableRandom(bits), List.of(0, 8, 12, 99)));
                case 2 -> headers.forEach(h -> h.crc = bits);
                case 3 -> headers.forEach(h -> h.packed = number(new SplittableRandom(bits), h.packed));
                case 4 -> headers.forEach(h -> h.size = number(new SplittableRandom(bits), h.size));
                case 5 -> headers.forEach(h -> h.name = disturbed(new SplittableRandom(bits), h.name));
                case 6 ->
                    headers.forEach(h -> h.extra = disturbed(new SplittableRandom(bits), new byte[] {1, 0, 16, 0, 1}));
                case 7 -> entry.begin = number(random, 50) & 0xffffffffL;
                case 8 -> entry.data = disturbed(random, entry.data);
                case 9 -> zip.count = (int) number(random, zip.entries.size());
                case 10 -> zip.directorySize = number(random, 50L * zip.entries.size());
                default -> zip.wideCount = number(random, zip.entries.size());
            }
        }
        zip.wideEnd = rarely(random);
        zip.tail = rarely(random) ? new byte[random.nextInt(30)] : zip.tail;
        zip.comment = rarely(random) ? random.nextInt(30) : zip.comment;
        return zip.bytes();
    }

    private static byte[] safeTensors(SplittableRandom random) {
        List<String> names = List.of("0.weight", "0.bias", "2.weight", "2.bias", "__metadata__", "", "\\u202e", "é");
        List<int[]> shapes = List.of(new int[] {3, 2}, new int[] {3}, new int[] {2, 3}, new int[] {2});
        StringBuilder header = new StringBuilder("{");
        if (random.nextBoolean()) {
            header.append("\"__metadata__\":{\"a\":\"b\"},");
        }
        long end = 0;
        for (int k = 0; k < 4; k++) {
            String name = rarely(random) ? any(random, names) : names.get(k);
            int[] shape = rarely(random) ? shape(random) : shapes.get(k);
            String type = rarely(random)
                    ? any(random, List.of("F8_E4M3", "I64", "U16", "BOOL", "x"))
                    : any(random, List.of("F64", "F32", "BF16"));
            long begin = end;
            int size = type.equals("x") ? 3 : Integer.parseInt("0" + type.replaceAll("_.*|[^0-9]", "")) / 8;
            end += Tensor.size(shape) * Math.max(1, size);
            header.append(k == 0 ? "" : ",").append("\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":");
            header.append(Arrays.toString(shape)).append(",\"data_offsets\":[");
            header.append(random.nextInt(60) == 0 ? number(random, begin) : begin)
                    .append(",");
            header.append(random.nextInt(60) == 0 ? number(random, end) : end).append("]}");
        }
        header.append("}").append(" ".repeat(random.nextInt(9)));
        String text = disturbed(
                random,
                header.toString(),
                List.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        "\\",
                        ",",
                        ":",
                        " ",
                        "1",
                        "99999999999999999999",
                        "-1",
                        "1e9",
                        "null",
                        "\0",
                        "é",
                        "\t",
                        "\\ud800"));
        Charset charset = random.nextInt(40) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        byte[] bytes = text.getBytes(charset);
        long length = rarely(random) ? number(random, bytes.length) : bytes.length;
        int data = (int) end + (rarely(random) ? random.nextInt(3) : 0);
        return disturbed(
                random,
                ByteBuffer.allocate(8 + bytes.length + data)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .put(bytes)
                        .array());
    }

    private static byte[] idx(SplittableRandom random) {
        int[] lengths = random.ints(random.nextInt(1, 4), 0, 5).toArray();
        List<Integer> types = List.of(8, 9, 0xb, 0xc, 0xd, 0xe);
        int kind = random.nextInt(types.size());
        int size = (int) Tensor.size(lengths) * List.of(1, 1, 2, 4, 4, 8).get(kind);
        int magic = types.get(kind) << 8 | lengths.length;
        for (int k = 0; k < lengths.length; k++) {
            lengths[k] = rarely(random) ? (int) number(random, lengths[k]) : lengths[k];
        }
        byte[] plain = IdxBytes.idx(rarely(random) ? (int) number(random, magic) : magic, size, lengths);
        plain = disturbed(random, plain);
        if (random.nextBoolean()) {
            return plain;
        }
        int cut = random.nextInt(plain.length + 1);
        byte[] first = disturbed(random, member(random, Arrays.copyOf(plain, cut)));
        byte[] second = disturbed(random, member(random, Arrays.copyOfRange(plain, cut, plain.length)));
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /** A member of gzip, some with optional fields in front or a flag too many. */
    private static byte[] member(SplittableRandom random, byte[] bytes) {
        byte[] member = IdxBytes.gzip(bytes);
        if (rarely(random)) {
            member[3] = (byte) (1 << random.nextInt(8));
        }
        return member;
    }
}
