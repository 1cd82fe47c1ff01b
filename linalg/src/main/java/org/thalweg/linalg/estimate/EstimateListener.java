package org.thalweg.linalg.estimate;

/** Hears from a long run. */
@FunctionalInterface
public interface EstimateListener {

    /** Hears nothing. */
    EstimateListener SILENT = estimate -> {};

    /**
     * Called whenever the run looks at its interval, in the thread that runs it. What it throws ends the run.
     *
     * @param soFar what would be returned if the run ended now, with whether its goal is reached
     */
    void looked(Estimate soFar);
}
