package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.thalweg.io.Faults.assertFault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive has one reading, or it is refused. */
class ZipArchiveTest {
    @TempDir
    Path folder;

    private static byte[] content(int i) {
        return ("content of entry " + i).repeat(20 * i).getBytes(StandardCharsets.UTF_8);
    }

    private static ZipBytes sound(ZipBytes.Style style) {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 4; i++) {
            zip.add(i + "/é", content(i), i % 2 == 0, style);
        }
        return zip;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.npz"), bytes);
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatIsWrittenInAnyStyle(ZipBytes.Style style) throws IOException {
        for (boolean wideEnd : new boolean[] {false, true}) {
            ZipBytes bytes = sound(style);
            bytes.wideEnd = wideEnd;
            try (ZipArchive zip = ZipArchive.open(file(bytes.bytes()))) {
                assertEquals(
                        List.of("0/é", "1/é", "2/é", "3/é"),
                        zip.entries().stream().map(ZipArchive.Entry::name).toList());
                for (int i = 0; i < 4; i++) {
                    try (ZipArchive.Content in = zip.content(zip.entries().get(i))) {
                        assertArrayEquals(content(i), in.readAllBytes());
                        in.requireEnd();
                    }
                }
            }
        }
        try (ZipArchive zip = ZipArchive.open(file(new ZipBytes().bytes()))) {
            assertEquals(List.of(), zip.entries());
        }
    }

    private static Arguments fault(String name, String part, Consumer<ZipBytes> change) {
        return fault(name, part, ZipBytes.Style.PLAIN, change);
    }

    private static Arguments fault(String name, String part, ZipBytes.Style style, Consumer<ZipBytes> change) {
        ZipBytes zip = sound(style);
        change.accept(zip);
        return Arguments.of(name, zip.bytes(), part);
    }

    static Stream<Arguments> faults() {
        byte[] one = {7};
        return Stream.of(
                fault("byte behind", "no directory in the last bytes", zip -> zip.tail = one),
                fault("comment", "has a comment", zip -> {
                    zip.tail = one;
                    zip.comment = 1;
                }),
                fault("comment that is not there", "has a comment", zip -> zip.comment = 1),
                fault("bytes in front", "a directory of", zip -> {
                    zip.front = one;
                    zip.directoryBegin = 0;
                }),
                fault("bytes in front, counted", "found its beginning at byte 1, expected 0", zip -> zip.front = one),
                fault("too few", "found 4 entries in the directory, expected 3", zip -> zip.count = 3),
                fault("too many", "found 4 entries in the directory, expected 5", zip -> zip.count = 5),
                fault("too many, wide", "expected 9223372036854775807", zip -> {
                    zip.wideEnd = true;
                    zip.wideCount = Long.MAX_VALUE;
                }),
                fault("directory too short", "a directory of 10 bytes", zip -> zip.directorySize = 10),
                fault("directory elsewhere", "from byte 10,", zip -> zip.directoryBegin = 10),
                fault("hole", "`1/é`: found its beginning", zip -> zip.entries.get(0).behind = new byte[40]),
                fault("hole before the directory", "a directory from byte", zip -> zip.entries.get(3).behind = one),
                fault(
                        "same data twice",
                        "`0/é`: found no room for its own header",
                        zip -> zip.entries.get(1).begin = 0),
                fault("overlap", "`0/é`: found no room for its own header", zip -> zip.entries.get(1).begin = 20),
                fault(
                        "other name",
                        "`2/é`: found another name",
                        zip -> zip.entries.get(2).own.name = new byte[] {'3', '/', (byte) 0xc3, (byte) 0xa9}),
                fault("other method", "`2/é`: found another", zip -> zip.entries.get(2).own.method = 0),
                fault("other flags", "`2/é`: found another", zip -> zip.entries.get(2).own.flags = 1),
                fault("other checksum", "`2/é`: found another", zip -> zip.entries.get(2).own.crc++),
                fault("other size", "`2/é`: found another", zip -> zip.entries.get(2).own.size++),
                fault("other packed size", "`2/é`: found another", zip -> zip.entries.get(2).own.packed++),
                fault(
                        "wide numbers that are not there",
                        "`2/é`: found no 64-bit number",
                        zip -> zip.entries.get(2).own.size = -1),
                fault("longer than the room", "one that runs into", zip -> zip.entries.get(2).listed.packed += 1000),
                fault("shorter", "`2/é`: found another", zip -> zip.entries.get(2).listed.packed--),
                fault("longer than the file", "no more than the", zip -> zip.entries.get(2).listed.packed = 1 << 30),
                fault("begins beyond", "no more than the", zip -> zip.entries.get(2).begin = 1 << 30),
                fault(
                        "a descriptor that differs",
                        "other bytes behind it",
                        ZipBytes.Style.STREAMED,
                        zip -> zip.entries.get(2).behind[5]++),
                fault(
                        "a wide descriptor that differs",
                        "other bytes behind it",
                        ZipBytes.Style.STREAMED_WIDE,
                        zip -> zip.entries.get(2).behind[17]++),
                fault(
                        "no descriptor",
                        "`1/é`: found 0 other bytes behind it",
                        ZipBytes.Style.STREAMED,
                        zip -> zip.entries.get(1).behind = new byte[0]),
                fault("a name that is not UTF-8", "whose name is not UTF-8", zip -> {
                    zip.entries.get(2).own.name[2] = (byte) 0xff;
                    zip.entries.get(2).listed.name[2] = (byte) 0xff;
                }),
                fault("a name twice", "`2/é`: found the name twice", zip -> {
                    zip.entries.get(3).own.name[0] = '2';
                    zip.entries.get(3).listed.name[0] = '2';
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void refuses(String name, byte[] bytes, String part) throws IOException {
        Path file = file(bytes);
        assertFault(file, part, () -> ZipArchive.open(file));
    }

    @Test
    void contentIsCheckedToItsLastByte() throws IOException {
        ZipBytes packed = new ZipBytes();
        ZipBytes.Entry entry = packed.add("a", content(1), true, ZipBytes.Style.PLAIN);
        entry.data = Arrays.copyOf(entry.data, entry.data.length + 1);
        entry.own.packed++;
        entry.listed.packed++;
        Path file = file(packed.bytes());
        assertFault(file, "`a`: found other bytes", () -> end(file));
        ZipBytes sum = new ZipBytes();
        entry = sum.add("a", content(1), false, ZipBytes.Style.PLAIN);
        entry.data[3]++;
        Path other = file(sum.bytes());
        assertFault(other, "`a`: found other bytes", () -> end(other));
    }

    private static int end(Path file) throws IOException {
        try (ZipArchive zip = ZipArchive.open(file);
                ZipArchive.Content in = zip.content(zip.entries().get(0))) {
            in.skipNBytes(content(1).length);
            in.requireEnd();
            return 0;
        }
    }

    @Test
    void refusesWhatItCannotUnpack() throws IOException {
        ZipBytes zip = sound(ZipBytes.Style.PLAIN);
        zip.entries.get(0).own.flags = zip.entries.get(0).listed.flags = 1;
        zip.entries.get(1).own.method = zip.entries.get(1).listed.method = 12;
        Path file = file(zip.bytes());
        try (ZipArchive archive = ZipArchive.open(file)) {
            assertFault(
                    file,
                    "encrypted data",
                    () -> archive.content(archive.entries().get(0)));
            assertFault(
                    file,
                    "packing of method 12",
                    () -> archive.content(archive.entries().get(1)));
        }
    }
}
