package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.figure.PaperFigure;

class FigureCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private int figure(String id, Path to, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("figure", id, "--preset", "smoke", "--data", "built-in", "--out", to.toString()));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void listsEveryFigure() {
        assertEquals(0, run("figures"));
        for (PaperFigure<?> figure : KnownFigures.all()) {
            assertTrue(out.toString().contains(figure.id() + "\n    " + figure.title()), out.toString());
        }
        assertTrue(out.toString().contains("smoke 2 s, quick "), out.toString());
    }

    /** The whole way at the smallest size; again with another number of threads and in other folder, for the same bytes. */
    @ParameterizedTest
    @CsvSource({
        "variance-principle/figure-1a, slices.csv, figure-1a",
        "variance-principle/figure-1a, trainings.csv, figure-1a-filters",
        "variance-principle/figure-2, variance-flatness.csv, figure-2",
        "variance-principle/figure-3, projected-variance.csv, figure-3",
        "variance-principle/figure-4, alignment.csv, figure-4",
        "variance-principle/table-1, table-1.csv, table-1"
    })
    void smokePresetGivesTheSameBytesForAnyThreads(String id, String table, String picture) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertEquals(0, figure(id, first, "--threads", "1"), err.toString());
        assertTrue(out.toString().contains("reproduced"), out.toString());
        assertEquals(0, figure(id, second, "--threads", "2"), err.toString());
        assertArrayEquals(Files.readAllBytes(first.resolve(table)), Files.readAllBytes(second.resolve(table)));
        for (String name : List.of(picture + ".png", picture + ".svg", "result.json")) {
            assertTrue(Files.size(first.resolve(name)) > 0, name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "figure variance-principle/figure-9; thalweg: figure: found variance-principle/figure-9, expected one of"
                        + " variance-principle/figure-1a, variance-principle/figure-2, variance-principle/figure-3,"
                        + " variance-principle/figure-4, variance-principle/table-1",
                "figure variance-principle/figure-1a --set directions=5; thalweg: directions: found 5, expected 6 to 1000",
                "figure variance-principle/figure-1a --set sliceSamples=99999;"
                        + " thalweg: sliceSamples: found 99999, expected 1 to samples, 10000",
                "figure variance-principle/figure-1a --set keepProbabilities=0.5;"
                        + " thalweg: keepProbabilities: found [0.5], expected two numbers, 0 < p <= 1",
                "figure variance-principle/figure-1a --set filters=columns;"
                        + " thalweg: --set filters: found `columns`, expected rows|layers",
                "figure variance-principle/figure-3 --preset big;"
                        + " thalweg: --preset: found big, expected one of smoke, quick, paper",
                "figure variance-principle/figure-3 --set width=0; thalweg: width: found 0, expected 1 to 200",
                "figure variance-principle/figure-3 --set keepProbabilities=0.5,1;"
                        + " thalweg: keepProbabilities: found [0.5, 1.0], expected at least one, different, 0 < p < 1"
            })
    void wrongUseIsOneLineThatListsWhatIsPossible(String arguments, String message) {
        assertEquals(2, run(arguments.strip().split(" ")));
        assertTrue(err.toString().startsWith(message.strip()), err.toString());
        assertEquals(1, err.toString().lines().count());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "learningRates"})
    void wrongSettingListsAll(String assignment) {
        assertEquals(2, run("figure", "variance-principle/figure-4", "--set", assignment));
        for (String name : List.of("samples (int)", "learningRates (list of double)", "masks (batch|sample)")) {
            assertTrue(err.toString().contains(name), err.toString());
        }
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void missingDataAreAFailureInOneLine() {
        Path out = folder.resolve("out");
        assertEquals(
                1, run("figure", "variance-principle/figure-3", "--data", folder.toString(), "--out", out.toString()));
        assertTrue(err.toString().startsWith("thalweg: data folder " + folder + ": no MNIST there; "), err.toString());
        assertEquals(1, err.toString().lines().count());
        assertTrue(Files.notExists(out));
    }

    /** Ended by SIGTERM in its first training. */
    @Test
    void stoppedRunSaysHowToGoOnAndDoes() throws Exception {
        Path run = folder.resolve("run");
        String[] settings = {"--set", "trainingTime=1200", "--set", "width=5", "--threads", "1"};
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "org.thalweg.experiments/" + Thalweg.class.getName()));
        command.addAll(List.of("figure", "variance-principle/figure-3", "--preset", "smoke", "--data", "built-in"));
        command.addAll(List.of("--out", run.toString()));
        command.addAll(Arrays.asList(settings));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            while (process.isAlive() && !trains(run)) {
                Thread.sleep(10);
            }
            process.destroy();
            assertEquals(128 + 15, process.waitFor(), () -> text(log));
        } finally {
            process.destroyForcibly();
        }
        assertTrue(text(log).endsWith("stopped; the same command goes on from here\n"), text(log));
        assertTrue(Files.notExists(run.resolve("result.json")));

        assertEquals(0, figure("variance-principle/figure-3", run, settings), err.toString());
        Path unbroken = folder.resolve("unbroken");
        assertEquals(0, figure("variance-principle/figure-3", unbroken, settings), err.toString());
        String table = "projected-variance.csv";
        assertArrayEquals(Files.readAllBytes(unbroken.resolve(table)), Files.readAllBytes(run.resolve(table)));
    }

    /** Whether a checkpoint is there: the first one comes before the first step. */
    private static boolean trains(Path run) throws IOException {
        if (Files.notExists(run)) {
            return false;
        }
        try (Stream<Path> files =
                Files.find(run, 2, (file, what) -> file.toString().endsWith(".safetensors"))) {
            return files.findAny().isPresent();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** What the reason is, the system says by nothing but the class of the exception. */
    @ParameterizedTest
    @ValueSource(strings = {"file", "file/inner", "/proc/x"})
    void folderThatCannotBeMadeIsOneLine(String name) throws IOException {
        Files.writeString(folder.resolve("file"), "");
        Path out = folder.resolve(name);
        assumeTrue(!out.startsWith("/proc") || Files.isDirectory(Path.of("/proc/self")));
        assertEquals(1, figure("variance-principle/figure-3", out));
        assertTrue(
                err.toString()
                        .matches("thalweg: --out " + out + ": cannot be written: [^\n:]*(file of that name|"
                                + "[Nn]ot a directory|no folder can be made there)\n"),
                err.toString());
    }
}
