package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.thalweg.io.Faults.assertFault;
import static org.thalweg.io.IdxBytes.gzip;
import static org.thalweg.io.IdxBytes.idx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFileTest {
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private static byte[] join(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    @Test
    void readsTheFirstItemsPlainOrPacked() throws IOException {
        byte[] plain = idx(0x803, 24, 4, 3, 2);
        for (byte[] bytes : new byte[][] {
            plain, gzip(plain), join(gzip(Arrays.copyOf(plain, 20)), gzip(Arrays.copyOfRange(plain, 20, 40)))
        }) {
            for (int limit : new int[] {0, 1, 3, 4, 5, ALL}) {
                IdxFile idx = IdxFile.read(file(bytes), limit);
                assertEquals(0x803, idx.magic());
                assertArrayEquals(new int[] {4, 3, 2}, idx.shape());
                assertEquals(6 * Math.min(4, limit), idx.values().length);
                for (int i = 0; i < idx.values().length; i++) {
                    assertEquals(i, idx.values()[i]);
                }
            }
        }
        assertEquals(0, IdxFile.read(file(idx(0x802, 0, 0, 5)), ALL).values().length);
        assertThrows(IllegalArgumentException.class, () -> IdxFile.read(file(plain), -1));
    }

    @Test
    void readsEveryType() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 16)
                .putInt(0xE01)
                .putInt(2)
                .putDouble(-1.5)
                .putDouble(1e300);
        assertArrayEquals(
                new double[] {-1.5, 1e300},
                IdxFile.read(file(bytes.array()), ALL).values());
        bytes = ByteBuffer.allocate(8 + 8)
                .putInt(0xD01)
                .putInt(2)
                .putFloat(-1.5f)
                .putFloat(3e38f);
        assertArrayEquals(
                new double[] {-1.5, 3e38f},
                IdxFile.read(file(bytes.array()), ALL).values());
        bytes = ByteBuffer.allocate(8 + 8).putInt(0xC01).putInt(2).putInt(-7).putInt(Integer.MAX_VALUE);
        assertArrayEquals(
                new double[] {-7, Integer.MAX_VALUE},
                IdxFile.read(file(bytes.array()), ALL).values());
        bytes = ByteBuffer.allocate(8 + 4)
                .putInt(0xB01)
                .putInt(2)
                .putShort((short) -7)
                .putShort((short) 300);
        assertArrayEquals(
                new double[] {-7, 300}, IdxFile.read(file(bytes.array()), ALL).values());
        bytes = ByteBuffer.allocate(8 + 2)
                .putInt(0x901)
                .putInt(2)
                .put((byte) -7)
                .put((byte) 7);
        assertArrayEquals(
                new double[] {-7, 7}, IdxFile.read(file(bytes.array()), ALL).values());
        bytes = ByteBuffer.allocate(8 + 2)
                .putInt(0x801)
                .putInt(2)
                .put((byte) -7)
                .put((byte) 7);
        assertArrayEquals(
                new double[] {249, 7}, IdxFile.read(file(bytes.array()), ALL).values());
    }

    static Stream<Arguments> hostile() {
        byte[] good = idx(0x803, 24, 4, 3, 2);
        byte[] packed = gzip(good);
        byte[] flipped = packed.clone();
        flipped[flipped.length - 6] ^= 1;
        return Stream.of(
                Arguments.of("empty", new byte[0], "byte 0: found 0 bytes, expected 4"),
                Arguments.of("cut in the magic", Arrays.copyOf(good, 3), "byte 0: found 3 bytes"),
                Arguments.of("cut in the lengths", Arrays.copyOf(good, 13), "byte 4: found 9 bytes, expected 12"),
                Arguments.of("cut in the data", Arrays.copyOf(good, 39), "of 24 bytes, expected the 23 bytes"),
                Arguments.of("too long", join(good, new byte[1]), "of 24 bytes, expected the 25 bytes"),
                Arguments.of("another format", "\u0089PNG\r\n".getBytes(StandardCharsets.UTF_8), "magic number"),
                Arguments.of("unknown type", idx(0xA01, 1, 1), "magic number 00000a01"),
                Arguments.of("no dimensions", idx(0x800, 1), "magic number 00000800"),
                Arguments.of("little endian", idx(0x03080000, 24, 4, 3, 2), "magic number 03080000"),
                Arguments.of("negative length", idx(0x802, 4, 2, -2), "byte 8: found length -2"),
                Arguments.of("10^12 elements", idx(0x802, 88, 1_000_000, 1_000_000), "1000000000000 bytes"),
                Arguments.of("10^12 packed", gzip(idx(0x802, 60, 1_000_000, 1_000_000)), "1000000000000 bytes"),
                Arguments.of("overflow", idx(0xE04, 8, ALL, ALL, ALL, ALL), "more than 2^63 bytes"),
                Arguments.of("overflow to zero", idx(0x804, 8, 1 << 16, 1 << 16, 1 << 16, 1 << 16), "more than 2^63"),
                Arguments.of("255 dimensions", idx(0x8FF, 8, 1, 1), "byte 4: found 16 bytes, expected 1020"),
                Arguments.of("packed, cut", Arrays.copyOf(packed, packed.length - 9), "gzip data"),
                Arguments.of("packed, cut in the trailer", Arrays.copyOf(packed, packed.length - 2), "gzip data"),
                Arguments.of("packed, cut in the header", Arrays.copyOf(packed, 5), "gzip data"),
                Arguments.of("packed, wrong checksum", flipped, "gzip data"),
                Arguments.of("packed, short", gzip(Arrays.copyOf(good, 39)), "found 23 bytes, expected 24"),
                Arguments.of("packed, long", gzip(join(good, new byte[1])), "byte 40: found more bytes"),
                Arguments.of("packed, garbage behind", join(packed, new byte[] {7}), "1 bytes after the end"),
                Arguments.of("packed, more behind", join(packed, new byte[100_000]), "100000 bytes after the end"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refuses(String name, byte[] bytes, String part) throws IOException {
        Path file = file(bytes);
        assertFault(file, part, () -> IdxFile.read(file, ALL));
    }

    @Test
    void refusesWhatIsNoFile() {
        assertFault(folder, "found a folder, expected an IDX file", () -> IdxFile.read(folder, ALL));
        Path missing = folder.resolve("missing");
        assertFault(missing, "found no such file", () -> IdxFile.read(missing, ALL));
    }

    /** A member of gzip without content takes 20 bytes; {@link java.util.zip.GZIPInputStream} takes a frame of the stack. */
    @Test
    void anyNumberOfMembers() throws IOException {
        byte[] plain = idx(0x803, 24, 4, 3, 2);
        byte[] empty = gzip(new byte[0]);
        ByteBuffer bytes = ByteBuffer.allocate(100_000 * empty.length + 1000);
        for (int i = 0; i < 100_000; i++) {
            bytes.put(empty);
        }
        byte[] packed = Arrays.copyOf(bytes.put(gzip(plain)).array(), bytes.position());
        assertEquals(24, IdxFile.read(file(packed), ALL).values().length);
    }

    /** Extra field, name, comment and checksum of the header, as RFC 1952 has them. */
    @Test
    void headersOfGzip() throws IOException {
        byte[] plain = idx(0x803, 24, 4, 3, 2);
        byte[] packed = gzip(plain);
        CRC32 sum = new CRC32();
        byte[] header = {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, 'n', 0, 'c', 'c', 0};
        sum.update(header);
        byte[] checked = join(header, new byte[] {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)});
        byte[] rest = Arrays.copyOfRange(packed, 10, packed.length);
        assertEquals(24, IdxFile.read(file(join(checked, rest)), ALL).values().length);
        checked[checked.length - 1]++;
        Path wrong = file(join(checked, rest));
        assertFault(wrong, "gzip data: found a wrong checksum of the header", () -> IdxFile.read(wrong, ALL));
        packed[3] = (byte) 0x80;
        Path reserved = file(packed);
        assertFault(reserved, "gzip data: found method 8, flags 128", () -> IdxFile.read(reserved, ALL));
    }

    @Test
    void filesOfOtherKindsAreCalledByTheirNames() throws IOException {
        Path pointer = file("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8));
        assertFault(pointer, "found a pointer of Git LFS", () -> IdxFile.read(pointer, ALL));
    }
}
