package org.thalweg.experiments.variance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.figure.FigureRun;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Places;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.linalg.Workers;

/** Figures 2 and 3 train the same networks: whoever comes second finds them, and has the bits of one that trains itself. */
class SharedTrainingsTest {

    private static final String TABLE = "variance-flatness.csv";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private int trainingSteps;
    private Path trainings;
    private UnaryOperator<Dataset> change = UnaryOperator.identity();

    @BeforeEach
    void name() {
        trainings = folder.resolve("trainings");
    }

    private <S extends Record> void run(PaperFigure<S> figure, Path out, String version, String... assignments)
            throws IOException {
        List<String> small = new ArrayList<>(List.of("trainingTime=8", "noiseSamples=12", "width=5"));
        small.addAll(List.of(assignments));
        S settings = SettingValues.with(figure.settings(Preset.SMOKE), small);
        Dataset data = change.apply(figure.data().read(Optional.of(PaperData.BUILT_IN), figure.samples(settings)));
        Places places = Places.within(out).withTrainings(trainings);
        said.clear();
        trainingSteps = 0;
        try (Workers workers = Workers.of(1)) {
            new FigureRun<>(figure, Preset.SMOKE, settings, 1, data, Optional.empty(), places, version)
                    .run(workers, new Workbench.Listener() {
                        @Override
                        public void say(String line) {
                            said.add(line);
                        }

                        @Override
                        public void progress(String what, double fraction) {
                            trainingSteps += what.endsWith(", training") ? 1 : 0;
                            assertTrue(fraction <= 1.0001, what + ": " + fraction);
                        }
                    });
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(trainings)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theSecondFigureFindsThemAndHasTheSameBits() throws IOException {
        Path alone = folder.resolve("alone");
        run(new Figure2(), alone, "1");
        assertEquals(80, trainingSteps, "two cases of 8 / 0.2 steps");
        trainings = folder.resolve("other");
        run(new Figure3(), folder.resolve("figure-3"), "1");
        assertEquals(2, files().size());
        Path second = folder.resolve("second");
        run(new Figure2(), second, "1");
        assertEquals(0, trainingSteps);
        assertEquals(List.of(), said);
        assertEquals(2, files().size());
        assertArrayEquals(Files.readAllBytes(alone.resolve(TABLE)), Files.readAllBytes(second.resolve(TABLE)));
    }

    @Test
    void whateverChangesTheBitsIsInTheName() throws IOException {
        run(new Figure2(), folder.resolve("out"), "1");
        for (String other : new String[] {
            "trainingTime=9", "width=6", "samples=150", "learningRates=0.1", "keepProbabilities=0.5", "dropoutAfter=1"
        }) {
            int before = files().size();
            run(new Figure2(), folder.resolve("out"), "1", other);
            assertEquals(before + 2, files().size(), other);
            assertEquals(List.of(), said, other);
        }
        int before = files().size();
        run(new Figure2(), folder.resolve("out"), "2");
        assertEquals(before + 2, files().size(), "another version of the program");
        run(new Figure2(), folder.resolve("out"), "2", "noiseSamples=20", "directions=9", "factor=3");
        assertEquals(0, trainingSteps);
    }

    /** The same source with other numbers made of it: neither its trainings nor the parts of an unfinished run are taken. */
    @Test
    void dataNormalisedOtherwiseAreOtherData() throws IOException {
        Path out = folder.resolve("out");
        run(new Figure2(), out, "1");
        change = data -> data.normalized(0.5, 0.25);
        run(new Figure2(), folder.resolve("normalised"), "1");
        assertEquals(80, trainingSteps);
        assertEquals(4, files().size());
        assertEquals(List.of(), said);
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve("normalised/result.json").toFile());
        assertEquals(
                "[\"first " + result.get("samples") + "\",\"drawn with seed 1, split train\","
                        + "\"normalised by mean 0.5, standard deviation 0.25\"]",
                result.at("/data_identity/done").toString());
        assertEquals(result.at("/sha256/data"), result.at("/data_identity/sha256"));
        change = data -> data.normalized(0.50, 2.5e-1);
        run(new Figure2(), folder.resolve("again"), "1");
        assertEquals(0, trainingSteps);
    }

    /** A flipped bit, a file of another training, and a torn one. */
    @Test
    void damagedAndForeignFilesAreToldAndPassedOver() throws IOException {
        Path out = folder.resolve("out");
        run(new Figure2(), out, "1");
        byte[] expected = Files.readAllBytes(out.resolve(TABLE));
        Path file = files().get(0);
        byte[] good = Files.readAllBytes(file);
        byte[] flipped = good.clone();
        flipped[good.length - 100] ^= 1;
        byte[] foreign = Files.readAllBytes(files().get(1));
        byte[] torn = Arrays.copyOf(good, good.length / 2);
        for (byte[] bad : new byte[][] {flipped, foreign, torn}) {
            Files.write(file, bad);
            run(new Figure2(), out, "1");
            assertEquals(1, said.size(), said.toString());
            assertTrue(said.get(0).startsWith(file + ": "), said.get(0));
            assertTrue(said.get(0).endsWith("; trained anew"), said.get(0));
            assertEquals(1, said.get(0).lines().count());
            assertEquals(40, trainingSteps);
            assertArrayEquals(expected, Files.readAllBytes(out.resolve(TABLE)));
            assertArrayEquals(good, Files.readAllBytes(file), "whole again");
        }
    }

    /** A checkpoint of this very training, but not of its end. */
    @Test
    void anotherStepIsNotTheEnd() throws IOException {
        run(new Figure2(), folder.resolve("short"), "1", "trainingTime=4");
        List<Path> early = files();
        run(new Figure2(), folder.resolve("out"), "1");
        List<Path> late = new ArrayList<>(files());
        late.removeAll(early);
        byte[] good = Files.readAllBytes(late.get(0));
        // One of the two early files is of the same case; which one, the names do not tell.
        for (Path one : early) {
            Files.write(late.get(0), Files.readAllBytes(one));
            run(new Figure2(), folder.resolve("out"), "1");
            assertEquals(1, said.size());
            assertArrayEquals(good, Files.readAllBytes(late.get(0)));
            if (said.get(0).equals(late.get(0) + ": found step 20, expected 40; trained anew")) {
                return;
            }
        }
        throw new AssertionError("no early file was of the same case: " + said);
    }

    @Test
    void runsWithoutAFolderForThem() throws IOException {
        Path out = folder.resolve("out");
        run(new Figure2(), out, "1");
        byte[] expected = Files.readAllBytes(out.resolve(TABLE));
        trainings = Files.writeString(folder.resolve("file"), "");
        run(new Figure2(), out, "1");
        assertEquals(2, said.size());
        assertTrue(said.get(0).startsWith("training not kept for other figures: " + trainings), said.get(0));
        assertArrayEquals(expected, Files.readAllBytes(out.resolve(TABLE)));
    }
}
