package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.FileFault;
import org.thalweg.train.Progress;

/**
 * A CSV file with a row for each step. Rows are on the disk before a later checkpoint is, and that notes their length and
 * checksum; when a run is resumed, rows beyond the checkpoint are cut off and the others must be as they were written.
 */
final class ProgressTable implements Progress.Observer, AutoCloseable {

    private static final String HEADER = "step,loss,gradient_norm,learning_rate\n";
    private static final Pattern NOTE = Pattern.compile("([0-9]{1,10}) bytes, CRC-32 ([0-9a-f]{8})");

    private final Path file;
    private final FileChannel channel;
    private final CRC32 sum = new CRC32();
    private long length;

    /**
     * Opens the table of a run.
     *
     * @param file the file
     * @param note what the checkpoint says of the table, empty for a run that begins
     * @throws IOException if it cannot be read or written, or is not as the note says
     */
    ProgressTable(Path file, String note) throws IOException {
        this.file = file;
        byte[] content = content(file, note);
        AtomicFile.write(file, out -> out.write(content));
        sum.update(content);
        length = content.length;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
    }

    /** Whether a file is the table of a training that has not made a step. */
    static boolean isWithoutRows(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != HEADER.length()) {
            return false;
        }
        try {
            return Arrays.equals(Files.readAllBytes(file), HEADER.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException fault) {
            throw FileFault.reading(file, fault);
        }
    }

    private static byte[] content(Path file, String note) throws IOException {
        Matcher noted = NOTE.matcher(note);
        if (!noted.matches() || !Files.exists(file)) {
            return HEADER.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] rows;
        try {
            rows = Files.readAllBytes(file);
        } catch (IOException fault) {
            throw FileFault.reading(file, fault);
        }
        long length = Long.parseLong(noted.group(1));
        byte[] content = Arrays.copyOf(rows, (int) Math.min(length, rows.length));
        CRC32 sum = new CRC32();
        sum.update(content);
        if (!note(content.length, sum).equals(note)) {
            throw new IOException(file + ": damaged, found " + note(content.length, sum) + ", expected " + note
                    + " as the checkpoint says; delete it to go on without the rows so far");
        }
        return content;
    }

    private static String note(long length, CRC32 sum) {
        return String.format("%d bytes, CRC-32 %08x", length, sum.getValue());
    }

    @Override
    public void stepped(Progress progress) throws IOException {
        byte[] row = (progress.step() + "," + progress.loss() + "," + progress.gradientNorm() + ","
                        + progress.learningRate() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        try {
            ByteBuffer buffer = ByteBuffer.wrap(row);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
        sum.update(row);
        length += row.length;
    }

    @Override
    public String note() throws IOException {
        try {
            channel.force(true);
        } catch (IOException fault) {
            throw FileFault.writing(file, fault);
        }
        return note(length, sum);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
