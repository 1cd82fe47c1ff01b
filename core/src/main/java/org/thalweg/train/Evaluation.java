package org.thalweg.train;

import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.data.Targets;

/**
 * How good a network is on a data set.
 *
 * @param loss the loss
 * @param gradientNorm the Euclidean norm of its gradient
 * @param accuracy the fraction of samples whose largest output is that of their label, if the targets are labels
 */
public record Evaluation(double loss, double gradientNorm, OptionalDouble accuracy) {

    /**
     * Evaluates an objective at its present point, with its present masks.
     *
     * @param objective the objective
     * @param targets the targets of its data
     * @return the evaluation
     */
    public static Evaluation of(Objective objective, Targets targets) {
        double norm = norm(objective.gradient());
        OptionalDouble accuracy = targets instanceof Targets.Labels labels
                ? OptionalDouble.of(accuracy(objective.outputs(), labels))
                : OptionalDouble.empty();
        return new Evaluation(objective.loss(), norm, accuracy);
    }

    /**
     * The accuracy of a classifier. Of equally large outputs the first counts.
     *
     * @param outputs {@code [n x classes]}
     * @param labels n labels
     * @return the fraction of rows whose largest output is that of the label
     */
    public static double accuracy(DMatrixRMaj outputs, Targets.Labels labels) {
        int right = 0;
        for (boolean hit : hits(outputs, labels)) {
            right += hit ? 1 : 0;
        }
        return (double) right / outputs.numRows;
    }

    /**
     * Which samples a classifier has right. Of equally large outputs the first counts.
     *
     * @param outputs {@code [n x classes]}
     * @param labels n labels
     * @return for each row whether its largest output is that of the label
     */
    public static boolean[] hits(DMatrixRMaj outputs, Targets.Labels labels) {
        boolean[] hits = new boolean[outputs.numRows];
        for (int i = 0; i < outputs.numRows; i++) {
            int largest = 0;
            for (int c = 1; c < outputs.numCols; c++) {
                largest = outputs.get(i, c) > outputs.get(i, largest) ? c : largest;
            }
            hits[i] = largest == labels.values()[i];
        }
        return hits;
    }

    /** The Euclidean norm, summed in ascending order. */
    static double norm(double[] vector) {
        double sum = 0;
        for (double x : vector) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }
}
