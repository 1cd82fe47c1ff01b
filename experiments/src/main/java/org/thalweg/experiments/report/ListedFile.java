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
 * @param size in bytes, 0 if there is no such file
 */
record ListedFile(Path path, State state, long size) {

    /** More than the tables and pictures of any figure. */
    private static final long LARGEST = 256 << 20;

    /** Whether a file is what the run wrote. */
    enum State {
        /** Its checksum says so. */
        AS_WRITTEN("as written"),
        /** It has another checksum: it belongs to another run, or was changed. */
        CHANGED("its SHA-256 is not the one in " + ResultFolder.RESULT + ": it is from another run, or was changed"),
        /** It is a link, a pipe or a device: it could lead out of the folder, or never end. */
        NOT_A_FILE("is no file of this folder but a link, a pipe or the like; not read"),
        /** It is larger than any result. */
        TOO_LARGE("is larger than " + (LARGEST >> 20) + " MiB; not read"),
        /** It is an SVG that could do more than show itself. */
        ACTIVE("is not only a drawing: it may run scripts or load from elsewhere; neither shown nor linked"),
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
        if (!PlainFile.is(path)) {
            return new ListedFile(path, PlainFile.isThere(path) ? State.NOT_A_FILE : State.MISSING, 0);
        }
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                return new ListedFile(path, State.TOO_LARGE, size);
            }
            if (path.toString().endsWith(Picture.SVG) && !StillSvg.is(path)) {
                return new ListedFile(path, State.ACTIVE, size);
            }
            boolean same = ResultFolder.sha256(path).equals(checksum);
            return new ListedFile(path, same ? State.AS_WRITTEN : State.CHANGED, size);
        } catch (IOException fault) {
            throw new IOException(path + ": cannot be read: " + fault.getMessage(), fault);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Whether the page may show it and link to it. */
    boolean isSafe() {
        return state == State.AS_WRITTEN || state == State.CHANGED;
    }
}
