package org.thalweg.experiments.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of the place where progress is read, standard error.
 *
 * <p>Java can tell of a console only if standard input and output are one. So the launcher, which also puts a pipe before standard
 * error, says what it is by the property {@code thalweg.stderr}, {@code terminal} or {@code other}; without it, Linux tells what the
 * file descriptor is, and elsewhere a console is taken for a terminal.
 */
final class Terminal {

    private static final String PROPERTY = "thalweg.stderr";
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether a person watches at a terminal that can write a line anew. Terminals that cannot say so by {@code TERM=dumb}, people who
     * do not want it by {@code NO_COLOR} (https://no-color.org).
     */
    static boolean isThere() {
        return isThere(System.getenv(), System.getProperty(PROPERTY));
    }

    /** The same for an environment and what the launcher has said, which may be null. */
    static boolean isThere(Map<String, String> environment, String standardError) {
        if (environment.getOrDefault("TERM", "").equals("dumb")
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        return standardError == null ? isTerminal() : standardError.equals("terminal");
    }

    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return isConsole();
        }
    }

    /** From JDK 22 on there may be a console without a terminal, which says so itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isConsole() {
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
