package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.thalweg.io.Faults.assertFault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.io.Sha256;

class NpzDataTest {

    @TempDir
    Path folder;

    /** An array as numpy writes it: name, type, shape as a Python tuple, numbers. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Array(String name, String type, String shape, double... values) {
        byte[] npy() {
            String dict = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
            int size = type.charAt(2) - '0';
            ByteBuffer bytes = ByteBuffer.allocate(10 + dict.length() + size * values.length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.put((byte) 0x93)
                    .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 1)
                    .put((byte) 0);
            bytes.putShort((short) dict.length()).put(dict.getBytes(StandardCharsets.US_ASCII));
            for (double value : values) {
                switch (type.substring(1)) {
                    case "f8" -> bytes.putDouble(value);
                    case "f4" -> bytes.putFloat((float) value);
                    case "i8", "u8" -> bytes.putLong((long) value);
                    case "u4" -> bytes.putInt((int) value);
                    case "u2" -> bytes.putShort((short) value);
                    default -> bytes.put((byte) value);
                }
            }
            return bytes.array();
        }
    }

    private Path file(Array... arrays) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Array array : arrays) {
                zip.putNextEntry(new ZipEntry(array.name + ".npy"));
                zip.write(array.npy());
                zip.closeEntry();
            }
        }
        return Files.write(folder.resolve("moons.npz"), bytes.toByteArray());
    }

    private static Dataset read(Path file) throws IOException {
        return NpzData.read(file, DataFolder.ALL, OptionalInt.empty());
    }

    private static final Array LABELS = new Array("y", "<i8", "(3,)", 2, 0, 2);
    private static final Array FLOATS = new Array("x", "<f4", "(3, 2)", -1.5, 300, 0, 1, 2, 3);

    @Test
    void floatsAreUsedAsTheyAre() throws IOException {
        Path file = file(FLOATS, LABELS, new Array("other", "<f8", "()", Double.NaN));
        Dataset data = read(file);
        assertEquals("moons", data.name());
        assertEquals(Sha256.of(file), data.checksum());
        assertEquals(3, data.size());
        assertArrayEquals(new double[] {-1.5, 300, 0, 1, 2, 3}, data.inputs().data);
        Targets.Labels labels = assertInstanceOf(Targets.Labels.class, data.targets());
        assertArrayEquals(new int[] {2, 0, 2}, labels.values());
        assertEquals(3, labels.classes());
    }

    @Test
    void unsignedBytesArePixelsAndAreFlattened() throws IOException {
        Array pixels = new Array("x", "|u1", "(2, 1, 2, 2)", 0, 51, 102, 153, 204, 255, 0, 255);
        Dataset data = read(file(pixels, new Array("y", "|u1", "(2,)", 255, 3)));
        assertEquals(4, data.inputs().numCols);
        for (int i = 0; i < 6; i++) {
            assertEquals(i * 51 / 255.0, data.inputs().data[i]);
        }
        Targets.Labels labels = assertInstanceOf(Targets.Labels.class, data.targets());
        assertArrayEquals(new int[] {255, 3}, labels.values());
        assertEquals(256, labels.classes());
    }

    @Test
    void firstSamplesKeepTheClassesOfAll() throws IOException {
        Path file = file(FLOATS, new Array("y", "<i8", "(3,)", 0, 1, 4));
        Dataset data = NpzData.read(file, 2, OptionalInt.empty());
        assertEquals(2, data.size());
        assertArrayEquals(new double[] {-1.5, 300, 0, 1}, data.inputs().data);
        assertEquals(5, data.targets().width());
        assertEquals(7, NpzData.read(file, 2, OptionalInt.of(7)).targets().width());
        assertEquals(
                "samples: found 4, expected at most the 3 of " + file,
                assertThrows(IllegalArgumentException.class, () -> NpzData.read(file, 4, OptionalInt.empty()))
                        .getMessage());
        assertEquals(
                "samples: found 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> NpzData.read(file, 0, OptionalInt.empty()))
                        .getMessage());
    }

    @Test
    void numbersAsTargets() throws IOException {
        Dataset one = read(file(new Array("x", "<f8", "(3,)", 1, 2, 3), new Array("y", "<f8", "(3,)", 4, 5, 6)));
        assertEquals(1, one.inputs().numCols);
        assertEquals(1, one.targets().width());
        Targets.Values values = assertInstanceOf(Targets.Values.class, one.targets());
        assertArrayEquals(new double[] {4, 5, 6}, values.matrix().data);
        Dataset oneHot = read(file(FLOATS, new Array("y", "|b1", "(3, 2)", 1, 0, 0, 1, 1, 0)));
        values = assertInstanceOf(Targets.Values.class, oneHot.targets());
        assertEquals(2, values.width());
        assertArrayEquals(new double[] {1, 0, 0, 1, 1, 0}, values.matrix().data);
    }

    @Test
    void refusesWhatIsNoDataSet() throws IOException {
        refuse("archive: found nothing, expected `x` and `y`");
        refuse("archive: found x, expected `x` and `y`", FLOATS);
        refuse("archive: found y, X, expected", new Array("X", "<f8", "(1,)", 1), LABELS);
        refuse("entry `x`: found a single number", new Array("x", "<f8", "()", 1), LABELS);
        refuse("entry `y`: found a single number", FLOATS, new Array("y", "<f8", "()", 1));
        refuse("entry `y`: found 3 targets, expected 2", new Array("x", "<f8", "(2,)", 1, 2), LABELS);
        refuse("entry `x`: found shape [3, 0]", new Array("x", "<f8", "(3, 0)"), LABELS);
        refuse("entry `x`: found shape [0]", new Array("x", "<f8", "(0,)"), new Array("y", "<f8", "(0,)"));
        refuse("entry `y`: found shape [3, 0]", FLOATS, new Array("y", "<f8", "(3, 0)"));
        refuse(
                "entry `y`, sample 1: found label -1, expected 0 to 2147483646",
                FLOATS,
                new Array("y", "<i8", "(3,)", 0, -1, 0));
        refuse("sample 2: found label 2147483647", FLOATS, new Array("y", "<i8", "(3,)", 0, 0, Integer.MAX_VALUE));
        refuse("sample 2: found label 1099511627776", FLOATS, new Array("y", "<i8", "(3,)", 0, 0, 1L << 40));
        refuse(
                "entry `x`, sample 1, number 1: found NaN, expected a finite number",
                new Array("x", "<f8", "(3, 2)", 0, 0, 0, Double.NaN, 0, 0),
                LABELS);
        refuse(
                "entry `y`, sample 2, number 0: found Infinity",
                FLOATS,
                new Array("y", "<f8", "(3,)", 0, 0, Double.POSITIVE_INFINITY));
        Path file = file(FLOATS, LABELS);
        assertFault(
                file,
                "sample 0: found label 2, expected 0 to 1",
                () -> NpzData.read(file, DataFolder.ALL, OptionalInt.of(2)));
        Path missing = folder.resolve("missing.npz");
        assertFault(missing, "found no such file", () -> read(missing));
    }

    private void refuse(String part, Array... arrays) throws IOException {
        Path file = file(arrays);
        assertFault(file, part, () -> read(file));
    }

    /** Strings, objects, complex and whatever else beside {@code x} and {@code y}, that nobody asked for. */
    @Test
    void otherEntriesAreNotLookedInto() throws IOException {
        Path file = file(
                FLOATS,
                LABELS,
                new Array("names", "<U5", "(3,)"),
                new Array("ids", "<u4", "(4,)", 1, 2, 3, 4),
                new Array("objects", "|O0", "(3,)"),
                new Array("z", "<c8", "broken"));
        assertEquals(3, read(file).size());
        refuse(
                "entry `y`: found descr '<U5', shape [3], expected floats, integers",
                FLOATS,
                new Array("y", "<U5", "(3,)"));
        refuse("entry `x`: found descr '<c8', shape [3]", LABELS, new Array("x", "<c8", "(3,)", 1, 2, 3));
    }

    @Test
    void labelsOfEveryUnsignedType() throws IOException {
        for (String type : new String[] {"|u1", "<u2", "<u4", "<u8"}) {
            Targets targets =
                    read(file(FLOATS, new Array("y", type, "(3,)", 2, 0, 250))).targets();
            Targets.Labels labels = assertInstanceOf(Targets.Labels.class, targets);
            assertArrayEquals(new int[] {2, 0, 250}, labels.values(), type);
        }
        refuse("sample 1: found label 18446744073709552000", FLOATS, new Array("y", "<u8", "(3,)", 0, -1, 0));
        Dataset column = read(file(FLOATS, new Array("y", "<u2", "(3, 1)", 2, 0, 1)));
        assertInstanceOf(Targets.Values.class, column.targets());
    }
}
