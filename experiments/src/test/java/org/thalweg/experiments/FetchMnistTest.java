package org.thalweg.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code fetch-mnist}. */
class FetchMnistTest {

    @TempDir
    Path folder;

    @Test
    void aFileThatIsNotTheRightOneIsRefused() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(served.resolve("train-images-idx3-ubyte.gz"), "not the images");
        Path data = folder.resolve("data");
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", "../fetch-mnist", data.toString()).redirectErrorStream(true);
        builder.environment().put("MNIST_URL", "file://" + served);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        List<String> lines = said.lines().toList();
        assertTrue(lines.get(lines.size() - 1).startsWith("fetch-mnist: file://" + served + "/train-images"), said);
        try (Stream<Path> left = Files.list(data)) {
            assertEquals(0, left.count());
        }
    }
}
