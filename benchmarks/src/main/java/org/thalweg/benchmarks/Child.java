package org.thalweg.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that measures something and prints JSON, an object a line. */
public final class Child {

    private Child() {}

    /**
     * Runs a command to its end, in an environment without the variables {@code OPENBLAS_*}, which can force slow kernels.
     * Its standard error is ours.
     *
     * @param command program and arguments
     * @param variables what its environment gets beside ours
     * @return the objects of its lines
     * @throws IOException if it cannot be started, prints what is not JSON, or ends with another status than 0
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<JsonNode> lines(List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENBLAS_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        List<JsonNode> lines;
        try (BufferedReader reader = process.inputReader()) {
            lines = parse(reader, command.get(0));
        } finally {
            process.destroy();
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": ended with status " + status);
        }
        return lines;
    }

    /**
     * Reads JSON lines.
     *
     * @param reader where from
     * @param source what to call it in errors
     * @return an object a line; empty lines are left out
     * @throws IOException if a line is no JSON object, naming it
     */
    static List<JsonNode> parse(BufferedReader reader, String source) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> objects = new ArrayList<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
                objects.add(object(mapper, line, source + ": line " + number));
            }
        }
        return objects;
    }

    private static JsonNode object(ObjectMapper mapper, String line, String where) throws IOException {
        JsonNode node;
        try {
            node = mapper.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(where + ": `" + line + "`, expected a JSON object", e);
        }
        if (!node.isObject()) {
            throw new IOException(where + ": `" + line + "`, expected a JSON object");
        }
        return node;
    }
}
