package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.thalweg.io.Faults.assertFault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
    private static final String GOOD = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";

    @TempDir
    Path folder;

    private static byte[] npy(String dict, int data) {
        return npy(1, dict.length(), dict, data);
    }

    private static byte[] npy(int version, int length, String dict, int data) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + dict.length() + data)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.UTF_8))
                .put((byte) version)
                .put((byte) 0);
        bytes = version == 1 ? bytes.putShort((short) length) : bytes.putInt(length);
        return bytes.put(dict.getBytes(StandardCharsets.ISO_8859_1)).array();
    }

    /** A deflated archive with the same content under each of the names. */
    private static byte[] zip(byte[] content, String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The archive with the four bytes at an offset in the last entry of its directory set to a value. */
    private static byte[] directory(byte[] zip, int offset, int value) {
        byte[] copy = zip.clone();
        int entry = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + offset, value);
        return copy;
    }

    /** An archive of one entry that claims a size, in the directory and in its own header. */
    private static byte[] both(byte[] content, int size) {
        ZipBytes zip = new ZipBytes();
        ZipBytes.Entry entry = zip.add("w.npy", content, true, ZipBytes.Style.PLAIN);
        entry.own.size = size;
        entry.listed.size = size;
        return zip.bytes();
    }

    private static byte[] replace(byte[] zip, String from, String to) {
        return new String(zip, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy-stored.npz", "numpy-deflated.npz"})
    void readsWhatNumpyWrites(String name) throws Exception {
        Map<String, Tensor> read = NpzFile.read(
                        Path.of(NpzFileTest.class.getResource(name).toURI()))
                .tensors();
        assertEquals(
                List.of(
                        "f8",
                        "f4",
                        "f2",
                        "big",
                        "i8",
                        "i4",
                        "i2",
                        "i1",
                        "u1",
                        "bool",
                        "scalar",
                        "empty",
                        "fortran",
                        "layer/weight"),
                List.copyOf(read.keySet()));
        assertTensor(read.get("f8"), 0.5, -1, 2, 3);
        assertTensor(read.get("f4"), 0.5, -1, 5);
        assertTensor(read.get("f2"), 0.5, -1, 2, 2);
        assertTensor(read.get("big"), 0.5, -1, 3, 2);
        assertTensor(read.get("i8"), 1, -1, 4);
        assertTensor(read.get("i4"), 1, -1, 2, 2);
        assertTensor(read.get("i2"), 1, -1, 3);
        assertTensor(read.get("i1"), 1, -1, 3);
        assertTensor(read.get("u1"), 1, 0, 3, 1);
        assertArrayEquals(new double[] {0, 1, 1}, read.get("bool").values());
        assertTensor(read.get("scalar"), 0, 2.5);
        assertTensor(read.get("empty"), 0, 0, 0, 3);
        assertTensor(read.get("fortran"), 0.5, -1, 2, 3, 4);
        assertTensor(read.get("layer/weight"), 0.5, -1, 3, 1);
    }

    private static void assertTensor(Tensor tensor, double step, double first, int... shape) {
        assertArrayEquals(shape, tensor.shape(), tensor.name());
        int size = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        assertArrayEquals(
                IntStream.range(0, size).mapToDouble(k -> first + k * step).toArray(), tensor.values(), tensor.name());
    }

    @Test
    void roundTrip() throws IOException {
        Path file = folder.resolve("weights.npz");
        for (long seed = 0; seed < 15; seed++) {
            for (Precision precision : Precision.values()) {
                List<Tensor> tensors = SafeTensorsFileTest.tensors(seed);
                NpzFile.write(file, tensors, precision);
                SafeTensorsFileTest.assertSame(tensors, NpzFile.read(file).tensors(), precision);
                byte[] bytes = Files.readAllBytes(file);
                NpzFile.write(file, NpzFile.read(file).tensors().values(), precision);
                assertArrayEquals(bytes, Files.readAllBytes(file));
            }
        }
        NpzFile.write(file, List.of(), Precision.F64);
        assertEquals(new NpzFile(Map.of(), Map.of()), NpzFile.read(file));
    }

    @Test
    void numpyReadsWhatWeWrite() throws Exception {
        Path file = folder.resolve("weights.npz");
        double[] values = new SplittableRandom(1).doubles(6).toArray();
        List<Tensor> tensors = List.of(
                new Tensor("0.weight", new int[] {2, 3}, values),
                new Tensor("bias", new int[] {1}, new double[] {-0.0}),
                new Tensor("scalar", new int[0], new double[] {1e-310}),
                new Tensor("empty", new int[] {0, 4}, new double[0]));
        String script = """
                import numpy as np, sys
                for name, a in np.load(sys.argv[1]).items():
                    print(name, a.dtype.str, list(a.shape), [x.hex() for x in a.astype(float).ravel().tolist()])
                """;
        for (Precision precision : Precision.values()) {
            NpzFile.write(file, precision == Precision.F64 ? tensors : tensors.subList(0, 2), precision);
            Process numpy;
            try {
                numpy = new ProcessBuilder("python3", "-c", script, file.toString())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException missing) {
                Assumptions.abort("there is no python3 here: " + missing.getMessage());
                return;
            }
            String output = new String(numpy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = numpy.waitFor();
            Assumptions.assumeFalse(output.contains("No module named 'numpy'"), "this python3 has no numpy");
            assertEquals(0, status, output);
            List<String> lines = output.lines().toList();
            for (int k = 0; k < lines.size(); k++) {
                Tensor tensor = tensors.get(k);
                String[] parts = lines.get(k).split(" (?=<)| (?=\\[)", 4);
                assertEquals(tensor.name(), parts[0]);
                assertEquals("<f" + precision.size(), parts[1]);
                assertEquals(Arrays.toString(tensor.shape()), parts[2]);
                double[] expected = Arrays.stream(tensor.values())
                        .map(x -> precision == Precision.F32 ? (float) x : x)
                        .toArray();
                String numbers = parts[3].replaceAll("[\\[\\]' ]", "");
                assertArrayEquals(
                        expected,
                        Stream.of(numbers.split(","))
                                .filter(s -> !s.isEmpty())
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
            assertEquals(precision == Precision.F64 ? 4 : 2, lines.size());
        }
    }

    @Test
    void readsAnyOrderOfKeysAndEveryVersion() throws IOException {
        String[] dicts = {
            GOOD,
            "{'shape':(2,),'descr':'<f8','fortran_order':True}",
            "  { 'fortran_order' : False , 'shape' : (2 , ) , 'descr' : '=f8' }  \n".replace("(2 , )", "(2,)"),
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1,2), }",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2,), }"
        };
        for (String dict : dicts) {
            for (int version = 1; version <= 3; version++) {
                Path file = file(zip(npy(version, dict.length(), dict, 16), "w.npy"));
                assertArrayEquals(
                        new double[2], NpzFile.read(file).tensors().get("w").values(), dict);
            }
        }
    }

    static Stream<Arguments> hostile() {
        byte[] good = zip(npy(GOOD, 16), "w.npy");
        byte[] bomb = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3000000,), }", 3_000_000);
        byte[] flipped = good.clone();
        flipped[60] ^= 0x10;
        return Stream.of(
                Arguments.of("empty", new byte[0], "archive"),
                Arguments.of("no zip", "hello".getBytes(StandardCharsets.UTF_8), "archive"),
                Arguments.of("cut", Arrays.copyOf(good, good.length - 30), "archive"),
                Arguments.of("damaged", flipped, "entry `w.npy`"),
                Arguments.of(
                        "same name twice",
                        replace(zip(npy(GOOD, 16), "v.npy", "w.npy"), "v.npy", "w.npy"),
                        "the name twice"),
                Arguments.of("absolute", zip(npy(GOOD, 16), "/etc/w.npy"), "found this name"),
                Arguments.of("parent", zip(npy(GOOD, 16), "../w.npy"), "found this name"),
                Arguments.of("parent inside", zip(npy(GOOD, 16), "a/../../w.npy"), "found this name"),
                Arguments.of("backslash", zip(npy(GOOD, 16), "..\\w.npy"), "found this name"),
                Arguments.of("drive", zip(npy(GOOD, 16), "C:w.npy"), "found this name"),
                Arguments.of("no name", zip(npy(GOOD, 16), ".npy"), "found this name"),
                Arguments.of(
                        "claims 1 GB", both(npy(GOOD, 16), 1 << 30), "found 1073741824 bytes, expected no more than"),
                Arguments.of("claims less", both(bomb, 1000), "a shape [3000000] of 3000000 bytes"),
                Arguments.of("claims more packed than the file", directory(good, 20, 1 << 20), ""),
                Arguments.of("begins beyond the file", directory(good, 42, 1 << 30), ""),
                Arguments.of("begins in another entry", directory(zip(npy(GOOD, 16), "v.npy", "w.npy"), 42, 3), ""),
                Arguments.of("wrong checksum", directory(good, 16, 12345), ""),
                Arguments.of(
                        "no npy",
                        zip("hello hello hello".getBytes(StandardCharsets.UTF_8), "w.npy"),
                        "entry `w.npy`: found `hello `"),
                Arguments.of("short", zip("hi".getBytes(StandardCharsets.UTF_8), "w.npy"), "found 2 bytes, expected 8"),
                Arguments.of("version 4", zip(npy(4, GOOD.length(), GOOD, 16), "w.npy"), "version 4"),
                Arguments.of("header of 4 GB", zip(npy(2, -1, GOOD, 16), "w.npy"), "a header of 4294967295 bytes"),
                Arguments.of("header beyond the entry", zip(npy(1, 5000, GOOD, 16), "w.npy"), "expected 5000"),
                Arguments.of("10^12 elements", good("(1000000, 1000000)"), "8000000000000 bytes"),
                Arguments.of("overflow", good("(1000000, 1000000, 1000000, 1000000)"), "more than 2^63 bytes"),
                Arguments.of("long dimension", good("(99999999999,)"), "lengths below 2^31"),
                Arguments.of("negative dimension", good("(-2,)"), "found `{'descr'"),
                Arguments.of("shape too small", good("(1,)"), "a shape [1] of 8 bytes, expected 16"),
                Arguments.of("shape too large", good("(3,)"), "a shape [3] of 24 bytes, expected 16"),
                Arguments.of("no tuple", good("(2)"), "found `{'descr'"),
                Arguments.of("call for a shape", good("exit()"), "found `{'descr'"),
                Arguments.of("no dict", zip(npy("[1, 2]", 16), "w.npy"), "found `[1, 2]`"),
                Arguments.of("empty dict", zip(npy("{}", 16), "w.npy"), "found `{}`"),
                Arguments.of("empty header", zip(npy("", 16), "w.npy"), "found ``, expected"),
                Arguments.of("no end", zip(npy(GOOD.replace("}", ""), 16), "w.npy"), "found `{'descr'"),
                Arguments.of("more behind", zip(npy(GOOD + "+1", 16), "w.npy"), "found `{'descr'"),
                Arguments.of(
                        "missing key", zip(npy("{'descr': '<f8', 'shape': (2,), }", 16), "w.npy"), "found `{'descr'"),
                Arguments.of("65 dimensions", good("(" + "1,".repeat(65) + ")"), "65 dimensions, expected at most 64"),
                Arguments.of("1800 dimensions", good("(" + "1, ".repeat(1800) + ")"), "1800 dimensions"));
    }

    private static byte[] good(String shape) {
        return zip(npy(GOOD.replace("(2,)", shape), 16), "w.npy");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refuses(String name, byte[] bytes, String part) throws IOException {
        Path file = file(bytes);
        assertFault(file, part, () -> NpzFile.read(file));
    }

    @Test
    void bombsAreRefusedBeforeTheyTakeMemory() throws IOException {
        // Every entry fits the heap, and all together do not: bytes of zeros, a thousandth of their size when packed.
        int length = 4_000_000;
        int entries = (int) Math.min(9999, Runtime.getRuntime().maxMemory() / 8 / length + 2);
        byte[] zeros = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (" + length + ",), }", length);
        ZipBytes first = new ZipBytes();
        ZipBytes.Entry packed = first.add("0.npy", zeros, true, ZipBytes.Style.PLAIN);
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < entries; i++) {
            ZipBytes.Entry entry = zip.add(i + ".npy", new byte[0], true, ZipBytes.Style.PLAIN);
            entry.data = packed.data;
            for (ZipBytes.Header header : List.of(entry.own, entry.listed)) {
                header.crc = packed.own.crc;
                header.packed = packed.own.packed;
                header.size = packed.own.size;
            }
        }
        Path bomb = file(zip.bytes());
        assertFault(bomb, "numbers, expected no more than", () -> NpzFile.read(bomb));
        // What is not asked for takes nothing.
        assertEquals(length, NpzFile.read(bomb, "1"::equals).tensors().get("1").values().length);
    }

    @Test
    void refusesWhatIsNoFile() {
        Path missing = folder.resolve("missing");
        assertFault(missing, "found no such file", () -> NpzFile.read(missing));
        assertFault(folder, "found a folder", () -> NpzFile.read(folder));
    }

    @Test
    void refusesToWriteWhatCannotBeReadBack() {
        Path file = folder.resolve("w");
        for (String name : new String[] {"/w", "../w", "a/../w", "a//w", "a\\w", "C:w", "a\nb", "."}) {
            Tensor tensor = new Tensor(name, new int[0], new double[1]);
            assertThrows(
                    IllegalArgumentException.class, () -> NpzFile.write(file, List.of(tensor), Precision.F64), name);
        }
        Tensor one = new Tensor("w", new int[0], new double[] {1e300});
        assertThrows(IllegalArgumentException.class, () -> NpzFile.write(file, List.of(one, one), Precision.F64));
        assertThrows(IllegalArgumentException.class, () -> NpzFile.write(file, List.of(one), Precision.F32));
        assertFalse(Files.exists(file));
    }

    private NpzFile read(ZipBytes zip) throws IOException {
        return NpzFile.read(file(zip.bytes()));
    }

    private static ZipBytes of(String descr, String shape, int data) {
        ZipBytes zip = new ZipBytes();
        zip.add("a.npy", ZipBytes.npy(descr, shape, data), false, ZipBytes.Style.WIDE);
        return zip;
    }

    /** What is no array of numbers is told, beside one that is. */
    @Test
    void whatIsNotReadIsTold() throws IOException {
        ZipBytes zip = of("<f8", "(1,)", 8);
        String[] types = {"<U5", "|S3", "|O", "<c16", "<M8[ns]", "|V2", "|V1", "|f8", "<f16", ""};
        Map<String, String> expected = new LinkedHashMap<>();
        for (String type : types) {
            zip.add("_" + type + ".npy", ZipBytes.npy(type, "(2, 3)", 17), true, ZipBytes.Style.WIDE);
            expected.put("_" + type + ".npy", "descr '" + type + "', shape [2, 3]");
        }
        String fields = "[('a', '<f8'), ('b', '<i4', (2,))]";
        zip.add("s.npy", ZipBytes.npy(2, ZipBytes.dict(fields, false, "()"), 16), true, ZipBytes.Style.STREAMED);
        expected.put("s.npy", "descr " + fields + ", shape []");
        for (String name : new String[] {"meta.json", "folder/", "../up", "w.txt"}) {
            zip.add(name, new byte[] {1, 2}, false, ZipBytes.Style.PLAIN);
            expected.put(name, "no array, as its name does not end in .npy");
        }
        NpzFile read = read(zip);
        assertEquals(expected, read.others());
        assertEquals(List.of("a"), List.copyOf(read.tensors().keySet()));
        NpzFile none = NpzFile.read(file(zip.bytes()), name -> false);
        assertEquals(Map.of(), none.tensors());
        assertEquals("not asked for", none.others().get("a.npy"));
    }

    @Test
    void unsignedIntegersOfEverySize() throws IOException {
        double[] u2 = {0x0100, 0x0302};
        assertArrayEquals(u2, read(of("<u2", "(2,)", 4)).tensors().get("a").values());
        assertArrayEquals(
                new double[] {0x0001, 0x0203},
                read(of(">u2", "(2,)", 4)).tensors().get("a").values());
        assertArrayEquals(
                new double[] {0x03020100L},
                read(of("<u4", "(1,)", 4)).tensors().get("a").values());
        assertArrayEquals(
                new double[] {0x0706050403020100L},
                read(of("<u8", "(1,)", 8)).tensors().get("a").values());
    }

    /** As ml_dtypes, and so JAX, writes it: the upper halves of floats. */
    @Test
    void brainFloats() throws IOException {
        Tensor tensor = read(of("<V2", "(1, 3)", 6)).tensors().get("a");
        assertEquals(ElementType.BF16, tensor.type());
        assertArrayEquals(
                new double[] {
                    Float.intBitsToFloat(0x01000000), Float.intBitsToFloat(0x03020000), Float.intBitsToFloat(0x05040000)
                },
                tensor.values());
    }

    @Test
    void shapesOfPython2AndShapesWithoutNumbers() throws IOException {
        assertArrayEquals(
                new int[] {2, 3},
                read(of("<f8", "(2L, 3L)", 48)).tensors().get("a").shape());
        assertArrayEquals(
                new int[] {2}, read(of("|i1", "(2L,)", 2)).tensors().get("a").shape());
        int[] shape = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0};
        for (boolean fortran : new boolean[] {false, true}) {
            ZipBytes zip = new ZipBytes();
            String dict = ZipBytes.dict("'<f8'", fortran, "(2147483647, 2147483647, 0)");
            zip.add("a.npy", ZipBytes.npy(1, dict, 0), false, ZipBytes.Style.PLAIN);
            assertArrayEquals(shape, read(zip).tensors().get("a").shape());
        }
    }

    /** Sixty thousand spaces in a header took nine seconds for each entry that had them, of 207 packed bytes. */
    @Test
    void timeIsLinearInTheLengthOfTheHeader() throws IOException {
        String spaces = " ".repeat(60_000);
        byte[] sound = ZipBytes.npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), " + spaces + "}", 16);
        byte[] broken = ZipBytes.npy(1, "{'descr': '<f8', " + spaces + "'fortran_order' False, 'shape': (2,), }", 16);
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 50; i++) {
            zip.add(i + ".npy", sound, true, ZipBytes.Style.PLAIN);
        }
        Path file = file(zip.bytes());
        assertTimeout(
                Duration.ofSeconds(10),
                () -> assertEquals(50, NpzFile.read(file).tensors().size()));
        zip.add("b.npy", broken, true, ZipBytes.Style.PLAIN);
        Path other = file(zip.bytes());
        assertTimeout(Duration.ofSeconds(10), () -> assertFault(other, "entry `b.npy`", () -> NpzFile.read(other)));
    }

    @Test
    void aPointerIsCalledSo() throws IOException {
        Path file =
                file("version https://git-lfs.github.com/spec/v1\noid sha256:00\n".getBytes(StandardCharsets.UTF_8));
        assertFault(file, "found a pointer of Git LFS", () -> NpzFile.read(file));
    }
}
