package org.thalweg.experiments.result;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.thalweg.io.FileFault;

/**
 * Keeps a folder for one run: until it is closed no other, of this process or another, can take it. The lock is one of the
 * system on an empty file in the folder, so it ends with the process however that ends.
 *
 * <p>The file stays, and does not matter: were it deleted, one run could lock the file that is gone while another locks a new
 * one of the same name. While the folder is held, nothing in this process opens the file again: on POSIX a process loses its
 * locks of a file once it closes any descriptor of it.
 */
public final class FolderLock implements AutoCloseable {

    /** The name of the file. */
    public static final String FILE = ".lock";

    /** The real paths of the folders that this process holds: of the whole process, as the locks of the system are. */
    private static final Set<String> HELD = new HashSet<>();

    private final String held;
    private final FileChannel channel;

    private FolderLock(String held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes a folder.
     *
     * @param folder the folder, which must exist
     * @return the lock
     * @throws IOException if another run has it, or its file cannot be written or locked; the message names the folder or file
     */
    public static FolderLock take(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        synchronized (HELD) {
            String real;
            try {
                real = folder.toRealPath().toString();
            } catch (IOException fault) {
                throw FileFault.writing(file, fault);
            }
            if (HELD.contains(real)) {
                throw taken(folder);
            }
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            } catch (IOException fault) {
                throw FileFault.writing(file, fault);
            }
            boolean locked = false;
            try {
                locked = lock(file, channel);
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            if (!locked) {
                throw taken(folder);
            }
            HELD.add(real);
            return new FolderLock(real, channel);
        }
    }

    private static IOException taken(Path folder) {
        return new IOException(folder + ": another run is writing there; wait for it, or choose another --out");
    }

    private static boolean lock(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            // By another path than the real one, as through a second mount.
            return false;
        } catch (IOException fault) {
            throw new IOException(
                    file + ": cannot be locked: " + FileFault.reason(fault) + "; choose an --out on a disk with locks",
                    fault);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            // Only once: the folder may be another's by the second time.
            if (channel.isOpen()) {
                try (channel) {
                    HELD.remove(held);
                }
            }
        }
    }
}
