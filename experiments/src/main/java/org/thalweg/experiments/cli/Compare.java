package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.thalweg.autodiff.Objective;
import org.thalweg.experiments.cli.Minimum.Measure;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.experiments.result.Provenance;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.Printable;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.nn.ImportedWeights;
import org.thalweg.train.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How flat several minima of one network are, side by side. */
@Command(
        name = "compare",
        description = {
            "Loss, sharpness (the largest eigenvalue of the Hessian), trace, expected sharpness under Gaussian noise and a"
                    + " filter-normalised slice of several minima of one network, and which is flattest.",
            "By each measure a minimum counts as flatter if the interval of the difference lies beyond 0. The differences"
                    + " are those of each sample of noise, the same for all minima. The intervals of a measure hold"
                    + " together with the --confidence, and so do those of its differences.",
            "Network, loss and data are those of the result.json that train has written beside the weights, unless options"
                    + " say it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class Compare implements Callable<Integer> {

    private static final String CSV = "compare.csv";
    private static final String PICTURE = "compare";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE FILE...",
            hideParamSyntax = true,
            description = "The weights of each minimum, .safetensors or .npz.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private ProblemOptions problemOptions;

    @Mixin
    private WeightsOptions weightsOptions;

    @Option(
            names = "--noise",
            paramLabel = "SD",
            defaultValue = "0.01",
            description = "The standard deviation of the noise on every parameter, for the expected sharpness.")
    private double noise;

    @Option(
            names = "--relative-noise",
            paramLabel = "R",
            defaultValue = "0.1",
            description = "The size of the noise on a filter relative to its norm, for the relative sharpness, which"
                    + " rescaling the neurons of a rectifier network does not change. Biases stay.")
    private double relativeNoise;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "32", description = "How many pairs of opposite noise.")
    private int pairs;

    @Option(
            names = "--radius",
            paramLabel = "R",
            defaultValue = "1",
            description = "How far the slice goes, in units of the norms of the filters.")
    private double radius;

    @Option(
            names = "--confidence",
            paramLabel = "C",
            defaultValue = "0.95",
            description = "The probability with which the intervals of a measure hold together.")
    private double confidence;

    @Option(
            names = "--accuracy",
            paramLabel = "R",
            defaultValue = "0.02",
            description = "The half-width of the intervals of the traces, relative to the value.")
    private double accuracy;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The most products with a Hessian for its trace. A difference of two traces may take as many"
                    + " with both Hessians.")
    private long budget;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The key of everything random. All minima get the same noise and the same probes.")
    private long seed;

    @Mixin
    private ThreadOptions threads;

    @Mixin
    private OutputOptions output;

    private Interruption interruption = Interruption.unasked();

    private Compare() {}

    /** Sets who asks for an early end. */
    void interruptedBy(Interruption other) {
        interruption = other;
    }

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        if (files.size() < 2) {
            throw OptionValues.wrong(
                    "FILE",
                    files.isEmpty() ? "no weights" : "the weights of " + files.get(0) + " alone",
                    "at least two files, as compare holds minima against each other; spectrum looks at one");
        }
        require();
        for (Path file : files) {
            WeightsOptions.requireThere(file);
        }
        List<TrainedWith> trained = problemOptions.adopt(spec, files);
        ProblemOptions.Problem problem = problemOptions.problem();
        for (TrainedWith one : trained) {
            one.requireSame(spec, problem.data());
        }
        List<ImportedWeights> weights = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            weights.add(weightsOptions.read(files.get(i), i, problem.network()));
        }
        // Around all: the JVM waits until the folder is closed.
        return GracefulEnd.during(interruption::ask, () -> compare(problem, weights, started));
    }

    private int compare(ProblemOptions.Problem problem, List<ImportedWeights> weights, Instant started)
            throws IOException {
        try (OpenFolder folder = output.open();
                Workers workers = threads.workers();
                StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime)) {
            folder.clear();
            output.print("kernels   %s, threads: %d", Kernels.selected().name(), workers.threads());
            output.print("data      %s", problemOptions.describeData(problem.data()));
            output.print(
                    "model     %s; %d parameters; %s",
                    problemOptions.describeModel(), problem.network().parameterCount(), problemOptions.describeLoss());
            Objective objective = Objective.of(problem.network(), problem.loss(), problem.data(), workers);
            List<Evaluation> evaluations = evaluations(objective, problem, weights);
            Study study = new Study(problem.network(), objective, settings(), workers, interruption);
            List<Minimum> minima = minima(study, weights, evaluations, status);
            if (minima.isEmpty()) {
                output.print("nothing is known yet, nothing is written");
                return GracefulEnd.INTERRUPTED;
            }
            List<Verdict> verdicts = verdicts(study, minima, status);
            status.wipe();
            minima.forEach(this::warn);
            write(folder, problem, minima, verdicts, new Provenance(Thalweg.version(), workers.threads(), started));
            return interruption.happened() ? GracefulEnd.INTERRUPTED : 0;
        }
    }

    /** All minima, or those that are known when the work is interrupted. */
    private List<Minimum> minima(
            Study study, List<ImportedWeights> weights, List<Evaluation> evaluations, StatusLine status) {
        List<Minimum> minima = new ArrayList<>();
        status.begin("minima");
        try {
            for (int i = 0; i < files.size(); i++) {
                minima.add(study.minimum(files.get(i), weights.get(i), evaluations.get(i)));
                status.show(Printable.of(files.get(i).toString()), (i + 1.0) / files.size());
            }
        } catch (CancellationException end) {
            status.wipe();
            output.print("INTERRUPTED after %d of %d minima", minima.size(), files.size());
        }
        return minima;
    }

    /** All verdicts, or those that are known when the work is interrupted; none if not all minima are known. */
    private List<Verdict> verdicts(Study study, List<Minimum> minima, StatusLine status) {
        List<Verdict> verdicts = new ArrayList<>();
        if (minima.size() < files.size()) {
            return verdicts;
        }
        Measure[] measures = Measure.values();
        status.begin("differences");
        try {
            for (Measure measure : measures) {
                status.show(measure.title(), Double.NaN);
                verdicts.add(Verdict.of(measure, minima, study::difference));
            }
        } catch (CancellationException end) {
            status.wipe();
            output.print("INTERRUPTED after %d of %d verdicts", verdicts.size(), measures.length);
        }
        return verdicts;
    }

    /** Loss and gradient of each, which are known before the work. */
    private List<Evaluation> evaluations(
            Objective objective, ProblemOptions.Problem problem, List<ImportedWeights> weights) throws IOException {
        List<Evaluation> evaluations = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String name = Printable.of(files.get(i).toString());
            Evaluation evaluation =
                    problem.evaluation(objective.at(weights.get(i).theta()), name + ": ");
            output.print(
                    "weights   %s%s; loss %.6g, gradient norm %.4g",
                    name, WeightsOptions.describe(weights.get(i)), evaluation.loss(), evaluation.gradientNorm());
            evaluations.add(evaluation);
        }
        return evaluations;
    }

    private void require() {
        Format unused = output.format();
        threads.require();
        weightsOptions.require(files.size());
        if (!(noise > 0 && noise < Double.POSITIVE_INFINITY)) {
            throw OptionValues.wrong("--noise", noise, "a finite number above 0");
        }
        if (!(relativeNoise > 0 && relativeNoise < Double.POSITIVE_INFINITY)) {
            throw OptionValues.wrong("--relative-noise", relativeNoise, "a finite number above 0");
        }
        if (!(radius > 0 && radius < Double.POSITIVE_INFINITY)) {
            throw OptionValues.wrong("--radius", radius, "a finite number above 0");
        }
        if (pairs < 3) {
            throw OptionValues.wrong("--pairs", pairs, "at least 3");
        }
        if (!(confidence >= 0.5 && confidence <= 1 - 1e-6)) {
            throw OptionValues.wrong("--confidence", confidence, "0.5 to 1 - 1e-6");
        }
        if (!(accuracy > 0 && accuracy < Double.POSITIVE_INFINITY)) {
            throw OptionValues.wrong("--accuracy", accuracy, "a finite number above 0");
        }
        if (budget < 1) {
            throw OptionValues.wrong("--budget", budget, "at least 1");
        }
    }

    private Study.Settings settings() {
        return new Study.Settings(
                files.size(), noise, relativeNoise, pairs, radius, confidence, accuracy, budget, seed);
    }

    private void warn(Minimum minimum) {
        if (!minimum.isOne()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(String.format(
                    Locale.ROOT,
                    "thalweg: warning: %s is no minimum of this loss on these data: it would still fall by about %.3g of"
                            + " %.3g along the eigenvectors found; expected at most %s of it; train on, or give the --data,"
                            + " --loss and --activation of its training",
                    minimum.name(),
                    minimum.fall(),
                    minimum.evaluation().loss(),
                    Minimum.MOST_FALL));
            err.flush();
        }
    }

    private void write(
            OpenFolder folder,
            ProblemOptions.Problem problem,
            List<Minimum> minima,
            List<Verdict> verdicts,
            Provenance provenance)
            throws IOException {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("command", output.commandName());
        ObjectNode settings = result.putObject("settings");
        problemOptions.putTo(settings, problem.data());
        TrainedWith.putTo(
                settings, spec, problemOptions.source(), problem.data().size());
        settings.put("noise", noise);
        settings.put("relative_noise", relativeNoise);
        settings.put("pairs", pairs);
        settings.put("radius", radius);
        settings.put("confidence", confidence);
        settings.put("accuracy", accuracy);
        settings.put("budget", budget);
        result.put("interrupted", interruption.happened());
        result.put("seed", seed);
        result.put("parameters", problem.network().parameterCount());
        ArrayNode list = result.putArray("minima");
        minima.forEach(minimum -> minimum.putTo(list.addObject()));
        ArrayNode judged = result.putArray("verdicts");
        verdicts.forEach(verdict -> verdict.putTo(judged.addObject()));
        Json.put(result, "data_identity", problem.data().identity());
        result.putObject("sha256").put("data", problem.data().checksum());
        provenance.putTo(result);
        CompareReport report = new CompareReport(minima, verdicts, interruption.happened());
        String csv = report.csv();
        ResultFolder results = folder.results();
        List<String> names = new ArrayList<>();
        results.write(CSV, csv);
        names.add(CSV);
        names.addAll(output.draw(folder, PICTURE, report.figure(problem.data())));
        results.write(result);
        names.add(ResultFolder.RESULT);
        Path where = interruption.happened() ? folder.deliverInterrupted() : folder.deliver();
        switch (output.format()) {
            case TABLE -> report.print(output);
            case JSON -> output.printRaw(ResultFolder.json(result));
            case CSV -> output.printRaw(csv);
        }
        output.printWritten(folder, where, String.join(", ", names));
    }
}
