package org.thalweg.experiments.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.FileFault;

/**
 * The folder for results of a run that is at work. No other run can open it meanwhile. What the run writes lies in a folder
 * {@value ResultFolder#UNFINISHED} inside it until all is there; so earlier results stay whole whenever this run ends. There a
 * file tells which command it is of: none replaces or drops what is of another.
 */
public final class OpenFolder implements AutoCloseable {

    private static final String OWNER = "command";

    private final Path path;
    private final FolderLock lock;
    private final ResultFolder results;
    private boolean kept;

    private OpenFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
        this.results = new ResultFolder(path.resolve(ResultFolder.UNFINISHED));
    }

    /**
     * Makes a folder and keeps others off.
     *
     * @param path the folder
     * @param command who writes there, as the {@code command} of its {@code result.json}
     * @return the folder
     * @throws IOException if it cannot be made or written, another run has it open, or it has results of another command or
     *     what an unfinished run of another can go on from
     */
    public static OpenFolder at(Path path, String command) throws IOException {
        new ResultFolder(path).create();
        FolderLock lock = FolderLock.take(path);
        OpenFolder folder = new OpenFolder(path, lock);
        boolean made = false;
        try {
            folder.requireOf(command);
            folder.results.create();
            folder.sign(command);
            made = true;
            return folder;
        } finally {
            if (!made) {
                lock.close();
            }
        }
    }

    private void requireOf(String command) throws IOException {
        EarlierResult earlier = EarlierResult.in(path);
        if (earlier.isThere() && !earlier.command().equals(command)) {
            String found = earlier.command().isEmpty() ? "that of no known command" : earlier.command();
            throw ResultFolder.another(path.resolve(ResultFolder.RESULT), found, command);
        }
        Path owner = results.path().resolve(OWNER);
        if (Files.isRegularFile(owner)) {
            String found;
            try {
                found = new String(Files.readAllBytes(owner), StandardCharsets.UTF_8).strip();
            } catch (IOException fault) {
                throw FileFault.reading(owner, fault);
            }
            if (!found.equals(command)) {
                throw ResultFolder.another(results.path(), "an unfinished run of " + found, command);
            }
        }
    }

    private void sign(String command) throws IOException {
        byte[] bytes = (command + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(results.path().resolve(OWNER), out -> out.write(bytes));
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
     * @return where they are then
     * @throws IOException if a file cannot be moved or deleted; the message names it
     */
    public Path deliver() throws IOException {
        results.moveTo(path);
        return path;
    }

    /**
     * Puts the results of an interrupted run into the folder, but not in place of complete ones: then they stay where they
     * were written, until the next run.
     *
     * @return where they are then
     * @throws IOException if a file cannot be moved or deleted; the message names it
     */
    public Path deliverInterrupted() throws IOException {
        EarlierResult earlier = EarlierResult.in(path);
        if (!earlier.isThere() || earlier.isInterrupted()) {
            return deliver();
        }
        kept = true;
        return results.path();
    }

    /**
     * Deletes what is not delivered: results, and what a run keeps beside them to be resumed from.
     *
     * @throws IOException if a file cannot be deleted; the message names it
     */
    public void clear() throws IOException {
        try (Stream<Path> files = Files.walk(results.path())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(results.path()) && !isOwner(file)) {
                    Files.delete(file);
                }
            }
        } catch (IOException fault) {
            throw FileFault.writing(results.path(), fault);
        }
    }

    private boolean isOwner(Path file) {
        return file.equals(results.path().resolve(OWNER));
    }

    /**
     * Lets other runs in. Results that were neither delivered nor kept are deleted; what the run can be resumed from stays.
     */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (!kept) {
                results.discard();
            }
            boolean empty;
            try (Stream<Path> files = Files.list(results.path())) {
                empty = files.allMatch(this::isOwner);
            }
            if (empty) {
                Files.deleteIfExists(results.path().resolve(OWNER));
                Files.delete(results.path());
            }
        }
    }
}
