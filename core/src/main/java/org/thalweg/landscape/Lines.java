package org.thalweg.landscape;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Parameter;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;

/**
 * The loss along straight lines through one point, {@code L(theta + t v)}. Aim at a line, then ask for its losses.
 *
 * <p>Not thread safe: one line at a time.
 */
public interface Lines {

    /** {@return the length of a direction} */
    int dimension();

    /** {@return the loss at the point that all lines go through} */
    double lossAtPoint();

    /**
     * Chooses a line.
     *
     * @param directions directions, one a row, {@code [k x dimension]}; they need not have norm 1
     * @param row which of them
     * @throws IllegalArgumentException if the directions have another length
     */
    void aim(DMatrixRMaj directions, int row);

    /**
     * The loss on the chosen line.
     *
     * @param step the step t, in units of the direction
     * @return {@code L(theta + t v)}
     */
    double loss(double step);

    /**
     * Lines on which all parameters may move.
     *
     * @param landscape the loss
     * @param theta the point; copied
     * @return the lines; a direction is as long as theta
     */
    static Lines through(Landscape landscape, double... theta) {
        return new PlainLines(landscape, theta);
    }

    /**
     * Lines on which chosen parameters move. What the network computes before them is computed once and for all, what it
     * computes beside them never again; and if they are weight and bias of one affine layer, so are its outputs, which are
     * affine in the step:
     *
     * <pre>{@code z(t) = x (W + t V)' + b + t u = z(0) + t (x V' + u)}</pre>
     *
     * <p>A line then costs one product {@code x V'}, and a loss on it what follows the layer. Memory: inputs and outputs
     * of the layer for all samples, twice the outputs. The same losses as those of the whole network, but for rounding.
     *
     * @param network the network, without dropout masks
     * @param loss the loss
     * @param data the samples
     * @param workers who computes
     * @param theta the point; copied
     * @param moved the parameters that move, in the order of theta whatever order they are given in; all if none is given
     * @return the lines; a direction has one number for each element of the moved parameters
     * @throws IllegalArgumentException if the data do not fit, theta has another length, or a parameter is not of the
     *     network or given twice
     */
    static Lines through(Graph network, Loss loss, Dataset data, Workers workers, double[] theta, Parameter... moved) {
        return BlockLines.of(network, loss, data, workers, theta, moved);
    }
}
