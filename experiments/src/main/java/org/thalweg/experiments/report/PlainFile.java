package org.thalweg.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Files of a folder that is not trusted. A name in it may be a link to a file of the reader's own, a pipe whose reading never
 * ends, or a device; of these nothing is read.
 */
final class PlainFile {

    private PlainFile() {}

    /** Whether there is anything of that name, a link that leads nowhere included. */
    static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether it is a file itself, and not a link to one. */
    static boolean is(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** What it is, if not a file. */
    static String kind(Path path) {
        if (Files.isSymbolicLink(path)) {
            return "a symbolic link";
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return "a folder";
        }
        return isThere(path) ? "a pipe, a socket or a device" : "nothing";
    }

    /**
     * Reads a file.
     *
     * @param most the most bytes it may have
     * @throws IOException if it is not a file, has more bytes or cannot be read; one line that names it
     */
    static byte[] read(Path path, int most) throws IOException {
        if (!is(path)) {
            throw new IOException(path + ": found " + kind(path) + ", expected a file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(most + 1);
        } catch (IOException fault) {
            throw new IOException(path + ": cannot be read: " + fault.getMessage(), fault);
        }
        if (bytes.length > most) {
            throw new IOException(path + ": " + Files.size(path) + " bytes, expected at most " + most);
        }
        return bytes;
    }
}
