package org.thalweg.experiments.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.io.FileFault;

/**
 * The folder for results of a run that is at work. No other run can open it meanwhile. What the run writes lies in a folder
 * {@value ResultFolder#UNFINISHED} inside it until all is there; so earlier results stay whole whenever this run ends.
 */
public final class OpenFolder implements AutoCloseable {

    private final Path path;
    private final FolderLock lock;
    private final ResultFolder results;

    private OpenFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
        this.results = new ResultFolder(path.resolve(ResultFolder.UNFINISHED));
    }

    /**
     * Makes a folder and keeps others off.
     *
     * @param path the folder
     * @return the folder
     * @throws IOException if it cannot be made or written, or another run has it open
     */
    public static OpenFolder at(Path path) throws IOException {
        new ResultFolder(path).create();
        FolderLock lock = FolderLock.take(path, "another run is writing there; wait for it, or choose another --out");
        OpenFolder folder = new OpenFolder(path, lock);
        boolean made = false;
        try {
            folder.results.create();
            made = true;
            return folder;
        } finally {
            if (!made) {
                lock.close();
            }
        }
    }

    /** {@return the folder} */
    public Path path() {
        return path;
    }

    /** {@return where files are written until they are {@linkplain #deliver delivered}} */
    public ResultFolder results() {
        return results;
    }

    /**
     * Draws a figure as PNG and SVG, if both can be {@linkplain #deliver delivered}.
     *
     * @param name the name of the files without their endings
     * @param figure the figure
     * @return why there is no picture, in a line for people; nothing if there is one
     * @throws IOException if a file cannot be written; the message names it
     */
    public Optional<String> draw(String name, Figure figure) throws IOException {
        for (String file : List.of(name + ".png", name + ".svg")) {
            if (Files.isDirectory(path.resolve(file))) {
                throw new IOException(path.resolve(file) + ": cannot be written: it is a folder");
            }
        }
        return results.draw(name, figure);
    }

    /**
     * Puts all results into the folder, in place of those of an earlier run.
     *
     * @throws IOException if a file cannot be moved or deleted; the message names it
     */
    public void deliver() throws IOException {
        results.moveTo(path);
    }

    /**
     * Deletes what is not delivered: results, and what a run keeps beside them to be resumed from.
     *
     * @throws IOException if a file cannot be deleted; the message names it
     */
    public void clear() throws IOException {
        try (Stream<Path> files = Files.walk(results.path())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(results.path())) {
                    Files.delete(file);
                }
            }
        } catch (IOException fault) {
            throw FileFault.writing(results.path(), fault);
        }
    }

    /** Lets other runs in. Results that were not delivered are deleted; what the run can be resumed from stays. */
    @Override
    public void close() throws IOException {
        try (lock) {
            results.discard();
            boolean empty;
            try (Stream<Path> files = Files.list(results.path())) {
                empty = files.findAny().isEmpty();
            }
            if (empty) {
                Files.delete(results.path());
            }
        }
    }
}
