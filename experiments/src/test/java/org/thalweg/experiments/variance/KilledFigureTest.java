package org.thalweg.experiments.variance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.experiments.faults.FaultyDisk;
import org.thalweg.experiments.figure.FigureRun;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Places;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.linalg.Workers;

/**
 * Figures whose run is killed or asked to end at any place, in a training or between two parts, go on and end in the same
 * bytes.
 */
class KilledFigureTest {

    /** Stands for a kill. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Lets so many calls pass. */
    private static final class Killer implements Workbench.Listener {
        private final RuntimeException end;
        private int left;

        Killer(int left, RuntimeException end) {
            this.left = left;
            this.end = end;
        }

        @Override
        public void say(String line) {
            assertTrue(line.startsWith("goes on after "), line);
        }

        @Override
        public void progress(String what, double fraction) {
            assertTrue(fraction >= 0 && fraction <= 1.0001, what + ": " + fraction);
            if (left-- == 0) {
                throw end;
            }
        }
    }

    private static final List<String> SAMPLED = List.of("trainingTime=8", "noiseSamples=12", "width=5");

    @TempDir
    Path folder;

    static Stream<Arguments> figures() {
        return Stream.of(
                Arguments.of(
                        new Figure1a(),
                        List.of(
                                "samples=60",
                                "sliceSamples=20",
                                "testSamples=30",
                                "batchSize=20",
                                "width=5",
                                "epochs=9"),
                        List.of("trainings.csv", "test-images.csv", "slices.csv", "crossings.csv")),
                Arguments.of(new Figure2(), SAMPLED, List.of("variance-flatness.csv")),
                Arguments.of(new Figure3(), SAMPLED, List.of("projected-variance.csv")),
                Arguments.of(new Figure4(), SAMPLED, List.of("alignment.csv")));
    }

    private static <S extends Record> void run(
            PaperFigure<S> figure, List<String> sizes, Path out, int calls, RuntimeException end) throws IOException {
        S settings = SettingValues.with(figure.settings(Preset.SMOKE), sizes);
        Optional<String> source = Optional.of(PaperData.BUILT_IN);
        Dataset data = figure.data().read(source, figure.samples(settings));
        int tests = figure.testSamples(settings);
        Optional<Dataset> test =
                tests == 0 ? Optional.empty() : Optional.of(figure.data().read(source, Split.TEST, tests));
        try (Workers workers = Workers.of(1)) {
            new FigureRun<>(figure, Preset.SMOKE, settings, 1, data, test, Places.within(out), "1")
                    .run(workers, new Killer(calls, end));
        }
    }

    @ParameterizedTest
    @MethodSource("figures")
    void goesOnInTheSameBytes(PaperFigure<?> figure, List<String> sizes, List<String> tables) throws IOException {
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        run(figure, sizes, whole, Integer.MAX_VALUE, new Killed());
        assertThrows(Killed.class, () -> run(figure, sizes, killed, 3, new Killed()));
        CancellationException asked = new CancellationException();
        assertThrows(CancellationException.class, () -> run(figure, sizes, killed, 30, asked));
        assertThrows(Killed.class, () -> run(figure, sizes, killed, 10, new Killed()));
        run(figure, sizes, killed, Integer.MAX_VALUE, new Killed());
        for (String table : tables) {
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve(table)), Files.readAllBytes(killed.resolve(table)), table);
        }
    }

    /** The states of trainings lie beside the tables, and are never found without what tells how far the run is. */
    @Test
    void aKillInTheFinalCleanUpIsNoDeadEnd() throws IOException {
        Path whole = folder.resolve("whole");
        FaultyDisk counting = FaultyDisk.sound(whole);
        run(new Figure4(), SAMPLED, counting.path(whole), Integer.MAX_VALUE, new Killed());
        List<String> changes = counting.changes();
        int first = changes.lastIndexOf("rename to result.json");
        assertTrue(changes.subList(first, changes.size()).stream().anyMatch(c -> c.endsWith(".safetensors")));
        for (int k = first; k < changes.size(); k++) {
            Path out = folder.resolve("killed-" + k);
            FaultyDisk disk = FaultyDisk.at(out, FaultyDisk.Fault.DEATH, k);
            assertThrows(
                    FaultyDisk.Death.class,
                    () -> run(new Figure4(), SAMPLED, disk.path(out), Integer.MAX_VALUE, new Killed()));
            run(new Figure4(), SAMPLED, out, Integer.MAX_VALUE, new Killed());
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve("alignment.csv")),
                    Files.readAllBytes(out.resolve("alignment.csv")),
                    changes.get(k));
        }
    }
}
