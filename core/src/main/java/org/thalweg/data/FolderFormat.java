package org.thalweg.data;

import java.io.IOException;
import java.nio.file.Path;

/** A way in which data sets lie in folders. A new format is a class of its own and a line in {@link DataFolder}. */
interface FolderFormat {

    /** What a folder of this format holds, for people. */
    String description();

    /** Whether the folder looks as if it had this split in this format, judged by the names of its files alone. */
    boolean holds(Path folder, Split split);

    /**
     * Reads the first samples, or all if there are fewer than {@code limit} of them.
     *
     * @throws IOException if a file is missing or wrong
     */
    Dataset read(Path folder, Split split, int limit) throws IOException;
}
