package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the module once more and fails on any warning of javac's lint, and on any gap in the documentation of the
 * public API. This does here what {@code -Werror} does in the other modules: JDK 17 always warns of the incubator module,
 * so that {@code -Werror} would never let this one pass. Later JDKs lint for more, so 17 has the word.
 */
class WarningsTest {

    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17)
    void onlyTheIncubatorModuleIsWarnedOf(@TempDir Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-source", "17", "-target", "17"));
        arguments.addAll(List.of("--module-path", modulePath(), "--add-modules", "jdk.incubator.vector"));
        arguments.addAll(List.of("--add-reads", "org.thalweg.linalg=jdk.incubator.vector", "-proc:none"));
        arguments.add("-Xlint:all,-requires-automatic,-requires-transitive-automatic");
        arguments.add("-Xdoclint:all/protected");
        arguments.add("-Xdoclint/package:-org.thalweg.linalg.internal,-org.thalweg.linalg.internal.*");
        arguments.addAll(List.of("-XDrawDiagnostics", "-Xmaxwarns", "1000"));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }

        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int status =
                ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(new String[0]));

        assertEquals("- compiler.warn.incubating.modules: jdk.incubator.vector\n1 warning\n", output.toString());
        assertEquals(0, status);
    }

    private static String modulePath() {
        return System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
    }
}
