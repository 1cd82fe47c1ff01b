package org.thalweg.experiments.cli;

import java.util.Locale;
import org.thalweg.autodiff.Loss;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.io.Printable;
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
        Name chosen = chosen();
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

    /**
     * Checks that the loss knows such targets.
     *
     * @throws IllegalArgumentException if they are numbers where it wants classes
     */
    void requireFit(Dataset data) {
        if (chosen() == Name.CROSS_ENTROPY && !(data.targets() instanceof Targets.Labels)) {
            int width = data.targets().width();
            throw OptionValues.wrong(
                    "--data",
                    "targets [n x " + width + "] in " + Printable.of(data.name()),
                    "labels for --loss cross-entropy, which are integers [n]; for rows of numbers use --loss mse");
        }
    }

    private Name chosen() {
        return OptionValues.choice("--loss", Name.class, name);
    }

    /** All settings in a line. */
    @Override
    public String toString() {
        Name loss = chosen();
        return labelSmoothing == 0 ? loss.toString() : loss + " with label smoothing " + labelSmoothing;
    }
}
