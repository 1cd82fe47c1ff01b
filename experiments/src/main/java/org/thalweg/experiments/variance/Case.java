package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.figure.Workbench;
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
