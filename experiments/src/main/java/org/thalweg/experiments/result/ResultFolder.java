package org.thalweg.experiments.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Pictures;
import org.thalweg.experiments.plot.UndrawableException;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.FileFault;
import org.thalweg.io.Printable;

/**
 * The folder that holds the results of one run. Each file is written whole or not at all. {@code result.json} comes last and
 * has the SHA-256 of every other file, so that a folder with files of two runs can be told.
 *
 * <p>Files of an earlier run with the same names are replaced; its tables and pictures with other names are deleted when
 * results are moved over its own. Others are left alone.
 */
public final class ResultFolder {

    /** The name of the file that is written last. */
    public static final String RESULT = "result.json";

    /** The folder, or the beginning of its name, in which results lie while they are not complete. */
    public static final String UNFINISHED = ".unfinished";

    private static final String PROBE = ".probe";

    private final Path path;
    private final Map<String, String> checksums = new TreeMap<>();

    /**
     * Names a folder, without touching it.
     *
     * @param path the folder
     */
    public ResultFolder(Path path) {
        this.path = path;
    }

    /** {@return the folder} */
    public Path path() {
        return path;
    }

    /**
     * Makes the folder and proves that files can be written to it.
     *
     * @throws IOException if not, with the reason in one line
     */
    public void create() throws IOException {
        try {
            Files.createDirectories(path);
            // Always the same name, so that a kill leaves no more than one of them.
            Files.write(path.resolve(PROBE), new byte[1]);
            Files.deleteIfExists(path.resolve(PROBE));
        } catch (NoSuchFileException fault) {
            throw new IOException("--out " + path + ": cannot be written: no folder can be made there", fault);
        } catch (IOException fault) {
            throw new IOException("--out " + path + ": cannot be written: " + FileFault.reason(fault), fault);
        }
    }

    /**
     * Refuses a folder with results of another command, which those of this one would replace.
     *
     * @param command this command, as {@code thalweg figure ID}
     * @throws IOException if {@code result.json} names another, or cannot be read
     */
    public void requireNoOther(String command) throws IOException {
        String found = EarlierResult.in(path).command();
        if (!found.isEmpty() && !found.equals(command)) {
            throw another(path.resolve(RESULT), found, command);
        }
    }

    /** What to say of a file, or folder, of another command. */
    static IOException another(Path file, String found, String command) {
        return new IOException(
                file + ": found " + Printable.of(found) + ", expected " + command + "; choose another --out");
    }

    /**
     * Takes note of a file that somebody else has written into this folder.
     *
     * @param name the name of the file
     * @return its path
     * @throws IOException if it cannot be read
     */
    public Path wrote(String name) throws IOException {
        Path file = path.resolve(name);
        checksums.put(name, sha256(file));
        return file;
    }

    /**
     * Writes a table.
     *
     * @param name the name of the file
     * @param text what {@link #csv} made
     * @throws IOException if it cannot be written; the message names the file
     */
    public void write(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(path.resolve(name), out -> out.write(bytes));
        wrote(name);
    }

    /**
     * Draws a figure as PNG and SVG. A picture shows what tables hold and must not cost them: where it cannot be drawn, there
     * is none, nor one of an earlier run, and the results go without.
     *
     * @param name the name of the files without their endings
     * @param figure the figure
     * @return why there is no picture, in a line for people; nothing if there is one
     * @throws IOException if a file cannot be written, or an earlier one not be deleted; the message names it
     */
    public Optional<String> draw(String name, Figure figure) throws IOException {
        List<String> files = List.of(name + ".png", name + ".svg");
        try {
            Pictures.write(figure, path, name);
            for (String file : files) {
                wrote(file);
            }
            return Optional.empty();
        } catch (UndrawableException failure) {
            remove(files);
            String here = path + path.getFileSystem().getSeparator();
            return Optional.of(
                    "no picture, but all numbers: " + failure.getMessage().replace(here, ""));
        } catch (IOException fault) {
            // Half of a picture is none.
            try {
                remove(files);
            } catch (IOException second) {
                fault.addSuppressed(second);
            }
            throw fault;
        }
    }

    private void remove(List<String> files) throws IOException {
        for (String file : files) {
            checksums.remove(file);
            if (!Files.isDirectory(path.resolve(file))) {
                Files.deleteIfExists(path.resolve(file));
            }
        }
    }

    /**
     * Writes {@code result.json}, after all other files, whose checksums it adds under {@code sha256}.
     *
     * @param result the result; its object {@code sha256} grows
     * @throws IOException if it cannot be written; the message names the file
     */
    public void write(ObjectNode result) throws IOException {
        ObjectNode sums = result.withObject("/sha256");
        checksums.forEach(sums::put);
        byte[] bytes = json(result).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(path.resolve(RESULT), out -> out.write(bytes));
    }

    /**
     * Moves all files that were written to another folder on the same disk, {@code result.json} last. Each replaces an earlier
     * one of its name in one step, and none needs more room; so results that were written whole arrive whole on a full disk.
     * Before the last, tables and pictures are deleted that the {@code result.json} there names and this run has not written.
     *
     * @param other an existing folder
     * @throws IOException if a file cannot be moved; the message names it
     */
    public void moveTo(Path other) throws IOException {
        // Nothing is moved unless all can be.
        List<String> names = new ArrayList<>(checksums.keySet());
        names.add(RESULT);
        for (String name : names) {
            if (Files.isDirectory(other.resolve(name))) {
                throw new IOException(other.resolve(name) + ": cannot be written: it is a folder");
            }
        }
        for (String name : checksums.keySet()) {
            move(name, other);
        }
        for (Path file : EarlierResult.in(other).filesWithout(checksums.keySet())) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException fault) {
                throw FileFault.writing(file, fault);
            }
        }
        move(RESULT, other);
    }

    /** Deletes the files that were written here and not moved. */
    void discard() throws IOException {
        for (String name : checksums.keySet()) {
            Files.deleteIfExists(path.resolve(name));
        }
        Files.deleteIfExists(path.resolve(RESULT));
    }

    private void move(String name, Path other) throws IOException {
        Path target = other.resolve(name);
        try {
            Files.move(path.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw FileFault.writing(target, fault);
        }
    }

    /**
     * A JSON text for people and programs.
     *
     * @param result the content
     * @return the text, indented, ending with a line feed
     */
    public static String json(ObjectNode result) {
        return result.toPrettyString().replace("\r\n", "\n") + "\n";
    }

    /**
     * A CSV text (RFC 4180 with line feeds). Numbers are written so that reading them gives the same bits.
     *
     * @param header the names of the columns
     * @param rows the rows: numbers or texts
     * @return the text
     */
    public static String csv(List<String> header, List<List<Object>> rows) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(header);
            for (List<Object> row : rows) {
                writer.writeRecord(row.stream().map(String::valueOf).toList());
            }
        } catch (IOException impossible) {
            throw new AssertionError("a string takes every text", impossible);
        }
        return text.toString();
    }

    /**
     * SHA-256 of a file.
     *
     * @param file the file
     * @return the checksum in hexadecimal
     * @throws IOException if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        try (OutputStream none = OutputStream.nullOutputStream();
                DigestOutputStream out = new DigestOutputStream(none, MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (IOException fault) {
            throw FileFault.reading(file, fault);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
