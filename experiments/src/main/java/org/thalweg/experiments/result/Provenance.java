package org.thalweg.experiments.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Where a result comes from: program, JVM, machine and time.
 *
 * @param version of the program
 * @param threads how many worked
 * @param started when the run began
 */
public record Provenance(String version, int threads, Instant started) {

    /**
     * Writes down what is known now.
     *
     * @param result gets {@code thalweg}, {@code jdk}, {@code system}, {@code kernels}, {@code threads}, {@code started}
     *     (UTC) and {@code seconds}
     */
    public void putTo(ObjectNode result) {
        result.put("thalweg", version);
        result.put("jdk", Runtime.version().toString());
        result.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        result.put("kernels", Kernels.selected().name());
        result.put("threads", threads);
        result.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
        result.put("seconds", started.until(Instant.now(), ChronoUnit.MILLIS) / 1e3);
    }
}
