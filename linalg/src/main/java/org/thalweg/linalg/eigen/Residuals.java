package org.thalweg.linalg.eigen;

/** Where {@link Lanczos} takes the residuals of its result from. */
public enum Residuals {
    /** Computed afresh: one product for each eigenvector, all in one block. */
    COMPUTED,
    /**
     * Those of the iteration, {@code |f . s|}, which cost nothing. They are off by the rounding errors of the iteration, for
     * which the result allows twice as much. Most eigensolvers offer no others.
     */
    ESTIMATED
}
