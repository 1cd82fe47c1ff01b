package org.thalweg.train;

import java.nio.file.Path;
import java.util.Optional;

/** A training whose loss or gradient is no longer finite. */
public final class DivergenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The step that could not be made. */
    private final long step;

    /**
     * Describes it in one line.
     *
     * @param step the number of the step, from 1, that could not be made
     * @param what what is not finite, and its value
     * @param learningRate the learning rate of the step before
     * @param checkpoint the last checkpoint, whose loss was finite
     */
    DivergenceException(long step, String what, double learningRate, Optional<Path> checkpoint) {
        super("training diverged at step " + step + ": " + what + ", expected a finite number; learning rate "
                + learningRate + "; last good checkpoint: "
                + checkpoint.map(Path::toString).orElse("none"));
        this.step = step;
    }

    /**
     * The step.
     *
     * @return the number of the step, from 1, that could not be made
     */
    public long step() {
        return step;
    }
}
