package org.thalweg.experiments.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.TrainingSettings;
import picocli.CommandLine.Option;

/** How each step of training is made. */
final class OptimizerOptions {

    private static final String SCHEDULES =
            "constant, step:FACTOR:STEP,STEP,..., cosine, cosine:LOWEST or warmup:STEPS";
    private static final int SHORT_BATCH = 200;
    private static final String STEP = "[1-9][0-9]{0,17}";
    private static final Pattern SCHEDULE = Pattern.compile(
            "constant|cosine(?::(?<lowest>[^:]+))?|step:(?<factor>[^:]+):(?<at>%1$s(,%1$s)*)|warmup:(?<warm>%1$s)"
                    .formatted(STEP));

    private enum Name {
        GD(0.1),
        NESTEROV(0.01),
        ADAM(0.001);

        private final double rate;

        Name(double rate) {
            this.rate = rate;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "gd",
            description = "gd, gradient descent; nesterov, with Nesterov momentum; or adam.")
    private String name;

    @Option(names = "--momentum", paramLabel = "MU", description = "The momentum of nesterov; by default 0.9.")
    private Double momentum;

    @Option(
            names = "--learning-rate",
            paramLabel = "ETA",
            description = "The learning rate, the highest one of a schedule; by default 0.1 for gd, 0.01 for nesterov,"
                    + " 0.001 for adam.")
    private Double rate;

    @Option(
            names = "--schedule",
            paramLabel = "SCHEDULE",
            defaultValue = "constant",
            description =
                    "How the learning rate changes: constant; step:FACTOR:STEP,STEP,..., multiplied by the factor at"
                            + " each of the steps; cosine or cosine:LOWEST, half a cosine down to 0 or to a lowest rate over all"
                            + " steps; warmup:STEPS, linear to the highest rate, then with the inverse square root.")
    private String schedule;

    @Option(names = "--batch-size", paramLabel = "B", description = "Samples a step; by default all.")
    private Integer batchSize;

    /** The batch size unless the option says it; of fewer samples it is all. */
    private int usualBatchSize = TrainingSettings.FULL_BATCH;

    /** What goes to a minimum in a few seconds: Adam with minibatches. */
    void useShort() {
        name = Name.ADAM.toString();
        rate = 0.003;
        schedule = "cosine";
        usualBatchSize = SHORT_BATCH;
    }

    /**
     * The settings of a training.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    TrainingSettings settings(long steps, long seed) {
        Name chosen = OptionValues.choice("--optimizer", Name.class, name);
        if (momentum != null && chosen != Name.NESTEROV) {
            throw OptionValues.wrong("--momentum", momentum, "none with --optimizer " + chosen);
        }
        Optimizer optimizer =
                switch (chosen) {
                    case GD -> new Optimizer.GradientDescent();
                    case NESTEROV ->
                        new Optimizer.Nesterov(momentum == null ? Optimizer.Nesterov.USUAL_MOMENTUM : momentum);
                    case ADAM -> new Optimizer.Adam();
                };
        if (batchSize != null && batchSize < 1) {
            throw OptionValues.wrong("--batch-size", batchSize, "at least 1");
        }
        int size = batchSize == null ? usualBatchSize : batchSize;
        return new TrainingSettings(optimizer, learningRate(rate == null ? chosen.rate : rate, steps), size, seed);
    }

    /**
     * The same for data of a size.
     *
     * @throws IllegalArgumentException if a batch was asked for that is larger
     */
    TrainingSettings fitted(TrainingSettings settings, int samples) {
        if (batchSize != null && batchSize > samples) {
            throw OptionValues.wrong("--batch-size", batchSize, "1 to " + samples + ", the samples");
        }
        boolean all = settings.batchSize() >= samples && batchSize == null;
        return new TrainingSettings(
                settings.optimizer(),
                settings.learningRate(),
                all ? TrainingSettings.FULL_BATCH : settings.batchSize(),
                settings.seed());
    }

    private LearningRate learningRate(double highest, long steps) {
        LearningRate constant = new LearningRate.Constant(highest);
        Matcher parts = SCHEDULE.matcher(schedule);
        if (!parts.matches()) {
            throw OptionValues.wrong("--schedule", schedule, SCHEDULES);
        }
        if (schedule.startsWith("cosine")) {
            double lowest = parts.group("lowest") == null ? 0 : number(parts.group("lowest"));
            return OptionValues.made(
                    "--schedule", schedule, () -> new LearningRate.Cosine(highest, lowest, Math.max(1, steps)));
        }
        if (parts.group("factor") != null) {
            double factor = number(parts.group("factor"));
            List<Long> at =
                    Stream.of(parts.group("at").split(",")).map(Long::valueOf).toList();
            return OptionValues.made("--schedule", schedule, () -> new LearningRate.StepDecay(highest, factor, at));
        }
        return parts.group("warm") == null
                ? constant
                : new LearningRate.WarmUp(highest, Long.parseLong(parts.group("warm")));
    }

    private double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    OptionValues.wrong("--schedule", schedule, SCHEDULES).getMessage(), notANumber);
        }
    }
}
