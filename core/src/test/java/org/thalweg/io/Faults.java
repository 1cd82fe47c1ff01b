package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** What every fault of a file must look like. */
public final class Faults {
    private Faults() {}

    /** The message is one line that starts with the file, says what was found and expected, and has this in it. */
    public static void assertFault(Path file, String part, Callable<?> reading) {
        String message = assertThrows(FormatException.class, reading::call).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.matches(".*: found .+, expected .+"), message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(part), () -> "`" + part + "` is not in: " + message);
    }
}
