package org.thalweg.experiments.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.thalweg.io.AtomicFile;
import org.thalweg.train.Progress;

/**
 * A CSV file with a row for each step. A row is in the file before a later checkpoint is; after a kill, rows beyond the
 * checkpoint are cut off when the run is resumed.
 */
final class ProgressTable implements Progress.Observer, AutoCloseable {

    private static final String HEADER = "step,loss,gradient_norm,learning_rate\n";
    private static final Pattern ROW = Pattern.compile("([0-9]{1,18})(,[-+.0-9E]+){3}");

    private final BufferedWriter writer;

    /**
     * Opens the table of a run that has done some steps.
     *
     * @throws IOException if it cannot be read or written
     */
    ProgressTable(Path file, long step) throws IOException {
        List<String> rows = new ArrayList<>();
        if (step > 0 && Files.exists(file)) {
            for (String row :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                Matcher parts = ROW.matcher(row);
                if (parts.matches() && Long.parseLong(parts.group(1)) <= step) {
                    rows.add(row + "\n");
                }
            }
        }
        String content = HEADER + String.join("", rows);
        AtomicFile.write(file, out -> out.write(content.getBytes(StandardCharsets.US_ASCII)));
        writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
    }

    @Override
    public void stepped(Progress progress) throws IOException {
        writer.write(progress.step() + "," + progress.loss() + "," + progress.gradientNorm() + ","
                + progress.learningRate() + "\n");
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
