package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.experiments.faults.FaultyDisk;
import org.thalweg.experiments.faults.FaultyDisk.Fault;
import org.thalweg.experiments.result.FolderLock;

/** A training that dies, or finds the disk full, at any change of a file goes on or starts afresh, and ends in the same bits. */
class TrainFaultsTest {

    private static final List<String> RESULTS = List.of("weights.safetensors", "weights.npz", "progress.csv");
    private static final List<String> ALL =
            List.of("checkpoint.safetensors", "progress.csv", "result.json", "weights.npz", "weights.safetensors");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int train(Path run, FaultyDisk disk, String... more) throws IOException {
        if (Files.notExists(folder.resolve("data"))) {
            TinyDigits.write(Files.createDirectory(folder.resolve("data")), "train", 12);
        }
        List<String> all = new ArrayList<>(List.of(
                ("train --model mlp:4-3-10 --optimizer adam --steps 4 --batch-size 5 --checkpoint-every 2 --threads 1 --data "
                                + folder.resolve("data"))
                        .split(" ")));
        all.addAll(List.of("--out", run.toString()));
        all.addAll(List.of(more));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Thalweg.commandLine()
                .registerConverter(Path.class, text -> disk.path(Path.of(text)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private FaultyDisk sound() {
        return FaultyDisk.sound(folder);
    }

    private void assertWhole(Path run, Path whole, String after) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            assertEquals(
                    ALL,
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals(FolderLock.FILE))
                            .sorted()
                            .toList(),
                    after);
        }
        for (String name : RESULTS) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(run.resolve(name)), after);
        }
    }

    @Test
    void goesOnAfterAFaultAtAnyChange() throws IOException {
        Path whole = folder.resolve("whole");
        FaultyDisk counting = sound();
        assertEquals(0, train(whole, counting), err::toString);
        List<String> changes = counting.changes();
        for (int k = 0; k < changes.size(); k++) {
            for (Fault fault : Fault.values()) {
                if (!fault.isOf(changes.get(k))) {
                    continue;
                }
                Path run = folder.resolve(fault + "-" + k);
                String after = fault + " at " + k + ", " + changes.get(k);
                FaultyDisk disk = FaultyDisk.at(run, fault, k);
                if (fault == Fault.FULL) {
                    assertEquals(1, train(run, disk), after);
                    assertTrue(
                            err.toString()
                                    .matches("(step [^\n]*\n)*thalweg: [^\n]*" + run
                                            + "[^\n]*: cannot be written: No space left on device\n"),
                            after + ": " + err);
                } else {
                    assertThrows(FaultyDisk.Death.class, () -> train(run, disk), after);
                }
                boolean begun = Files.exists(run.resolve("checkpoint.safetensors"));
                if (!begun || k % 2 == 0) {
                    String[] how =
                            begun || (k % 2 == 0 && Files.exists(run)) ? new String[] {"--resume"} : new String[0];
                    assertEquals(0, train(run, sound(), how), () -> after + ": " + err);
                } else {
                    assertEquals(2, train(run, sound()), after);
                    assertTrue(err.toString().contains("--resume goes on with the run it holds"), after + ": " + err);
                    assertEquals(0, train(run, sound(), "--resume"), () -> after + ": " + err);
                }
                assertWhole(run, whole, after);
            }
        }
    }

    @Test
    void twoTrainingsInOneFolder() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectory(run);
        FolderLock lock = FolderLock.take(run);
        try (lock) {
            assertEquals(1, train(run, sound()), err::toString);
            assertEquals(
                    "thalweg: " + run + ": another run is writing there; wait for it, or choose another --out\n",
                    err.toString());
        }
        assertEquals(0, train(run, sound()), err::toString);
        FolderLock again = FolderLock.take(run);
        try (again) {
            assertEquals(1, train(run, sound(), "--resume"), err::toString);
        }
    }

    @Test
    void aChangedRowIsNotTrusted() throws IOException {
        Path run = folder.resolve("run");
        assertEquals(0, train(run, sound()), err::toString);
        Path table = run.resolve("progress.csv");
        String good = Files.readString(table);
        Files.writeString(table, good.replace("\n2,2.", "\n2,3."));
        assertEquals(1, train(run, sound(), "--resume"));
        assertTrue(
                err.toString().startsWith("thalweg: " + table + ": damaged, found ")
                        && err.toString().endsWith("; delete it to go on without the rows so far\n"),
                err::toString);
        Files.writeString(table, good + "5,9.0,9");
        assertEquals(0, train(run, sound(), "--resume"), err::toString);
        assertEquals(good, Files.readString(table));
    }

    /** Only a table without rows is a trace of a training that was killed early; any other is somebody's. */
    @Test
    void aTableWithRowsIsNotOverwritten() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path table = run.resolve("progress.csv");
        String header = "step,loss,gradient_norm,learning_rate\n";
        for (String text : List.of(header + "0,2.3,0.1,0.1\n", header.replace("step", "time"), "")) {
            Files.writeString(table, text);
            assertEquals(2, train(run, sound()), err::toString);
            assertTrue(err.toString().contains("found progress.csv, expected an empty or a new folder"), err::toString);
            assertEquals(2, train(run, sound(), "--resume"), err::toString);
            assertEquals(text, Files.readString(table));
        }
        Files.writeString(table, header);
        assertEquals(0, train(run, sound()), err::toString);
    }
}
