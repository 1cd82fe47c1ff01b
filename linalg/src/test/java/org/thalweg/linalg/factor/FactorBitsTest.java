package org.thalweg.linalg.factor;

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

/** The same bits for all kernels, any number of threads, every JDK and machine: one constant, as for the engine. */
class FactorBitsTest {

    private static final String CHECKSUM = "bf2b8daa524cb022cbcdc0b69ba8fdd6e6d52ee9be5f5108cfd97d2b048b3fe5";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void inThisProcess(int threads) throws NoSuchAlgorithmException {
        assertEquals(CHECKSUM, FactorBitsProgram.checksum(threads));
    }

    @ParameterizedTest
    @ValueSource(strings = {"portable", "vector-128", "vector-256", "vector-512"})
    void inAProcessWithForcedKernels(String kernels) throws IOException, InterruptedException, URISyntaxException {
        Path file =
                Path.of(FactorBitsTest.class.getResource("FactorBitsTest.class").toURI());
        int depth = FactorBitsTest.class.getName().split("\\.").length;
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
                        FactorBitsProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(List.of(kernels, CHECKSUM, CHECKSUM), output.lines().toList());
    }
}
