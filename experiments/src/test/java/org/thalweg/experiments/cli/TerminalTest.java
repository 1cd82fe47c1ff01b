package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void linesAreWrittenAnewWhereThatIsPossibleAndWanted() {
        assertTrue(Terminal.isThere(Map.of("TERM", "xterm"), "terminal"));
        assertTrue(Terminal.isThere(Map.of("NO_COLOR", ""), "terminal"), "empty means nothing");
        assertFalse(Terminal.isThere(Map.of("TERM", "xterm"), "other"), "2>log");
        assertFalse(Terminal.isThere(Map.of("TERM", "dumb"), "terminal"));
        assertFalse(Terminal.isThere(Map.of("NO_COLOR", "1"), "terminal"));
    }

    @Test
    void durations() {
        assertEquals("59 s", Terminal.duration(59));
        assertEquals("2:05 min", Terminal.duration(125));
        assertEquals("1:02:05 h", Terminal.duration(3725));
    }
}
