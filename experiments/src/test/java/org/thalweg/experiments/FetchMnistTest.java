package org.thalweg.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.experiments.result.ResultFolder;

/** The script {@code fetch-mnist}, which fetches from a folder. */
class FetchMnistTest {

    private static final String IMAGES = "train-images-idx3-ubyte.gz";
    private static final String LABELS = "train-labels-idx1-ubyte.gz";
    private static final String IMAGES_CHECKSUM = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609";
    private static final String LABELS_CHECKSUM = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c";

    @TempDir
    Path folder;

    private Path served;
    private Path data;

    @BeforeEach
    void requireTools() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "curl"))),
                "no curl, and wget fetches from no folder");
        served = Files.createDirectory(folder.resolve("served"));
        data = folder.resolve("data");
    }

    /** Runs a script that is refused a file; its last line. */
    private String refused(Path script) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", script.toString(), data.toString()).redirectErrorStream(true);
        builder.environment().put("MNIST_URL", "file://" + served);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        List<String> lines = said.lines().toList();
        return lines.get(lines.size() - 1);
    }

    private List<String> fetched() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileThatIsNotTheRightOneIsRefused() throws Exception {
        Path wrong = Files.writeString(served.resolve(IMAGES), "not the images");
        assertEquals(
                "fetch-mnist: file://" + wrong + ": SHA-256 " + ResultFolder.sha256(wrong) + ", expected "
                        + IMAGES_CHECKSUM,
                refused(Path.of("../fetch-mnist")));
        assertEquals(List.of(), fetched());
    }

    /** With other images for the right ones: they are kept when another file is refused, and not fetched again. */
    @Test
    void aRightFileIsKept() throws Exception {
        Path images = Files.writeString(served.resolve(IMAGES), "the images");
        Path wrong = Files.writeString(served.resolve(LABELS), "not the labels");
        String original = Files.readString(Path.of("../fetch-mnist"));
        assertTrue(original.contains(IMAGES_CHECKSUM));
        Path script = Files.writeString(
                folder.resolve("fetch"), original.replace(IMAGES_CHECKSUM, ResultFolder.sha256(images)));
        String line = "fetch-mnist: file://" + wrong + ": SHA-256 " + ResultFolder.sha256(wrong) + ", expected "
                + LABELS_CHECKSUM;
        assertEquals(line, refused(script));
        assertEquals(List.of(IMAGES), fetched());
        Files.delete(images);
        assertEquals(line, refused(script));
        assertEquals("the images", Files.readString(data.resolve(IMAGES)));
        // One that is no longer right is fetched again.
        Files.writeString(data.resolve(IMAGES), "cut off");
        assertEquals(
                "fetch-mnist: file://" + images + " cannot be fetched; MNIST_URL names another place", refused(script));
    }
}
