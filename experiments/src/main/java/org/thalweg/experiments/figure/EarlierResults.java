package org.thalweg.experiments.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.FileFault;

/**
 * What an earlier run has left in a folder. It is trusted only as a whole: {@code result.json} must tell of the same run, and
 * every table must have the checksum that stands there.
 *
 * @param folder the folder for results
 * @param listener is told of files that are not trusted
 */
record EarlierResults(Path folder, Workbench.Listener listener) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CSV = ".csv";
    private static final String SUMS = "sha256";

    /**
     * The tables, by name.
     *
     * @param run what {@code result.json} must say for the results to be those of this run; under {@code sha256}, of the data
     * @return nothing if there are no results, or not of this run
     * @throws IOException if a file cannot be read
     */
    Optional<Map<String, Table>> tables(ObjectNode run) throws IOException {
        Path file = folder.resolve(ResultFolder.RESULT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode found = MAPPER.readTree(bytes(file));
            return isOf(run, found) ? tables(found.path(SUMS)) : Optional.empty();
        } catch (JsonProcessingException wrong) {
            listener.say(file + ": not JSON; computed anew");
            return Optional.empty();
        }
    }

    /**
     * Whether there are results, and of another run.
     *
     * @param run as for {@link #tables}
     * @throws IOException if a file cannot be read
     */
    boolean areOfAnother(ObjectNode run) throws IOException {
        Path file = folder.resolve(ResultFolder.RESULT);
        try {
            return Files.exists(file) && !isOf(run, MAPPER.readTree(bytes(file)));
        } catch (JsonProcessingException damaged) {
            return false;
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException fault) {
            throw FileFault.reading(file, fault);
        }
    }

    private static boolean isOf(ObjectNode run, JsonNode found) throws JsonProcessingException {
        // Written and read, as the other is: before that, numbers are of other classes.
        return holds(found, MAPPER.readTree(run.toString()));
    }

    /** Whether all that is expected is there, with the same values. */
    private static boolean holds(JsonNode found, JsonNode expected) {
        return expected.propertyStream().allMatch(property -> {
            JsonNode value = found.path(property.getKey());
            return property.getKey().equals(SUMS)
                    ? holds(value, property.getValue())
                    : value.equals(property.getValue());
        });
    }

    private Optional<Map<String, Table>> tables(JsonNode sums) throws IOException {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> sum : sums.properties()) {
            String name = sum.getKey();
            if (name.endsWith(CSV)) {
                Path table = folder.resolve(name);
                if (!Files.exists(table)
                        || !ResultFolder.sha256(table).equals(sum.getValue().asText())) {
                    listener.say(table + ": not as " + ResultFolder.RESULT + " tells; computed anew");
                    return Optional.empty();
                }
                tables.put(
                        name.substring(0, name.length() - CSV.length()),
                        Table.parse(new String(bytes(table), StandardCharsets.UTF_8)));
            }
        }
        return Optional.of(tables);
    }
}
