package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.thalweg.experiments.result.ResultFolder;

/**
 * A file that {@code result.json} lists.
 *
 * @param path where it should be
 * @param state whether it is what the run wrote
 * @param size in bytes, 0 if it is missing
 */
record ListedFile(Path path, State state, long size) {

    /** Whether a file is what the run wrote. */
    enum State {
        /** Its checksum says so. */
        AS_WRITTEN("as written"),
        /** It has another checksum: it belongs to another run, or was changed. */
        CHANGED("its SHA-256 is not the one in " + ResultFolder.RESULT + ": it is from another run, or was changed"),
        /** There is no such file. */
        MISSING("is missing, though " + ResultFolder.RESULT + " lists it");

        private final String words;

        State(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * Looks at a file.
     *
     * @throws IOException if it is there and cannot be read
     */
    static ListedFile check(Path path, String checksum) throws IOException {
        if (!Files.isRegularFile(path)) {
            return new ListedFile(path, State.MISSING, 0);
        }
        try {
            boolean same = ResultFolder.sha256(path).equals(checksum);
            return new ListedFile(path, same ? State.AS_WRITTEN : State.CHANGED, Files.size(path));
        } catch (IOException fault) {
            throw new IOException(path + ": cannot be read: " + fault.getMessage(), fault);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    boolean isThere() {
        return state != State.MISSING;
    }
}
