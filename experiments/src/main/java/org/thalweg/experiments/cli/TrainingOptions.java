package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.thalweg.autodiff.Graph;
import org.thalweg.nn.Initialization;
import org.thalweg.train.Goal;
import org.thalweg.train.TrainingSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a network is trained: from where, by which steps, until when. */
final class TrainingOptions {

    private static final Pattern INITIALIZATION = Pattern.compile("(?i:normal):([0-9.eE-]+)");

    private static final long SHORT_STEPS = 500;

    @Mixin
    private OptimizerOptions optimizer;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1000", description = "How many steps of training.")
    private long steps;

    @Option(names = "--target-loss", paramLabel = "L", description = "Ends earlier when a step sees no higher a loss.")
    private Double targetLoss;

    @Option(
            names = "--initialization",
            paramLabel = "RULE",
            defaultValue = "fan-in",
            description = "Where to start: fan-in, uniform up to 1/sqrt(fan-in) as in PyTorch; or normal:SD.")
    private String initialization;

    /** What goes to a minimum in a few seconds, instead of the defaults. */
    void useShort() {
        optimizer.useShort();
        steps = SHORT_STEPS;
    }

    /** Writes down the settings. */
    void putTo(ObjectNode settings, TrainingSettings used, int samples) {
        settings.put("initialization", initialization);
        settings.put("optimizer", used.optimizer().toString());
        settings.put("learning_rate", used.learningRate().toString());
        settings.put("batch_size", Math.min(used.batchSize(), samples));
        settings.put("steps", steps);
        settings.put("target_loss", targetLoss);
    }

    /**
     * When training ends.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    Goal goal() {
        if (steps < 1) {
            throw OptionValues.wrong("--steps", steps, "at least 1");
        }
        if (targetLoss != null && !(targetLoss >= 0)) {
            throw OptionValues.wrong("--target-loss", targetLoss, "0 or more, as no loss is less");
        }
        return new Goal(steps, targetLoss == null ? Double.NEGATIVE_INFINITY : targetLoss);
    }

    /**
     * The settings of the steps.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    TrainingSettings settings(long seed) {
        return optimizer.settings(steps, seed);
    }

    /**
     * The settings for data of a size.
     *
     * @throws IllegalArgumentException if a batch was asked for that is larger
     */
    TrainingSettings fitted(TrainingSettings settings, int samples) {
        return optimizer.fitted(settings, samples);
    }

    /**
     * The parameters before the first step.
     *
     * @throws IllegalArgumentException if the rule is wrong
     */
    double[] start(Graph network, long seed) {
        return rule().theta(network, seed);
    }

    private Initialization rule() {
        Matcher normal = INITIALIZATION.matcher(initialization);
        try {
            if (normal.matches()) {
                double deviation = Double.parseDouble(normal.group(1));
                return OptionValues.made(
                        "--initialization", initialization, () -> new Initialization.Normal(deviation));
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    OptionValues.wrong("--initialization", initialization, "normal:SD with a number")
                            .getMessage(),
                    notANumber);
        }
        if (!initialization.equalsIgnoreCase("fan-in")) {
            throw OptionValues.wrong("--initialization", initialization, "fan-in or normal:SD");
        }
        return new Initialization.FanIn();
    }
}
