package org.thalweg.experiments.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.thalweg.io.Printable;

/**
 * Tells a person which part of a long computation is at work and how long it will take: on a terminal one line that is
 * written anew a few times a second and wiped out at the end, otherwise a plain line every ten seconds.
 */
final class StatusLine implements AutoCloseable {

    private static final long SECOND = 1_000_000_000;
    private static final long BETWEEN_LINES = 10 * SECOND;
    private static final long BETWEEN_REWRITES = SECOND / 5;

    private static final long UNTIL_KNOWN = 3 * SECOND;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier clock;
    private String part = "";
    private long begin;
    private long shownAt;
    private boolean shown;

    /**
     * Begins without a part.
     *
     * @param out where to write
     * @param terminal whether a line may be written anew
     * @param clock nanoseconds
     */
    StatusLine(PrintWriter out, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.shownAt = clock.getAsLong();
    }

    /** Another part begins. */
    void begin(String name) {
        part = name;
        begin = clock.getAsLong();
    }

    /**
     * Shows how far the part is, if it is time to.
     *
     * @param what what has been done
     * @param fraction how much of the part that is; the time left follows from it, once some seconds have passed, unless it
     *     is 0 or NaN
     */
    void show(String what, double fraction) {
        long now = clock.getAsLong();
        if (now - shownAt < (terminal ? BETWEEN_REWRITES : BETWEEN_LINES)) {
            return;
        }
        shownAt = now;
        String left = "";
        // Before, it would be that of a program that has yet to warm up.
        if (fraction > 0 && now - begin >= UNTIL_KNOWN) {
            double seconds = (now - begin) * (1 / Math.min(1, fraction) - 1) / SECOND;
            left = ", about " + Terminal.duration(Math.round(seconds)) + " left";
        }
        String line = Printable.of(part + ": " + what + left);
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            shown = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Wipes out the line, so that what follows begins on one of its own. */
    void wipe() {
        if (shown) {
            out.print("\r\u001b[K");
            out.flush();
            shown = false;
        }
    }

    @Override
    public void close() {
        wipe();
    }
}
