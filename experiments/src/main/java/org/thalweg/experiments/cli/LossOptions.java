package org.thalweg.experiments.cli;

import java.util.Locale;
import org.thalweg.autodiff.Loss;
import picocli.CommandLine.Option;

/** Which loss. */
final class LossOptions {

    private enum Name {
        CROSS_ENTROPY,
        MSE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "cross-entropy",
            description =
                    "cross-entropy of softmax, or mse, half the squared distance from the targets (one-hot for labels), mean over"
                            + " the samples: with k outputs, k/2 times torch.nn.MSELoss.")
    private String name;

    @Option(
            names = "--label-smoothing",
            paramLabel = "S",
            defaultValue = "0",
            description = "How much of a label is spread evenly over all classes; with cross-entropy only.")
    private double labelSmoothing;

    /**
     * The loss.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    Loss loss() {
        Name chosen = OptionValues.choice("--loss", Name.class, name);
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw OptionValues.wrong("--label-smoothing", labelSmoothing, "0 <= S < 1");
        }
        if (chosen == Name.MSE) {
            if (labelSmoothing != 0) {
                throw OptionValues.wrong("--label-smoothing", labelSmoothing, "0 with --loss mse");
            }
            return Loss.meanSquaredError();
        }
        return Loss.crossEntropy(labelSmoothing);
    }

    /** All settings in a line. */
    @Override
    public String toString() {
        return labelSmoothing == 0 ? name : name + " with label smoothing " + labelSmoothing;
    }
}
