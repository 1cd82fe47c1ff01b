package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.thalweg.train.Progress;

class ProgressLineTest {

    private final StringWriter out = new StringWriter();
    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicInteger accuracies = new AtomicInteger();

    /** Each step takes so many milliseconds. */
    private void run(boolean terminal, long first, long steps, long milliseconds) {
        ProgressLine line = new ProgressLine(
                new PrintWriter(out),
                terminal,
                first,
                steps,
                () -> OptionalDouble.of(accuracies.incrementAndGet() / 100.0),
                clock::get);
        for (long step = first + 1; step <= steps; step++) {
            clock.addAndGet(milliseconds * 1_000_000);
            line.stepped(new Progress(step, 1.0 / step, 2, 0.1));
        }
        line.end();
    }

    @Test
    void aPipeGetsTenLinesAndTheFirst() {
        run(false, 0, 1000, 10);
        String[] lines = out.toString().split("\\R");
        assertEquals(11, lines.length);
        assertEquals("step    1/1000  loss 1.00000  gradient norm 2.000  accuracy 0.0100", lines[0]);
        assertEquals("step  100/1000  loss 0.0100000  gradient norm 2.000  accuracy 0.0200", lines[1]);
        assertEquals("step  300/1000  loss 0.00333333  gradient norm 2.000  accuracy 0.0400  7 s left", lines[3]);
        assertEquals("step 1000/1000  loss 0.00100000  gradient norm 2.000  accuracy 0.1100  0 s left", lines[10]);
    }

    @Test
    void slowStepsGetTwoLinesAMinute() {
        run(false, 0, 1000, 10_000);
        assertEquals(
                1,
                out.toString()
                        .lines()
                        .filter(line -> line.startsWith("step    4/"))
                        .count());
        String[] lines = out.toString().split("\\R");
        assertEquals(1000 / 3 + 1, lines.length, 10);
        assertEquals("step    1/1000  loss 1.00000  gradient norm 2.000  accuracy 0.0100", lines[0]);
        assertTrue(lines[2].startsWith("step    7/1000") && lines[2].endsWith("  2:45:30 h left"), lines[2]);
    }

    @Test
    void timeLeftDoesNotCountStepsDoneBefore() {
        run(false, 900, 1000, 10_000);
        String[] lines = out.toString().split("\\R");
        assertEquals("step  907/1000  loss 0.00110254  gradient norm 2.000  accuracy 0.0300  15:30 min left", lines[2]);
    }

    @Test
    void aTerminalGetsOneLine() {
        run(true, 0, 1000, 10);
        String text = out.toString();
        assertEquals(text.length() - System.lineSeparator().length(), text.indexOf(System.lineSeparator()));
        assertEquals(
                1 + 10_000 / 200, (double) text.chars().filter(c -> c == '\r').count(), 1);
        assertEquals("0 s left\u001b[K" + System.lineSeparator(), text.substring(text.lastIndexOf("0 s")));
        assertEquals(3, accuracies.get(), "about every five seconds");
    }
}
