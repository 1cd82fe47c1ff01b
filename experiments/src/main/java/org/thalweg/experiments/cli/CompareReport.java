package org.thalweg.experiments.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.cli.Minimum.Measure;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.estimate.Estimate;

/** What {@code compare} prints, writes and draws. */
final class CompareReport {

    private static final List<String> HEADER =
            List.of("minimum", "measure", "value", "lower", "upper", "confidence", "method");

    /** How many markers a slice has. */
    private static final int MARKERS = 5;

    private final List<Minimum> minima;
    private final List<Verdict> verdicts;
    private final boolean interrupted;

    /** Of all that is known; {@code interrupted} says that it is not all there is. */
    CompareReport(List<Minimum> minima, List<Verdict> verdicts, boolean interrupted) {
        this.minima = minima;
        this.verdicts = verdicts;
        this.interrupted = interrupted;
    }

    /** The content of {@code compare.csv}. */
    String csv() {
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

    /** Prints the table and the verdicts. */
    void print(OutputOptions output) {
        int width = Math.max(
                7, minima.stream().mapToInt(m -> m.name().length()).max().orElse(0));
        StringBuilder head = new StringBuilder(
                String.format(Locale.ROOT, "%-" + width + "s  %12s  %13s", "minimum", "loss", "gradient norm"));
        for (Measure measure : Measure.values()) {
            head.append(String.format(Locale.ROOT, "  %22s", measure.title()));
        }
        output.print("");
        output.print("%s", head);
        for (Minimum minimum : minima) {
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %12.6g  %13.4g",
                    minimum.name(),
                    minimum.evaluation().loss(),
                    minimum.evaluation().gradientNorm()));
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

    /** Every few numbers, from another one for each minimum, so that markers of equal losses do not hide each other. */
    private static double[] some(double[] numbers, int minimum) {
        int apart = Math.max(1, numbers.length / MARKERS);
        return IntStream.range(0, numbers.length)
                .filter(i -> i % apart == minimum % apart)
                .mapToDouble(i -> numbers[i])
                .toArray();
    }

    /** Slices and measures side by side. */
    Figure figure(Dataset data) {
        List<String> names = ShortNames.of(minima.stream().map(Minimum::name).toList());
        List<Series> slices = new ArrayList<>();
        for (int i = 0; i < minima.size(); i++) {
            Minimum minimum = minima.get(i);
            slices.add(new Series.Line("", Hue.of(i), Series.Dash.SOLID, minimum.steps(), minimum.losses()));
            // The marker by which the other panels show this minimum, so that the legend shows it too.
            slices.add(new Series.Points(names.get(i), Hue.of(i), some(minimum.steps(), i), some(minimum.losses(), i)));
        }
        boolean positive =
                minima.stream().flatMapToDouble(m -> Arrays.stream(m.losses())).allMatch(loss -> loss > 0);
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(
                "filter-normalised slice",
                Axis.linear("step, in norms of the filters"),
                positive ? Axis.logarithmic("loss") : Axis.linear("loss"),
                Panel.Legend.COLUMN,
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
        String title =
                "Minima on " + data.size() + " samples of " + data.name() + (interrupted ? " (interrupted)" : "");
        return Figure.of(title, panels);
    }
}
