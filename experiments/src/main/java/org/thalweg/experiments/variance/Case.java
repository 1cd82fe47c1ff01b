package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.RandomGradients;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.RandomTrajectory;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/**
 * A training with dropout: one cloud of points in a panel.
 *
 * @param keepProbability p
 * @param learningRate of gradient descent
 * @param masks who shares a mask
 */
record Case(double keepProbability, double learningRate, Sharing masks) {

    /** Numbers of masks for samples begin here, beyond the steps of every training. */
    static final long FIRST_SAMPLE = 1L << 40;

    private static final int GRADIENTS_AT_ONCE = 100;

    /** All pairs of a keep probability and a learning rate. */
    static List<Case> own(SampledSettings settings) {
        List<Case> cases = new ArrayList<>();
        for (double rate : settings.learningRates()) {
            for (double keep : settings.keepProbabilities()) {
                cases.add(new Case(keep, rate, settings.masks()));
            }
        }
        return cases;
    }

    /** All pairs, then the middle one with the other masks. */
    static List<Case> all(SampledSettings settings) {
        List<Case> cases = new ArrayList<>(own(settings));
        cases.add(new Case(
                settings.middleKeepProbability(),
                settings.middleLearningRate(),
                VariancePrinciple.other(settings.masks())));
        return cases;
    }

    String name() {
        return String.format(
                Locale.ROOT, "p=%s lr=%s masks=%s", keepProbability, learningRate, VariancePrinciple.name(masks));
    }

    /** The rows of this case. */
    Table of(Table table) {
        return table.where("p", keepProbability)
                .where("lr", learningRate)
                .where("masks", VariancePrinciple.name(masks));
    }

    /** The weights between the hidden layers after each of the next steps of a training. */
    RandomTrajectory trajectory(Trainer trainer, int count, Workbench bench, HiddenPair network) throws IOException {
        Graph graph = network.dropped(keepProbability, masks);
        RandomTrajectory trajectory = RandomTrajectory.of(trainer, graph, count, HiddenPair.middle(graph));
        trainer.run(Goal.ofSteps(trainer.step() + count), Checkpoints.NONE, progress -> {
            trajectory.stepped(progress);
            bench.worked(1, name() + ", trajectory");
        });
        return trajectory;
    }

    /** Takes gradients by the weights between the hidden layers, some at a time. */
    @FunctionalInterface
    interface Gradients {
        /** Takes the gradients from number {@code first} on, one a row. */
        void take(int first, DMatrixRMaj gradients);
    }

    /** Gradients at frozen parameters, each under masks of its own that no training has drawn. */
    void gradients(HiddenPair.Frozen frozen, int count, Workbench bench, Gradients taker) {
        Objective dropped = frozen.dropped(keepProbability, masks);
        RandomGradients random = RandomGradients.of(dropped, bench.seed(), HiddenPair.Frozen.middle(dropped));
        for (int first = 0; first < count; first += GRADIENTS_AT_ONCE) {
            DMatrixRMaj gradients = new DMatrixRMaj(
                    Math.min(GRADIENTS_AT_ONCE, count - first), frozen.network().dimension());
            random.sample(FIRST_SAMPLE + first, gradients);
            taker.take(first, gradients);
            bench.worked(gradients.numRows / 8, name() + ", gradients");
        }
    }

    /** The training up to where sampling begins; figures with the same settings share it. */
    Trainer trained(long steps, Workbench bench, HiddenPair network) throws IOException {
        TrainingSettings settings = new TrainingSettings(
                new Optimizer.GradientDescent(),
                new LearningRate.Constant(learningRate),
                TrainingSettings.FULL_BATCH,
                bench.seed());
        return bench.trained(
                name() + ", training",
                network + " " + this,
                steps,
                () -> Trainer.of(
                        network.dropped(keepProbability, masks),
                        HiddenPair.LOSS,
                        bench.data(),
                        settings,
                        network.start(bench.seed()),
                        bench.workers()));
    }
}
