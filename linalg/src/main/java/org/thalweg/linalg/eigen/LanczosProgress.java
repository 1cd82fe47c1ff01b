package org.thalweg.linalg.eigen;

import java.util.function.Supplier;

/**
 * How far a run of {@link Lanczos} is, after a product.
 *
 * @param products products with the operator until the wanted pairs had converged, or so far
 * @param secondStartProducts products since then, in search of an eigenvalue that was missed
 * @param converged how many of the wanted pairs have converged
 * @param wanted how many are wanted
 * @param probabilityMissed the bound for the probability that one was missed, 1 before the second start
 * @param snapshot copies the state of the run, to be saved and resumed; valid during the call of the listener only
 */
public record LanczosProgress(
        int products,
        int secondStartProducts,
        int converged,
        int wanted,
        double probabilityMissed,
        Supplier<LanczosState> snapshot) {

    /** Who wants to know, and may end a run. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Is told after every product.
         *
         * @param progress how far the run is
         * @return whether to go on; otherwise the run ends with the best pairs that it has
         */
        boolean goOn(LanczosProgress progress);
    }
}
