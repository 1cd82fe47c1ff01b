package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.experiments.cli.Minimum.Measure;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.experiments.result.Provenance;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.landscape.ExpectedSharpness;
import org.thalweg.landscape.FilterNormalized;
import org.thalweg.landscape.Landscape;
import org.thalweg.landscape.Slice;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.Trace;
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
            "By each measure a minimum counts as flatter if the interval of the difference lies beyond 0. The intervals of"
                    + " a measure hold together with the --confidence."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class Compare implements Callable<Integer> {

    private static final double TOLERANCE = 1e-8;
    private static final int STEPS = 41;
    private static final String CSV = "compare.csv";
    private static final String PICTURE = "compare";
    private static final List<String> HEADER =
            List.of("minimum", "measure", "value", "lower", "upper", "confidence", "method");

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "2..*", paramLabel = "FILE", description = "The weights of each minimum, .safetensors or .npz.")
    private List<Path> files;

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
            description = "The most products with a Hessian for its trace.")
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
        require();
        ProblemOptions.Problem problem = problemOptions.problem();
        List<ImportedWeights> weights = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            weights.add(weightsOptions.read(files.get(i), i, problem.network()));
        }
        try (OpenFolder folder = output.open();
                Workers workers = threads.workers();
                StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime)) {
            folder.clear();
            output.print("kernels   %s, threads: %d", Kernels.selected().name(), workers.threads());
            output.print("data      %s", problemOptions.describeData(problem.data()));
            output.print(
                    "model     %s; %d parameters; %s",
                    problemOptions.describeModel(), problem.network().parameterCount(), problemOptions.describeLoss());
            for (int i = 0; i < files.size(); i++) {
                output.print("weights   %s%s", files.get(i), WeightsOptions.describe(weights.get(i)));
            }
            return GracefulEnd.during(interruption::ask, () -> {
                List<Minimum> minima = minima(problem, weights, workers, status);
                status.wipe();
                write(folder, problem, minima, new Provenance(Thalweg.version(), workers.threads(), started));
                return interruption.happened() ? GracefulEnd.INTERRUPTED : 0;
            });
        }
    }

    /** All minima, or those that are known when the work is interrupted. */
    private List<Minimum> minima(
            ProblemOptions.Problem problem, List<ImportedWeights> weights, Workers workers, StatusLine status) {
        Objective objective = Objective.of(problem.network(), problem.loss(), problem.data(), workers);
        List<Minimum> minima = new ArrayList<>();
        status.begin("minima");
        try {
            for (int i = 0; i < files.size(); i++) {
                minima.add(minimum(files.get(i), weights.get(i), problem, objective, workers));
                status.show(files.get(i).toString(), (i + 1.0) / files.size());
            }
        } catch (CancellationException end) {
            status.wipe();
            output.print("INTERRUPTED after %d of %d minima", minima.size(), files.size());
        }
        return minima;
    }

    private void require() {
        Format unused = output.format();
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

    private Minimum minimum(
            Path file, ImportedWeights weights, ProblemOptions.Problem problem, Objective objective, Workers workers) {
        double each = 1 - (1 - confidence) / files.size();
        double[] theta = weights.theta();
        Evaluation evaluation =
                Evaluation.of(objective.at(theta), problem.data().targets());
        LinearOperator hessian = interruption.of(objective.operator(Curvature.HESSIAN));
        LanczosResult largest = Lanczos.of(hessian)
                .tolerance(TOLERANCE)
                .confidence(each)
                .seed(seed)
                .workers(workers)
                .largest(1);
        Estimate trace = Trace.estimate(
                hessian,
                Trace.Method.HUTCH_PLUS_PLUS,
                new EstimatorSettings(accuracy, 0, each, budget, seed),
                largest.converged()
                        ? Deflation.of(largest.eigenvalues(), largest.vectors())
                        : Deflation.none(hessian.dimension()),
                workers,
                EstimateListener.SILENT);
        Map<Measure, Estimate> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.SHARPNESS, sharpness(largest, each));
        measures.put(Measure.TRACE, trace);
        interruption.check();
        Landscape landscape = Landscape.of(objective);
        double[] equal = ExpectedSharpness.equal(problem.network(), noise);
        measures.put(
                Measure.EXPECTED_SHARPNESS, sharpness(landscape, theta, equal, each, "standard deviation " + noise));
        interruption.check();
        double[] relative = ExpectedSharpness.relative(problem.network(), theta, relativeNoise);
        measures.put(
                Measure.RELATIVE_SHARPNESS,
                sharpness(landscape, theta, relative, each, relativeNoise + " of the norm of each filter"));
        interruption.check();
        double[] direction =
                FilterNormalized.direction(problem.network(), theta, FilterNormalized.Vectors.FIXED, seed, 0);
        double[] steps = Slice.steps(-radius, radius, STEPS);
        double[] losses = slice(landscape, theta, direction, steps);
        long products = (long) largest.products() + largest.secondStartProducts() + largest.verificationProducts();
        return new Minimum(
                file,
                weights.checksum(),
                weights.orientation().turned(),
                evaluation,
                measures,
                steps,
                losses,
                products + trace.products());
    }

    /** The likely interval: that of the largest eigenvalue, not of some eigenvalue. */
    private static Estimate sharpness(LanczosResult largest, double confidence) {
        double value = largest.eigenvalues()[0];
        return new Estimate(
                value,
                Math.min(value, largest.likely().get(0).lower()),
                Math.max(value, largest.likely().get(0).upper()),
                confidence,
                "thick-restart Lanczos" + (largest.converged() ? "" : ", not converged"),
                largest.products());
    }

    private Estimate sharpness(Landscape landscape, double[] theta, double[] deviations, double each, String what) {
        ExpectedSharpness sharpness = ExpectedSharpness.estimate(landscape, theta, deviations, pairs, each, seed);
        if (!Double.isFinite(sharpness.mean())) {
            throw new ArithmeticException(
                    "expected sharpness with noise of " + what + ": the loss overflows," + " expected less noise");
        }
        return new Estimate(
                sharpness.mean(),
                sharpness.lower(),
                sharpness.upper(),
                each,
                "noise of " + what + ", Student's t over " + pairs + " antithetic pairs",
                0);
    }

    private static double[] slice(Landscape landscape, double[] theta, double[] direction, double... steps) {
        double[] at = new double[theta.length];
        double[] losses = new double[steps.length];
        for (int s = 0; s < steps.length; s++) {
            for (int i = 0; i < at.length; i++) {
                at[i] = Math.fma(steps[s], direction[i], theta[i]);
            }
            losses[s] = landscape.loss(at);
        }
        return losses;
    }

    private void write(OpenFolder folder, ProblemOptions.Problem problem, List<Minimum> minima, Provenance provenance)
            throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        if (!interruption.happened()) {
            for (Measure measure : Measure.values()) {
                verdicts.add(Verdict.of(measure, minima));
            }
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("command", "thalweg compare");
        ObjectNode settings = result.putObject("settings");
        problemOptions.putTo(settings, problem.data());
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
        String csv = csv(minima);
        ResultFolder results = folder.results();
        List<String> names = new ArrayList<>();
        results.write(CSV, csv);
        names.add(CSV);
        if (!minima.isEmpty()) {
            names.addAll(output.draw(folder, PICTURE, figure(minima, problem)));
        }
        results.write(result);
        names.add(ResultFolder.RESULT);
        folder.deliver();
        folder.clear();
        switch (output.format()) {
            case TABLE -> print(minima, verdicts);
            case JSON -> output.printRaw(ResultFolder.json(result));
            case CSV -> output.printRaw(csv);
        }
        output.print("written to %s: %s", folder.path(), String.join(", ", names));
    }

    private static String csv(List<Minimum> minima) {
        List<List<Object>> rows = new ArrayList<>();
        for (Minimum minimum : minima) {
            double loss = minimum.evaluation().loss();
            rows.add(List.of(minimum.name(), "loss", loss, loss, loss, 1.0, "exact"));
            minimum.measures()
                    .forEach((measure, estimate) -> rows.add(List.of(
                            minimum.name(),
                            measure.key(),
                            estimate.value(),
                            estimate.lower(),
                            estimate.upper(),
                            estimate.confidence(),
                            estimate.method())));
        }
        return ResultFolder.csv(HEADER, rows);
    }

    private void print(List<Minimum> minima, List<Verdict> verdicts) {
        int width = Math.max(
                7, minima.stream().mapToInt(m -> m.name().length()).max().orElse(0));
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-" + width + "s  %12s", "minimum", "loss"));
        for (Measure measure : Measure.values()) {
            head.append(String.format(Locale.ROOT, "  %22s", measure.title()));
        }
        output.print("");
        output.print("%s", head);
        for (Minimum minimum : minima) {
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %12.6g",
                    minimum.name(),
                    minimum.evaluation().loss()));
            minimum.measures()
                    .values()
                    .forEach(e -> row.append(String.format(
                            Locale.ROOT,
                            "  %22s",
                            String.format(Locale.ROOT, "%.5g +- %.1e", e.value(), e.halfWidth()))));
            output.print("%s", row);
        }
        output.print("");
        for (Verdict verdict : verdicts) {
            output.print("%-20s %s", verdict.measure().title(), verdict);
        }
    }

    private Figure figure(List<Minimum> minima, ProblemOptions.Problem problem) {
        List<Series> slices = new ArrayList<>();
        for (int i = 0; i < minima.size(); i++) {
            Minimum minimum = minima.get(i);
            slices.add(
                    new Series.Line(minimum.name(), Hue.of(i), Series.Dash.SOLID, minimum.steps(), minimum.losses()));
        }
        boolean positive =
                minima.stream().flatMapToDouble(m -> Arrays.stream(m.losses())).allMatch(loss -> loss > 0);
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(
                "filter-normalised slice",
                Axis.linear("step, in norms of the filters"),
                positive ? Axis.logarithmic("loss") : Axis.linear("loss"),
                Panel.Legend.ROW,
                slices));
        for (Measure measure : Measure.values()) {
            List<Series> points = IntStream.range(0, minima.size())
                    .<Series>mapToObj(i -> {
                        Estimate e = minima.get(i).measures().get(measure);
                        return new Series.Points(
                                "",
                                Hue.of(i),
                                new double[] {i + 1},
                                new double[] {e.value()},
                                new double[] {e.lower()},
                                new double[] {e.upper()});
                    })
                    .toList();
            panels.add(new Panel(
                    measure.title(),
                    Axis.bare("minima in the order of the legend").between(0.5, minima.size() + 0.5),
                    Axis.linear(measure.title()),
                    Panel.Legend.NONE,
                    points));
        }
        String title = "Minima on " + problem.data().size() + " samples of "
                + problem.data().name() + (interruption.happened() ? " (interrupted)" : "");
        return Figure.of(title, panels);
    }
}
