package org.thalweg.experiments.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.AtomicFile;

/**
 * The tables of an unfinished run, in a folder of their own. Rows are appended to CSV files part by part. After the rows of
 * a part are on the disk, a state file is replaced in one atomic step; it names the parts that are done and says how long
 * each table then is. A run that was killed finds its parts, and cuts off what came after the last of them. Until it is closed
 * no other run, of this process or another, can open the folder.
 */
final class Journal implements AutoCloseable {

    private static final String STATE = "state.json";
    private static final String LOCK = "lock";

    private final Path folder;
    private final Set<String> parts = new LinkedHashSet<>();
    private final Map<String, Long> lengths = new LinkedHashMap<>();
    private final Map<String, List<List<Object>>> pending = new LinkedHashMap<>();
    private final FileChannel lock;
    private double seconds;

    /**
     * Opens a folder, which holds an unfinished run or nothing.
     *
     * @throws IOException if it cannot be made or read, or another run has it open
     */
    Journal(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.lock = lock(folder.resolve(LOCK));
        try {
            readState();
        } catch (IOException | RuntimeException fault) {
            close();
            throw fault;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            // As if it were of another.
        }
        channel.close();
        throw new IOException(
                file.getParent() + ": another run is computing this figure with these settings; wait for it, or end"
                        + " it and start again");
    }

    private void readState() throws IOException {
        Path state = folder.resolve(STATE);
        if (!Files.exists(state)) {
            return;
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readAllBytes(state));
        } catch (JsonProcessingException wrong) {
            throw new IOException(state + ": not JSON, expected what an earlier run wrote; delete " + folder, wrong);
        }
        json.path("parts").forEach(part -> parts.add(part.asText()));
        json.path("lengths")
                .properties()
                .forEach(e -> lengths.put(e.getKey(), e.getValue().asLong()));
        seconds = json.path("seconds").asDouble();
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** How long the parts took that are done. */
    double seconds() {
        return seconds;
    }

    boolean isDone(String part) {
        return parts.contains(part);
    }

    int partsDone() {
        return parts.size();
    }

    /**
     * Makes a table known, and cuts off what a part left that did not come to its end.
     *
     * @throws IOException if its file cannot be written, or is shorter than the state says
     */
    void open(String table, List<String> columns) throws IOException {
        Path file = file(table);
        pending.put(table, new ArrayList<>());
        Long length = lengths.get(table);
        if (length == null) {
            byte[] header = bytes(ResultFolder.csv(columns, List.of()));
            AtomicFile.write(file, out -> out.write(header));
            lengths.put(table, (long) header.length);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < length) {
                throw new IOException(file + ": " + channel.size() + " bytes, expected at least " + length
                        + " of the unfinished run; delete " + folder);
            }
            channel.truncate(length);
        }
    }

    void add(String table, List<Object> row) {
        pending.get(table).add(row.stream().<Object>map(Journal::text).toList());
    }

    /**
     * Writes the rows of a part.
     *
     * @throws IOException if that fails; the message names the file. The part is then not done
     */
    void finish(String part, double secondsOfPart) throws IOException {
        for (Map.Entry<String, List<List<Object>>> entry : pending.entrySet()) {
            byte[] rows = bytes(rows(entry.getValue()));
            lengths.merge(entry.getKey(), append(file(entry.getKey()), rows), (old, written) -> written);
            entry.getValue().clear();
        }
        parts.add(part);
        seconds += secondsOfPart;
        ObjectNode state = new ObjectMapper().createObjectNode();
        parts.forEach(state.putArray("parts")::add);
        lengths.forEach(state.putObject("lengths")::put);
        state.put("seconds", seconds);
        AtomicFile.write(folder.resolve(STATE), out -> out.write(bytes(ResultFolder.json(state))));
    }

    /** As {@link ResultFolder#csv} writes them, without a header. */
    private static String rows(List<List<Object>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        List<String> first = rows.get(0).stream().map(String::valueOf).toList();
        return ResultFolder.csv(first, rows.subList(1, rows.size()));
    }

    private static long append(Path file, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            return channel.size();
        } catch (IOException fault) {
            throw new IOException(file + ": cannot be written: " + fault.getMessage(), fault);
        }
    }

    /** The tables as text, once all parts are done. */
    Map<String, String> tables() throws IOException {
        Map<String, String> tables = new LinkedHashMap<>();
        for (String table : pending.keySet()) {
            tables.put(table, Files.readString(file(table)));
        }
        return tables;
    }

    /** A cell. */
    static String text(Object cell) {
        return cell instanceof Double number ? Numbers.text(number) : String.valueOf(cell);
    }

    private Path file(String table) {
        return folder.resolve(table + ".csv");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
