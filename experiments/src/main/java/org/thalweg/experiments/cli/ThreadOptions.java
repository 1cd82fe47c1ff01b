package org.thalweg.experiments.cli;

import org.thalweg.linalg.Workers;
import picocli.CommandLine.Option;

/** How many threads. */
final class ThreadOptions {

    private static final int MOST_OF_A_PROCESSOR = 4;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work; by default one for each processor. Results do not depend on it.")
    private Integer threads;

    /**
     * Checks the number, before anything else is done.
     *
     * @throws IllegalArgumentException if it is wrong
     */
    void require() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads != null && (threads < 1 || threads > (long) MOST_OF_A_PROCESSOR * processors)) {
            throw OptionValues.wrong(
                    "--threads",
                    threads,
                    "1 to " + (long) MOST_OF_A_PROCESSOR * processors + ", " + MOST_OF_A_PROCESSOR
                            + " for each processor; more only wait for each other");
        }
    }

    /**
     * The team.
     *
     * @return workers, to be closed after use
     * @throws IllegalArgumentException if the number is wrong
     */
    Workers workers() {
        require();
        return threads == null ? Workers.ofAllProcessors() : Workers.of(threads);
    }
}
