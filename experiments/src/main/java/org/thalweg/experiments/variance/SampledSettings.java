package org.thalweg.experiments.variance;

import java.util.List;
import org.thalweg.autodiff.operations.Dropout.Sharing;

/** What the settings of the figures with two hidden layers have in common. */
interface SampledSettings {

    List<Double> keepProbabilities();

    List<Double> learningRates();

    double trainingTime();

    Sharing masks();

    /** So that learning rate times steps is the training time. */
    default long steps(double learningRate) {
        return Math.max(1, Math.round(trainingTime() / learningRate));
    }

    /** The one in the middle of the list. */
    default double middleKeepProbability() {
        return keepProbabilities().get(keepProbabilities().size() / 2);
    }

    /** The one in the middle of the list. */
    default double middleLearningRate() {
        return learningRates().get(learningRates().size() / 2);
    }

    static void require(
            int samples,
            int width,
            List<Double> keepProbabilities,
            List<Double> learningRates,
            double trainingTime,
            int noiseSamples,
            int dropoutAfter) {
        VariancePrinciple.require(samples >= 1, "samples", samples, "at least 1");
        VariancePrinciple.require(width >= 1 && width <= 200, "width", width, "1 to 200");
        VariancePrinciple.require(
                !keepProbabilities.isEmpty()
                        && keepProbabilities.stream().allMatch(p -> p > 0 && p < 1)
                        && keepProbabilities.stream().distinct().count() == keepProbabilities.size(),
                "keepProbabilities",
                keepProbabilities,
                "at least one, different, 0 < p < 1");
        VariancePrinciple.require(
                !learningRates.isEmpty()
                        && learningRates.stream().allMatch(rate -> rate > 0 && rate < Double.POSITIVE_INFINITY)
                        && learningRates.stream().distinct().count() == learningRates.size(),
                "learningRates",
                learningRates,
                "at least one, different, finite and above 0");
        VariancePrinciple.require(
                trainingTime > 0 && trainingTime < 1e9, "trainingTime", trainingTime, "0 < trainingTime < 1e9");
        VariancePrinciple.require(noiseSamples >= 2, "noiseSamples", noiseSamples, "at least 2");
        VariancePrinciple.require(dropoutAfter == 1 || dropoutAfter == 2, "dropoutAfter", dropoutAfter, "1 or 2");
    }
}
