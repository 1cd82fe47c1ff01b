package org.thalweg.experiments.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The disk of the machine, with a fault at the k-th change of a file. Changes are: a file made or emptied when it is opened,
 * each write, truncation, rename and deletion, and each folder made. As programs reach files by paths alone, whoever is handed
 * a path of this disk meets the faults, and no change escapes being counted.
 *
 * <p>A program that dies before a change leaves the same files as one that dies after the change before; so all places of
 * death are covered by dying before each change, within each write, and not at all.
 */
public final class FaultyDisk extends FileSystemProvider {

    /** What happens at the k-th change. */
    public enum Fault {
        /** The process is gone: this change and all later use of files fail with {@link Death}. */
        DEATH,
        /** The same after half of the bytes, if the change is a write. */
        DEATH_WITHIN,
        /** From this one on nothing that needs room succeeds. */
        FULL;

        /**
         * Whether it can befall a change and leaves other files than the fault of another. Files {@code .tmp} are of
         * {@link org.thalweg.io.AtomicFile}, and there is no telling whether they are whole: half of one is like all of one that
         * was not renamed, and one that cannot be made is like one that cannot be written.
         */
        public boolean isOf(String change) {
            boolean temporary = change.endsWith(".tmp");
            return switch (this) {
                case DEATH -> true;
                case DEATH_WITHIN -> change.startsWith("write ") && !temporary;
                case FULL ->
                    change.startsWith("write ")
                            || (!temporary && (change.startsWith("new ") || change.startsWith("folder ")));
            };
        }
    }

    /** Stands for a kill; no program catches it. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death(String change) {
            super("killed at " + change);
        }
    }

    static final String NO_SPACE = "No space left on device";

    private final FaultyFiles files;
    private final Fault fault;
    private final int at;
    private final List<String> changes = new ArrayList<>();
    private boolean dead;

    private FaultyDisk(FileSystem real, Fault fault, int at) {
        this.files = new FaultyFiles(this, real);
        this.fault = fault;
        this.at = at;
    }

    /** A disk without a fault, which counts. */
    public static FaultyDisk sound(Path real) {
        return at(real, Fault.FULL, Integer.MAX_VALUE);
    }

    /** A disk with a fault at a change, from 0. */
    public static FaultyDisk at(Path real, Fault fault, int change) {
        return new FaultyDisk(real.getFileSystem(), fault, change);
    }

    /** The same file on this disk. */
    public Path path(Path real) {
        return new FaultyPath(files, real);
    }

    /** What was changed so far: kind and file of each change. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** Looks at or changes a file. */
    void live() {
        if (dead) {
            throw new Death("an earlier change");
        }
    }

    /** A change that frees room or needs none. */
    void change(String what) {
        live();
        changes.add(what);
        if (fault != Fault.FULL && changes.size() > at) {
            dead = true;
            throw new Death(what);
        }
    }

    /** A change that needs room; for bytes, how many of them are written before the fault. */
    int grow(String what, int bytes) throws IOException {
        live();
        changes.add(what);
        if (changes.size() <= at) {
            return bytes;
        }
        if (fault == Fault.DEATH_WITHIN && bytes > 1) {
            return bytes / 2;
        }
        if (fault == Fault.FULL) {
            throw new IOException(NO_SPACE);
        }
        dead = true;
        throw new Death(what);
    }

    /** The end of a write that was cut short. */
    void cut(String what) {
        dead = true;
        throw new Death("half of " + what);
    }

    private static Path real(Path path) {
        return FaultyPath.real(path);
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... as)
            throws IOException {
        return newFileChannel(path, options, as);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        live();
        Path file = real(path);
        boolean makes = !file.toFile().exists()
                && (options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW));
        if (makes) {
            try {
                grow("new " + file.getFileName(), 0);
            } catch (IOException full) {
                throw new FileSystemException(path.toString(), null, full.getMessage());
            }
        } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            change("emptied " + file.getFileName());
        }
        return new FaultyChannel(this, file.getFileName().toString(), FileChannel.open(file, options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        live();
        DirectoryStream<Path> stream =
                real(folder).getFileSystem().provider().newDirectoryStream(real(folder), entry -> true);
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                List<Path> entries = new ArrayList<>();
                stream.forEach(entry -> entries.add(path(entry)));
                return entries.iterator();
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    private FileSystemProvider provider(Path path) {
        live();
        return real(path).getFileSystem().provider();
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (!real(folder).toFile().exists()) {
            try {
                grow("folder " + folder.getFileName(), 0);
            } catch (IOException full) {
                throw new FileSystemException(folder.toString(), null, full.getMessage());
            }
        }
        provider(folder).createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (real(path).toFile().exists()) {
            change("deletion of " + path.getFileName());
        }
        provider(path).delete(real(path));
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException("copies are not counted: " + from);
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        change("rename to " + to.getFileName());
        provider(from).move(real(from), real(to), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return provider(one).isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return provider(path).isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return provider(path).getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        provider(path).checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return provider(path).getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return provider(path).readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return provider(path).readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        provider(path).setAttribute(real(path), attribute, value, options);
    }
}
