package org.thalweg.train;

import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

/** Small trainings in which everything random takes part: dropout of both kinds, minibatches, a moving learning rate. */
final class Trainings {

    static final Dataset DATA = BuiltInDigits.generate(1, Split.TRAIN, 50);
    static final LearningRate RATE = new LearningRate.Cosine(0.1, 0.01, 40);

    private Trainings() {}

    static Graph network() {
        return Sequential.of(784)
                .affine(6)
                .tanh()
                .dropout(0.8, Dropout.Sharing.SAMPLE)
                .affine(5)
                .tanh()
                .dropout(0.7, Dropout.Sharing.BATCH)
                .affine(10)
                .build();
    }

    static TrainingSettings settings(Optimizer optimizer) {
        return new TrainingSettings(optimizer, RATE, 8, 3);
    }

    static Trainer trainer(Optimizer optimizer, Workers workers) {
        return trainer(network(), Loss.crossEntropy(), DATA, settings(optimizer), workers);
    }

    static Trainer trainer(Graph network, Loss loss, Dataset data, TrainingSettings settings, Workers workers) {
        return Trainer.of(network, loss, data, settings, new Initialization.FanIn().theta(network, 2), workers);
    }

    static Graph plain() {
        return Sequential.mlp(Activations.TANH, 784, 6, 10);
    }
}
