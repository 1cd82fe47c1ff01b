package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.thalweg.experiments.result.ResultFolder;

/**
 * The folder that holds all files of one run.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Refuses to overwrite a run, or to resume one that is not there.
     *
     * @throws IOException if the folder cannot be looked at
     * @throws IllegalArgumentException if the folder is not empty, or is to be resumed and holds no checkpoint
     */
    void require(boolean resume) throws IOException {
        if (resume && !Files.isRegularFile(checkpoint())) {
            throw new IllegalArgumentException(
                    "--out " + path + ": no " + checkpoint().getFileName() + " to resume; leave out --resume to start");
        }
        if (!resume && Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                String found = files.map(file -> file.getFileName().toString())
                        .sorted()
                        .findFirst()
                        .orElse("");
                if (!found.isEmpty()) {
                    String hint = Files.exists(checkpoint()) ? "; --resume goes on with the run it holds" : "";
                    throw OptionValues.wrong("--out " + path, found, "an empty or a new folder" + hint);
                }
            }
        }
    }

    /**
     * Makes the folder and proves that files can be written to it.
     *
     * @throws IOException if not, with the reason in one line
     */
    void create() throws IOException {
        new ResultFolder(path).create();
    }
}
