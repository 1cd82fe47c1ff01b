package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.io.Faults.assertFault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTensorsFileTest {
    @TempDir
    Path folder;

    private static byte[] bytes(long length, String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(text)
                .array();
    }

    private static byte[] bytes(String header, int data) {
        return bytes(header.getBytes(StandardCharsets.UTF_8).length, header, data);
    }

    private static String entry(String name, String type, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    /** Tensors of every rank up to 4, some empty, with awkward names and numbers. */
    static List<Tensor> tensors(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Tensor> tensors = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            int[] shape = random.ints(random.nextInt(5), 0, 7).toArray();
            double[] values = random.doubles(Arrays.stream(shape).reduce(1, (a, b) -> a * b), -9, 9)
                    .toArray();
            tensors.add(new Tensor(k + ".wéight \"" + (char) random.nextInt('a', 'z') + "\"", shape, values));
        }
        tensors.add(new Tensor("large", new int[] {3000}, random.doubles(3000).toArray()));
        tensors.add(new Tensor(
                "odd", new int[] {5}, new double[] {-0.0, Double.NaN, Double.POSITIVE_INFINITY, Float.MIN_VALUE, 1}));
        return tensors;
    }

    static void assertSame(List<Tensor> expected, Map<String, Tensor> found, Precision precision) {
        assertEquals(expected.stream().map(Tensor::name).toList(), List.copyOf(found.keySet()));
        for (Tensor tensor : expected) {
            Tensor read = found.get(tensor.name());
            double[] values = precision == Precision.F64
                    ? tensor.values()
                    : Arrays.stream(tensor.values()).map(x -> (float) x).toArray();
            assertEquals(tensor.toString(), read.toString());
            assertArrayEquals(values, read.values());
        }
    }

    @Test
    void roundTrip() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("note", "line\nbreak \"quoted\" é");
        for (long seed = 0; seed < 15; seed++) {
            for (Precision precision : Precision.values()) {
                List<Tensor> tensors = tensors(seed);
                Path file = folder.resolve("weights.safetensors");
                SafeTensorsFile.write(file, tensors, metadata, precision);
                SafeTensorsFile read = SafeTensorsFile.read(file);
                assertSame(tensors, read.tensors(), precision);
                assertEquals(metadata, read.metadata());
                byte[] bytes = Files.readAllBytes(file);
                assertEquals(
                        0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
                SafeTensorsFile.write(file, read.tensors().values(), read.metadata(), precision);
                assertArrayEquals(bytes, Files.readAllBytes(file));
            }
        }
    }

    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        Path file = folder.resolve("w");
        Tensor tensor = new Tensor("w", new int[] {2, 1}, new double[] {1, -2});
        SafeTensorsFile.write(file, List.of(tensor), Map.of("format", "pt"), Precision.F32);
        String header = "{\"__metadata__\":{\"format\":\"pt\"}," + entry("w", "F32", "[2,1]", 0, 8) + "}";
        header += " ".repeat(7 - (header.length() + 7) % 8);
        byte[] expected = bytes(header, 8);
        ByteBuffer.wrap(expected)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(expected.length - 8, 1)
                .putFloat(expected.length - 4, -2);
        assertArrayEquals(expected, Files.readAllBytes(file));
        SafeTensorsFile.write(file, List.of(), Map.of(), Precision.F64);
        assertArrayEquals(bytes("{}      ", 0), Files.readAllBytes(file));
        assertTrue(SafeTensorsFile.read(file).tensors().isEmpty());
    }

    @Test
    void readsAReferenceFile() throws Exception {
        SafeTensorsFile read = SafeTensorsFile.read(Path.of(
                SafeTensorsFileTest.class.getResource("reference.safetensors").toURI()));
        assertEquals(Map.of("format", "pt"), read.metadata());
        for (String name : List.of("double", "float", "half", "brain")) {
            Tensor tensor = read.tensors().get(name);
            assertArrayEquals(new int[] {2, 3}, tensor.shape());
            assertArrayEquals(new double[] {-1, -0.5, 0, 0.5, 1, 1.5}, tensor.values(), name);
        }
        assertArrayEquals(new double[] {-1, 0, 1}, read.tensors().get("long").values());
        assertArrayEquals(new double[] {0, 1, 2}, read.tensors().get("byte").values());
    }

    @Test
    void readsInAnyOrderOfTheHeaderAndSkipsUnknownKeys() throws IOException {
        String second = "\"b\":{\"shape\":[],\"new\":{\"deep\":[1,{}]},\"data_offsets\":[8,16],\"dtype\":\"F64\"}";
        Path file = file(bytes("{" + second + "," + entry("a", "F64", "[1]", 0, 8) + "}", 16));
        assertEquals(
                List.of("a", "b"),
                List.copyOf(SafeTensorsFile.read(file).tensors().keySet()));
    }

    static Stream<Arguments> hostile() {
        String w = entry("w", "F64", "[2]", 0, 16);
        String tens = "1000000,1000000,1000000,1000000";
        return Stream.of(
                Arguments.of("empty", new byte[0], "byte 0: found 0 bytes, expected 8"),
                Arguments.of("only a length", bytes(1, "", 0), "byte 0: found a header of 1 bytes, expected at most 0"),
                Arguments.of(
                        "no header",
                        bytes(0, "", 0),
                        "byte 8: found nothing, expected a header in UTF-8 that begins with `{`"),
                Arguments.of(
                        "header beyond the file", bytes(1000, "{}", 0), "a header of 1000 bytes, expected at most 2"),
                Arguments.of("header of 10^12", bytes(1_000_000_000_000L, "{}", 90), "1000000000000 bytes"),
                Arguments.of("negative header", bytes(-1, "{}", 0), "18446744073709551615 bytes"),
                Arguments.of("no JSON", bytes("hello", 0), "byte 8: found byte 68"),
                Arguments.of(
                        "cut JSON",
                        bytes("{\"w\":", 0),
                        "byte 13: found the end of the header, expected the header to go on as JSON"),
                Arguments.of("no object", bytes("[]", 0), "byte 8: found byte 5b, expected a header in UTF-8"),
                Arguments.of(
                        "two objects",
                        bytes("{}{}", 0),
                        "byte 10: found `{}`, expected nothing but spaces behind the object"),
                Arguments.of("broken UTF-8", bytes(12, "{\"", 10), "byte 10: found `?????"),
                Arguments.of(
                        "deep",
                        bytes("{\"w\":{\"x\":" + "[".repeat(100_000), 0),
                        "expected the header to go on as JSON"),
                Arguments.of(
                        "same name twice",
                        bytes("{" + w + "," + entry("w", "F64", "[2]", 16, 32) + "}", 32),
                        "tensor `w`: found the name twice"),
                Arguments.of(
                        "same key twice",
                        bytes("{\"w\":{\"shape\":[],\"shape\":[]}}", 0),
                        "tensor `w` shape: found the name twice"),
                Arguments.of("empty name", bytes("{" + entry("", "F64", "[2]", 0, 16) + "}", 16), "an empty name"),
                Arguments.of(
                        "overlap",
                        bytes("{" + w + "," + entry("v", "F64", "[2]", 8, 24) + "}", 24),
                        "`v`: found data from byte 8, expected from byte 16"),
                Arguments.of(
                        "hole",
                        bytes("{" + w + "," + entry("v", "F64", "[2]", 24, 40) + "}", 40),
                        "`v`: found data from byte 24, expected from byte 16"),
                Arguments.of(
                        "hole at the start", bytes("{" + entry("v", "F64", "[2]", 8, 24) + "}", 24), "from byte 8"),
                Arguments.of(
                        "beyond the file",
                        bytes("{" + w + "}", 15),
                        "`w`: found data up to byte 16, expected no more than the 15 of the file"),
                Arguments.of("more data", bytes("{" + w + "}", 17), "data: found 17 bytes, expected 16"),
                Arguments.of("backwards", bytes("{" + entry("w", "F64", "[2]", 0, -16) + "}", 16), "-16"),
                Arguments.of(
                        "wrong length",
                        bytes("{" + entry("w", "F32", "[2]", 0, 16) + "}", 16),
                        "expected 8 bytes of F32 [2]"),
                Arguments.of(
                        "wrong shape", bytes("{" + entry("w", "F64", "[3]", 0, 16) + "}", 16), "expected 24 bytes"),
                Arguments.of(
                        "10^12 elements",
                        bytes("{" + entry("w", "F64", "[1000000,1000000]", 0, 8_000_000_000_000L) + "}", 16),
                        "data up to byte 8000000000000, expected no more than the 16"),
                Arguments.of(
                        "overflow",
                        bytes("{" + entry("w", "F64", "[" + tens + "]", 0, 16) + "}", 16),
                        "more than 2^63 bytes"),
                Arguments.of(
                        "negative dimension",
                        bytes("{" + entry("w", "F64", "[-1,-2]", 0, 16) + "}", 16),
                        "shape: found -1"),
                Arguments.of(
                        "fraction",
                        bytes("{" + entry("w", "F64", "[2.0]", 0, 16) + "}", 16),
                        "shape: found `2.0`, expected integers"),
                Arguments.of(
                        "long dimension",
                        bytes("{" + entry("w", "F64", "[99999999999999999999]", 0, 16) + "}", 16),
                        "shape: found 99999999999999999999, expected 0 to 2147483647"),
                Arguments.of(
                        "nested shape", bytes("{" + entry("w", "F64", "[[2]]", 0, 16) + "}", 16), "expected integers"),
                Arguments.of("incomplete", bytes("{\"w\":{\"dtype\":\"F64\"}}", 0), "`w`: found an incomplete entry"),
                Arguments.of(
                        "three offsets",
                        bytes("{\"w\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8,8]}}", 8),
                        "incomplete"),
                Arguments.of("number as tensor", bytes("{\"w\":1}", 0), "`w`: found `1`, expected an object"),
                Arguments.of(
                        "metadata no text",
                        bytes("{\"__metadata__\":{\"a\":1}}", 0),
                        "`a`: found `1`, expected a string"),
                Arguments.of("metadata no object", bytes("{\"__metadata__\":\"a\"}", 0), "__metadata__: found `a`"),
                Arguments.of(
                        "line break in a name",
                        bytes("{" + entry("w\\nv", "F64", "[3]", 0, 16) + "}", 16),
                        "tensor `w"));
    }

    static Stream<Arguments> otherText() {
        String header = "{" + entry("w", "U8", "[2]", 0, 2) + "}";
        byte[] broken = encoded(header, StandardCharsets.UTF_8);
        broken[10] = (byte) 0xff;
        return Stream.of(
                Arguments.of("UTF-16LE", encoded(header, StandardCharsets.UTF_16LE), "byte 9"),
                Arguments.of("UTF-16BE", encoded(header, StandardCharsets.UTF_16BE), "byte 8: found byte 00"),
                Arguments.of("UTF-16 with a mark", encoded(header, StandardCharsets.UTF_16), "byte 8: found byte fe"),
                Arguments.of("UTF-32LE", encoded(header, Charset.forName("UTF-32LE")), "byte 9"),
                Arguments.of("UTF-32BE", encoded(header, Charset.forName("UTF-32BE")), "byte 8: found byte 00"),
                Arguments.of("mark", encoded("\ufeff" + header, StandardCharsets.UTF_8), "byte 8: found byte ef"),
                Arguments.of("space in front", encoded(" " + header, StandardCharsets.UTF_8), "byte 8: found byte 20"),
                Arguments.of("no UTF-8", broken, "byte 10: found bytes that are not UTF-8"),
                Arguments.of("tab behind", encoded(header + "\t", StandardCharsets.UTF_8), "nothing but spaces"),
                Arguments.of("line end behind", encoded(header + " \n", StandardCharsets.UTF_8), "nothing but spaces"),
                Arguments.of("zero behind", encoded(header + "\0", StandardCharsets.UTF_8), "nothing but spaces"));
    }

    private static byte[] encoded(String header, Charset charset) {
        byte[] text = header.getBytes(charset);
        return ByteBuffer.allocate(8 + text.length + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    /** The format allows UTF-8 alone, from the brace on, with spaces behind. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("otherText")
    void refusesOtherText(String name, byte[] bytes, String part) throws IOException {
        Path file = file(bytes);
        assertFault(file, part, () -> SafeTensorsFile.read(file));
    }

    @Test
    void whatIsNotReadIsTold() throws IOException {
        String[] types = {"F8_E4M3", "F8_E5M2", "F4", "C64", "Q99"};
        StringBuilder header = new StringBuilder("{" + entry("w", "U16", "[2]", 0, 4));
        Map<String, String> expected = new LinkedHashMap<>();
        for (int i = 0; i < types.length; i++) {
            String name = types[i].toLowerCase(Locale.ROOT);
            header.append(",").append(entry(name, types[i], "[3]", 4 + 5 * i, 9 + 5 * i));
            header.append(",").append(entry(name + "0", types[i], "[0, 3]", 9 + 5 * i, 9 + 5 * i));
            expected.put(name, types[i] + " [3]");
            expected.put(name + "0", types[i] + " [0, 3]");
        }
        header.append(",").append(entry("last", "U8", "[1]", 29, 30)).append("}   ");
        SafeTensorsFile read = SafeTensorsFile.read(file(bytes(header.toString(), 30)));
        assertEquals(expected, read.others());
        assertEquals(List.of("w", "last"), List.copyOf(read.tensors().keySet()));
    }

    @Test
    void unsignedIntegersOfEverySizeAndShapesWithoutNumbers() throws IOException {
        String header = "{" + entry("b", "U16", "[1]", 0, 2) + "," + entry("c", "U32", "[1]", 2, 6) + ","
                + entry("d", "U64", "[1]", 6, 14) + "," + entry("e", "F32", "[65536, 65536, 0]", 14, 14) + ","
                + entry("f", "F64", "[2147483647,2147483647,0]", 14, 14) + "}";
        byte[] bytes = bytes(header, 14);
        Arrays.fill(bytes, bytes.length - 14, bytes.length, (byte) 0xff);
        Map<String, Tensor> tensors = SafeTensorsFile.read(file(bytes)).tensors();
        assertArrayEquals(new double[] {65535}, tensors.get("b").values());
        assertArrayEquals(new double[] {4294967295.0}, tensors.get("c").values());
        assertArrayEquals(new double[] {0x1p64}, tensors.get("d").values());
        assertArrayEquals(new int[] {65536, 65536, 0}, tensors.get("e").shape());
        assertEquals(0, tensors.get("f").values().length);
    }

    /** A comma that is missing is found where it should be, in bytes of the file, behind characters of several bytes. */
    @Test
    void faultsOfJsonAreFoundWhereTheyAre() throws IOException {
        Path late = file(bytes("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8}}", 8));
        assertFault(
                late, "byte 59: found `}}`, expected the header to go on as JSON", () -> SafeTensorsFile.read(late));
        String before = "{\"__metadata__\":{\"é\":\"\ud83d\ude00\"},";
        Path wide = file(bytes(before + "x", 0));
        assertFault(
                wide,
                "byte " + (8 + before.getBytes(StandardCharsets.UTF_8).length) + ": found `x`",
                () -> SafeTensorsFile.read(wide));
    }

    @Test
    void filesOfOtherKindsAreCalledByTheirNames() throws IOException {
        Path pointer = file("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8));
        assertFault(pointer, "found a pointer of Git LFS", () -> SafeTensorsFile.read(pointer));
        Path zip = file("PK\3\4.................".getBytes(StandardCharsets.UTF_8));
        assertFault(zip, "found a zip archive", () -> SafeTensorsFile.read(zip));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refuses(String name, byte[] bytes, String part) throws IOException {
        Path file = file(bytes);
        assertFault(file, part, () -> SafeTensorsFile.read(file));
    }

    @Test
    void refusesWhatIsNoFile() {
        Path missing = folder.resolve("missing");
        assertFault(missing, "found no such file", () -> SafeTensorsFile.read(missing));
        assertFault(folder, "found a folder", () -> SafeTensorsFile.read(folder));
    }

    @Test
    void refusesToWriteWhatCannotBeReadBack() {
        Path file = folder.resolve("w");
        Tensor one = new Tensor("w", new int[0], new double[] {1e300});
        assertThrows(
                IllegalArgumentException.class,
                () -> SafeTensorsFile.write(file, List.of(one, one), Map.of(), Precision.F64));
        Tensor reserved = new Tensor("__metadata__", new int[0], new double[1]);
        assertThrows(
                IllegalArgumentException.class,
                () -> SafeTensorsFile.write(file, List.of(reserved), Map.of(), Precision.F64));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> SafeTensorsFile.write(file, List.of(one), Map.of(), Precision.F32))
                .getMessage();
        assertEquals("tensor `w`, value 0: found 1.0E300, expected a number within the range of F32", message);
        assertFalse(Files.exists(file));
    }
}
