package org.thalweg.experiments.cli;

import org.thalweg.linalg.eigen.Interval;

/**
 * An eigenvalue and how sure it is.
 *
 * @param index its rank, 1 for the largest
 * @param value the approximation
 * @param proved holds an eigenvalue, for certain
 * @param likely holds the eigenvalue of that rank, with the confidence that was asked for
 * @param residual {@code |A y - value y|} with the eigenvector y; where none was computed, a bound of it
 * @param converged whether the residual is as small as was asked for
 * @param probabilityMissed bounds the probability that there is another one beyond it, which shifts its rank
 */
record Eigenvalue(
        long index,
        double value,
        Interval proved,
        Interval likely,
        double residual,
        boolean converged,
        double probabilityMissed) {

    /** By how much the eigenvalue may be off. */
    double halfWidth() {
        return Math.max(value - proved.lower(), proved.upper() - value);
    }
}
