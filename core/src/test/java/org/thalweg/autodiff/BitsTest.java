package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits for all kernels, any number of threads, and every JDK and machine that runs this test: one constant. It
 * changes only with the algorithms, and then the change belongs into the changelog under numerical behaviour.
 */
class BitsTest {

    private static final String CHECKSUM = "4a724431515669132a58dcf339fa4ac41d0b0fa4bd4b456fb28c24e67cdda1f8";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void inThisProcess(int threads) throws NoSuchAlgorithmException {
        assertEquals(CHECKSUM, BitsProgram.checksum(threads));
    }

    @ParameterizedTest
    @ValueSource(strings = {"portable", "vector-128", "vector-256", "vector-512"})
    void inAProcessWithForcedKernels(String kernels) throws IOException, InterruptedException, URISyntaxException {
        Path file = Path.of(BitsTest.class.getResource("BitsTest.class").toURI());
        int depth = BitsTest.class.getName().split("\\.").length;
        Path tests = file.getRoot().resolve(file.subpath(0, file.getNameCount() - depth));
        String classPath = String.join(
                File.pathSeparator,
                tests.toString(),
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Dthalweg.kernels=" + kernels,
                        "-cp",
                        classPath,
                        BitsProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(
                List.of(kernels, CHECKSUM, CHECKSUM, CHECKSUM), output.lines().toList());
    }
}
