package org.thalweg.train;

import java.util.Objects;

/**
 * What determines every step of a training, besides network, loss, data and starting point.
 *
 * @param optimizer the rule of a step
 * @param learningRate the learning rate of each step
 * @param batchSize how many samples a step sees, or {@link #FULL_BATCH}
 * @param seed the key of minibatches and dropout masks
 */
public record TrainingSettings(Optimizer optimizer, LearningRate learningRate, int batchSize, long seed) {

    /** Stands for all samples, however many there are. */
    public static final int FULL_BATCH = Integer.MAX_VALUE;

    /**
     * Checks the batch size.
     *
     * @param optimizer the rule of a step
     * @param learningRate the learning rate of each step
     * @param batchSize how many samples a step sees
     * @param seed the key of minibatches and dropout masks
     * @throws IllegalArgumentException if the batch size is below 1
     */
    public TrainingSettings {
        Objects.requireNonNull(optimizer);
        Objects.requireNonNull(learningRate);
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size: " + batchSize + ", expected at least 1");
        }
    }
}
