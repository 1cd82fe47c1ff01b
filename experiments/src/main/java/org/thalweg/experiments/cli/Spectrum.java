package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.experiments.result.Provenance;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.Printable;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.nn.ImportedWeights;
import org.thalweg.nn.TensorMatch;
import org.thalweg.nn.Weights;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Evaluation;
import org.thalweg.train.Goal;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The spectrum of a matrix of curvature at given weights, or at those of a network that is trained first. */
@Command(
        name = "spectrum",
        description = {
            "The largest and smallest eigenvalues, trace, Frobenius norm and spectral density of a matrix of curvature, each"
                    + " with its error, at the weights of a file or of a network that is trained first.",
            "Asked for nothing, it finds the 10 largest eigenvalues, the trace and the density. Without --weights it trains"
                    + " with the options of train; with none of them, for 500 steps of adam at 0.003, cosine, batches of"
                    + " 200."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class Spectrum implements Callable<Integer> {

    private static final String WEIGHTS = "weights.safetensors";

    /** Settings that say where something is from, which its checksum says better; and options, which the others are made of. */
    private static final Set<String> NOT_IN_IDENTITY = Set.of(TrainedWith.OPTIONS, "data", "training", "weights");

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ProblemOptions problemOptions;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "The weights, as .safetensors or .npz. Without them a network is trained first.")
    private Path weights;

    @Mixin
    private WeightsOptions weightsOptions;

    @Mixin
    private MatrixOptions matrix;

    @Mixin
    private BlockOptions block;

    @Mixin
    private EigenvalueOptions eigenvalueOptions;

    @Mixin
    private EstimateOptions estimateOptions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The key of everything random: starts, probes, masks, training.")
    private long seed;

    @Mixin
    private ThreadOptions threads;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--resume",
            description =
                    "Goes on with the run in DIR that was interrupted or killed, given the same options. The result has"
                            + " the bits of an unbroken run. Without it, what such a run has left is dropped.")
    private boolean resume;

    @Mixin
    private TrainingOptions training;

    private Interruption interruption = Interruption.unasked();

    private Spectrum() {}

    /** Sets who asks for an early end. */
    void interruptedBy(Interruption other) {
        interruption = other;
    }

    /** Weights and where they come from. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Point(double[] theta, String checksum, ObjectNode origin) {}

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        TrainingSettings settings = requireOptions();
        if (weights != null) {
            WeightsOptions.requireThere(weights);
        }
        List<TrainedWith> trained = weights == null ? List.of() : problemOptions.adopt(spec, List.of(weights));
        List<Parameter> chosen = block.of(problemOptions.network());
        int dimension = chosen.stream().mapToInt(Parameter::size).sum();
        if (eigenvalueOptions.isEmpty() && estimateOptions.isEmpty()) {
            eigenvalueOptions.useDefault(dimension);
            estimateOptions.useDefault();
        }
        eigenvalueOptions.require(dimension);
        ProblemOptions.Problem problem = problemOptions.problem();
        for (TrainedWith one : trained) {
            one.requireSame(spec, problem.data());
        }
        requireFolder();
        // Around all: the JVM waits until the folder is closed.
        return GracefulEnd.during(interruption::ask, () -> spectrum(problem, settings, chosen, started));
    }

    private int spectrum(
            ProblemOptions.Problem problem, TrainingSettings settings, List<Parameter> chosen, Instant started)
            throws IOException {
        try (Workers workers = threads.workers();
                StatusLine status = new StatusLine(err(), Terminal.isThere(), System::nanoTime)) {
            output.print("kernels   %s, threads: %d", Kernels.selected().name(), workers.threads());
            output.print("data      %s", problemOptions.describeData(problem.data()));
            output.print(
                    "model     %s; %d parameters",
                    problemOptions.describeModel(), problem.network().parameterCount());
            // What may be wrong with weights is found before the folder is touched.
            Optional<Point> given = weights == null ? Optional.empty() : Optional.of(read(problem));
            TrainingSettings fitted =
                    weights == null ? training.fitted(settings, problem.data().size()) : settings;
            try (OpenFolder folder = output.open()) {
                begin(folder);
                Optional<Point> point = given.isPresent() ? given : train(problem, fitted, folder, workers);
                return point.isEmpty()
                        ? GracefulEnd.INTERRUPTED
                        : run(problem, point.get(), chosen, folder, workers, status, started);
            }
        }
    }

    /** Says what becomes of an unfinished run. */
    private void begin(OpenFolder folder) throws IOException {
        boolean left = Files.exists(checkpoint(folder)) || Files.exists(lanczos(folder));
        if (resume && !left) {
            output.print("resume    nothing to go on from in %s; begins afresh", folder.path());
        }
        if (!resume) {
            if (left) {
                output.print("          drops what an unfinished run has left; --resume would have gone on with it");
            }
            folder.clear();
        }
    }

    private static Path checkpoint(OpenFolder folder) {
        return folder.results().path().resolve("checkpoint.safetensors");
    }

    private static Path lanczos(OpenFolder folder) {
        return folder.results().path().resolve("lanczos.safetensors");
    }

    private void requireFolder() {
        if (resume && !Files.isDirectory(output.path())) {
            throw new IllegalArgumentException(
                    "--out " + output.path() + ": no run to resume there; leave out --resume to start");
        }
    }

    /** Whatever can be told from the options alone. */
    private TrainingSettings requireOptions() {
        Format unused = output.format();
        threads.require();
        matrix.require();
        estimateOptions.require();
        String given = optionsOfTraining();
        if (weights != null && !given.isEmpty()) {
            throw OptionValues.wrong("--weights", given + " with it", "none, as nothing is trained");
        }
        if (weights == null && !weightsOptions.given().isEmpty()) {
            throw OptionValues.wrong(weightsOptions.given(), "no --weights with it", "a file with names");
        }
        weightsOptions.require(1);
        if (weights == null) {
            Goal unusedGoal = training.goal();
        }
        if (weights == null && given.isEmpty()) {
            training.useShort();
        }
        return training.settings(seed);
    }

    /** The options of training that were given. */
    private String optionsOfTraining() {
        return spec.mixins().values().stream()
                .filter(mixin -> mixin.userObject() instanceof TrainingOptions)
                .flatMap(mixin -> mixin.options().stream())
                .map(option -> option.longestName())
                .filter(name -> spec.commandLine().getParseResult().hasMatchedOption(name))
                .collect(Collectors.joining(", "));
    }

    private Point read(ProblemOptions.Problem problem) throws IOException {
        ImportedWeights imported = weightsOptions.read(weights, 0, problem.network());
        output.print("weights   %s%s", weights, WeightsOptions.describe(imported));
        ObjectNode origin = JsonNodeFactory.instance.objectNode();
        origin.put("file", weights.toString());
        origin.put("transposed", imported.orientation().turned());
        ObjectNode matches = origin.putObject("matches");
        for (TensorMatch match : imported.matches()) {
            output.print("          %s", match);
            matches.put(match.parameter().name(), match.tensor());
        }
        if (!imported.unused().isEmpty()) {
            output.print(
                    "          not used: %s",
                    imported.unused().stream()
                            .map(tensor -> Printable.of(tensor.name()))
                            .collect(Collectors.joining(", ")));
        }
        if (!imported.others().isEmpty()) {
            output.print(
                    "          not read: %s",
                    imported.others().entrySet().stream()
                            .map(other -> Printable.of(other.getKey() + " (" + other.getValue() + ")"))
                            .collect(Collectors.joining(", ")));
        }
        return new Point(imported.theta(), imported.checksum(), origin);
    }

    /** Trains; nothing if that was interrupted. */
    private Optional<Point> train(
            ProblemOptions.Problem problem, TrainingSettings settings, OpenFolder folder, Workers workers)
            throws IOException {
        output.print(
                "training  %s; %s, learning rate %s, batches of %d, %d steps",
                problemOptions.describeLoss(),
                settings.optimizer(),
                settings.learningRate(),
                Math.min(settings.batchSize(), problem.data().size()),
                training.goal().steps());
        Trainer trainer = Trainer.of(
                problem.network(),
                problem.loss(),
                problem.data(),
                settings,
                training.start(problem.network(), seed),
                workers);
        Path checkpoint = checkpoint(folder);
        if (Files.exists(checkpoint)) {
            trainer.resume(checkpoint);
        }
        ProgressLine line = new ProgressLine(
                err(),
                Terminal.isThere(),
                trainer.step(),
                training.goal().steps(),
                OptionalDouble::empty,
                System::nanoTime);
        Trainer.Ending ending;
        try {
            ending = trainer.run(training.goal(), Checkpoints.every(checkpoint, BETWEEN_CHECKPOINTS), progress -> {
                line.stepped(progress);
                if (interruption.isAsked()) {
                    trainer.stop();
                }
            });
        } finally {
            line.end();
        }
        if (ending == Trainer.Ending.STOPPED) {
            output.print(
                    "stopped after step %d of %d; the same command with --resume goes on",
                    trainer.step(), training.goal().steps());
            return Optional.empty();
        }
        Path file = folder.results().path().resolve(WEIGHTS);
        Weights.write(file, problem.network(), trainer.theta());
        ObjectNode origin = JsonNodeFactory.instance.objectNode();
        training.putTo(origin, settings, problem.data().size());
        origin.put("steps_done", trainer.step());
        return Optional.of(
                new Point(trainer.theta(), ResultFolder.sha256(folder.results().wrote(WEIGHTS)), origin));
    }

    private int run(
            ProblemOptions.Problem problem,
            Point point,
            List<Parameter> chosen,
            OpenFolder folder,
            Workers workers,
            StatusLine status,
            Instant started)
            throws IOException {
        Objective objective = Objective.of(problem.network(), problem.loss(), problem.data(), workers)
                .at(point.theta());
        Evaluation evaluation = problem.evaluation(objective, "");
        LinearOperator operator = matrix.operator(objective, chosen, seed);
        SpectrumReport report = new SpectrumReport(
                matrix.toString(), block.globs().isEmpty() ? List.of() : chosen, operator.dimension(), evaluation);
        report.describe(output);
        ObjectNode settings = settings(problem, point);
        LanczosCheckpoint checkpoint =
                new LanczosCheckpoint(lanczos(folder), identity(problem, point, settings), System::nanoTime);
        OptionalDouble rounding = rounding(objective, operator, status);
        if (rounding.isEmpty()) {
            return nothingKnown(status);
        }
        Eigenvalues found = eigenvalueOptions.find(
                operator,
                estimateOptions.confidence(),
                seed,
                workers,
                status,
                interruption,
                checkpoint,
                checkpoint.read());
        Eigenvalues eigenvalues = found.widened(rounding.getAsDouble());
        Estimates estimates = estimateOptions.estimate(operator, eigenvalues, seed, workers, status, interruption);
        status.wipe();
        if (interruption.happened() && eigenvalues.list().isEmpty() && estimates.isEmpty()) {
            return nothingKnown(status);
        }

        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("command", output.commandName());
        result.set("settings", settings);
        result.put("interrupted", interruption.happened());
        result.put("seed", seed);
        report.putTo(result, problem.network().parameterCount(), eigenvalues, estimates);
        Json.put(result, "data_identity", problem.data().identity());
        ObjectNode checksums = result.putObject("sha256");
        checksums.put("data", problem.data().checksum());
        checksums.put("weights", point.checksum());
        new Provenance(Thalweg.version(), workers.threads(), started).putTo(result);

        String title = report.title(problemOptions, problem.data()) + (interruption.happened() ? " (interrupted)" : "");
        String written = (weights == null ? WEIGHTS + ", " : "")
                + report.write(output, folder, title, eigenvalues, estimates, result);
        Path where = interruption.happened() ? folder.deliverInterrupted() : folder.deliver();
        switch (output.format()) {
            case TABLE -> report.print(output, eigenvalues, estimates, interruption.happened());
            case JSON -> output.printRaw(ResultFolder.json(result));
            case CSV -> output.printRaw(SpectrumReport.csv(eigenvalues));
        }
        output.printWritten(folder, where, written);
        if (interruption.happened()) {
            return GracefulEnd.INTERRUPTED;
        }
        folder.clear();
        return 0;
    }

    /**
     * What to allow for rounding in the eigenvalues; nothing if that was interrupted. Comes before them, as it is short and no
     * interval holds without it, whenever they are interrupted.
     */
    private OptionalDouble rounding(Objective objective, LinearOperator operator, StatusLine status) {
        if (eigenvalueOptions.isEmpty() || !matrix.followsThePoint()) {
            return OptionalDouble.of(0);
        }
        status.begin("rounding");
        try {
            return OptionalDouble.of(
                    PointRounding.at(objective, interruption.of(operator), seed).ofEigenvalue());
        } catch (CancellationException end) {
            return OptionalDouble.empty();
        }
    }

    /** An interrupted run that has no results yet; its checkpoints are there. */
    private int nothingKnown(StatusLine status) {
        status.wipe();
        output.print(
                "INTERRUPTED before anything was known, nothing is written; the same command with --resume goes on");
        return GracefulEnd.INTERRUPTED;
    }

    private ObjectNode settings(ProblemOptions.Problem problem, Point point) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        problemOptions.putTo(settings, problem.data());
        TrainedWith.putTo(
                settings, spec, problemOptions.source(), problem.data().size());
        matrix.putTo(settings);
        block.globs().forEach(settings.putArray("block")::add);
        eigenvalueOptions.putTo(settings);
        estimateOptions.putTo(settings);
        settings.set(weights == null ? "training" : "weights", point.origin());
        return settings;
    }

    /** What the products of Lanczos depend on, and the version, as another may multiply in another order. */
    private Map<String, String> identity(ProblemOptions.Problem problem, Point point, ObjectNode settings) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("version", Thalweg.version());
        settings.properties().forEach(setting -> {
            String name = setting.getKey();
            if (!NOT_IN_IDENTITY.contains(name)) {
                identity.put(name, setting.getValue().toString());
            }
        });
        identity.put("seed", String.valueOf(seed));
        identity.put("data", problem.data().identity().toString());
        identity.put("weights", point.checksum());
        return identity;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
