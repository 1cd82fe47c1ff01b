package org.thalweg.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The benchmarks of the libraries. They run in a process of their own, as the BLAS that netlib calls takes its number of
 * threads from the environment: one, as that of the other libraries.
 */
final class LibraryTimes {

    private LibraryTimes() {}

    /**
     * Runs the benchmarks of libraries; says on standard error which of them give no time, and goes on without them.
     *
     * @param pattern a regular expression that is found in their names
     * @param harness how to run them
     * @param environment variables for the process
     * @return their measurements
     * @throws InterruptedException if the thread is interrupted
     */
    static Measurements measure(String pattern, Harness harness, Map<String, String> environment)
            throws InterruptedException {
        Map<String, Integer> planned = Measurements.planned(withLibrary(pattern), Library.NONE);
        if (planned.isEmpty()) {
            return new Measurements(List.of());
        }
        Map<String, String> variables = new LinkedHashMap<>(Map.of("OMP_NUM_THREADS", "1"));
        variables.putAll(environment);
        Measurements found;
        try {
            ObjectMapper mapper = new ObjectMapper();
            // The JVM that drives JMH is our own; the one that is measured is its child.
            Harness driver = new Harness(harness.quick(), Harness.ownJvm(), List.of());
            List<JsonNode> lines = Child.lines(
                    driver.command(LibraryTimes.class, pattern, mapper.writeValueAsString(harness)), variables);
            found = parse(lines);
        } catch (IOException e) {
            System.err.println("comparison: without the libraries: " + e.getMessage());
            return new Measurements(List.of());
        }
        gaps(planned, found).forEach(gap -> System.err.println("comparison: " + gap));
        return found;
    }

    private static String withLibrary(String pattern) {
        return "^(?=.*(?:" + pattern + ")).*" + Library.pattern();
    }

    /** Reads what {@link #main} prints. */
    static Measurements parse(List<JsonNode> lines) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Measurements.Measured> measured = new ArrayList<>();
        for (JsonNode line : lines) {
            try {
                measured.add(mapper.treeToValue(line, Measurements.Measured.class));
            } catch (JsonProcessingException e) {
                throw new IOException("libraries: `" + line + "`, expected a measurement", e);
            }
        }
        return new Measurements(measured);
    }

    /** A line for each benchmark that has not been measured as often as planned. */
    static List<String> gaps(Map<String, Integer> planned, Measurements found) {
        List<String> gaps = new ArrayList<>();
        planned.forEach((benchmark, count) -> {
            long measured = found.all().stream()
                    .filter(one -> one.benchmark().equals(benchmark))
                    .count();
            if (measured < count) {
                gaps.add("without " + (count - measured) + " of " + count + " measurements of " + benchmark
                        + ", which failed; JMH says above why");
            }
        });
        return gaps;
    }

    /**
     * Runs benchmarks of libraries and prints a JSON line for each measurement.
     *
     * @param arguments the pattern, and the {@link Harness} as JSON
     * @throws JsonProcessingException if the second argument is no harness
     * @throws RunnerException if JMH cannot run
     */
    public static void main(String... arguments) throws JsonProcessingException, RunnerException {
        ObjectMapper mapper = new ObjectMapper();
        Harness harness = mapper.readValue(arguments[1], Harness.class);
        Measurements found =
                Measurements.run(withLibrary(arguments[0]), Library.NONE, harness, Measurements.OnFailure.GO_ON);
        for (Measurements.Measured measured : found.all()) {
            System.out.println(mapper.writeValueAsString(measured));
        }
    }
}
