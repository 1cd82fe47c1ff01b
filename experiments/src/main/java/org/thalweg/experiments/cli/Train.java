package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.Provenance;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.Printable;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.nn.Weights;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Evaluation;
import org.thalweg.train.Goal;
import org.thalweg.train.Progress;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network and writes its weights. */
@Command(
        name = "train",
        description = "Trains a network and writes its weights as .safetensors and .npz, under PyTorch's names.",
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class Train implements Callable<Integer> {

    private static final Pattern EVERY = Pattern.compile("([1-9][0-9]{0,8})(s?)");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private LossOptions lossOptions;

    @Mixin
    private DataOptions dataOptions;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The key of everything random in training: start, batches, dropout.")
    private long seed;

    @Mixin
    private ThreadOptions threads;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "run", description = "The folder for all results.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "table",
            description =
                    "What is printed: table; or json, the content of result.json, with everything else on standard"
                            + " error. Progress is always there.")
    private String format;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N|Ns",
            defaultValue = "60s",
            description = "How many steps, or seconds, lie between two checkpoints.")
    private String checkpointEvery;

    @Option(
            names = "--resume",
            description = "Goes on with the run in DIR, given the same options; more --steps are fine."
                    + " The result has the bits of an unbroken run.")
    private boolean resume;

    private Train() {}

    /** What a run is made of. */
    private record Parts(Graph network, Loss loss, Dataset data, Optional<Dataset> test, TrainingSettings settings) {}

    @Override
    public Integer call() throws IOException {
        if (format() == Format.CSV) {
            throw OptionValues.wrong("--format", format, "table or json; the CSV file is progress.csv");
        }
        RunFolder folder = new RunFolder(out);
        folder.require(resume);
        threads.require();
        Goal goal = training.goal();
        Checkpoints checkpoints = checkpoints(folder.checkpoint());
        TrainingSettings settings = training.settings(seed);
        Graph network = model.network();
        double[] start = training.start(network, seed);
        Loss loss = lossOptions.loss();
        Dataset data = dataOptions.train(DataOptions.TO_TRAIN, model.outputs());
        lossOptions.requireFit(data);
        model.requireFit(data);
        TrainingSettings fitted = training.fitted(settings, data.size());
        Parts parts = new Parts(network, loss, data, dataOptions.test(), fitted);
        parts.test.ifPresent(model::requireFit);
        try (Workers workers = threads.workers()) {
            Trainer trainer = Trainer.of(network, loss, data, fitted, start, workers);
            // Around the lock: the JVM waits until the folder is given back.
            return GracefulEnd.during(trainer::stop, () -> run(trainer, parts, goal, checkpoints, folder, workers));
        }
    }

    private int run(Trainer trainer, Parts parts, Goal goal, Checkpoints checkpoints, RunFolder folder, Workers workers)
            throws IOException {
        FolderLock lock = folder.open();
        try (lock) {
            // Once more, as another run may have been there meanwhile.
            folder.require(resume);
            if (resume && folder.hasCheckpoint()) {
                trainer.resume(folder.checkpoint());
            }
            describe(parts, workers);
            if (resume && !folder.hasCheckpoint()) {
                print("resume    no checkpoint in %s yet; starts at step 0", folder.path());
            }
            return train(trainer, parts, goal, checkpoints, folder, workers);
        }
    }

    private Checkpoints checkpoints(Path file) {
        Matcher every = EVERY.matcher(checkpointEvery);
        if (!every.matches()) {
            throw OptionValues.wrong(
                    "--checkpoint-every", checkpointEvery, "a number of steps, or of seconds as in 60s");
        }
        long number = Long.parseLong(every.group(1));
        return every.group(2).isEmpty()
                ? Checkpoints.everySteps(file, number)
                : Checkpoints.every(file, Duration.ofSeconds(number));
    }

    private void describe(Parts parts, Workers workers) {
        Dataset data = parts.data;
        print("kernels   %s, threads: %d", Kernels.selected().name(), workers.threads());
        print(
                "data      %s: %d samples of %d numbers, %d classes; %s",
                dataOptions,
                data.size(),
                data.inputs().numCols,
                data.targets().width(),
                parts.test.map(test -> test.size() + " more for testing").orElse("none for testing"));
        print("model     %s; %d parameters", model, parts.network.parameterCount());
        print("training  %s; %s", lossOptions, text(parts.settings, data));
    }

    private static String text(TrainingSettings settings, Dataset data) {
        return settings.optimizer() + ", learning rate " + settings.learningRate() + ", batches of "
                + Math.min(settings.batchSize(), data.size()) + ", seed " + settings.seed();
    }

    private int train(
            Trainer trainer, Parts parts, Goal goal, Checkpoints checkpoints, RunFolder folder, Workers workers)
            throws IOException {
        long first = trainer.step();
        Instant started = Instant.now();
        Objective whole = Objective.of(parts.network, parts.loss, parts.data, workers);
        ProgressLine line = new ProgressLine(
                spec.commandLine().getErr(),
                Terminal.isThere(),
                first,
                goal.steps(),
                () -> accuracy(whole, parts.data, trainer),
                System::nanoTime);
        try (ProgressTable table = new ProgressTable(folder.progress(), trainer.note())) {
            Trainer.Ending ending;
            try {
                ending = trainer.run(goal, checkpoints, new Progress.Observer() {
                    @Override
                    public void stepped(Progress progress) throws IOException {
                        table.stepped(progress);
                        line.stepped(progress);
                    }

                    @Override
                    public String note() throws IOException {
                        return table.note();
                    }
                });
            } finally {
                line.end();
            }
            if (ending == Trainer.Ending.STOPPED) {
                print(
                        "stopped after step %d of %d; the same command with --resume goes on from %s",
                        trainer.step(), goal.steps(), folder.checkpoint());
                return GracefulEnd.INTERRUPTED;
            }
            Evaluation train = Evaluation.of(whole.at(trainer.theta()), parts.data.targets());
            Optional<Evaluation> test = parts.test.map(data -> Evaluation.of(
                    Objective.of(parts.network, parts.loss, data, workers).at(trainer.theta()), data.targets()));
            write(folder, trainer, parts, ending, train, test, workers, started);
            report(train, test);
            print("written to %s: weights.safetensors, weights.npz, result.json, progress.csv", folder.path());
            return 0;
        }
    }

    private static OptionalDouble accuracy(Objective objective, Dataset data, Trainer trainer) {
        return data.targets() instanceof Targets.Labels labels
                ? OptionalDouble.of(
                        Evaluation.accuracy(objective.at(trainer.theta()).outputs(), labels))
                : OptionalDouble.empty();
    }

    private void report(Evaluation train, Optional<Evaluation> test) {
        print(
                "loss           %.10g%s",
                train.loss(), test.map(e -> text("  (test %.10g)", e.loss())).orElse(""));
        train.accuracy()
                .ifPresent(accuracy -> print(
                        "accuracy       %.4f%s",
                        accuracy,
                        test.map(e -> text("  (test %.4f)", e.accuracy().getAsDouble()))
                                .orElse("")));
        print("gradient norm  %.6g", train.gradientNorm());
    }

    private void write(
            RunFolder folder,
            Trainer trainer,
            Parts parts,
            Trainer.Ending ending,
            Evaluation train,
            Optional<Evaluation> test,
            Workers workers,
            Instant started)
            throws IOException {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("command", "thalweg train");
        ObjectNode settings = result.putObject("settings");
        settings.put("model", model.toString());
        settings.put("loss", lossOptions.toString());
        settings.put("data", dataOptions.toString());
        settings.put("samples", parts.data.size());
        TrainedWith.putTo(settings, spec, dataOptions.resolved(), parts.data.size());
        training.putTo(settings, parts.settings, parts.data.size());
        settings.put("seed", seed);
        result.put("parameters", parts.network.parameterCount());
        result.put("steps", trainer.step());
        result.put("ending", ending.name().toLowerCase(Locale.ROOT));
        put(result.putObject("train"), train);
        test.ifPresent(evaluation -> put(result.putObject("test"), evaluation));
        Json.put(result, "data_identity", parts.data.identity());
        parts.test.ifPresent(data -> Json.put(result, "test_data_identity", data.identity()));
        ObjectNode checksums = result.putObject("sha256");
        checksums.put("data", parts.data.checksum());
        parts.test.ifPresent(data -> checksums.put("test_data", data.checksum()));
        ResultFolder results = new ResultFolder(folder.path());
        for (String name : new String[] {"weights.safetensors", "weights.npz"}) {
            Weights.write(folder.file(name), parts.network, trainer.theta());
            results.wrote(name);
        }
        new Provenance(Thalweg.version(), workers.threads(), started).putTo(result);
        results.write(result);
        if (format() == Format.JSON) {
            spec.commandLine().getOut().print(ResultFolder.json(result));
            spec.commandLine().getOut().flush();
        }
    }

    private static void put(ObjectNode node, Evaluation evaluation) {
        node.put("loss", evaluation.loss());
        evaluation.accuracy().ifPresent(accuracy -> node.put("accuracy", accuracy));
        node.put("gradient_norm", evaluation.gradientNorm());
    }

    private Format format() {
        return OptionValues.choice("--format", Format.class, format);
    }

    private void print(String line, Object... arguments) {
        boolean json = format() == Format.JSON;
        PrintWriter writer =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        writer.println(Printable.of(text(line, arguments)));
        writer.flush();
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
