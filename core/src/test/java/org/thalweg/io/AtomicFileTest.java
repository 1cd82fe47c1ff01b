package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFile.write(file, out -> out.write(new byte[100_000]));
        assertArrayEquals(new byte[100_000], Files.readAllBytes(file));
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void failureKeepsTheOldFileAndLeavesNothing() throws IOException {
        Path file = folder.resolve("a.bin");
        Files.writeString(file, "old");
        IOException full = new IOException("disk full");
        IOException fault = assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw full;
                }));
        assertEquals(file + ": cannot be written: disk full", fault.getMessage());
        assertSame(full, fault.getCause());
        IllegalStateException bug = new IllegalStateException();
        assertSame(
                bug,
                assertThrows(
                        IllegalStateException.class,
                        () -> AtomicFile.write(file, out -> {
                            out.write(1);
                            throw bug;
                        })));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void namesTheReason() throws IOException {
        Path lost = folder.resolve("missing").resolve("a.bin");
        assertMessage(lost + ": cannot be written: its folder does not exist", lost);
        assertMessage(folder + ": cannot be written: it is a folder", folder);
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path below = file.resolve("a.bin");
        String message = assertThrows(IOException.class, () -> AtomicFile.write(below, out -> out.write(1)))
                .getMessage();
        assertTrue(message.startsWith(below + ": cannot be written: "), message);
        assertEquals(List.of("file"), names());
    }

    private static void assertMessage(String message, Path file) {
        assertEquals(
                message,
                assertThrows(IOException.class, () -> AtomicFile.write(file, out -> out.write(1)))
                        .getMessage());
    }

    @Test
    void killedWriterLeavesTheOldFile() throws Exception {
        Path file = folder.resolve("a.bin");
        Files.writeString(file, "old");
        String classes =
                String.join(System.getProperty("path.separator"), location(AtomicFile.class), location(Killed.class));
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Killed.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(killed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(Killed.STATUS, killed.waitFor(), output);
        assertEquals("old", Files.readString(file));
        assertEquals(1 << 20, Files.size(AtomicFile.temporary(file)));
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a.bin"), names());
    }

    private static String location(Class<?> type) throws Exception {
        String resource = type.getName().replace('.', '/') + ".class";
        Path path = Path.of(type.getClassLoader().getResource(resource).toURI());
        return path.resolve("../".repeat(resource.split("/").length))
                .normalize()
                .toString();
    }

    /** Dies in the middle of a write without a chance to clean up. */
    static final class Killed {
        static final int STATUS = 9;

        public static void main(String[] arguments) throws IOException {
            AtomicFile.write(Path.of(arguments[0]), out -> {
                out.write(new byte[1 << 20]);
                Runtime.getRuntime().halt(STATUS);
            });
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
