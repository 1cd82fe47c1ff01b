package org.thalweg.experiments.cli;

import org.thalweg.linalg.Workers;
import picocli.CommandLine.Option;

/** How many threads. */
final class ThreadOptions {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work; by default one for each processor. Results do not depend on it.")
    private Integer threads;

    /**
     * The team.
     *
     * @return workers, to be closed after use
     * @throws IllegalArgumentException if the number is wrong
     */
    Workers workers() {
        return threads == null ? Workers.ofAllProcessors() : Workers.of(threads);
    }
}
