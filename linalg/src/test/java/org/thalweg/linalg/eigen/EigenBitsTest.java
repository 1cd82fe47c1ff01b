package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen.Decomposition;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;
import org.thalweg.linalg.kernels.Kernels;

/**
 * The bits of a decomposition, for each of the kernels in a JVM of its own, against one committed checksum. A change of it
 * is a change of numerical behaviour.
 */
class EigenBitsTest {

    /** CRC-32 of eigenvalues, eigenvectors and eigenvalues found alone, in this order. */
    private static final String CHECKSUM = "8fb610d8";

    /** Prints the kernels' name and the checksum. */
    static final class Program {
        private Program() {}

        public static void main(String... arguments) {
            // Large enough for several slices of the vector product, panels, merges by all threads, and products in
            // slices.
            DMatrixRMaj a = SymmetricMatrices.random(420, 6);
            CRC32 crc = new CRC32();
            try (Workers workers = Workers.of(2)) {
                SymmetricEigen solver = SymmetricEigen.of(workers);
                Decomposition all = solver.decompose(a, Settings.withVectors());
                add(crc, all.eigenvalues());
                add(crc, all.vectors().data);
                add(crc, solver.decompose(a, Settings.values()).eigenvalues());
            }
            System.out.println(Kernels.selected().name() + " " + Long.toHexString(crc.getValue()));
        }

        private static void add(CRC32 crc, double[] numbers) {
            ByteBuffer buffer = ByteBuffer.allocate(8 * numbers.length);
            buffer.asDoubleBuffer().put(numbers);
            crc.update(buffer.array());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"portable", "vector-128", "vector-256", "vector-512"})
    void everyKernelGivesTheSameBits(String kernels) throws IOException, InterruptedException, URISyntaxException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-D" + Kernels.PROPERTY + "=" + kernels,
                        "-cp",
                        classPath(),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(kernels + " " + CHECKSUM, output.strip());
    }

    private static String classPath() throws URISyntaxException {
        Path file =
                Path.of(EigenBitsTest.class.getResource("EigenBitsTest.class").toURI());
        int depth = EigenBitsTest.class.getName().split("\\.").length;
        Path tests = file.getRoot().resolve(file.subpath(0, file.getNameCount() - depth));
        return String.join(
                File.pathSeparator,
                tests.toString(),
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"));
    }
}
