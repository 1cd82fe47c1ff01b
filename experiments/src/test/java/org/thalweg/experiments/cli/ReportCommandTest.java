package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.experiments.figure.OpenChoice;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;

class ReportCommandTest {

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

    /** A real run becomes a page; a changed file is reported. */
    @Test
    void makesAPageOfARun() throws IOException {
        Path run = folder.resolve("variance-principle").resolve("figure-4").resolve("smoke");
        assertEquals(
                0,
                run(
                        "figure",
                        "variance-principle/figure-4",
                        "--preset",
                        "smoke",
                        "--data",
                        "built-in",
                        "--out",
                        run.toString()),
                err.toString());
        Path table = run.resolve("alignment.csv");
        Files.writeString(table, Files.readString(table) + "\n");
        err.getBuffer().setLength(0);
        assertEquals(0, run("report", "--figures", folder.toString(), "--preset", "smoke,paper"), err.toString());
        Path page = folder.resolve("report.html");
        assertTrue(out.toString().contains(run + ": 4 claims: "), out.toString());
        assertTrue(out.toString().contains("written to " + page + " ("), out.toString());
        assertTrue(err.toString().startsWith("thalweg: " + table + ": its SHA-256 is not "), err.toString());
        assertEquals(1, err.toString().lines().count());
        String html = Files.readString(page);
        assertTrue(html.contains("href=\"variance-principle/figure-4/smoke/alignment.csv\""));
        assertTrue(html.contains("alt=\"Figure 4"), "pictures have descriptions");
        assertFalse(html.contains("The tables below have the numbers"), "all of them");
    }

    @Test
    void withoutResultsItFailsInOneLine() {
        assertEquals(1, run("report", "--figures", folder.toString()));
        assertTrue(err.toString().startsWith("thalweg: --figures " + folder + ": no results of figures there; "));
        assertEquals(1, err.toString().lines().count());
        assertEquals("", out.toString());
        assertFalse(Files.exists(folder.resolve("report.html")));
    }

    @Test
    void wrongPresetListsAll() {
        assertEquals(2, run("report", "--preset", "big"));
        assertEquals("thalweg: --preset: found big, expected one of smoke, quick, paper\n", err.toString());
    }

    /** What the page says of a choice must be found among the settings. */
    @Test
    void openChoicesNameSettingsThatThereAre() {
        for (PaperFigure<?> figure : KnownFigures.all()) {
            for (OpenChoice choice : figure.openChoices()) {
                for (String name : choice.settings()) {
                    for (Preset preset : Preset.values()) {
                        List<String> message = List.of(figure.id(), name);
                        assertTrue(SettingValues.json(figure.settings(preset)).has(name), message::toString);
                    }
                }
            }
        }
    }
}
