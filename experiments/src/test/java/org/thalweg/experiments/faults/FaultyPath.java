package org.thalweg.experiments.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * A path of a {@link FaultyDisk}.
 *
 * @param files its file system
 * @param file the path of the machine
 */
record FaultyPath(FaultyFiles files, Path file) implements Path {

    static Path real(Path path) {
        return path instanceof FaultyPath faulty ? faulty.file : path;
    }

    private Path of(Path path) {
        return path == null ? null : new FaultyPath(files, path);
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return file.isAbsolute();
    }

    @Override
    public Path getRoot() {
        return of(file.getRoot());
    }

    @Override
    public Path getFileName() {
        return of(file.getFileName());
    }

    @Override
    public Path getParent() {
        return of(file.getParent());
    }

    @Override
    public int getNameCount() {
        return file.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return of(file.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return of(file.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return file.startsWith(real(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return file.endsWith(real(other));
    }

    @Override
    public Path normalize() {
        return of(file.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return of(file.resolve(real(other)));
    }

    @Override
    public Path relativize(Path other) {
        return of(file.relativize(real(other)));
    }

    @Override
    public URI toUri() {
        return file.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return of(file.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return of(file.toRealPath(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return file.compareTo(real(other));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultyPath path && path.files == files && path.file.equals(file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
