package org.thalweg.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.thalweg.io.FormatException;

/**
 * Data sets in folders, in the original files of their authors. Known are the four IDX files of MNIST, Fashion-MNIST
 * and their kin; the format is told by the names of the files.
 */
public final class DataFolder {
    /** Stands for all samples, however many there are. */
    public static final int ALL = Integer.MAX_VALUE;

    private static final List<FolderFormat> FORMATS = List.of(new IdxFolder());
    private static final int NAMES_SHOWN = 8;

    private DataFolder() {}

    /**
     * Reads the first samples of a data set. Pixels are divided by 255, so inputs are in [0, 1]. The checksum is the
     * SHA-256 of the files the samples came from, inputs before targets, as {@code cat inputs targets | sha256sum} has
     * it.
     *
     * @param folder the folder
     * @param split which part
     * @param samples how many samples, at least 1, or {@link #ALL}
     * @return a data set of exactly that many samples, named after the folder
     * @throws FormatException if the folder holds no known format, or a file of it is missing or wrong
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if {@code samples} is less than 1, or more than there are
     */
    public static Dataset read(Path folder, Split split, int samples) throws IOException {
        if (samples < 1) {
            throw new IllegalArgumentException("samples: found " + samples + ", expected at least 1");
        }
        for (FolderFormat format : FORMATS) {
            if (format.holds(folder, Split.TRAIN) || format.holds(folder, Split.TEST)) {
                Dataset data = format.read(folder, split, samples);
                if (data.size() < samples && samples != ALL) {
                    throw new IllegalArgumentException(
                            "samples: found " + samples + ", expected at most the " + data.size() + " of " + folder);
                }
                return data;
            }
        }
        String known = FORMATS.stream().map(FolderFormat::description).collect(Collectors.joining("; or "));
        throw new FormatException(folder, "data folder", contents(folder), known);
    }

    /**
     * Tells whether a folder has a split, by the names of its files alone: if any of them is there, it is meant to.
     *
     * @param folder the folder
     * @param split which part
     * @return whether {@link #read} would try to read it
     */
    public static boolean holds(Path folder, Split split) {
        return FORMATS.stream().anyMatch(format -> format.holds(folder, split));
    }

    private static String contents(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Files.exists(folder) ? "a file" : "no such folder";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            if (names.isEmpty()) {
                return "nothing";
            }
            String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
            return names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")) + more;
        }
    }
}
