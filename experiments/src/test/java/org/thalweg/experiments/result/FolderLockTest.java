package org.thalweg.experiments.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder that this process or another holds. */
@Timeout(60)
class FolderLockTest {

    @TempDir
    Path folder;

    /** Takes a folder, says so or why not, and holds it until it is ended. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws Exception {
            FolderLock lock;
            try {
                lock = FolderLock.take(Path.of(arguments[0]));
            } catch (IOException fault) {
                System.out.println(fault.getMessage());
                return;
            }
            try (lock) {
                System.out.println("held");
                Thread.sleep(60_000);
            }
        }
    }

    private Process child() throws Exception {
        String path = Stream.of(
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"),
                        testClasses().toString())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        Child.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static Path testClasses() throws URISyntaxException {
        Path file =
                Path.of(FolderLockTest.class.getResource("FolderLockTest.class").toURI());
        String name = FolderLockTest.class.getName();
        for (int i = 0; i <= name.chars().filter(c -> c == '.').count(); i++) {
            file = file.getParent();
        }
        return file;
    }

    private static String says(Process child) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            return String.valueOf(reader.readLine());
        }
    }

    private String taken() {
        return folder + ": another run is writing there; wait for it, or choose another --out";
    }

    private void assertTakenForAnother() throws Exception {
        Process child = child();
        try {
            assertEquals(taken(), says(child));
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** Also after a second take in this process, which must not cost it the lock. */
    @Test
    void keepsAnotherProcessOut() throws Exception {
        FolderLock lock = FolderLock.take(folder);
        try (lock) {
            assertTakenForAnother();
            assertEquals(
                    taken(),
                    assertThrows(IOException.class, () -> FolderLock.take(folder))
                            .getMessage());
            assertThrows(
                    IOException.class,
                    () -> FolderLock.take(folder.resolve("..").resolve(folder.getFileName())));
            assertTakenForAnother();
        }
        assertTrue(Files.exists(folder.resolve(FolderLock.FILE)), "whoever waits for the file must not wait in vain");
        FolderLock again = FolderLock.take(folder);
        again.close();
        FolderLock third = FolderLock.take(folder);
        try (third) {
            again.close();
            assertThrows(IOException.class, () -> FolderLock.take(folder), "closing twice gives back once");
        }
    }

    @Test
    void isFreeOnceItsHolderIsKilled() throws Exception {
        Process child = child();
        try {
            assertEquals("held", says(child));
            assertEquals(
                    taken(),
                    assertThrows(IOException.class, () -> FolderLock.take(folder))
                            .getMessage());
        } finally {
            child.destroyForcibly().waitFor();
        }
        FolderLock lock = FolderLock.take(folder);
        lock.close();
    }
}
