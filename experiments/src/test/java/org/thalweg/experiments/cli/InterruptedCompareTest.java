package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.experiments.faults.FaultyDisk;
import org.thalweg.experiments.faults.FaultyDisk.Fault;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.nn.Weights;
import picocli.CommandLine;

/** {@code compare} that is interrupted at any place or dies at any change of a file. */
class InterruptedCompareTest {

    private static final Graph NETWORK = Sequential.mlp(Activations.TANH, 4, 3, 10);

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeProblem() throws IOException {
        TinyDigits.write(Files.createDirectory(folder.resolve("data")), "train", 12);
        for (int i = 1; i <= 2; i++) {
            Weights.write(folder.resolve(i + ".npz"), NETWORK, new Initialization.Normal(0.3 * i).theta(NETWORK, i));
        }
    }

    private int compare(Path run, Interruption interruption, FaultyDisk disk) {
        List<String> all = new ArrayList<>(List.of(
                "compare",
                folder.resolve("1.npz").toString(),
                folder.resolve("2.npz").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                run.toString()));
        all.addAll(List.of("--model mlp:4-3-10 --activation tanh --pairs 3 --budget 20 --threads 1".split(" ")));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Thalweg.commandLine()
                .registerConverter(Path.class, text -> disk.path(Path.of(text)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        ((Compare) line.getSubcommands().get("compare").getCommand()).interruptedBy(interruption);
        return line.execute(all.toArray(String[]::new));
    }

    private int compare(Path run) {
        return compare(run, Interruption.unasked(), FaultyDisk.sound(folder));
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void minimaThatAreKnownAreWritten() throws IOException {
        Path whole = folder.resolve("whole");
        assertEquals(0, compare(whole), err::toString);
        List<String> all = names(whole);
        String[] rows = Files.readString(whole.resolve("compare.csv")).split("\n");
        Path run = folder.resolve("run");
        boolean[] seen = new boolean[3];
        int status = GracefulEnd.INTERRUPTED;
        for (int look = 1; status == GracefulEnd.INTERRUPTED; look += 23) {
            status = compare(run, AtLook.number(look), FaultyDisk.sound(folder));
            if (out.toString().contains("INTERRUPTED after 0 of 2 minima")) {
                assertTrue(out.toString().endsWith("nothing is known yet, nothing is written\n"), out::toString);
                assertEquals(List.of(), names(run));
                seen[0] = true;
                continue;
            }
            JsonNode result = new ObjectMapper().readTree(Files.readAllBytes(run.resolve("result.json")));
            assertEquals(
                    status == GracefulEnd.INTERRUPTED,
                    result.path("interrupted").asBoolean());
            int minima = result.path("minima").size();
            seen[minima] = true;
            List<String> lines = Files.readAllLines(run.resolve("compare.csv"));
            assertEquals(List.of(rows).subList(0, lines.size()), lines);
            assertEquals(1 + 5 * minima, lines.size());
            assertTrue(Files.exists(run.resolve("compare.png")));
            int verdicts = result.path("verdicts").size();
            assertEquals(minima == 2, verdicts > 0);
            assertEquals(status == 0, verdicts == 4);
            assertEquals(
                    minima == 2 && status == GracefulEnd.INTERRUPTED,
                    out.toString().contains("INTERRUPTED after " + verdicts + " of 4 verdicts"),
                    out::toString);
            assertEquals(
                    minima < 2, out.toString().contains("INTERRUPTED after " + minima + " of 2 minima"), out::toString);
        }
        assertArrayEquals(new boolean[] {true, true, true}, seen);
        assertEquals(all, names(run));
    }

    /** Whatever an interrupted run knows, it is less than what is there. */
    @Test
    void completeResultsStay() throws IOException {
        Path run = folder.resolve("run");
        assertEquals(0, compare(run), err::toString);
        List<String> all = names(run);
        byte[] result = Files.readAllBytes(run.resolve("result.json"));
        byte[] table = Files.readAllBytes(run.resolve("compare.csv"));
        Path aside = run.resolve(".unfinished");
        int kept = 0;
        int status = GracefulEnd.INTERRUPTED;
        for (int look = 1; status == GracefulEnd.INTERRUPTED; look += 40) {
            status = compare(run, AtLook.number(look), FaultyDisk.sound(folder));
            if (status == GracefulEnd.INTERRUPTED) {
                assertArrayEquals(result, Files.readAllBytes(run.resolve("result.json")));
                assertArrayEquals(table, Files.readAllBytes(run.resolve("compare.csv")));
                boolean known = Files.exists(aside);
                assertEquals(known, out.toString().contains("written to " + aside + ": compare.csv, "), out::toString);
                assertEquals(known, out.toString().contains("kept      " + run + ": has complete"), out::toString);
                assertTrue(!known || names(aside).containsAll(all), () -> "in " + aside);
                kept += known ? 1 : 0;
            }
        }
        assertTrue(kept > 0);
        assertEquals(all, names(run));
    }

    /** Neither the results of a command nor what it can be resumed from are those of another to replace. */
    @Test
    void filesOfAnotherCommandStay() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        for (String result : List.of(
                "{\"command\":\"thalweg train\",\"thalweg\":\"1\",\"sha256\":{\"progress.csv\":\"0\"}}",
                "{\"figure\":\"p/figure-1\",\"thalweg\":\"1\"}",
                "{")) {
            Files.writeString(run.resolve("result.json"), result);
            Files.writeString(run.resolve("progress.csv"), "x");
            assertEquals(1, compare(run));
            String found = result.equals("{")
                    ? "that of no known command"
                    : result.contains("train") ? "thalweg train" : "thalweg figure p/figure-1";
            assertEquals(
                    "thalweg: " + run.resolve("result.json") + ": found " + found
                            + ", expected thalweg compare; choose another --out\n",
                    err.toString());
            assertEquals(List.of("progress.csv", "result.json"), names(run));
            assertEquals(result, Files.readString(run.resolve("result.json")));
        }
        Path other = folder.resolve("other");
        OpenFolder spectrum = OpenFolder.at(other, "thalweg spectrum");
        try (spectrum) {
            Files.writeString(spectrum.results().path().resolve("lanczos.safetensors"), "x");
        }
        assertEquals(1, compare(other));
        Path aside = other.resolve(".unfinished");
        assertEquals(
                "thalweg: " + aside
                        + ": found an unfinished run of thalweg spectrum, expected thalweg compare; choose another --out\n",
                err.toString());
        assertEquals("x", Files.readString(aside.resolve("lanczos.safetensors")));
    }

    /** A signal at any time after the folder is opened: the JVM ends when the folder is closed, not before. */
    @Test
    void leavesNothingAfterASignal() throws Exception {
        Path run = folder.resolve("run");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "org.thalweg.experiments/" + Thalweg.class.getName(),
                "compare",
                folder.resolve("1.npz").toString(),
                folder.resolve("2.npz").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                run.toString()));
        command.addAll(List.of("--model mlp:4-3-10 --activation tanh --pairs 3 --budget 20 --threads 1".split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("kernels ")) {
                    process.toHandle().destroy();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertEquals(128 + 15, process.waitFor(), output::toString);
        assertTrue(Files.exists(run), output::toString);
        assertFalse(Files.exists(run.resolve(".unfinished")), output::toString);
    }

    /** A few places: files are written as {@code spectrum} does it, whose tests try all. */
    @Test
    void startsAfreshAfterADeath() throws IOException {
        Path whole = folder.resolve("whole");
        FaultyDisk counting = FaultyDisk.sound(whole);
        assertEquals(0, compare(whole, Interruption.unasked(), counting), err::toString);
        List<String> changes = counting.changes();
        int delivery = changes.lastIndexOf("rename to compare.csv");
        for (int k : new int[] {delivery - 1, delivery + 1, changes.lastIndexOf("rename to result.json")}) {
            Path run = folder.resolve("killed-" + k);
            String after = "killed at " + k + ", " + changes.get(k) + ": ";
            FaultyDisk disk = FaultyDisk.at(run, Fault.DEATH, k);
            assertThrows(FaultyDisk.Death.class, () -> compare(run, Interruption.unasked(), disk), after);
            assertEquals(0, compare(run), () -> after + err);
            assertEquals(names(whole), names(run), after);
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve("compare.csv")),
                    Files.readAllBytes(run.resolve("compare.csv")),
                    after);
        }
    }

    @Test
    void aSecondRunEndsAtOnce() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        FolderLock lock = FolderLock.take(run);
        try (lock) {
            assertEquals(1, compare(run));
            assertEquals(
                    "thalweg: " + run + ": another run is writing there; wait for it, or choose another --out\n",
                    err.toString());
        }
        assertEquals(0, compare(run), err::toString);
    }
}
