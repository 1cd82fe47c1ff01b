package org.thalweg.experiments.figure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.FileFault;
import org.thalweg.io.Sha256;

/** A CSV file that grows at its end, of which length and checksum are known. */
final class JournalTable {

    private final Path file;
    private final MessageDigest digest = Sha256.digest();
    private final List<List<Object>> pending = new ArrayList<>();
    private long length;

    private JournalTable(Path file, byte... content) {
        this.file = file;
        digest.update(content);
        length = content.length;
    }

    /**
     * Begins a table with its header.
     *
     * @throws IOException if that cannot be written
     */
    static JournalTable begin(Path file, List<String> columns) throws IOException {
        byte[] header = bytes(ResultFolder.csv(columns, List.of()));
        AtomicFile.write(file, out -> out.write(header));
        return new JournalTable(file, header);
    }

    /**
     * Goes on with a table, and cuts off what is beyond its length.
     *
     * @throws IOException if the file cannot be read and written, or what it holds is something else; the message ends with
     *     the way out
     */
    static JournalTable goOn(Path file, long length, String checksum, String wayOut) throws IOException {
        JournalTable table = new JournalTable(file, read(file, length, wayOut));
        table.require(checksum, wayOut);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
        return table;
    }

    private static byte[] read(Path file, long length, String wayOut) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException fault) {
            throw new IOException(FileFault.reading(file, fault).getMessage() + "; " + wayOut, fault);
        }
        if (content.length < length) {
            throw new IOException(file + ": " + content.length + " bytes, expected at least " + length
                    + " of the unfinished run; " + wayOut);
        }
        return Arrays.copyOf(content, (int) length);
    }

    private void require(String checksum, String wayOut) throws IOException {
        if (!checksum().equals(checksum)) {
            throw new IOException(file + ": damaged, its rows are not those that the unfinished run wrote; " + wayOut);
        }
    }

    Path file() {
        return file;
    }

    long length() {
        return length;
    }

    /** SHA-256 of all that was written. */
    String checksum() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError("SHA-256 of the platform can be copied", impossible);
        }
    }

    void add(List<Object> row) {
        pending.add(row);
    }

    /**
     * Writes the rows that were added, and waits until they are on the disk.
     *
     * @throws IOException if that fails; the message names the file
     */
    void write() throws IOException {
        byte[] rows = bytes(rows());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(rows);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
        pending.clear();
        digest.update(rows);
        length += rows.length;
    }

    /** As {@link ResultFolder#csv} writes them, without a header. */
    private String rows() {
        if (pending.isEmpty()) {
            return "";
        }
        List<String> first = pending.get(0).stream().map(String::valueOf).toList();
        return ResultFolder.csv(first, pending.subList(1, pending.size()));
    }

    /**
     * All of the table.
     *
     * @throws IOException if the file is not as it was written; the message ends with the way out
     */
    String text(String wayOut) throws IOException {
        byte[] content = read(file, length, wayOut);
        new JournalTable(file, content).require(checksum(), wayOut);
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
