package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.DataFolder;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import picocli.CommandLine.Option;

/** Which data. */
final class DataOptions {

    private static final long BUILT_IN_SEED = 1;
    private static final int BUILT_IN_SAMPLES = 10_000;
    private static final int BUILT_IN_TEST_SAMPLES = 2_000;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "A folder with the IDX files of MNIST or its kin, plain or gzip. Without it, digits drawn by the"
                            + " program itself.")
    private Path folder;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many samples, the first ones. By default all of a folder, 10000 built-in digits.")
    private Integer samples;

    /**
     * The samples to learn from.
     *
     * @throws IOException if a file is missing or wrong
     * @throws IllegalArgumentException if there are not so many samples
     */
    Dataset train() throws IOException {
        if (folder == null) {
            return BuiltInDigits.generate(BUILT_IN_SEED, Split.TRAIN, samples == null ? BUILT_IN_SAMPLES : samples);
        }
        return DataFolder.read(folder, Split.TRAIN, samples == null ? DataFolder.ALL : samples);
    }

    /**
     * The samples to judge by, if the folder has any: all of them.
     *
     * @throws IOException if a file is wrong, or one of two is missing
     */
    Optional<Dataset> test() throws IOException {
        if (folder == null) {
            return Optional.of(BuiltInDigits.generate(BUILT_IN_SEED, Split.TEST, BUILT_IN_TEST_SAMPLES));
        }
        return DataFolder.holds(folder, Split.TEST)
                ? Optional.of(DataFolder.read(folder, Split.TEST, DataFolder.ALL))
                : Optional.empty();
    }

    /** Where the data come from, in a line. */
    @Override
    public String toString() {
        return folder == null ? "built-in digits (no --data)" : folder.toString();
    }
}
