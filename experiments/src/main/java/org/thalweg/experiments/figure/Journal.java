package org.thalweg.experiments.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.AtomicFile;
import org.thalweg.io.FileFault;
import org.thalweg.io.Sha256;

/**
 * The tables of an unfinished run, in a folder of their own. Rows are appended to CSV files part by part. After the rows of
 * a part are on the disk, a state file is replaced in one atomic step; it names the parts that are done, says how long each
 * table then is and what its checksum is, and has a checksum of its own. A run that was killed finds its parts, cuts off what
 * came after the last of them, and trusts nothing that has changed since. Until it is closed no other run, of this process or
 * another, can write to the folder around it.
 */
final class Journal implements AutoCloseable {

    private static final String STATE = "state.json";
    private static final String CHECKSUM = ",\n  \"checksum\" : \"";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final Set<String> parts = new LinkedHashSet<>();
    private final Map<String, Done> done = new LinkedHashMap<>();
    private final Map<String, JournalTable> tables = new LinkedHashMap<>();
    private final FolderLock lock;
    private double seconds;
    private boolean finished;

    /** How much of a table belongs to parts that are done. */
    private record Done(long length, String checksum) {}

    /**
     * Opens a folder, which holds an unfinished run or nothing. The folder around it is kept for this run: a lock inside it
     * would be deleted with it, while another run waits at its door.
     *
     * @throws IOException if it cannot be made or read, or another run has the folder around it
     */
    Journal(Path folder) throws IOException {
        this.folder = folder;
        this.lock = FolderLock.take(folder.getParent());
        boolean opened = false;
        try {
            createFolder();
            readState();
            opened = true;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException fault) {
            throw FileFault.writing(folder, fault);
        }
    }

    private void readState() throws IOException {
        Path state = folder.resolve(STATE);
        if (!Files.exists(state)) {
            return;
        }
        String text;
        try {
            text = Files.readString(state, StandardCharsets.ISO_8859_1);
        } catch (IOException fault) {
            throw FileFault.reading(state, fault);
        }
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0 || !text.equals(sealed(text.substring(0, end)))) {
            throw new IOException(state + ": damaged, its checksum is not that of its content; " + wayOut());
        }
        JsonNode json = MAPPER.readTree(Files.readAllBytes(state));
        json.path("parts").forEach(part -> parts.add(part.asText()));
        json.path("tables")
                .properties()
                .forEach(e -> done.put(
                        e.getKey(),
                        new Done(
                                e.getValue().path("length").asLong(),
                                e.getValue().path("sha256").asText())));
        seconds = json.path("seconds").asDouble();
    }

    /**
     * The text of a state, whose end is missing, with its checksum: that of the characters, as other digits may be the same
     * number, and the same number other digits on another JDK.
     */
    private static String sealed(String begin) {
        byte[] sum = Sha256.digest().digest(begin.getBytes(StandardCharsets.ISO_8859_1));
        return begin + CHECKSUM + HexFormat.of().formatHex(sum) + "\"\n}\n";
    }

    private String wayOut() {
        return "delete " + folder + " to start this figure again";
    }

    Path folder() {
        return folder;
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
     * @throws IOException if its file cannot be written, or is not as the state says
     */
    void open(String table, List<String> columns) throws IOException {
        Path file = folder.resolve(table + ".csv");
        Done earlier = done.get(table);
        tables.put(
                table,
                earlier == null
                        ? JournalTable.begin(file, columns)
                        : JournalTable.goOn(file, earlier.length, earlier.checksum, wayOut()));
    }

    void add(String table, List<Object> row) {
        tables.get(table).add(row.stream().<Object>map(Journal::text).toList());
    }

    /**
     * Writes the rows of a part.
     *
     * @throws IOException if that fails; the message names the file. The part is then not done
     */
    void finish(String part, double secondsOfPart) throws IOException {
        for (JournalTable table : tables.values()) {
            table.write();
        }
        parts.add(part);
        seconds += secondsOfPart;
        ObjectNode state = MAPPER.createObjectNode();
        parts.forEach(state.putArray("parts")::add);
        ObjectNode lengths = state.putObject("tables");
        tables.forEach((name, table) ->
                lengths.putObject(name).put("length", table.length()).put("sha256", table.checksum()));
        state.put("seconds", seconds);
        String text =
                new String(bytes(ResultFolder.json(state).replaceAll("\\s*}\\s*$", "")), StandardCharsets.ISO_8859_1);
        byte[] content = sealed(text).getBytes(StandardCharsets.ISO_8859_1);
        AtomicFile.write(folder.resolve(STATE), out -> out.write(content));
    }

    /** The tables as text, once all parts are done. */
    Map<String, String> tables() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JournalTable> table : tables.entrySet()) {
            texts.put(table.getKey(), table.getValue().text(wayOut()));
        }
        return texts;
    }

    /**
     * Deletes all that is in the folder, and with {@link #close} the folder itself, once nobody needs it any more. State and
     * tables go last, in this order: until the state is gone, a run that finds what is left has all parts done; after that it
     * finds nothing that could pass for a part of it.
     *
     * @throws IOException if a file cannot be deleted; the message names it
     */
    void remove() throws IOException {
        List<Path> last = new ArrayList<>();
        last.add(folder.resolve(STATE));
        tables.values().forEach(table -> last.add(table.file()));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder) && !last.contains(file)) {
                    Files.delete(file);
                }
            }
        }
        for (Path file : last) {
            Files.deleteIfExists(file);
        }
        finished = true;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (finished) {
                Files.deleteIfExists(folder);
            }
        }
    }

    /** A cell. */
    static String text(Object cell) {
        return cell instanceof Double number ? Numbers.text(number) : String.valueOf(cell);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
