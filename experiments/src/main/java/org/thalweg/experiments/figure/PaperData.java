package org.thalweg.experiments.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.DataFolder;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.io.FormatException;

/** Data sets that papers use, and where they are looked for. */
public enum PaperData {
    /** 60,000 handwritten digits; without them a figure may run on digits that the program draws. */
    MNIST("mnist", "https://ossci-datasets.s3.amazonaws.com/mnist/");

    /** As {@code --data}: digits drawn by the program. */
    public static final String BUILT_IN = "built-in";

    private static final long BUILT_IN_SEED = 1;

    private final String folder;
    private final String origin;

    PaperData(String folder, String origin) {
        this.folder = folder;
        this.origin = origin;
    }

    /**
     * Reads the first training samples.
     *
     * @param source a folder with the files, or with a folder {@code mnist} that has them; or {@link #BUILT_IN}; if none is
     *     given, digits drawn by the program
     * @param samples how many
     * @return the samples; their name tells where they are from
     * @throws IOException if there are no such data, or a file of them is wrong; the message says where to get them
     * @throws IllegalArgumentException if there are not so many samples
     */
    public Dataset read(Optional<String> source, int samples) throws IOException {
        return read(source, Split.TRAIN, samples);
    }

    /**
     * Reads the first samples of a split.
     *
     * @param source as for the training samples
     * @param split which part
     * @param samples how many
     * @return the samples; their name tells where they are from
     * @throws IOException if there are no such data, or a file of them is wrong; the message says where to get them
     * @throws IllegalArgumentException if there are not so many samples
     */
    public Dataset read(Optional<String> source, Split split, int samples) throws IOException {
        if (source.isEmpty() || source.get().equals(BUILT_IN)) {
            return BuiltInDigits.generate(BUILT_IN_SEED, split, samples);
        }
        Path given = Path.of(source.get());
        Path place = within(given);
        if (!DataFolder.holds(place, split)) {
            String what = split == Split.TRAIN ? this.toString() : "test samples of " + this;
            throw new IOException("data folder " + given + ": no " + what + " there; " + help());
        }
        try {
            return DataFolder.read(place, split, samples);
        } catch (FormatException wrong) {
            throw new IOException(wrong.getMessage() + "; " + help(), wrong);
        }
    }

    /**
     * Where the files are.
     *
     * @param given the folder with the files, or one with a folder {@code mnist} that has them
     * @return the inner folder if there is one, else what was given
     */
    public Path within(Path given) {
        Path inner = given.resolve(folder);
        return Files.isDirectory(inner) ? inner : given;
    }

    /** {@return where to get the data, and what to do without} */
    public String help() {
        return "./fetch-mnist fetches its four files (from " + origin + ") into data/" + folder + "; --data " + BUILT_IN
                + " takes digits drawn by the program";
    }

    /**
     * Where to look, for every command alike: what was asked for, else what the environment variable {@code THALWEG_DATA}
     * names.
     *
     * @param asked the value of {@code --data}, if there is one
     * @param environment the value of {@code THALWEG_DATA}, if there is one
     * @return a source for {@link #read}; empty for digits drawn by the program
     */
    public static Optional<String> source(Optional<String> asked, Optional<String> environment) {
        return asked.or(() -> environment.filter(value -> !value.isEmpty())).filter(value -> !value.equals(BUILT_IN));
    }
}
