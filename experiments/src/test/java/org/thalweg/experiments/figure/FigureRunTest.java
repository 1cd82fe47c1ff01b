package org.thalweg.experiments.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.Workers;

class FigureRunTest {

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final List<Double> fractions = new ArrayList<>();

    private List<Claim> run(Squares figure, long seed, Path out) throws IOException {
        Squares.Settings settings = figure.settings(Preset.QUICK);
        Dataset data = figure.data().read(Optional.of(PaperData.BUILT_IN), figure.samples(settings));
        FigureRun<Squares.Settings> run = new FigureRun<>(figure, Preset.QUICK, settings, seed, data, out, "1.2.3");
        return run.run(Workers.of(1), new Workbench.Listener() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public void progress(String what, double fraction) {
                fractions.add(fraction);
            }
        });
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void leavesTablesPicturesAndResult() throws IOException {
        List<Claim> claims = run(new Squares(-1), 2, folder);
        assertEquals(List.of("names.csv", "result.json", "squares.csv", "squares.png", "squares.svg"), names(folder));
        assertEquals(Claim.Verdict.REPRODUCED, claims.get(0).verdict());
        String table = Files.readString(folder.resolve("squares.csv"));
        assertTrue(table.startsWith("part,offset,square\n0,0,0.04"), table);
        assertEquals(11, table.lines().count());
        assertTrue(Files.readString(folder.resolve("names.csv")).contains("0,\"a \"\"name\"\", quoted\"\n"));

        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertEquals("test/squares", result.path("figure").asText());
        assertEquals(2, result.path("seed").asLong());
        assertEquals(0.1, result.path("settings").path("factor").asDouble());
        assertEquals("plain", result.path("settings").path("kind").asText());
        assertEquals("reproduced", result.path("claims").path(0).path("verdict").asText());
        assertEquals(64, result.path("sha256").path("data").asText().length());
        assertEquals(
                ResultFolder.sha256(folder.resolve("squares.csv")),
                result.path("sha256").path("squares.csv").asText());
        for (String name : new String[] {"jdk", "kernels", "threads", "started", "seconds", "preset", "paper"}) {
            assertTrue(result.has(name), name);
        }
        assertEquals(List.of(0.2, 0.4, 0.6, 0.8, 1.0), fractions);
    }

    /** The tables and claims are the result; a picture only shows them. */
    @Test
    void aPictureThatCannotBeDrawnDoesNotCostTheResult() throws IOException {
        List<Claim> claims = run(new Squares(-1, 1 << 30), 2, folder);
        assertEquals(List.of("names.csv", "result.json", "squares.csv"), names(folder));
        assertEquals(Claim.Verdict.REPRODUCED, claims.get(0).verdict());
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertEquals(0, result.path("pictures").size());
        assertFalse(result.path("sha256").toString().contains("squares.png"));
        assertFalse(result.path("sha256").toString().contains("squares.svg"));
        List<String> told =
                said.stream().filter(line -> line.startsWith("no picture, ")).toList();
        assertEquals(1, told.size(), said.toString());
        assertTrue(
                told.get(0).startsWith("no picture, but all numbers: squares.png: cannot be drawn: "), told.toString());
    }

    /** While a run is at work, a second one of the same would write into its tables. */
    @Test
    void aSecondRunOfTheSameEndsAtOnce() throws IOException {
        run(new Squares(-1), 2, folder);
        String table = Files.readString(folder.resolve("squares.csv"));
        Squares.Settings settings = new Squares(-1).settings(Preset.QUICK);
        Dataset data = new Squares(-1).data().read(Optional.of(PaperData.BUILT_IN), new Squares(-1).samples(settings));
        List<String> failures = new ArrayList<>();
        new FigureRun<>(new Squares(-1), Preset.QUICK, settings, 2, data, folder, "1.2.3")
                .run(Workers.of(1), new Workbench.Listener() {
                    @Override
                    public void say(String line) {}

                    @Override
                    public void progress(String what, double fraction) {
                        failures.add(assertThrows(IOException.class, () -> run(new Squares(-1), 2, folder))
                                .getMessage());
                    }
                });
        assertEquals(5, failures.size());
        assertEquals(folder + ": another run is writing there; wait for it, or choose another --out", failures.get(0));
        assertEquals(table, Files.readString(folder.resolve("squares.csv")));
    }

    @Test
    void resultsOfAnotherCommandStay() throws IOException {
        Path result = folder.resolve("result.json");
        for (String other : List.of("\"command\":\"thalweg train\"", "\"figure\":\"other/figure-9\"")) {
            String text = "{" + other + ",\"thalweg\":\"1\",\"sha256\":{\"progress.csv\":\"0\"}}";
            Files.writeString(result, text);
            Files.writeString(folder.resolve("progress.csv"), "x");
            String message = assertThrows(IOException.class, () -> run(new Squares(-1), 2, folder))
                    .getMessage();
            String found = other.contains("train") ? "thalweg train" : "thalweg figure other/figure-9";
            assertTrue(message.startsWith(result + ": found " + found + ", expected thalweg figure "), message);
            assertTrue(message.endsWith("; choose another --out"), message);
            assertEquals(text, Files.readString(result));
            assertEquals(List.of("progress.csv", "result.json"), names(folder));
        }
    }

    @Test
    void twoRunsGiveTheSameBytesAndAnotherSeedOthers() throws IOException {
        Path second = folder.resolve("second");
        Path third = folder.resolve("third");
        Path first = folder.resolve("first");
        run(new Squares(-1), 2, first);
        run(new Squares(-1), 2, second);
        run(new Squares(-1), 3, third);
        byte[] bytes = Files.readAllBytes(first.resolve("squares.csv"));
        assertArrayEquals(bytes, Files.readAllBytes(second.resolve("squares.csv")));
        assertFalse(
                Files.readString(first.resolve("squares.csv")).equals(Files.readString(third.resolve("squares.csv"))));
    }

    /** Killed in a part, with half of it in the file and rubbish after that, as a torn write would leave. */
    @Test
    void killedRunGoesOnInTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        run(new Squares(-1), 2, whole);
        assertThrows(Squares.Killed.class, () -> run(new Squares(3), 2, killed));
        String hidden = names(killed).get(0);
        assertTrue(hidden.startsWith(".unfinished-"), hidden);
        Files.writeString(killed.resolve(hidden).resolve("squares.csv"), "3,0.5,0.", StandardOpenOption.APPEND);

        Squares rest = new Squares(-1);
        run(rest, 2, killed);
        assertEquals(2, rest.computed(), "parts 3 and 4");
        assertEquals("goes on after 3 parts that an unfinished run has done", said.get(0));
        assertEquals(names(whole), names(killed));
        for (String table : new String[] {"squares.csv", "names.csv"}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(table)), Files.readAllBytes(killed.resolve(table)));
        }
    }

    @Test
    void unfinishedRunOfAnotherSeedIsLeftAlone() throws IOException {
        run(new Squares(-1), 2, folder);
        byte[] earlier = Files.readAllBytes(folder.resolve("result.json"));
        assertThrows(Squares.Killed.class, () -> run(new Squares(3), 5, folder));
        assertArrayEquals(earlier, Files.readAllBytes(folder.resolve("result.json")), "earlier results stay whole");
        Squares again = new Squares(-1);
        run(again, 2, folder);
        assertEquals(5, again.computed());
        assertTrue(names(folder).get(0).startsWith(".unfinished-"), "still there to be resumed");
    }

    @Test
    void aTableThatIsTooShortIsNotTrusted() throws IOException {
        assertThrows(Squares.Killed.class, () -> run(new Squares(3), 2, folder));
        Path table = folder.resolve(names(folder).get(0)).resolve("squares.csv");
        Files.writeString(table, "part\n");
        IOException failure = assertThrows(IOException.class, () -> run(new Squares(-1), 2, folder));
        assertTrue(failure.getMessage().startsWith(table + ": 5 bytes, expected at least "), failure.getMessage());
    }

    /** A file where the folder should be. Permissions would not stop a test that runs as root. */
    @Test
    void unwritableFolderIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path out = file.resolve("inner");
        IOException failure = assertThrows(IOException.class, () -> run(new Squares(-1), 2, out));
        assertTrue(failure.getMessage().startsWith("--out " + out + ": cannot be written: "), failure.getMessage());
        assertFalse(failure.getMessage().contains("\n"));
    }

    /** As on a full disk: a picture cannot be written, when the tables are already. */
    @Test
    void resultsThatCannotBeWrittenLeaveEarlierOnesWhole() throws IOException {
        run(new Squares(-1), 2, folder);
        List<String> before = names(folder);
        List<String> sums = sums(before);
        assertThrows(Squares.Killed.class, () -> run(new Squares(3), 5, folder));
        Path obstacle = folder.resolve(names(folder).get(0)).resolve("results/squares.svg");
        Files.createDirectories(obstacle);
        IOException failure = assertThrows(IOException.class, () -> run(new Squares(-1), 5, folder));
        assertEquals(obstacle + ": cannot be written: it is a folder", failure.getMessage());
        assertEquals(sums, sums(before));
        Files.delete(obstacle);
        Squares rest = new Squares(-1);
        run(rest, 5, folder);
        assertEquals(0, rest.computed(), "all parts were done");
        assertEquals(before, names(folder));
        assertFalse(sums.equals(sums(before)));
    }

    private List<String> sums(List<String> names) throws IOException {
        List<String> sums = new ArrayList<>();
        for (String name : names) {
            sums.add(ResultFolder.sha256(folder.resolve(name)));
        }
        return sums;
    }

    @Test
    void missingDataSayWhereTheyAre() {
        IOException failure =
                assertThrows(IOException.class, () -> PaperData.MNIST.read(Optional.of(folder.toString()), 10));
        assertTrue(
                failure.getMessage().startsWith("data folder " + folder + ": no MNIST there; "), failure.getMessage());
        assertTrue(failure.getMessage().contains("https://"), failure.getMessage());
        assertTrue(failure.getMessage().contains("--data built-in"), failure.getMessage());
    }

    /** Test samples are other pictures than the training samples, and a folder may lack them alone. */
    @Test
    void testSamplesAreOfTheirOwn() throws IOException {
        Optional<String> builtIn = Optional.of(PaperData.BUILT_IN);
        Dataset train = PaperData.MNIST.read(builtIn, 10);
        Dataset test = PaperData.MNIST.read(builtIn, Split.TEST, 10);
        assertEquals(
                train.checksum(), PaperData.MNIST.read(builtIn, Split.TRAIN, 10).checksum());
        assertFalse(train.checksum().equals(test.checksum()));
        Files.writeString(folder.resolve("train-images-idx3-ubyte"), "");
        IOException failure = assertThrows(
                IOException.class, () -> PaperData.MNIST.read(Optional.of(folder.toString()), Split.TEST, 10));
        assertTrue(
                failure.getMessage().startsWith("data folder " + folder + ": no test samples of MNIST there; "),
                failure.getMessage());
    }

    @Test
    void dataAreWhereTheOptionOrTheEnvironmentSays() {
        assertEquals(Optional.of("a"), PaperData.source(Optional.of("a"), Optional.of("b")));
        assertEquals(Optional.of("b"), PaperData.source(Optional.empty(), Optional.of("b")));
        assertEquals(Optional.empty(), PaperData.source(Optional.empty(), Optional.empty()));
        assertEquals(Optional.empty(), PaperData.source(Optional.empty(), Optional.of("")));
        assertEquals(Optional.empty(), PaperData.source(Optional.of(PaperData.BUILT_IN), Optional.of("b")));
        assertEquals(folder, PaperData.MNIST.within(folder));
    }
}
