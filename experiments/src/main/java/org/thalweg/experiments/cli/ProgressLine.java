package org.thalweg.experiments.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.thalweg.train.Progress;

/**
 * Tells a person how far a training is: on a terminal one line that is written anew a few times a second, otherwise plain
 * lines, about ten in all and at least two a minute.
 */
final class ProgressLine implements Progress.Observer {

    private static final int LINES = 10;
    private static final long SECOND = 1_000_000_000;
    private static final long BETWEEN_LINES = 30 * SECOND;
    private static final long BETWEEN_REWRITES = SECOND / 5;
    private static final long UNTIL_KNOWN = 3 * SECOND;
    private static final long STEPS_UNTIL_KNOWN = 5;
    private static final long BETWEEN_ACCURACIES = 5 * SECOND;

    private final PrintWriter out;
    private final boolean terminal;
    private final long first;
    private final long steps;
    private final Supplier<OptionalDouble> accuracy;
    private final LongSupplier clock;
    private final long begin;
    private long shownAt;
    private long accuracyAt;
    private OptionalDouble lastAccuracy = OptionalDouble.empty();

    /**
     * Begins at a step.
     *
     * @param out where to write
     * @param terminal whether a line may be written anew
     * @param first the steps done before
     * @param steps the steps there will be
     * @param accuracy computes the accuracy at the present parameters
     * @param clock nanoseconds
     */
    ProgressLine(
            PrintWriter out,
            boolean terminal,
            long first,
            long steps,
            Supplier<OptionalDouble> accuracy,
            LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.first = first;
        this.steps = steps;
        this.accuracy = accuracy;
        this.clock = clock;
        this.begin = clock.getAsLong();
    }

    @Override
    public void stepped(Progress progress) {
        long now = clock.getAsLong();
        boolean outermost = progress.step() == first + 1 || progress.step() == steps;
        boolean due = terminal
                ? now - shownAt >= BETWEEN_REWRITES
                : progress.step() % Math.max(1, steps / LINES) == 0 || now - shownAt >= BETWEEN_LINES;
        if (!outermost && !due) {
            return;
        }
        if (outermost || !terminal || now - accuracyAt >= BETWEEN_ACCURACIES) {
            lastAccuracy = accuracy.get();
            accuracyAt = now;
        }
        shownAt = now;
        String line = line(progress, now);
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Ends the line, so that what follows begins on one of its own. */
    void end() {
        if (terminal) {
            out.println();
        }
    }

    private String line(Progress progress, long now) {
        int width = String.valueOf(steps).length();
        String shown =
                lastAccuracy.isEmpty() ? "" : String.format(Locale.ROOT, "  accuracy %.4f", lastAccuracy.getAsDouble());
        long done = progress.step() - first;
        double each = (double) (now - begin) / done;
        long seconds = Math.round(each * (steps - progress.step()) / SECOND);
        // Before, it would be that of a program that has yet to warm up.
        boolean known = progress.step() == steps || (now - begin >= UNTIL_KNOWN && done >= STEPS_UNTIL_KNOWN);
        String left = known ? "  " + Terminal.duration(seconds) + " left" : "";
        return String.format(
                Locale.ROOT,
                "step %" + width + "d/%d  loss %.6g  gradient norm %.4g%s%s",
                progress.step(),
                steps,
                progress.loss(),
                progress.gradientNorm(),
                shown,
                left);
    }
}
