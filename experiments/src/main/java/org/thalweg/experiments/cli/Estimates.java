package org.thalweg.experiments.cli;

import java.util.Optional;
import org.thalweg.linalg.estimate.Estimate;

/**
 * What is known of a matrix as a whole.
 *
 * @param trace the trace, if it was asked for
 * @param frobenius the Frobenius norm, if it was asked for
 * @param density the spectral density, if it was asked for
 * @param reached whether trace and norm are as accurate as was asked for
 */
record Estimates(Optional<Estimate> trace, Optional<Estimate> frobenius, Optional<Density> density, boolean reached) {

    /** Whether nothing is known. */
    boolean isEmpty() {
        return trace.isEmpty() && frobenius.isEmpty() && density.isEmpty();
    }

    /** Products with the matrix. */
    long products() {
        return trace.map(Estimate::products).orElse(0L)
                + frobenius.map(Estimate::products).orElse(0L)
                + density.map(Density::products).orElse(0L);
    }
}
