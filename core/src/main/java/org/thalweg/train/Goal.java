package org.thalweg.train;

/**
 * When training ends. It does not influence the steps themselves, so a run may be resumed with another goal.
 *
 * @param steps how many steps there are in all, those before a resumption counted, at least 0
 * @param targetLoss ends it earlier, before the first step whose loss is not above this; negative infinity for never
 */
public record Goal(long steps, double targetLoss) {

    /**
     * Checks the numbers.
     *
     * @param steps how many steps there are in all
     * @param targetLoss ends it earlier
     * @throws IllegalArgumentException if one is out of its range
     */
    public Goal {
        if (steps < 0) {
            throw new IllegalArgumentException("steps: " + steps + ", expected 0 or more");
        }
        if (Double.isNaN(targetLoss)) {
            throw new IllegalArgumentException("target loss: NaN, expected a number");
        }
    }

    /**
     * A number of steps, whatever the loss.
     *
     * @param steps how many
     * @return the goal
     */
    public static Goal ofSteps(long steps) {
        return new Goal(steps, Double.NEGATIVE_INFINITY);
    }
}
