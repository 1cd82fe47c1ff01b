package org.thalweg.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all.
 *
 * <p>The content goes to a temporary file in the same folder, named {@code .<name>.tmp}; it is forced to the disk,
 * renamed over the file in one atomic step, and the folder is forced too. Whoever opens the file sees the old content
 * or the new, also after a crash or a power cut. When anything fails the temporary file is removed and the old file is
 * untouched. A temporary file left by a killed program is replaced by the next write.
 *
 * <p>Different files may be written at the same time; one file has one writer at a time.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** The content of a file, written to a stream. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of the content.
         *
         * @param out the stream; buffered, and closed by the caller
         * @throws IOException if writing fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, or replaces it.
     *
     * @param file the file; its folder must exist
     * @param content what to write
     * @throws IOException if the file cannot be written: the message names the file and the reason
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        if (target.getFileName() == null || Files.isDirectory(target)) {
            throw new IOException(file + ": cannot be written: it is a folder");
        }
        Path temporary = temporary(target);
        try {
            Files.deleteIfExists(temporary);
            fill(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            force(target.getParent());
        } catch (IOException fault) {
            remove(temporary, fault);
            throw FileFault.writing(file, fault);
        } catch (RuntimeException | Error failure) {
            remove(temporary, failure);
            throw failure;
        }
    }

    /** Where the content of {@code file} waits until it is whole. */
    static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    private static void fill(Path temporary, Content content) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Makes the rename durable. Only POSIX systems open a folder for that; others order renames themselves. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void remove(Path temporary, Throwable failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }
}
