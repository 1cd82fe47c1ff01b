package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.experiments.cli.Thalweg;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.OpenChoice;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;

/**
 * Table 1: "Three types of experiments explain why dropout finds flat minima", with what they measured in its cells.
 *
 * <table>
 * <caption>The cells</caption>
 * <tr><th></th><th>trajectory variance</th><th>gradient variance</th></tr>
 * <tr><th>interval flatness</th><td>{@link Figure2} (a)</td><td>{@link Figure2} (b)</td></tr>
 * <tr><th>Hessian flatness</th><td>{@link Figure3} (a)</td><td>{@link Figure3} (b)</td></tr>
 * <tr><th>alignment</th><td></td><td>{@link Figure4}</td></tr>
 * </table>
 *
 * <p>It is made of the tables of those figures alone. The table {@code cases} has what was measured in each case (a pair of keep
 * probability and learning rate, and who shares a mask), {@code table-1} the smallest, the median and the largest of each cell.
 * A cell agrees with the paper if noise is larger along sharper directions in all of its cases: a slope below 0 against interval
 * flatness, above 0 against eigenvalues, and a trace {@code Tr(H Sigma)} above that of isotropic noise at every step.
 */
public final class Table1 implements VarianceFigure<Table1.Settings> {

    static final String ID = "variance-principle/table-1";

    private static final String SLOPE = "slope";
    private static final String UPPER_SLOPE = "slope of the upper decades";
    private static final String CORRELATION = "rank correlation";
    private static final String R_SQUARED = "R^2 of the power law";
    private static final String RATIO = "smallest Tr(H Sigma) / (Tr(H) Tr(Sigma) / D)";
    private static final String COSINE = "smallest cosine";

    /** By so much markers of different keep probabilities are set apart. */
    private static final double APART = 1.05;

    /** A cell of the table, with the number that tells whether it agrees, and how. */
    private enum Cell {
        INTERVAL_TRAJECTORY("2 (a)", "interval flatness", "trajectory", SLOPE, Claim.Relation.BELOW, 0),
        INTERVAL_GRADIENTS("2 (b)", "interval flatness", "gradients", SLOPE, Claim.Relation.BELOW, 0),
        HESSIAN_TRAJECTORY("3 (a)", "Hessian flatness", "trajectory", SLOPE, Claim.Relation.ABOVE, 0),
        HESSIAN_GRADIENTS("3 (b)", "Hessian flatness", "gradients", SLOPE, Claim.Relation.ABOVE, 0),
        ALIGNMENT("4", "alignment", "gradients", RATIO, Claim.Relation.ABOVE, 1);

        final String figure;
        final String flatness;
        final String noise;
        final String quantity;
        final Claim.Relation relation;
        final double threshold;

        Cell(String figure, String flatness, String noise, String quantity, Claim.Relation relation, double threshold) {
            this.figure = figure;
            this.flatness = flatness;
            this.noise = noise;
            this.quantity = quantity;
            this.relation = relation;
            this.threshold = threshold;
        }
    }

    /**
     * A number of a case.
     *
     * @param quantity what it is
     * @param value the number
     * @param lower where its 95 % interval begins, or NaN
     * @param upper where its 95 % interval ends, or NaN
     */
    private record Measured(String quantity, double value, double lower, double upper) {
        Measured(String quantity, double value) {
            this(quantity, value, Double.NaN, Double.NaN);
        }
    }

    /**
     * The settings that the three figures share; the others are those that the preset has for each of them.
     *
     * @param samples how many images, the first of the training set
     * @param width of both hidden layers
     * @param keepProbabilities what the paper calls dropout rates p: an activation is kept with probability p
     * @param learningRates of gradient descent
     * @param trainingTime learning rate times number of steps
     * @param masks who shares a mask
     * @param dropoutAfter the hidden layer that dropout follows
     * @param upperDecades how many powers of ten the upper eigenvalues of Figure 3 span
     */
    public record Settings(
            int samples,
            int width,
            List<Double> keepProbabilities,
            List<Double> learningRates,
            double trainingTime,
            Sharing masks,
            int dropoutAfter,
            double upperDecades)
            implements SampledSettings {

        /**
         * Checks the numbers, as the figures do.
         *
         * @param samples how many images
         * @param width of both hidden layers
         * @param keepProbabilities of dropout
         * @param learningRates of gradient descent
         * @param trainingTime learning rate times number of steps
         * @param masks who shares a mask
         * @param dropoutAfter the hidden layer that dropout follows
         * @param upperDecades how many powers of ten the upper eigenvalues span
         */
        public Settings {
            Figure3.Settings checked = new Figure3.Settings(
                    samples,
                    width,
                    keepProbabilities,
                    learningRates,
                    trainingTime,
                    2,
                    masks,
                    dropoutAfter,
                    upperDecades);
            keepProbabilities = checked.keepProbabilities();
            learningRates = checked.learningRates();
        }
    }

    /**
     * Runs this figure.
     *
     * @param arguments options of {@code thalweg figure}
     */
    public static void main(String... arguments) {
        Thalweg.figure(ID, arguments);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Three types of experiments, with what they measured: the summary of figures 2, 3 and 4";
    }

    @Override
    public String duration(Preset preset) {
        return switch (preset) {
            case SMOKE -> "5 s";
            case QUICK -> "2 min";
            case PAPER -> "70 min";
        };
    }

    @Override
    public Settings settings(Preset preset) {
        Figure3.Settings settings = new Figure3().settings(preset);
        return new Settings(
                settings.samples(),
                settings.width(),
                settings.keepProbabilities(),
                settings.learningRates(),
                settings.trainingTime(),
                settings.masks(),
                settings.dropoutAfter(),
                settings.upperDecades());
    }

    @Override
    public List<OpenChoice> openChoices() {
        return VariancePrinciple.openChoices(
                OpenChoice.of(VariancePrinciple.OPEN_POINT),
                OpenChoice.of(VariancePrinciple.OPEN_FIT, "upperDecades"),
                OpenChoice.of(VariancePrinciple.OPEN_SAMPLING),
                OpenChoice.of(VariancePrinciple.OPEN_LAYER, "dropoutAfter"));
    }

    @Override
    public int samples(Settings settings) {
        return settings.samples;
    }

    @Override
    public List<Ingredient<?>> madeOf(Preset preset, Settings settings) {
        return List.of(
                ingredient(new Figure2(), preset, settings),
                ingredient(new Figure3(), preset, settings),
                ingredient(new Figure4(), preset, settings));
    }

    private static <T extends Record> Ingredient<T> ingredient(
            PaperFigure<T> figure, Preset preset, Settings settings) {
        return new Ingredient<>(figure, SettingValues.with(figure.settings(preset), settings));
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Workbench.Rows cells = bench.table(
                "table-1",
                "figure",
                "flatness",
                "noise",
                "masks",
                "quantity",
                "cases",
                "smallest",
                "median",
                "largest");
        Workbench.Rows cases = bench.table(
                "cases", "figure", "flatness", "noise", "masks", "p", "lr", "quantity", "value", "lower", "upper");
        bench.plan(1);
        bench.part("summary", 1, () -> {
            for (Cell cell : Cell.values()) {
                for (Sharing masks : both(settings)) {
                    Map<String, List<Double>> values = new LinkedHashMap<>();
                    for (Case one : casesOf(cell, masks, settings)) {
                        for (Measured number : measured(cell, one, settings, bench)) {
                            values.computeIfAbsent(number.quantity, quantity -> new ArrayList<>())
                                    .add(number.value);
                            cases.add(
                                    cell.figure,
                                    cell.flatness,
                                    cell.noise,
                                    VariancePrinciple.name(masks),
                                    one.keepProbability(),
                                    one.learningRate(),
                                    number.quantity,
                                    number.value,
                                    number.lower,
                                    number.upper);
                        }
                    }
                    values.forEach((quantity, list) -> {
                        double[] sorted = list.stream()
                                .mapToDouble(Double::doubleValue)
                                .sorted()
                                .toArray();
                        cells.add(
                                cell.figure,
                                cell.flatness,
                                cell.noise,
                                VariancePrinciple.name(masks),
                                quantity,
                                sorted.length,
                                sorted[0],
                                (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
                                sorted[sorted.length - 1]);
                    });
                }
            }
            bench.worked(1, "summary");
        });
    }

    private static List<Sharing> both(Settings settings) {
        return List.of(settings.masks, VariancePrinciple.other(settings.masks));
    }

    /** With the other masks, figures 2 and 3 have the middle pair alone. */
    private static List<Case> casesOf(Cell cell, Sharing masks, Settings settings) {
        if (cell == Cell.ALIGNMENT) {
            return Case.own(settings).stream()
                    .map(one -> new Case(one.keepProbability(), one.learningRate(), masks))
                    .toList();
        }
        return Case.all(settings).stream().filter(one -> one.masks() == masks).toList();
    }

    private static List<Measured> measured(Cell cell, Case one, Settings settings, Workbench bench) {
        return switch (cell) {
            case INTERVAL_TRAJECTORY, INTERVAL_GRADIENTS -> {
                String of = cell == Cell.INTERVAL_TRAJECTORY ? Figure2.TRAJECTORY : Figure2.GRADIENTS;
                yield measured(Figure2.scatter(one, of, bench.tables(Figure2.ID)));
            }
            case HESSIAN_TRAJECTORY, HESSIAN_GRADIENTS -> {
                String of = cell == Cell.HESSIAN_TRAJECTORY ? Figure3.TRAJECTORY : Figure3.GRADIENTS;
                Scatter all = Figure3.scatter(one, of, bench.tables(Figure3.ID));
                List<Measured> numbers = new ArrayList<>(measured(all));
                numbers.add(slope(UPPER_SLOPE, all.upper(settings.upperDecades)));
                yield numbers;
            }
            case ALIGNMENT -> {
                Table rows = one.of(bench.tables(Figure4.ID).get("alignment"));
                yield List.of(
                        new Measured(RATIO, Figure4.least(rows.numbers("trace_h_sigma"), rows.numbers("isotropic"))),
                        new Measured(
                                COSINE,
                                Arrays.stream(rows.numbers("cosine")).min().orElse(Double.NaN)));
            }
        };
    }

    private static List<Measured> measured(Scatter scatter) {
        RankCorrelation correlation = scatter.rankCorrelation();
        return List.of(
                slope(SLOPE, scatter),
                new Measured(CORRELATION, correlation.value(), correlation.lower(), correlation.upper()),
                new Measured(R_SQUARED, scatter.fit().rSquared()));
    }

    private static Measured slope(String quantity, Scatter scatter) {
        Scatter.Fit fit = scatter.fit();
        return new Measured(quantity, fit.law().slope(), fit.lower(), fit.upper());
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        List<Panel> panels = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            panels.add(panel(
                    cell,
                    cell.quantity,
                    cell == Cell.ALIGNMENT
                            ? Axis.logarithmic("smallest Tr(H\u03a3) / (Tr(H)Tr(\u03a3)/D)")
                            : Axis.linear("slope, 95 % interval"),
                    cell.threshold,
                    settings,
                    tables));
        }
        panels.add(panel(Cell.ALIGNMENT, COSINE, Axis.linear("smallest cosine of H and \u03a3"), 0, settings, tables));
        return Map.of(
                "table-1",
                VariancePrinciple.picture(
                        "Table 1: flatness against trajectory variance (left) and gradient variance (right)",
                        2,
                        panels));
    }

    /** Numbers by learning rate, with the border between agreement and contradiction as a line. */
    private static Panel panel(
            Cell cell, String quantity, Axis axis, double border, Settings settings, Map<String, Table> tables) {
        List<Series> series = new ArrayList<>();
        double[] ends = {
            settings.learningRates.stream().reduce(Math::min).orElseThrow() / 1.3,
            settings.learningRates.stream().reduce(Math::max).orElseThrow() * 1.3
        };
        series.add(new Series.Line("", Hue.GREY, Series.Dash.DASHED, ends, new double[] {border, border}));
        Table own = rows(cell, settings.masks, quantity, tables);
        int rank = 0;
        for (double keep : settings.keepProbabilities) {
            series.add(points("p = " + keep, Hue.of(rank), own.where("p", keep), rank, settings));
            rank++;
        }
        Sharing other = VariancePrinciple.other(settings.masks);
        Table others = rows(cell, other, quantity, tables);
        series.add(points("per " + VariancePrinciple.shortly(other), Hue.BLACK, others, rank, settings));
        return new Panel(
                "Fig. " + cell.figure + ": " + cell.flatness + ", " + cell.noise,
                Axis.logarithmic("learning rate"),
                axis,
                Panel.Legend.ROW,
                series);
    }

    private static Series points(String name, Hue hue, Table rows, int rank, Settings settings) {
        double shift = Math.pow(APART, rank - settings.keepProbabilities.size() / 2.0);
        double[] x = Arrays.stream(rows.numbers("lr")).map(rate -> rate * shift).toArray();
        double[] y = rows.numbers("value");
        return new Series.Points(name, hue, x, y, end(rows.numbers("lower"), y), end(rows.numbers("upper"), y));
    }

    /** Where there is no interval, the number itself. */
    private static double[] end(double[] ends, double... values) {
        double[] known = ends.clone();
        Arrays.setAll(known, i -> Double.isNaN(ends[i]) ? values[i] : ends[i]);
        return known;
    }

    private static Table rows(Cell cell, Sharing masks, String quantity, Map<String, Table> tables) {
        return tables.get("cases")
                .where("figure", cell.figure)
                .where("masks", VariancePrinciple.name(masks))
                .where("quantity", quantity);
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        String consistent = "We explore the relation between the flatness of the loss landscape and the noise structure"
                + " induced by dropout at minima through three methods and obtain a consistent result that the noise is"
                + " larger at the sharper direction of the loss landscape (section 1).";
        List<Claim> claims = new ArrayList<>();
        for (Sharing masks : both(settings)) {
            List<Claim> ofCells = new ArrayList<>();
            for (Cell cell : Cell.values()) {
                ofCells.add(worst(consistent, cell, masks, tables));
            }
            long agree = count(ofCells, Claim.Verdict.REPRODUCED);
            claims.add(new Claim(
                    consistent,
                    VariancePrinciple.words(masks) + ": cells of the table that agree in all cases, of "
                            + ofCells.size(),
                    agree,
                    agree,
                    agree + count(ofCells, Claim.Verdict.UNDECIDED) + count(ofCells, Claim.Verdict.NOT_MEASURED),
                    Claim.Relation.AT_LEAST,
                    ofCells.size()));
            claims.addAll(ofCells);
        }
        return claims;
    }

    private static long count(List<Claim> claims, Claim.Verdict verdict) {
        return claims.stream().filter(claim -> claim.verdict() == verdict).count();
    }

    /** The case of a cell that speaks most against the sentence. */
    private static Claim worst(String sentence, Cell cell, Sharing masks, Map<String, Table> tables) {
        Table rows = rows(cell, masks, cell.quantity, tables);
        String quantity = VariancePrinciple.words(masks) + ", Fig. " + cell.figure + ", " + cell.flatness + ", "
                + cell.noise + ": " + cell.quantity + (cell == Cell.ALIGNMENT ? "" : ", hardest case");
        double[] values = rows.numbers("value");
        double[] lower = rows.numbers("lower");
        double[] upper = rows.numbers("upper");
        return Claim.hardest(IntStream.range(0, values.length)
                .mapToObj(i ->
                        new Claim(sentence, quantity, values[i], lower[i], upper[i], cell.relation, cell.threshold))
                .toList());
    }
}
