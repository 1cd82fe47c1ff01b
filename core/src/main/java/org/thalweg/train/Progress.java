package org.thalweg.train;

import java.io.IOException;

/**
 * One step of training.
 *
 * @param step the number of the step, from 1
 * @param loss the loss that the step saw: of its batch, with its dropout masks, before the parameters changed
 * @param gradientNorm the Euclidean norm of the gradient of that loss
 * @param learningRate the learning rate of the step
 */
public record Progress(long step, double loss, double gradientNorm, double learningRate) {

    /** Is told of every step. */
    @FunctionalInterface
    public interface Observer {
        /** Looks away. */
        Observer NONE = progress -> {};

        /**
         * Called after each step, by the thread that trains. What it throws ends the training.
         *
         * @param progress the step
         * @throws IOException if what is told cannot be written
         */
        void stepped(Progress progress) throws IOException;

        /**
         * Called before a checkpoint is written: a line that is kept in it, by which a run that is resumed finds again what
         * belongs to it, see {@link Trainer#note}.
         *
         * @return the line; empty if there is nothing to note
         * @throws IOException if what it tells of cannot be written
         */
        default String note() throws IOException {
            return "";
        }
    }
}
