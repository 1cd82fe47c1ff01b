package org.thalweg.experiments.result;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.thalweg.io.FileFault;

/**
 * Keeps a folder for one run: until it is closed no other, of this process or another, can take it. The lock is one of the
 * system on a file in the folder, so it ends with the process however that ends; the file is then still there, and does not
 * matter.
 */
public final class FolderLock implements AutoCloseable {

    /** The name of the file. */
    public static final String FILE = ".lock";

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a folder.
     *
     * @param folder the folder, which must exist
     * @param taken what to say if another run has it, after its name
     * @return the lock
     * @throws IOException if another run has it, or its file cannot be written; the message names the folder or file
     */
    public static FolderLock take(Path folder, String taken) throws IOException {
        Path file = folder.resolve(FILE);
        while (true) {
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            } catch (IOException fault) {
                throw FileFault.writing(file, fault);
            }
            boolean kept = false;
            try {
                if (!lock(file, channel)) {
                    throw new IOException(folder + ": " + taken);
                }
                kept = isStillThere(file, channel);
                if (kept) {
                    return new FolderLock(file, channel);
                }
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
    }

    private static boolean lock(Path file, FileChannel channel) throws IOException {
        try {
            // Beyond the content, which others may then read on every system.
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        } catch (IOException fault) {
            throw new IOException(file + ": cannot be locked: " + FileFault.reason(fault), fault);
        }
    }

    /** Whoever had the lock before may have deleted the file after it was opened here; then it keeps nobody off. */
    private static boolean isStillThere(Path file, FileChannel channel) throws IOException {
        String owner = "process " + ProcessHandle.current().pid() + ", " + System.nanoTime() + "\n";
        try {
            channel.truncate(0);
            ByteBuffer bytes = ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
        try {
            return Files.readString(file).equals(owner);
        } catch (NoSuchFileException deleted) {
            return false;
        } catch (IOException fault) {
            throw FileFault.reading(file, fault);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
