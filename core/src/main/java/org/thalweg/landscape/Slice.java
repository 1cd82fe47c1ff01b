package org.thalweg.landscape;

import org.ejml.data.DMatrixRMaj;

/**
 * Losses on a line or a plane through a point, as plots show them: {@code L(theta + s v)} and
 * {@code L(theta + s v + t w)}. Stateless.
 */
public final class Slice {
    private Slice() {}

    /**
     * Steps at equal distances.
     *
     * @param first the first step
     * @param last the last step
     * @param count how many, at least 2
     * @return a new array; both ends are exact, and an odd number of steps from {@code -a} to {@code a} has an exact 0 in
     *     the middle
     * @throws IllegalArgumentException if there are less than 2, or an end is not finite
     */
    public static double[] steps(double first, double last, int count) {
        if (count < 2) {
            throw new IllegalArgumentException("steps: found " + count + ", expected at least 2");
        }
        if (!Double.isFinite(first) || !Double.isFinite(last)) {
            throw new IllegalArgumentException("steps: found " + first + " to " + last + ", expected finite numbers");
        }
        double[] steps = new double[count];
        for (int i = 0; i < count; i++) {
            steps[i] = (first * (count - 1 - i) + last * i) / (count - 1);
        }
        return steps;
    }

    /**
     * Losses on a line.
     *
     * @param lines the lines through the point
     * @param direction v
     * @param steps the steps s
     * @return a loss for each step
     * @throws IllegalArgumentException if the direction has another length
     */
    public static double[] line(Lines lines, double[] direction, double... steps) {
        lines.aim(DMatrixRMaj.wrap(1, direction.length, direction), 0);
        double[] losses = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            losses[i] = lines.loss(steps[i]);
        }
        return losses;
    }

    /**
     * Losses on a plane.
     *
     * @param landscape the loss
     * @param theta the point
     * @param first v
     * @param second w
     * @param firstSteps the steps s
     * @param secondSteps the steps t
     * @return the losses {@code [s x t]}, a step of the first direction a row
     * @throws IllegalArgumentException if a direction has another length than theta
     */
    public static DMatrixRMaj plane(
            Landscape landscape,
            double[] theta,
            double[] first,
            double[] second,
            double[] firstSteps,
            double[] secondSteps) {
        for (double[] direction : new double[][] {first, second}) {
            if (direction.length != theta.length) {
                throw new IllegalArgumentException(
                        "direction: length " + direction.length + ", expected " + theta.length);
            }
        }
        DMatrixRMaj losses = new DMatrixRMaj(firstSteps.length, secondSteps.length);
        double[] at = new double[theta.length];
        for (int i = 0; i < firstSteps.length; i++) {
            for (int j = 0; j < secondSteps.length; j++) {
                for (int k = 0; k < at.length; k++) {
                    at[k] = Math.fma(secondSteps[j], second[k], Math.fma(firstSteps[i], first[k], theta[k]));
                }
                losses.set(i, j, landscape.loss(at));
            }
        }
        return losses;
    }
}
