package org.thalweg.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Pictures;
import org.thalweg.experiments.plot.PowerLaw;
import org.thalweg.experiments.plot.Series;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures {@link CostSweep}, fits how times grow with samples, parameters and eigenvalues, and draws it. The table goes to
 * standard output, progress to standard error; {@code cost.json}, {@code cost.png} and {@code cost.svg} into a folder.
 */
@Command(name = "cost", description = "Measures and draws what Hessian work costs against n, D and k.")
public final class Cost implements Callable<Integer> {

    private static final String NAME = "cost";

    /** The methods of {@link CostSweep}, and what the legend calls them. */
    private static final Map<String, String> WORKS = works();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this.")
    @SuppressWarnings("UnusedVariable") // picocli alone reads it
    private boolean help;

    @Option(names = "--quick", description = "Short iterations, for a first look.")
    private boolean quick;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "docs/images",
            description = "An existing folder for cost.json, cost.png and cost.svg; default: ${DEFAULT-VALUE}.")
    private Path folder;

    private Cost() {}

    private static Map<String, String> works() {
        Map<String, String> works = new LinkedHashMap<>();
        works.put("lanczos", "Lanczos");
        works.put("trace", "trace, 32 vectors");
        works.put("product", "one product");
        return works;
    }

    /**
     * Measures, fits and draws.
     *
     * @param arguments {@code --help} tells
     */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new Cost())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("cost: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        if (!Files.isWritable(folder)) {
            throw new IOException("--folder " + folder + ": not there or not writable");
        }
        Map<String, String> machine = Machine.describe();
        Measurements measurements = Measurements.run(
                CostSweep.class.getSimpleName() + "\\.",
                Library.NONE,
                new Harness(quick, Harness.ownJvm(), List.of()),
                Measurements.OnFailure.STOP);
        List<Growth> growths = growths(measurements);
        machine.forEach((name, value) -> System.out.println("- " + name + ": " + value));
        System.out.println();
        System.out.println(table(growths));
        Pictures.write(figure(growths), folder, NAME);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("setting", machine);
        content.put("growth", growths);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve(NAME + ".json").toFile(), content);
        return CommandLine.ExitCode.OK;
    }

    /** Every work against every size that was measured. */
    static List<Growth> growths(Measurements measurements) {
        return Arrays.stream(Sizes.Growing.values())
                .flatMap(growing -> WORKS.keySet().stream()
                        .filter(work -> Growth.measured(work, growing, measurements))
                        .map(work -> Growth.of(work, growing, measurements)))
                .toList();
    }

    static Table table(List<Growth> growths) {
        Table table =
                new Table("time of", "against", "slope [95 %]", "linear", "products", "slope of a product", "linear");
        for (Growth growth : growths) {
            table.row(
                    WORKS.get(growth.work()),
                    growth.growing().label(),
                    growth.slope().toString(),
                    growth.slope().linear(),
                    growth.productRange(),
                    growth.slopeOfProduct().toString(),
                    growth.slopeOfProduct().linear());
        }
        return table;
    }

    /** A panel for each size that grows: points as measured, lines as fitted. */
    static Figure figure(List<Growth> growths) {
        List<Panel> panels = Arrays.stream(Sizes.Growing.values())
                .map(growing -> growths.stream()
                        .filter(growth -> growth.growing() == growing)
                        .toList())
                .filter(group -> !group.isEmpty())
                .map(Cost::panel)
                .toList();
        return Figure.of("", panels);
    }

    private static Panel panel(List<Growth> group) {
        List<String> works = List.copyOf(WORKS.keySet());
        List<Series> series = new ArrayList<>();
        for (Growth growth : group) {
            double[] x = growth.sizes();
            Hue hue = Hue.of(works.indexOf(growth.work()));
            String name = String.format(
                    Locale.ROOT,
                    "%s: slope %.2f",
                    WORKS.get(growth.work()),
                    growth.slope().value());
            Series.Line fit = PowerLaw.fit(x, growth.milliseconds()).line("", hue, x[0], x[x.length - 1]);
            series.addAll(List.of(fit, new Series.Points(name, hue, x, growth.milliseconds())));
        }
        return new Panel(
                "",
                Axis.logarithmic(group.get(0).growing().label()),
                Axis.logarithmic("time, ms"),
                Panel.Legend.COLUMN,
                series);
    }
}
