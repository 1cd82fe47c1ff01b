package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        "variance-principle/figure-4, alignment.csv, figure-4"
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
                        + " variance-principle/figure-4",
                "figure variance-principle/figure-1a --set directions=5; thalweg: directions: found 5, expected at least 6",
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
                        + " thalweg: keepProbabilities: found [0.5, 1.0], expected different numbers, 0 < p < 1"
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
        assertTrue(err.toString().startsWith("thalweg: --data " + folder + ": no MNIST there; "), err.toString());
        assertEquals(1, err.toString().lines().count());
        assertTrue(Files.notExists(out));
    }
}
