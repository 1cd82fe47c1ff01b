package org.thalweg.experiments.variance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
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

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(20);

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

    /** A training up to where sampling begins; after a kill it goes on from its checkpoint. */
    Trainer trained(long steps, Workbench bench, HiddenPair network) throws IOException {
        Trainer trainer = Trainer.of(
                network.dropped(keepProbability, masks),
                HiddenPair.LOSS,
                bench.data(),
                new TrainingSettings(
                        new Optimizer.GradientDescent(),
                        new LearningRate.Constant(learningRate),
                        TrainingSettings.FULL_BATCH,
                        bench.seed()),
                network.start(bench.seed()),
                bench.workers());
        Path checkpoint = bench.scratch(name().replace(' ', '_') + ".safetensors");
        if (Files.exists(checkpoint)) {
            trainer.resume(checkpoint);
        }
        bench.worked(trainer.step(), name() + ", training");
        trainer.run(
                Goal.ofSteps(steps),
                Checkpoints.every(checkpoint, BETWEEN_CHECKPOINTS),
                progress -> bench.worked(1, name() + ", training"));
        return trainer;
    }
}
