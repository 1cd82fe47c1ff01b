package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.io.Faults.assertFault;
import static org.thalweg.io.IdxBytes.gzip;
import static org.thalweg.io.IdxBytes.idx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFolderTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";

    @TempDir
    Path folder;

    private Path put(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void readsPlainAndPackedFiles() throws IOException {
        put(IMAGES, idx(0x803, 12, 3, 2, 2));
        put(LABELS + ".gz", gzip(idx(0x801, 3, 3)));
        put("t10k-images-idx3-ubyte.gz", gzip(idx(0x803, 2, 1, 1, 2)));
        put("t10k-labels-idx1-ubyte", idx(0x801, 1, 1));
        Dataset all = DataFolder.read(folder, Split.TRAIN, DataFolder.ALL);
        assertEquals(folder.getFileName().toString(), all.name());
        assertEquals(3, all.size());
        assertEquals(4, all.inputs().numCols);
        assertEquals(10, all.targets().width());
        assertArrayEquals(new int[] {0, 1, 2}, ((Targets.Labels) all.targets()).values());
        for (int i = 0; i < 12; i++) {
            assertEquals(i / 255.0, all.inputs().data[i]);
        }
        Dataset two = DataFolder.read(folder, Split.TRAIN, 2);
        assertArrayEquals(Arrays.copyOf(all.inputs().data, 8), two.inputs().data);
        assertEquals(all.checksum(), two.checksum());
        assertEquals(1, DataFolder.read(folder, Split.TEST, 1).size());
    }

    @Test
    void tellsWhichSplitsThereAre() throws IOException {
        assertFalse(DataFolder.holds(folder, Split.TRAIN));
        put(LABELS + ".gz", gzip(idx(0x801, 3, 3)));
        assertTrue(DataFolder.holds(folder, Split.TRAIN));
        assertFalse(DataFolder.holds(folder, Split.TEST));
        put("t10k-images-idx3-ubyte", idx(0x803, 2, 1, 1, 2));
        assertTrue(DataFolder.holds(folder, Split.TEST));
    }

    @Test
    void refusesWrongCounts() throws IOException {
        put(IMAGES, idx(0x803, 12, 3, 2, 2));
        put(LABELS, idx(0x801, 3, 3));
        String message = assertThrows(IllegalArgumentException.class, () -> DataFolder.read(folder, Split.TRAIN, 4))
                .getMessage();
        assertEquals("samples: found 4, expected at most the 3 of " + folder, message);
        for (int samples : new int[] {0, -1}) {
            assertThrows(IllegalArgumentException.class, () -> DataFolder.read(folder, Split.TRAIN, samples));
        }
    }

    @Test
    void refusesFilesThatDoNotFitTogether() throws IOException {
        Path images = put(IMAGES, idx(0x803, 12, 3, 2, 2));
        assertTrain(folder.resolve(LABELS + ".gz"), "found no such file");
        Path labels = put(LABELS, idx(0x801, 4, 4));
        assertTrain(labels, "found 4 labels, expected 3, one for each image of " + images);
        put(LABELS, idx(0x803, 12, 3, 2, 2));
        assertTrain(labels, "found magic number 00000803, expected 00000801");
        byte[] eleven = idx(0x801, 3, 3);
        eleven[10] = 10;
        put(LABELS, eleven);
        assertTrain(labels, "label 2: found 10, expected 0 to 9");
        put(IMAGES, idx(0xD03, 12, 3, 1, 1));
        assertTrain(images, "found magic number 00000d03, expected 00000803");
        put(IMAGES, idx(0x803, 0, 0, 2, 2));
        put(LABELS, idx(0x801, 0, 0));
        assertTrain(images, "found no pixels");
        put(IMAGES, idx(0x803, 0, 1_000_000, 1000, 1000));
        assertTrain(images, "1000000000000 bytes");
    }

    private void assertTrain(Path file, String part) {
        assertFault(file, part, () -> DataFolder.read(folder, Split.TRAIN, DataFolder.ALL));
    }

    @Test
    void saysWhatAnUnknownFolderHolds() throws IOException {
        Path missing = folder.resolve("missing");
        String known = ", expected {train,t10k}-{images-idx3,labels-idx1}-ubyte[.gz]";
        assertFault(
                missing, "data folder: found no such folder" + known, () -> DataFolder.read(missing, Split.TEST, 1));
        assertTrain(folder, "found nothing" + known);
        Path file = put("z.csv", new byte[1]);
        assertFault(file, "found a file" + known, () -> DataFolder.read(file, Split.TEST, 1));
        put("a.csv", new byte[1]);
        assertTrain(folder, "found a.csv, z.csv" + known);
        for (int k = 0; k < 10; k++) {
            put("b" + k, new byte[1]);
        }
        assertTrain(folder, "found a.csv, b0, b1, b2, b3, b4, b5, b6 and 4 more" + known);
    }

    /** The original files, whose first labels are published and whose pixel sums were counted with NumPy. */
    @ParameterizedTest
    @CsvSource({
        "mnist, TRAIN, 60000, 5041921314, 1567298545",
        "mnist, TEST, 10000, 7210414959, 264923200",
        "fashion-mnist, TRAIN, 60000, 9003027255, 3431114169",
        "fashion-mnist, TEST, 10000, 9211614657, 573469082",
    })
    void readsTheOriginals(String name, Split split, int size, String labels, long sum) throws IOException {
        Path data = originals(name);
        Dataset few = DataFolder.read(data, split, 10);
        int[] first = ((Targets.Labels) few.targets()).values();
        assertEquals(labels, Arrays.stream(first).mapToObj(Integer::toString).reduce("", String::concat));
        Dataset all = DataFolder.read(data, split, DataFolder.ALL);
        assertEquals(name, all.name());
        assertEquals(size, all.size());
        assertEquals(784, all.inputs().numCols);
        assertEquals(few.checksum(), all.checksum());
        assertArrayEquals(few.inputs().data, Arrays.copyOf(all.inputs().data, 7840));
        assertEquals(
                sum,
                Arrays.stream(all.inputs().data)
                        .mapToLong(x -> Math.round(255 * x))
                        .sum());
        assertTrue(Arrays.stream(all.inputs().data).allMatch(x -> x >= 0 && x <= 1));
    }

    /** Made by {@code cat train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz | sha256sum}. */
    @Test
    void checksumIsThatOfTheFiles() throws IOException {
        assertEquals(
                "fecfb813e4b0ed55595c29389c024d5cc87e3fc4a59d8e735d05e1ae9dbc0ad2",
                DataFolder.read(originals("mnist"), Split.TRAIN, 1).checksum());
    }

    /** {@code -Dthalweg.data}, else {@code THALWEG_DATA}, else {@code ../shared/data} beside the repository. */
    private static Path originals(String name) {
        Path data = Stream.of(
                        System.getProperty("thalweg.data"),
                        System.getenv("THALWEG_DATA"),
                        "../shared/data",
                        "../../shared/data")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(Path.of("../../shared/data"));
        Assumptions.assumeTrue(
                Files.isDirectory(data.resolve(name)),
                "no folder " + data.resolve(name) + "; -Dthalweg.data says where");
        return data.resolve(name);
    }
}
