package org.thalweg.linalg.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kernels a process gets, told by child processes: the choice is made once for each. */
class KernelsTest {

    private static final String MODULE = "jdk.incubator.vector";

    /** Prints the name of the kernels twice, or the message of the error twice. */
    static final class Program {
        private Program() {}

        public static void main(String... arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(Kernels.selected().name());
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    /** The surefire configuration loads the module; were it missing, no test would see the vector kernels. */
    @Test
    void testsRunWithVectors() {
        assertTrue(
                Kernels.selected().name().matches("vector-(128|256|512)"),
                Kernels.selected().name());
        assertSame(Kernels.selected(), Kernels.selected());
    }

    @ParameterizedTest
    @CsvSource({"portable, portable", "vector-128, vector-128", "vector-256, vector-256", "vector-512, vector-512"})
    void thePropertyForcesAChoice(String forced, String name) throws IOException, InterruptedException {
        List<String> lines = child(true, forced);
        assertEquals(List.of(name, name), lines.subList(0, 2));
        assertLog(lines, "kernels: " + name + " (forced by thalweg.kernels)");
    }

    @Test
    void vectorIsTheWidthOfTheMachine() throws IOException, InterruptedException {
        String name = Kernels.selected().name();
        List<String> forced = child(true, "vector");
        assertEquals(name, forced.get(0));
        assertLog(forced, "kernels: " + name + " (forced by thalweg.kernels)");
        List<String> free = child(true, null);
        assertEquals(name, free.get(0));
        assertLog(free, "kernels: " + name + " (for portable ones set -Dthalweg.kernels=portable)");
    }

    @Test
    void withoutTheModuleKernelsArePortable() throws IOException, InterruptedException {
        List<String> lines = child(false, null);
        assertEquals(List.of("portable", "portable"), lines.subList(0, 2));
        assertLog(lines, "kernels: portable (for faster ones start java with --add-modules " + MODULE + ")");
    }

    /** Where each vector would be an object. */
    @ParameterizedTest
    @CsvSource({
        "-Xint, nothing is compiled (-Xint)",
        "-XX:TieredStopAtLevel=1, C2 is switched off (-XX:TieredStopAtLevel=1 or the like)"
    })
    void withoutC2KernelsArePortable(String option, String reason) throws IOException, InterruptedException {
        List<String> lines = child(true, null, option);
        assertEquals(List.of("portable", "portable"), lines.subList(0, 2));
        assertLog(lines, "kernels: portable (as vectors would be slow: " + reason + ")");
        assertEquals("vector-128", child(true, "vector-128", option).get(0));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "OpenJDK 64-Bit Server VM, mixed mode, 17.0.15+6, -, -",
                "Java HotSpot(TM) 64-Bit Server VM, compiled mode, 25.0.3+9-LTS, -, -",
                "Eclipse OpenJ9 VM, JRE 17, openj9-0.46, -, 'the JVM is Eclipse OpenJ9 VM, not HotSpot'",
                "OpenJDK Client VM, mixed mode, 17.0.15+6, -, 'the JVM is OpenJDK Client VM, not the server VM'",
                "OpenJDK 64-Bit Server VM, mixed mode, 17.0.9+9-jvmci-23.0, -, 'the compiler is Graal, not C2'",
                "OpenJDK 64-Bit Server VM, mixed mode, 21+35, GraalVM CE 21+35.1, 'the compiler is Graal, not C2'",
                "-, -, -, -, 'the JVM is , not HotSpot'"
            })
    void jvmsAreKnownByTheirProperties(String name, String info, String version, String vendor, String reason) {
        Map<String, String> properties = new HashMap<>();
        properties.put("java.vm.name", name);
        properties.put("java.vm.info", info);
        properties.put("java.vm.version", version);
        properties.put("java.vendor.version", vendor);
        assertEquals(Optional.ofNullable(reason), VectorCompiler.missing(properties::get));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "vector-256"})
    void forcedVectorsWithoutTheModuleAreAnError(String forced) throws IOException, InterruptedException {
        String message =
                "thalweg.kernels=" + forced + ": module " + MODULE + " not found, expected --add-modules " + MODULE;
        assertEquals(List.of(message, message), child(false, forced));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "vector-64", ""})
    void unknownKernelsAreAnError(String forced) throws IOException, InterruptedException {
        String message = "thalweg.kernels=" + forced
                + ": unknown kernels, expected portable, vector, vector-128, vector-256 or vector-512";
        List<String> lines = child(true, forced);
        assertEquals(List.of(message, message), lines.subList(0, 2));
        assertEquals(0, lines.stream().filter(line -> line.contains("INFO")).count(), lines.toString());
    }

    private static void assertLog(List<String> lines, String message) {
        List<String> logged =
                lines.stream().filter(line -> line.contains("kernels: ")).toList();
        assertEquals(1, logged.size(), lines.toString());
        assertTrue(logged.get(0).endsWith(message), logged.get(0));
    }

    /** What a child prints: first its standard output, then its log. */
    private static List<String> child(boolean module, String forced, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath()));
        if (module) {
            command.addAll(List.of("--add-modules", MODULE));
        }
        if (forced != null) {
            command.add("-D" + Kernels.PROPERTY + "=" + forced);
        }
        command.add(Program.class.getName());
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), log);
        return Stream.concat(output.lines(), log.lines().filter(line -> !line.contains("incubator modules: " + MODULE)))
                .toList();
    }

    private static String classPath() {
        try {
            Path file =
                    Path.of(KernelsTest.class.getResource("KernelsTest.class").toURI());
            int depth = KernelsTest.class.getName().split("\\.").length;
            Path tests = file.getRoot().resolve(file.subpath(0, file.getNameCount() - depth));
            return String.join(
                    File.pathSeparator,
                    tests.toString(),
                    System.getProperty("jdk.module.path", ""),
                    System.getProperty("java.class.path"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
