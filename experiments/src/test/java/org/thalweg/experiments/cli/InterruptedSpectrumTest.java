package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.experiments.faults.FaultyDisk;
import org.thalweg.experiments.faults.FaultyDisk.Fault;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;
import picocli.CommandLine;

/** {@code spectrum} that is interrupted at any place, killed at any change of a file, or finds its disk full. */
class InterruptedSpectrumTest {

    private static final String SMALL =
            "--model mlp:4-12-10 --steps 3 --batch-size 5 --threads 1 --seed 3 --top 2 --tolerance 1e-9";
    private static final String TRACE = SMALL.replace("--top 2 --tolerance 1e-9", "--trace --budget 20");
    private static final List<String> PROVENANCE = List.of("started", "seconds", "sha256");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeData() throws IOException {
        TinyDigits.write(Files.createDirectory(folder.resolve("data")), "train", 12);
    }

    private int spectrum(String options, Path run, Interruption interruption, FaultyDisk disk) {
        List<String> all = new ArrayList<>(List.of(("spectrum " + options).split(" ")));
        all.addAll(List.of("--data", folder.resolve("data").toString(), "--out", run.toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Thalweg.commandLine()
                .registerConverter(Path.class, text -> disk.path(Path.of(text)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        ((Spectrum) line.getSubcommands().get("spectrum").getCommand()).interruptedBy(interruption);
        return line.execute(all.toArray(String[]::new));
    }

    private int spectrum(String options, Path run) {
        return spectrum(options, run, Interruption.unasked(), FaultyDisk.sound(folder));
    }

    private static ObjectNode result(Path run) throws IOException {
        JsonNode result = new ObjectMapper().readTree(Files.readAllBytes(run.resolve("result.json")));
        return ((ObjectNode) result).without(PROVENANCE);
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .sorted()
                    .toList();
        }
    }

    private static void assertSame(Path whole, Path run, String after) throws IOException {
        assertEquals(names(whole), names(run), after);
        for (String name : names(whole)) {
            if (name.endsWith(".csv") || name.endsWith(".safetensors")) {
                assertArrayEquals(
                        Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(run.resolve(name)), after + name);
            }
        }
        assertEquals(result(whole), result(run), after);
    }

    /** Every file that the result names is the one that it was written with. */
    private static void assertConsistent(Path run, String after) throws IOException {
        JsonNode sums = new ObjectMapper()
                .readTree(Files.readAllBytes(run.resolve("result.json")))
                .path("sha256");
        for (Map.Entry<String, JsonNode> sum : sums.properties()) {
            if (sum.getKey().contains(".")) {
                assertEquals(sum.getValue().asText(), ResultFolder.sha256(run.resolve(sum.getKey())), after);
            }
        }
    }

    private static void assertReachedIfSaid(JsonNode estimate) {
        double width =
                estimate.path("upper").asDouble() - estimate.path("lower").asDouble();
        double most = 2 * 0.02 * Math.abs(estimate.path("value").asDouble());
        assertTrue(!estimate.path("reached").asBoolean() || width <= most, estimate::toString);
    }

    /** Again and again: in training, in Lanczos, in its second start and in the estimates. */
    @Test
    void endsInTheSameBitsHoweverOftenItIsInterrupted() throws IOException {
        String options = SMALL + " --trace --density --budget 60 --density-steps 5";
        Path whole = folder.resolve("whole");
        assertEquals(0, spectrum(options, whole), err::toString);
        assertFalse(result(whole).path("interrupted").asBoolean());
        Path run = folder.resolve("run");
        int partial = 0;
        int estimated = 0;
        int unknown = 0;
        String resume = "";
        int status = GracefulEnd.INTERRUPTED;
        for (int times = 1; status == GracefulEnd.INTERRUPTED; times++) {
            status = spectrum(options + resume, run, AtLook.number(2 + 3L * times), FaultyDisk.sound(folder));
            resume = " --resume";
            if (status == GracefulEnd.INTERRUPTED && Files.exists(run.resolve("result.json"))) {
                ObjectNode result = result(run);
                assertTrue(result.path("interrupted").asBoolean());
                assertFalse(result.path("accuracy_reached").asBoolean());
                assertConsistent(run, "interrupted");
                assertTrue(out.toString().contains("INTERRUPTED before all was known"), out::toString);
                partial += result.path("converged").asBoolean() ? 0 : 1;
                estimated += result.path("frobenius").isNull() ? 0 : 1;
                assertReachedIfSaid(result.path("frobenius"));
                assertReachedIfSaid(result.path("trace"));
            } else if (status == GracefulEnd.INTERRUPTED) {
                unknown++;
                assertTrue(out.toString().contains("INTERRUPTED before anything was known, nothing is"), out::toString);
                assertEquals(List.of(".unfinished"), names(run));
            }
        }
        assertEquals(0, status, err::toString);
        assertTrue(partial >= 3, "in Lanczos: " + partial);
        assertTrue(estimated > 3, "in estimates: " + estimated);
        assertSame(whole, run, "after " + partial + " and " + estimated + " interruptions: ");
        assertTrue(unknown > 0, "looks 4 to 7 are those of the allowance for rounding");
        assertEquals(
                GracefulEnd.INTERRUPTED,
                spectrum(options, folder.resolve("trained"), AtLook.number(2), FaultyDisk.sound(folder)));
        assertTrue(out.toString().contains("stopped after step 2 of 3"), out::toString);
        assertEquals(0, spectrum(options + " --resume", folder.resolve("trained")), err::toString);
        assertSame(whole, folder.resolve("trained"), "in training");
    }

    /** Of a run that draws nothing, over the results of one that did. */
    @Test
    void goesOnAfterAFaultAtAnyChange() throws IOException {
        Path whole = folder.resolve("whole");
        assertEquals(0, spectrum(TRACE + " --density --density-steps 5", whole), err::toString);
        Path before = folder.resolve("before");
        copy(whole, before);
        FaultyDisk counting = FaultyDisk.sound(whole);
        assertEquals(0, spectrum(TRACE, whole, Interruption.unasked(), counting), err::toString);
        List<String> changes = counting.changes();

        assertTrue(changes.contains("deletion of density.csv") && changes.contains("deletion of spectrum.png"));
        for (int k = 0; k < changes.size(); k++) {
            for (Fault fault : Fault.values()) {
                if (!fault.isOf(changes.get(k))) {
                    continue;
                }
                Path run = folder.resolve(fault + "-" + k);
                copy(before, run);
                String after = fault + " at " + k + ", " + changes.get(k) + ": ";
                FaultyDisk disk = FaultyDisk.at(run, fault, k);
                if (fault == Fault.FULL) {
                    assertEquals(1, spectrum(TRACE, run, Interruption.unasked(), disk), after);
                    String last = err.toString()
                            .strip()
                            .lines()
                            .reduce((one, next) -> next)
                            .orElse("");
                    assertTrue(
                            last.matches("thalweg: .*" + run + ".*: cannot be written: No space left on device"),
                            after + err);
                    assertConsistent(run, after);
                    assertTrue(Files.exists(run.resolve("density.csv")), after);
                } else {
                    assertThrows(
                            FaultyDisk.Death.class, () -> spectrum(TRACE, run, Interruption.unasked(), disk), after);
                }
                assertEquals(0, spectrum(TRACE + (k % 2 == 0 ? " --resume" : ""), run), () -> after + err);
                assertSame(whole, run, after);
                assertConsistent(run, after);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : names(from)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    @Test
    void onlyTablesAndPicturesOfTheEarlierResultAreDeleted() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path outside = Files.writeString(folder.resolve("outside.csv"), "x");
        Files.createDirectory(run.resolve("folder.csv"));
        Files.createDirectory(run.resolve("inner"));
        List<Path> kept = new ArrayList<>(List.of(outside, run.resolve("folder.csv")));
        for (String name : new String[] {"mine.csv", "data", "weights.npz", "inner/a.csv", ".hidden.csv"}) {
            kept.add(Files.writeString(run.resolve(name), "x"));
        }
        Files.createSymbolicLink(run.resolve("link.csv"), outside);
        Files.writeString(run.resolve("old.csv"), "x");
        Files.writeString(
                run.resolve("result.json"),
                "{\"command\":\"thalweg spectrum\",\"thalweg\":\"1\",\"sha256\":{\"old.csv\":\"0\",\"data\":\"0\",\"weights.npz\":\"0\",\"inner/a.csv\":\"0\","
                        + "\"../outside.csv\":\"0\",\"folder.csv\":\"0\",\"link.csv\":\"0\",\".hidden.csv\":\"0\",\"..\":\"0\"}}");
        assertEquals(0, spectrum(SMALL, run), err::toString);
        assertFalse(Files.exists(run.resolve("old.csv")));
        assertTrue(Files.isSymbolicLink(run.resolve("link.csv")));
        for (Path file : kept) {
            assertTrue(Files.exists(file), file.toString());
        }
    }

    @Test
    void theCheckpointIsOfThisRunAndSound() throws IOException {
        Path run = folder.resolve("run");
        assertEquals(2, spectrum(SMALL + " --resume", run));
        assertEquals(
                "thalweg: --out " + run + ": no run to resume there; leave out --resume to start\n", err.toString());
        assertEquals(
                GracefulEnd.INTERRUPTED,
                spectrum(SMALL, run, AtLook.number(20), FaultyDisk.sound(folder)),
                err::toString);
        Path checkpoint = run.resolve(".unfinished").resolve("lanczos.safetensors");
        byte[] good = Files.readAllBytes(checkpoint);
        assertEquals(1, spectrum(SMALL.replace("1e-9", "1e-8") + " --resume", run));
        assertEquals(
                "thalweg: " + checkpoint
                        + ": tolerance: found 1.0E-9, expected 1.0E-8; leave out --resume to start with"
                        + " these options\n",
                err.toString());
        byte[] bad = good.clone();
        bad[bad.length - 100] ^= 1;
        Files.write(checkpoint, bad);
        assertEquals(1, spectrum(SMALL + " --resume", run));
        assertTrue(
                err.toString().startsWith("thalweg: " + checkpoint + ": checksum: found ")
                        && err.toString()
                                .endsWith(
                                        "that of the content; the file is damaged: leave out --resume to start again\n"),
                err::toString);
        Files.write(checkpoint, good);
        FolderLock lock = FolderLock.take(run);
        try (lock) {
            assertEquals(1, spectrum(SMALL, run));
            assertEquals(
                    "thalweg: " + run + ": another run is writing there; wait for it, or choose another --out\n",
                    err.toString());
        }
        assertArrayEquals(good, Files.readAllBytes(checkpoint));
        assertEquals(0, spectrum(SMALL, run), err::toString);
        assertTrue(out.toString().contains("drops what an unfinished run has left; --resume would"), out::toString);
        assertFalse(Files.exists(checkpoint));
        assertEquals(0, spectrum(SMALL + " --resume", run), err::toString);
        assertTrue(out.toString().contains("resume    nothing to go on from in " + run), out::toString);
    }

    @Test
    void allEigenvaluesInterrupted() throws IOException {
        Path run = folder.resolve("run");
        String full = SMALL.replace("--top 2", "--full");
        assertEquals(
                GracefulEnd.INTERRUPTED,
                spectrum(full, run, AtLook.number(5), FaultyDisk.sound(folder)),
                err::toString);
        assertEquals(List.of(".unfinished"), names(run));
        assertEquals(
                GracefulEnd.INTERRUPTED,
                spectrum(full + " --resume", run, AtLook.number(7), FaultyDisk.sound(folder)),
                err::toString);
        assertTrue(out.toString().contains("INTERRUPTED before anything was known, nothing is"), out::toString);
        assertEquals(0, spectrum(full + " --resume", run), err::toString);
        assertEquals(190, result(run).path("eigenvalues").size());
    }

    /** What an interrupted run knows lies aside, and it goes on from there. */
    @Test
    void completeResultsStay() throws IOException {
        Path run = folder.resolve("run");
        assertEquals(0, spectrum(SMALL, run), err::toString);
        List<String> all = names(run);
        byte[] result = Files.readAllBytes(run.resolve("result.json"));
        Path aside = run.resolve(".unfinished");
        for (int look : new int[] {5, 20}) {
            assertEquals(
                    GracefulEnd.INTERRUPTED,
                    spectrum(SMALL, run, AtLook.number(look), FaultyDisk.sound(folder)),
                    err::toString);
            assertArrayEquals(result, Files.readAllBytes(run.resolve("result.json")));
            assertConsistent(run, "interrupted at " + look);
            assertEquals(look == 20, Files.exists(aside.resolve("result.json")));
            assertEquals(look == 20, out.toString().contains("written to " + aside + ": "), out::toString);
            assertEquals(look == 20, out.toString().contains("kept      " + run + ": has complete"), out::toString);
        }
        assertTrue(result(aside).path("interrupted").asBoolean());
        assertEquals(0, spectrum(SMALL + " --resume", run), err::toString);
        assertEquals(all, names(run));
    }

    /** The same data under another path are the same data. */
    @Test
    void goesOnWithTheDataElsewhere() throws IOException {
        Path whole = folder.resolve("whole");
        assertEquals(0, spectrum(SMALL, whole), err::toString);
        Path run = folder.resolve("run");
        assertEquals(
                130, spectrum(SMALL, run, AtLook.number(12), FaultyDisk.sound(folder)), () -> out.toString() + err);
        assertTrue(holdsLanczos(run), () -> "no Lanczos");
        Files.move(folder.resolve("data"), folder.resolve("moved"));
        List<String> all = new ArrayList<>(List.of(("spectrum " + SMALL + " --resume").split(" ")));
        all.addAll(List.of("--data", folder.resolve("moved").toString(), "--out", run.toString()));
        int status = Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertEquals(0, status, err::toString);
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("spectrum.csv")), Files.readAllBytes(run.resolve("spectrum.csv")));
    }

    private static boolean holdsLanczos(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            return files.anyMatch(file -> file.getFileName().toString().equals("lanczos.safetensors"));
        }
    }
}
