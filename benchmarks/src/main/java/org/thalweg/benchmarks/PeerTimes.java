package org.thalweg.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The times of the peers, as the scripts in {@code benchmarks/peers} print them.
 *
 * @param lines their lines
 */
record PeerTimes(List<JsonNode> lines) {

    /**
     * Runs scripts; says on standard error which one fails, and goes on without it.
     *
     * @param python the interpreter
     * @param folder where the scripts are
     * @param scripts their names, each followed by its arguments
     * @param options what each of them gets, too
     * @return their times
     * @throws InterruptedException if the thread is interrupted
     */
    static PeerTimes measure(String python, Path folder, List<List<String>> scripts, List<String> options)
            throws InterruptedException {
        List<JsonNode> lines = new ArrayList<>();
        for (List<String> script : scripts) {
            Path file = folder.resolve(script.get(0));
            try {
                if (!Files.isReadable(file)) {
                    throw new IOException(file + ": not found, expected the scripts of the peers there; see --peers");
                }
                System.err.println("# " + python + " " + file);
                List<String> command = new ArrayList<>(List.of(python, file.toString()));
                command.addAll(script.subList(1, script.size()));
                command.addAll(options);
                lines.addAll(Child.lines(command, Map.of()));
            } catch (IOException e) {
                System.err.println("comparison: without " + script.get(0) + ": " + e.getMessage());
            }
        }
        return new PeerTimes(lines);
    }

    /** The best median over the numbers of threads up to the given one, in milliseconds; NaN if there is none. */
    double best(String name, String type, int mostThreads) {
        return lines.stream()
                .filter(line -> line.path("name").asText().equals(name)
                        && line.path("dtype").asText().equals(type)
                        && line.path("threads").asInt() <= mostThreads)
                .mapToDouble(line -> 1e3 * line.path("median").asDouble(Double.NaN))
                .min()
                .orElse(Double.NaN);
    }

    /** What the peers are: versions, and the kernels that OpenBLAS and PyTorch chose. */
    String versions() {
        String found = Stream.of("torch", "vectors", "numpy", "scipy", "blas", "core")
                .flatMap(key -> lines.stream()
                        .filter(line -> line.has(key))
                        .map(line -> key + " " + line.path(key).asText())
                        .distinct())
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? "none" : found;
    }
}
