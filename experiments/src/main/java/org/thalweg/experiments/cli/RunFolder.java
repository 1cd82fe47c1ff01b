package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;

/**
 * The folder that holds all files of one training.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String PROGRESS = "progress.csv";

    /** What a training may leave that is killed before its first checkpoint, beside a table without rows. */
    private static final Pattern TRACES =
            Pattern.compile("[.](lock|probe)|[.](progress[.]csv|checkpoint[.]safetensors)[.]tmp");

    Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    Path progress() {
        return path.resolve(PROGRESS);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Whether there is a checkpoint to go on from; without one a run starts afresh. */
    boolean hasCheckpoint() {
        return Files.isRegularFile(checkpoint());
    }

    /**
     * Refuses to overwrite a run, or to resume one that was never there.
     *
     * @throws IOException if the folder cannot be looked at
     * @throws IllegalArgumentException if the folder has files beside the traces of a training without a checkpoint, or is to
     *     be resumed and is not there
     */
    void require(boolean resume) throws IOException {
        if (resume && hasCheckpoint()) {
            return;
        }
        String found = others();
        if (resume && (!found.isEmpty() || !Files.isDirectory(path))) {
            throw new IllegalArgumentException(
                    "--out " + path + ": no " + CHECKPOINT + " to resume; leave out --resume to start");
        }
        if (!found.isEmpty()) {
            String hint = hasCheckpoint() ? "; --resume goes on with the run it holds" : "";
            throw OptionValues.wrong("--out " + path, found, "an empty or a new folder" + hint);
        }
    }

    /** The first file that is no trace of a training that was killed early; empty if there is none. */
    private String others() throws IOException {
        if (!Files.isDirectory(path)) {
            return "";
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                boolean trace = name.equals(PROGRESS)
                        ? ProgressTable.isWithoutRows(file)
                        : TRACES.matcher(name).matches();
                if (!trace) {
                    return name;
                }
            }
            return "";
        }
    }

    /**
     * Makes the folder, proves that files can be written to it and keeps other trainings off.
     *
     * @throws IOException if that fails, with the reason in one line
     */
    FolderLock open() throws IOException {
        new ResultFolder(path).create();
        return FolderLock.take(path);
    }
}
