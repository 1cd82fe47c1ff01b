package org.thalweg.landscape;

import org.thalweg.autodiff.Objective;

/** A loss as a function of the parameters. */
@FunctionalInterface
public interface Landscape {

    /**
     * The loss at a point.
     *
     * @param theta the point; not changed and not kept
     * @return the loss, which may be infinite or NaN
     */
    double loss(double[] theta);

    /**
     * The loss of a network on a data set.
     *
     * @param objective moved to wherever the loss is asked for
     * @return its loss
     */
    static Landscape of(Objective objective) {
        return theta -> objective.at(theta).loss();
    }
}
