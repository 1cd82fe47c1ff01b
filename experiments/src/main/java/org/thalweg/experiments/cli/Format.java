package org.thalweg.experiments.cli;

import java.util.Locale;

/** What a command writes to standard output. */
enum Format {
    /** Lines for people. */
    TABLE,
    /** The content of {@code result.json}, and nothing else. */
    JSON,
    /** The content of the CSV file, and nothing else. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
