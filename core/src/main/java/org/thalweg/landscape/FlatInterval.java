package org.thalweg.landscape;

/**
 * How far one can go along a direction before the loss reaches a level.
 *
 * @param left where the level is reached against the direction, {@code <= 0}; minus infinity if it is not reached, NaN if the
 *     loss turns NaN before it is
 * @param leftEnd what is there
 * @param right where the level is reached along the direction, {@code >= 0}; infinity if it is not reached, NaN if the loss
 *     turns NaN before it is
 * @param rightEnd what is there
 * @param evaluations how many losses it took
 */
public record FlatInterval(double left, End leftEnd, double right, End rightEnd, int evaluations) {

    /** What ends a side of an interval. */
    public enum End {
        /** The loss reaches the level. */
        LEVEL,
        /** The loss stays below the level up to the largest step. */
        UNBOUNDED,
        /** The loss turns NaN before it reaches the level. */
        NOT_A_NUMBER
    }

    /** {@return whether the level is reached on both sides} */
    public boolean bounded() {
        return leftEnd == End.LEVEL && rightEnd == End.LEVEL;
    }

    /** {@return the flatness {@code F_v = right - left}; infinite if a side is unbounded, NaN if a side is} */
    public double width() {
        return right - left;
    }
}
