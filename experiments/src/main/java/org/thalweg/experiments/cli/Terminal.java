package org.thalweg.experiments.cli;

import java.io.Console;
import java.util.Locale;

/** What is known of the place where lines are read. */
final class Terminal {
    private Terminal() {}

    /** Whether a person watches. From JDK 22 on there may be a console without a terminal, which says so itself. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        try {
            return console != null
                    && (Runtime.version().feature() < 22
                            || (boolean) Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException unknown) {
            throw new LinkageError("Console.isTerminal is there since JDK 22", unknown);
        }
    }

    /** As {@code 5 s}, {@code 2:05 min} or {@code 1:02:05 h}. */
    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d h", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
