package org.thalweg.experiments.variance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Evaluation;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/**
 * A training of a classifier in minibatches that is judged, without dropout, after every epoch. Each epoch is a part of the
 * run: after a kill the training goes on from its checkpoint, and the rows of the epochs before it are there.
 *
 * <p>An epoch is {@code floor(n / batch)} steps, see {@link org.thalweg.train.Minibatches}. The unit of work is the forward
 * sweep of one sample; a step counts three for each of its samples.
 *
 * @param name of the training
 * @param trained the network with its dropout, if it has any
 * @param plain the same network without
 * @param settings of the steps
 * @param epochs how many
 */
record EpochTraining(String name, Graph trained, Graph plain, TrainingSettings settings, int epochs) {

    /** The paper's loss. */
    static final Loss LOSS = Loss.crossEntropy();

    private static final int SWEEPS_OF_A_STEP = 3;

    /** All of it, in sweeps of a sample. */
    long work(int samples, int judged, int testSamples) {
        return epochs * (workOfEpoch(samples) + judged + testSamples);
    }

    private long workOfEpoch(int samples) {
        return SWEEPS_OF_A_STEP * stepsOfEpoch(samples) * settings.batchSize();
    }

    private long stepsOfEpoch(int samples) {
        return samples / settings.batchSize();
    }

    /** How far a training is after an epoch. */
    @FunctionalInterface
    interface Listener {
        /** Loss and accuracy of the judged training samples, and accuracy of the test samples. */
        void epoch(int epoch, double loss, double trainAccuracy, double testAccuracy);
    }

    /**
     * Trains.
     *
     * @param start the parameters before the first step
     * @param judged training samples to judge by
     * @param bench where all other samples are
     * @param listener is told of every epoch, within its part
     * @return the parameters at the end
     */
    double[] run(double[] start, Dataset judged, Workbench bench, Listener listener) throws IOException {
        Dataset data = bench.data();
        Trainer trainer = Trainer.of(trained, LOSS, data, settings, start, bench.workers());
        Path checkpoint = bench.scratch(name.replace(' ', '_') + ".safetensors");
        if (Files.exists(checkpoint)) {
            trainer.resume(checkpoint);
        }
        long steps = stepsOfEpoch(data.size());
        long workOfStep = (long) SWEEPS_OF_A_STEP * settings.batchSize();
        for (int i = 1; i <= epochs; i++) {
            int epoch = i;
            String part = name + ", epoch " + epoch + " of " + epochs;
            bench.part(
                    part,
                    workOfEpoch(data.size()) + judged.size() + bench.testData().size(),
                    () -> {
                        bench.worked(workOfStep * (trainer.step() - (epoch - 1) * steps), part);
                        bench.train(part, trainer, epoch * steps, workOfStep, checkpoint);
                        double[] theta = trainer.theta();
                        DMatrixRMaj outputs = outputs(plain, theta, judged, bench.workers());
                        bench.worked(judged.size(), part);
                        DMatrixRMaj tests = outputs(plain, theta, bench.testData(), bench.workers());
                        bench.worked(bench.testData().size(), part);
                        listener.epoch(
                                epoch,
                                loss(outputs, judged, bench.workers()),
                                Evaluation.accuracy(outputs, labels(judged)),
                                Evaluation.accuracy(tests, labels(bench.testData())));
                    });
        }
        return trainer.theta();
    }

    static Targets.Labels labels(Dataset data) {
        return (Targets.Labels) data.targets();
    }

    static Objective judge(Graph network, Dataset data, Workers workers) {
        return Objective.of(network, LOSS, data, workers);
    }

    static DMatrixRMaj outputs(Graph network, double[] theta, Dataset data, Workers workers) {
        return judge(network, data, workers).at(theta).outputs();
    }

    /** The loss of outputs that are known already. */
    private static double loss(DMatrixRMaj outputs, Dataset data, Workers workers) {
        Graph nothing =
                Sequential.of(outputs.numCols).activation(Activations.IDENTITY).build();
        Dataset judged = Dataset.of(data.name(), outputs, data.targets());
        return judge(nothing, judged, workers).at().loss();
    }
}
