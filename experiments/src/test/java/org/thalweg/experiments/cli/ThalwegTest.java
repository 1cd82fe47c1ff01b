package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ThalwegTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine = Thalweg.commandLine()
            .addSubcommand(new Fail())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));

    /** Fails as a command would that cannot read its file. */
    @Command(name = "fail")
    private static final class Fail implements Callable<Integer> {
        @Option(names = "--steps")
        private int steps;

        @Override
        public Integer call() throws IOException {
            if (steps == 1) {
                throw new IllegalStateException();
            }
            if (steps == 2) {
                throw new IllegalArgumentException("keep probability: 2.0, expected 0 < p <= 1");
            }
            if (steps == 4) {
                throw new IllegalArgumentException("steps: 4, expected less");
            }
            if (steps == 3) {
                throw new OutOfMemoryError("Java heap space");
            }
            throw new IOException("images.idx: 16 bytes,\n  expected 7840016");
        }
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertEquals(0, commandLine.execute("--version"));
        String[] lines = out.toString().split("\\R");
        assertTrue(lines[0].matches("thalweg \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), lines[0]);
        assertEquals("Java " + Runtime.version(), lines[1]);
        assertEquals("", err.toString());
    }

    /** As other command lines read arguments from a file: here it would only show the file. */
    @Test
    void argumentsAreNotReadFromFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("private"), "words of a private file\n");
        assertEquals(2, commandLine.execute("@" + file));
        assertFalse(err.toString().contains("words"), err.toString());
        assertTrue(err.toString().contains("@" + file), err.toString());
    }

    @Test
    void whatWouldCommandTheTerminalIsShown() {
        assertEquals(2, commandLine.execute("fail", "--\u001B[31m\u202Ered", "--verbose"));
        assertEquals(2, commandLine.execute("\u009B31m\u0007"));
        assertTrue(err.toString().lines().count() > 2);
        assertTrue(
                err.toString()
                        .chars()
                        .noneMatch(
                                c -> c != '\n' && c != '\r' && c != '\t' && (Character.isISOControl(c) || c == 0x202E)),
                err.toString());
    }

    @Test
    void helpGoesToStandardOutput() {
        assertEquals(0, commandLine.execute("--help"));
        assertTrue(out.toString().startsWith("Usage: thalweg "), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--nonsense", "nonsense", "fail --nonsense", "fail --steps many", "fail --steps"})
    void wrongUseIsOneLineAndStatusTwo(String arguments) {
        assertEquals(2, commandLine.execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertTrue(err.toString().matches("thalweg: [^\n]+\n"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void failureIsOneLineAndStatusOne() {
        assertEquals(1, commandLine.execute("fail"));
        assertEquals("thalweg: images.idx: 16 bytes, expected 7840016\n", err.toString());
    }

    @Test
    void failureWithoutAMessageIsNamed() {
        assertEquals(1, commandLine.execute("fail", "--steps", "1"));
        assertEquals("thalweg: java.lang.IllegalStateException\n", err.toString());
    }

    @Test
    void wrongValueThatALibraryFindsIsWrongUse() {
        assertEquals(2, commandLine.execute("fail", "--steps", "2"));
        assertEquals("thalweg: keep probability: 2.0, expected 0 < p <= 1\n", err.toString());
    }

    @Test
    void lackOfMemoryIsAFailureLikeOthers() {
        assertEquals(1, commandLine.execute("fail", "--steps", "3"));
        assertTrue(
                err.toString().matches("thalweg: out of memory: the heap may grow to \\d+ MB; for more set [^\n]+\n"),
                err.toString());
    }

    /** A stream that takes nothing, as a full disk or a pipe without a reader. */
    private static PrintWriter refusing(String reason) {
        return StandardOutput.over(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "figures", "spectrum --help"})
    void whatCannotBePrintedIsAFailure(String arguments) {
        String[] split = arguments.split(" ");
        assertEquals(1, Thalweg.run(refusing("No space left on device"), commandLine, split));
        assertEquals("thalweg: standard output: cannot be written: No space left on device\n", err.toString());
        err.getBuffer().setLength(0);
        assertEquals(141, Thalweg.run(refusing(StandardOutput.brokenPipe()), commandLine, split));
        assertEquals("", err.toString());
    }

    /** In the language of whoever runs this: the text is that of the operating system. */
    @Test
    void aPipeWithoutAReaderIsRecognised() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        Process process = new ProcessBuilder("/bin/sh", "-c", "exec 0<&-; echo closed; exec sleep 30").start();
        try {
            assertEquals('c', process.getInputStream().read());
            PrintWriter broken = StandardOutput.over(process.getOutputStream());
            StandardOutput.Failure failure =
                    assertThrows(StandardOutput.Failure.class, () -> broken.println("for nobody"));
            assertTrue(failure.isForLackOfAReader(), failure::toString);
            assertEquals(StandardOutput.brokenPipe(), failure.getCause().getMessage());
        } finally {
            process.destroy();
        }
    }

    /** Nothing is computed for nobody. */
    @Test
    void aCommandEndsWithItsFirstLine(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("run");
        String[] arguments = {"spectrum", "--model", "mlp:784-2-10", "--samples", "20", "--out", results.toString()};
        assertEquals(141, Thalweg.run(refusing(StandardOutput.brokenPipe()), commandLine, arguments));
        assertTrue(Files.notExists(results));
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        assertEquals(0, Thalweg.run(StandardOutput.over(taken), commandLine, "figures"));
        assertTrue(taken.toString(StandardCharsets.UTF_8).startsWith("variance-principle/"), taken::toString);
    }

    /** As every name with other letters is where the locale has those of ASCII alone. */
    @Test
    void namesThatNoFileCanHaveAreToldPlainly() {
        assertEquals(
                2, Thalweg.commandLine().setErr(new PrintWriter(err, true)).execute("report", "--figures", "a\0b"));
        assertEquals(
                "thalweg: Invalid value for option '--figures': found a?b, expected a name that a file can have here\n",
                err.toString());
        assertEquals(
                "found \u00e4, expected a name that a file can have here; with LC_ALL=C.UTF-8 names may have all letters",
                ArgumentTypes.notAName(new InvalidPathException("\u00e4", "unmappable")));
    }

    @Test
    void unknownNamesAreShownAsTheyAre() {
        assertEquals(2, commandLine.execute("spectrm\u001b[31m"));
        assertEquals("thalweg: Unmatched argument at index 0: 'spectrm?[31m'\n", err.toString());
        err.getBuffer().setLength(0);
        assertEquals(2, commandLine.execute("spectrm"));
        assertEquals("thalweg: Unmatched argument at index 0: 'spectrm'; did you mean spectrum?\n", err.toString());
    }

    /** Libraries know their own names of values, people those of options. */
    @Test
    void valuesHaveTheNamesOfTheirOptions() {
        assertEquals(2, commandLine.execute("fail", "--steps", "4"));
        assertEquals("thalweg: --steps: 4, expected less\n", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--verbose fail", "fail --verbose"})
    void verboseShowsWhere(String arguments) {
        assertEquals(1, commandLine.execute(arguments.split(" ")));
        assertTrue(err.toString().startsWith("thalweg: images.idx: 16 bytes, expected 7840016\n"), err.toString());
        assertTrue(err.toString().contains("\tat org.thalweg.experiments"), err.toString());
    }
}
