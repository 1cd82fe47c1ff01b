package org.thalweg.experiments.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.faults.FaultyDisk;
import org.thalweg.experiments.faults.FaultyDisk.Fault;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.Workers;

/** A run of a figure that dies, or finds the disk full, at any change of a file: the same command ends in the same bytes. */
class FigureFaultsTest {

    private static final List<String> NAMES = List.of("names.csv", "result.json", "squares.csv", "squares.png");

    @TempDir
    Path folder;

    private static void run(Path out) throws IOException {
        Squares figure = new Squares(-1);
        Squares.Settings settings = figure.settings(Preset.SMOKE);
        Dataset data = figure.data().read(Optional.of(PaperData.BUILT_IN), figure.samples(settings));
        new FigureRun<>(figure, Preset.SMOKE, settings, 2, data, out, "1.2.3")
                .run(Workers.of(1), new Workbench.Listener() {
                    @Override
                    public void say(String line) {
                        assertTrue(line.startsWith("goes on after "), line);
                    }

                    @Override
                    public void progress(String what, double fraction) {}
                });
    }

    private void assertWhole(Path out, Path whole, String after) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".svg") && !name.equals(FolderLock.FILE))
                    .sorted()
                    .toList();
            assertEquals(NAMES, names, after);
        }
        for (String table : new String[] {"names.csv", "squares.csv"}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(table)), Files.readAllBytes(out.resolve(table)), after);
        }
        assertTrue(
                Files.readString(out.resolve("result.json")).contains(ResultFolder.sha256(out.resolve("squares.png"))),
                after);
    }

    @Test
    void goesOnAfterAFaultAtAnyChange() throws IOException {
        Path whole = folder.resolve("whole");
        FaultyDisk sound = FaultyDisk.sound(whole);
        run(sound.path(whole));
        List<String> changes = sound.changes();
        assertTrue(changes.contains("deletion of state.json") && changes.contains("rename to result.json"));
        for (int k = 0; k < changes.size(); k++) {
            for (Fault fault : Fault.values()) {
                if (!fault.isOf(changes.get(k))) {
                    continue;
                }
                Path out = folder.resolve(fault + "-" + k);
                String after = fault + " at " + k + ", " + changes.get(k);
                FaultyDisk disk = FaultyDisk.at(out, fault, k);
                if (fault != Fault.FULL) {
                    assertThrows(FaultyDisk.Death.class, () -> run(disk.path(out)), after);
                } else {
                    String message = assertThrows(IOException.class, () -> run(disk.path(out)), after)
                            .getMessage();
                    assertTrue(message.contains(out + ""), after + ": " + message);
                    assertTrue(
                            message.endsWith(": cannot be written: No space left on device"), after + ": " + message);
                    assertEquals(1, message.lines().count(), message);
                }
                run(FaultyDisk.sound(out).path(out));
                assertWhole(out, whole, after);
            }
        }
    }

    /** A digit of a table, or anything of the state, that changes while the run is unfinished never gets into the results. */
    @Test
    void whatHasChangedSinceIsNotTrusted() throws IOException {
        Squares figure = new Squares(2);
        Squares.Settings settings = figure.settings(Preset.SMOKE);
        Dataset data = figure.data().read(Optional.of(PaperData.BUILT_IN), figure.samples(settings));
        FigureRun<Squares.Settings> killed = new FigureRun<>(figure, Preset.SMOKE, settings, 2, data, folder, "1.2.3");
        assertThrows(
                Squares.Killed.class,
                () -> killed.run(Workers.of(1), new Workbench.Listener() {
                    @Override
                    public void say(String line) {}

                    @Override
                    public void progress(String what, double fraction) {}
                }));
        Path unfinished;
        try (Stream<Path> files = Files.list(folder)) {
            unfinished = files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        for (String name : new String[] {"squares.csv", "state.json"}) {
            Path file = unfinished.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < good.length; i++) {
                if ((good[i] >= '0' && good[i] <= '9') || (name.endsWith(".json") && i % 5 == 0)) {
                    byte[] bad = good.clone();
                    bad[i] ^= 1;
                    Files.write(file, bad);
                    String message =
                            assertThrows(IOException.class, () -> run(folder)).getMessage();
                    assertTrue(message.startsWith(file + ": damaged, "), message);
                    assertTrue(message.endsWith("; delete " + unfinished + " to start this figure again"), message);
                }
            }
            Files.write(file, good);
        }
        run(folder);
    }
}
