package org.thalweg.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and when a run saves its state. It is always there before the first step and at the end.
 *
 * @param file the file, replaced in one atomic step by each checkpoint
 * @param everySteps saved also whenever this divides the number of steps done, at least 1
 * @param every saved also whenever so much time has passed
 */
public record Checkpoints(Optional<Path> file, long everySteps, Duration every) {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** No checkpoints. */
    public static final Checkpoints NONE = new Checkpoints(Optional.empty(), Long.MAX_VALUE, FOREVER);

    /**
     * Checks the numbers.
     *
     * @param file the file
     * @param everySteps saved also whenever this divides the number of steps done
     * @param every saved also whenever so much time has passed
     * @throws IllegalArgumentException if one is out of its range
     */
    public Checkpoints {
        if (everySteps < 1) {
            throw new IllegalArgumentException("steps between checkpoints: " + everySteps + ", expected at least 1");
        }
        if (every.isNegative() || every.isZero() || every.compareTo(FOREVER) > 0) {
            throw new IllegalArgumentException("time between checkpoints: " + every + ", expected 1 ns to " + FOREVER);
        }
    }

    /**
     * Checkpoints by the number of steps.
     *
     * @param file the file
     * @param steps how many steps lie between two
     * @return the plan
     */
    public static Checkpoints everySteps(Path file, long steps) {
        return new Checkpoints(Optional.of(file), steps, FOREVER);
    }

    /**
     * Checkpoints by time.
     *
     * @param file the file
     * @param time how much lies between two
     * @return the plan
     */
    public static Checkpoints every(Path file, Duration time) {
        return new Checkpoints(Optional.of(file), Long.MAX_VALUE, time);
    }
}
