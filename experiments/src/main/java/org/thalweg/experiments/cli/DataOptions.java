package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.DataFolder;
import org.thalweg.data.Dataset;
import org.thalweg.data.NpzData;
import org.thalweg.data.Split;
import org.thalweg.experiments.figure.PaperData;
import picocli.CommandLine.Option;

/** Which data. */
final class DataOptions {

    private static final long BUILT_IN_SEED = 1;
    /** How many of the built-in digits {@code train} learns from. */
    static final int TO_TRAIN = 10_000;

    /** How many of them are enough to look at a minimum. */
    static final int TO_LOOK_AT = 2_000;

    private static final int BUILT_IN_TEST_SAMPLES = 2_000;

    @Option(
            names = "--data",
            paramLabel = "FOLDER|FILE.npz",
            description =
                    "A folder with the IDX files of MNIST or its kin, plain or gzip, whose pixels are divided by 255, or one"
                            + " with a folder mnist that has them; or an .npz file with x, a sample a row, and y, integer"
                            + " labels or rows of numbers; or `built-in`, digits drawn by the program. By default what"
                            + " THALWEG_DATA names, else built-in.")
    private String asked;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "How many samples, the first ones of the training split. By default all there are; of built-in"
                            + " digits 10000 in train, 2000 in spectrum and compare.")
    private Integer samples;

    @Option(names = "--normalize", paramLabel = "MEAN,SD", description = "Replaces every input x by (x - MEAN) / SD.")
    private String normalize;

    /**
     * The samples to learn from.
     *
     * @param builtIn how many of the built-in digits, unless the option says it
     * @param classes how many classes labels may be of, if the data do not say it themselves
     * @throws IOException if a file is missing or wrong
     * @throws IllegalArgumentException if there are not so many samples, or an option is wrong
     */
    Dataset train(int builtIn, int classes) throws IOException {
        Optional<Path> source = source();
        if (source.isEmpty()) {
            return normalized(BuiltInDigits.generate(BUILT_IN_SEED, Split.TRAIN, samples == null ? builtIn : samples));
        }
        int count = samples == null ? DataFolder.ALL : samples;
        return normalized(
                isFile(source.get())
                        ? NpzData.read(source.get(), count, OptionalInt.of(classes))
                        : DataFolder.read(source.get(), Split.TRAIN, count));
    }

    /**
     * The samples to judge by, if there are any: all of them.
     *
     * @throws IOException if a file is wrong, or one of two is missing
     * @throws IllegalArgumentException if an option is wrong
     */
    Optional<Dataset> test() throws IOException {
        Optional<Path> source = source();
        if (source.isEmpty()) {
            return Optional.of(normalized(BuiltInDigits.generate(BUILT_IN_SEED, Split.TEST, BUILT_IN_TEST_SAMPLES)));
        }
        return !isFile(source.get()) && DataFolder.holds(source.get(), Split.TEST)
                ? Optional.of(normalized(DataFolder.read(source.get(), Split.TEST, DataFolder.ALL)))
                : Optional.empty();
    }

    /** A file, or the folder with the files; nothing for built-in digits. */
    private Optional<Path> source() {
        return PaperData.source(Optional.ofNullable(asked), Optional.ofNullable(System.getenv("THALWEG_DATA")))
                .map(Path::of)
                .map(PaperData.MNIST::within);
    }

    /** The absolute path of the data that are really used, whatever named them; {@link PaperData#BUILT_IN} for built-in digits. */
    String resolved() {
        return source().map(path -> path.toAbsolutePath().normalize().toString())
                .orElse(PaperData.BUILT_IN);
    }

    private static boolean isFile(Path source) {
        return source.toString().endsWith(NpzData.SUFFIX);
    }

    private Dataset normalized(Dataset data) {
        if (normalize == null) {
            return data;
        }
        String[] numbers = normalize.split(",", -1);
        try {
            if (numbers.length != 2) {
                throw new NumberFormatException();
            }
            double mean = Double.parseDouble(numbers[0]);
            double deviation = Double.parseDouble(numbers[1]);
            return OptionValues.made("--normalize", normalize, () -> data.normalized(mean, deviation));
        } catch (NumberFormatException notNumbers) {
            throw new IllegalArgumentException(
                    OptionValues.wrong("--normalize", normalize, "MEAN,SD as in 0.1307,0.3081")
                            .getMessage(),
                    notNumbers);
        }
    }

    /** Where the data come from, in a line. */
    @Override
    public String toString() {
        return source().map(Path::toString).orElse(asked == null ? "built-in digits (no --data)" : "built-in digits")
                + (normalize == null ? "" : ", normalized by " + normalize);
    }
}
