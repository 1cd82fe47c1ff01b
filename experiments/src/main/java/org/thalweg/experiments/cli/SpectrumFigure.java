package org.thalweg.experiments.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;

/** The picture of a spectrum: eigenvalues by their rank from either end, and the density. */
final class SpectrumFigure {

    private SpectrumFigure() {}

    /** The figure, unless there is nothing to draw. */
    static Optional<Figure> of(String title, Eigenvalues eigenvalues, Estimates estimates) {
        List<Panel> panels = new ArrayList<>();
        if (eigenvalues.complete()) {
            panels.add(whole(eigenvalues));
        } else {
            long middle = eigenvalues.dimension() / 2;
            List<Eigenvalue> top =
                    eigenvalues.list().stream().filter(e -> e.index() <= middle).toList();
            List<Eigenvalue> bottom =
                    eigenvalues.list().stream().filter(e -> e.index() > middle).toList();
            if (!top.isEmpty()) {
                panels.add(end("largest eigenvalues", "index", top, e -> e.index()));
            }
            if (!bottom.isEmpty()) {
                long n = eigenvalues.dimension();
                panels.add(end("smallest eigenvalues", "index from the smallest", bottom, e -> n + 1 - e.index()));
            }
        }
        estimates
                .density()
                .ifPresent(density -> panels.add(
                        density.atom().isPresent() ? atom(density.atom().getAsDouble()) : density(density)));
        return panels.isEmpty() ? Optional.empty() : Optional.of(Figure.of(title, panels));
    }

    /** On a logarithmic axis if all intervals are on one side of zero. */
    private static Panel end(String title, String x, List<Eigenvalue> list, ToDoubleFunction<Eigenvalue> rank) {
        boolean positive = list.stream().allMatch(e -> e.proved().lower() > 0);
        Series points = new Series.Points(
                "",
                Hue.BLUE,
                numbers(list, rank),
                numbers(list, Eigenvalue::value),
                numbers(list, e -> e.proved().lower()),
                numbers(list, e -> e.proved().upper()));
        String label = "eigenvalue";
        return new Panel(
                title,
                Axis.whole(x),
                positive ? Axis.logarithmic(label) : Axis.linear(label),
                Panel.Legend.NONE,
                List.of(points));
    }

    /** Sizes by rank, both logarithmic; negative ones by their rank from below. */
    private static Panel whole(Eigenvalues eigenvalues) {
        long n = eigenvalues.dimension();
        List<Eigenvalue> positive =
                eigenvalues.list().stream().filter(e -> e.value() > 0).toList();
        List<Eigenvalue> negative =
                eigenvalues.list().stream().filter(e -> e.value() < 0).toList();
        double[] error =
                eigenvalues.list().stream().mapToDouble(Eigenvalue::halfWidth).toArray();
        List<Series> series = new ArrayList<>();
        series.add(new Series.Line("error bound", Hue.GREY, Series.Dash.DOTTED, new double[] {1, n}, new double[] {
            error[0], error[error.length - 1]
        }));
        if (!positive.isEmpty()) {
            series.add(new Series.Points(
                    "positive", Hue.BLUE, numbers(positive, Eigenvalue::index), numbers(positive, Eigenvalue::value)));
        }
        if (!negative.isEmpty()) {
            series.add(new Series.Points(
                    "negative, from the smallest",
                    Hue.VERMILLION,
                    numbers(negative, e -> n + 1 - e.index()),
                    numbers(negative, e -> -e.value())));
        }
        return new Panel(
                "all eigenvalues",
                Axis.logarithmic("index"),
                // Far below the error bound there is nothing but noise.
                Axis.logarithmic("size of the eigenvalue")
                        .between(error[0] > 0 ? error[0] / 100 : Double.NaN, Double.NaN),
                Panel.Legend.COLUMN,
                series);
    }

    /** With a band of two standard errors; down to what a single eigenvalue would give, and a little less. */
    private static Panel density(Density density) {
        int n = density.points().length;
        double[] lower = new double[n];
        double[] upper = new double[n];
        for (int i = 0; i < n; i++) {
            lower[i] = Math.max(density.floor() / 10, density.values()[i] - 2 * density.standardErrors()[i]);
            upper[i] = Math.max(density.floor() / 10, density.values()[i] + 2 * density.standardErrors()[i]);
        }
        List<Series> series = new ArrayList<>();
        if (Arrays.stream(density.standardErrors()).anyMatch(e -> e > 0)) {
            series.add(new Series.Band("two standard errors", Hue.BLUE, density.points(), lower, upper));
        }
        series.add(new Series.Line("density", Hue.BLUE, Series.Dash.SOLID, density.points(), density.values()));
        return new Panel(
                "spectral density",
                Axis.linear(String.format(
                        Locale.ROOT, "eigenvalue, each as a normal of standard deviation %.2g", density.width())),
                Axis.logarithmic("density").between(density.floor(), Double.NaN),
                series.size() > 1 ? Panel.Legend.ROW : Panel.Legend.NONE,
                series);
    }

    /** All eigenvalues in one place. */
    private static Panel atom(double eigenvalue) {
        double[] place = {eigenvalue, eigenvalue};
        return new Panel(
                "spectral density: one atom",
                Axis.linear("eigenvalue"),
                Axis.linear("fraction of all eigenvalues").between(0, 1.05),
                Panel.Legend.NONE,
                List.of(
                        new Series.Line("", Hue.BLUE, Series.Dash.SOLID, place, new double[] {0, 1}),
                        new Series.Points("", Hue.BLUE, new double[] {eigenvalue}, new double[] {1})));
    }

    private static double[] numbers(List<Eigenvalue> list, ToDoubleFunction<Eigenvalue> number) {
        return list.stream().mapToDouble(number).toArray();
    }
}
