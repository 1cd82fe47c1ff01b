package org.thalweg.landscape;

/**
 * How interval flatness is measured.
 *
 * @param factor the level, as a multiple of the loss at the point; above 1
 * @param firstStep the step that is tried first on each side; positive
 * @param largestStep the longest step; a side on which the level is not reached up to it is unbounded
 * @param tolerance the largest relative error of each end, {@code 1e-14} to {@code 0.5}; ends nearer than {@code 1e-12} have
 *     an absolute error of that much times the tolerance
 */
public record FlatnessSettings(double factor, double firstStep, double largestStep, double tolerance) {

    /** Twice the loss, steps from 0.001 to 1000, an error of one in a million. */
    public static final FlatnessSettings USUAL = new FlatnessSettings(2, 1e-3, 1e3, 1e-6);

    /**
     * Checks the ranges.
     *
     * @param factor the level as a multiple of the loss
     * @param firstStep the step that is tried first
     * @param largestStep the longest step
     * @param tolerance the largest relative error
     * @throws IllegalArgumentException if a number is out of its range
     */
    public FlatnessSettings {
        require(factor > 1 && factor < Double.POSITIVE_INFINITY, "factor", factor, "a finite number above 1");
        require(
                firstStep > 0 && firstStep < Double.POSITIVE_INFINITY,
                "first step",
                firstStep,
                "a finite number above 0");
        require(
                largestStep > firstStep && largestStep < Double.POSITIVE_INFINITY,
                "largest step",
                largestStep,
                "a finite number above the first step, " + firstStep);
        require(tolerance >= 1e-14 && tolerance <= 0.5, "tolerance", tolerance, "1e-14 to 0.5");
    }

    private static void require(boolean good, String what, double found, String expected) {
        if (!good) {
            throw new IllegalArgumentException(what + ": found " + found + ", expected " + expected);
        }
    }
}
