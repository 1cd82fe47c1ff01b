package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.cli.Thalweg;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.OpenChoice;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;
import org.thalweg.landscape.FilterNormalized;
import org.thalweg.landscape.FilterNormalized.Filters;
import org.thalweg.landscape.FilterNormalized.Vectors;
import org.thalweg.landscape.FlatInterval;
import org.thalweg.landscape.FlatnessSettings;
import org.thalweg.landscape.IntervalFlatness;
import org.thalweg.landscape.Landscape;
import org.thalweg.landscape.Lines;
import org.thalweg.landscape.Slice;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Evaluation;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.TrainingSettings;

/**
 * Figure 1(a): a network trained with dropout and one trained without, from the same start on the same batches; their test
 * accuracies, and the loss around their solutions along filter-normalised random directions,
 *
 * <pre>{@code f(alpha) = L(theta + alpha d)      d_W = |W| z_W / |z_W| for each weight W,  d_b = 0 for each bias b}</pre>
 *
 * <p>with z standard normal and L the loss of the training images without dropout, for both. The paper draws one direction.
 * Here the first is drawn as the paper does; along several, the same draws z for both solutions, the interval is measured in
 * which the loss is below a level, and the ratio of its widths has an interval of confidence. The other reading of a
 * filter, a row of a weight, is computed too.
 */
public final class Figure1a implements VarianceFigure<Figure1a.Settings> {

    static final String ID = "variance-principle/figure-1a";

    // What the paper leaves open, once: the javadoc of the settings and the reports show these sentences.

    private static final String OPEN_LENGTH = "Batch size and number of epochs: the preset paper takes 128 and 50.";

    private static final String OPEN_NETWORK =
            "The activation is the rectifier; biases are 0 at the start, and at rest along the directions, as in the code of"
                    + " the authors of filter normalization; pixels are divided by 255 and not centred.";

    private static final String OPEN_MASKS =
            "Whether the samples of a batch share a mask: each has its own, as in a usual dropout layer; values that are kept"
                    + " are divided by p, which the paper's formula (3) leaves out.";

    private static final String OPEN_LOSS =
            "Which loss is drawn: that of training images without dropout; the preset paper takes the first 10,000.";

    private static final String OPEN_WIDTH =
            "How flat is flatter: the width of the interval below this loss. In figure 11 of arXiv:2207.05952, by two of the"
                    + " authors and with the same network and accuracies, the widths at 0.1 are in the ratio 1.7.";

    /** The paper's accuracies, less half of their last digit. */
    private static final double PAPER_WITH = 98.65;

    private static final double PAPER_WITHOUT = 98.05;

    /** About how many losses the search for an interval takes. */
    private static final int LOSSES_OF_A_SEARCH = 18;

    /** An error of the ends of intervals far below their difference from direction to direction. */
    private static final double TOLERANCE = 1e-3;

    private static final double FIRST_STEP = 0.01;
    private static final double LARGEST_STEP = 100;

    /** The level is not far from the lower edge of the picture, as in the paper. */
    private static final double PICTURE_IN_LEVELS = 5;

    /** How a solution was trained. */
    enum Solution {
        WITH(true, Hue.BLUE),
        WITHOUT(false, Hue.VERMILLION);

        private final boolean dropped;
        private final Hue hue;

        Solution(boolean dropped, Hue hue) {
            this.dropped = dropped;
            this.hue = hue;
        }

        /** As tables have it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** For the legend. */
        String words() {
            return text() + " dropout";
        }
    }

    /**
     * The settings. The paper says: 784-1024-1024-10 on MNIST, cross-entropy, Xavier initialization, dropout behind the first
     * and the second layer "with dropout rate of 0.8 and 0.5", where a neuron is kept with that probability, Adam with its
     * defaults and learning rate 0.0001, and that for such a network "one layer is one filter". It leaves open
     *
     * <ul>
     *   <li>{@value #OPEN_LENGTH}
     *   <li>{@value #OPEN_NETWORK}
     *   <li>{@value #OPEN_MASKS}
     *   <li>{@value #OPEN_LOSS}
     *   <li>{@value #OPEN_WIDTH}
     * </ul>
     *
     * @param samples how many training images, the first
     * @param testSamples how many test images, the first; after each epoch loss and accuracy are those of as many training images
     * @param width of both hidden layers
     * @param keepProbabilities what the paper calls dropout rates p, after the first and after the second hidden layer
     * @param masks who shares a mask
     * @param learningRate of Adam
     * @param batchSize images a step
     * @param epochs passes over the training images
     * @param filters what of a weight is one filter
     * @param sliceSamples how many training images the loss along directions is of, the first
     * @param directions how many directions; at least 6, the fewest that give an interval
     * @param reach the picture goes from {@code -reach} to {@code reach} in alpha
     * @param points how many losses there are on a curve of the picture
     * @param level of the loss, at which the width is measured
     */
    public record Settings(
            int samples,
            int testSamples,
            int width,
            List<Double> keepProbabilities,
            Sharing masks,
            double learningRate,
            int batchSize,
            int epochs,
            Filters filters,
            int sliceSamples,
            int directions,
            double reach,
            int points,
            double level) {

        /**
         * Checks the numbers.
         *
         * @param samples how many training images
         * @param testSamples how many test images
         * @param width of both hidden layers
         * @param keepProbabilities after the first and after the second hidden layer
         * @param masks who shares a mask
         * @param learningRate of Adam
         * @param batchSize images a step
         * @param epochs passes over the training images
         * @param filters what of a weight is one filter
         * @param sliceSamples how many training images the loss along directions is of
         * @param directions how many directions
         * @param reach half the range of the picture
         * @param points how many losses there are on a curve
         * @param level of the loss
         */
        public Settings {
            keepProbabilities = List.copyOf(keepProbabilities);
            require(samples >= 1, "samples", samples, "at least 1");
            require(testSamples >= 1, "testSamples", testSamples, "at least 1");
            require(width >= 1, "width", width, "at least 1");
            require(
                    keepProbabilities.size() == 2 && keepProbabilities.stream().allMatch(p -> p > 0 && p <= 1),
                    "keepProbabilities",
                    keepProbabilities,
                    "two numbers, 0 < p <= 1");
            require(learningRate > 0 && learningRate < 1e9, "learningRate", learningRate, "0 < learningRate < 1e9");
            require(batchSize >= 1 && batchSize <= samples, "batchSize", batchSize, "1 to samples, " + samples);
            require(epochs >= 1, "epochs", epochs, "at least 1");
            require(
                    sliceSamples >= 1 && sliceSamples <= samples,
                    "sliceSamples",
                    sliceSamples,
                    "1 to samples, " + samples);
            require(
                    directions >= MedianInterval.FEWEST && directions <= MedianInterval.MOST,
                    "directions",
                    directions,
                    MedianInterval.FEWEST + " to " + MedianInterval.MOST);
            require(reach > 0 && reach < 1e9, "reach", reach, "0 < reach < 1e9");
            require(points >= 3, "points", points, "at least 3");
            require(level > 0 && level < 1e9, "level", level, "0 < level < 1e9");
        }

        private static void require(boolean good, String name, Object found, String expected) {
            VariancePrinciple.require(good, name, found, expected);
        }

        /** How many training images are looked at after each epoch. */
        int judged() {
            return Math.min(samples, testSamples);
        }

        /** The paper's reading of a filter or whatever was set, then the other one. */
        List<Filters> readings() {
            return List.of(filters, filters == Filters.LAYERS ? Filters.ROWS : Filters.LAYERS);
        }

        /** The network, with dropout or without; both have the same parameters. */
        Graph network(int inputs, int classes, boolean dropped) {
            Sequential layers = Sequential.of(inputs);
            for (double keep : keepProbabilities) {
                layers.affine(width).relu();
                if (dropped && keep < 1) {
                    layers.dropout(keep, masks);
                }
            }
            return layers.affine(classes).build();
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
        return "Test accuracy, and loss around the solution, with and without dropout";
    }

    @Override
    public String duration(Preset preset) {
        return switch (preset) {
            case SMOKE -> "3 s";
            case QUICK -> "1.5 min";
            case PAPER -> "35 min";
        };
    }

    @Override
    public Settings settings(Preset preset) {
        List<Double> keep = List.of(0.8, 0.5);
        Filters layers = Filters.LAYERS;
        return switch (preset) {
            case SMOKE -> new Settings(500, 500, 32, keep, Sharing.SAMPLE, 3e-3, 50, 15, layers, 500, 6, 2, 17, 0.5);
            case QUICK ->
                new Settings(10_000, 5000, 256, keep, Sharing.SAMPLE, 1e-3, 128, 30, layers, 2000, 6, 2, 33, 0.1);
            case PAPER ->
                new Settings(60_000, 10_000, 1024, keep, Sharing.SAMPLE, 1e-4, 128, 50, layers, 10_000, 6, 2, 33, 0.1);
        };
    }

    @Override
    public int samples(Settings settings) {
        return settings.samples;
    }

    @Override
    public List<OpenChoice> openChoices() {
        return List.of(
                OpenChoice.of(OPEN_LENGTH, "batchSize", "epochs"),
                OpenChoice.of(OPEN_NETWORK),
                OpenChoice.of(OPEN_MASKS, "masks"),
                OpenChoice.of(OPEN_LOSS, "sliceSamples"),
                OpenChoice.of(OPEN_WIDTH, "level"));
    }

    @Override
    public int testSamples(Settings settings) {
        return settings.testSamples;
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Dataset data = bench.data();
        Graph plain = settings.network(data.inputs().numCols, data.targets().width(), false);
        Map<Solution, EpochTraining> trainings = new EnumMap<>(Solution.class);
        for (Solution solution : Solution.values()) {
            trainings.put(solution, training(solution, settings, data, bench.seed()));
        }
        int readings = settings.readings().size();
        long search = (long) LOSSES_OF_A_SEARCH * settings.sliceSamples;
        long curve = (settings.points + 1L) * settings.sliceSamples;
        long work = settings.testSamples + readings * (settings.directions * search + curve);
        long training = trainings.get(Solution.WITH).work(data.size(), settings.judged(), settings.testSamples);
        bench.plan(Solution.values().length * (training + work));
        Workbench.Rows epochs = bench.table("trainings", "dropout", "epoch", "loss", "train_accuracy", "test_accuracy");
        Workbench.Rows tests = bench.table("test-images", "with_dropout", "without_dropout", "images");
        Workbench.Rows slices = bench.table("slices", "filters", "dropout", "direction", "alpha", "loss");
        Workbench.Rows crossings =
                bench.table("crossings", "filters", "direction", "dropout", "loss", "left", "right", "width");

        Map<Solution, double[]> solutions = new EnumMap<>(Solution.class);
        double[] start = new Initialization.Glorot().theta(plain, bench.seed());
        Dataset judged = data.first(settings.judged());
        for (Solution solution : Solution.values()) {
            EpochTraining.Listener row =
                    (epoch, loss, train, test) -> epochs.add(solution.text(), epoch, loss, train, test);
            solutions.put(solution, trainings.get(solution).run(start, judged, bench, row));
        }
        bench.part("test images", 2L * settings.testSamples, () -> compare(plain, solutions, bench, tests));
        Landscape landscape =
                Landscape.of(EpochTraining.judge(plain, data.first(settings.sliceSamples), bench.workers()));
        for (Filters filters : settings.readings()) {
            for (Solution solution : Solution.values()) {
                Around around = new Around(plain, solutions.get(solution), filters, bench.seed());
                String part = text(filters) + ", curve " + solution.words();
                bench.part(part, curve, () -> {
                    double[] alphas = Slice.steps(-settings.reach, settings.reach, settings.points);
                    Lines lines = around.lines(at -> {
                        bench.worked(settings.sliceSamples, part);
                        return landscape.loss(at);
                    });
                    double[] losses = Slice.line(lines, around.direction(0), alphas);
                    for (int i = 0; i < alphas.length; i++) {
                        slices.add(text(filters), solution.text(), 0, alphas[i], losses[i]);
                    }
                });
            }
            for (int i = 0; i < settings.directions; i++) {
                int index = i;
                String part = text(filters) + ", direction " + index;
                bench.part(part, Solution.values().length * search, () -> {
                    for (Solution solution : Solution.values()) {
                        Around around = new Around(plain, solutions.get(solution), filters, bench.seed());
                        Lines lines = around.lines(landscape);
                        FlatInterval interval = below(settings.level, lines, around.direction(index));
                        crossings.add(
                                text(filters),
                                index,
                                solution.text(),
                                lines.lossAtPoint(),
                                interval.left(),
                                interval.right(),
                                interval.width());
                        bench.worked(search, part);
                    }
                });
            }
        }
    }

    private static EpochTraining training(Solution solution, Settings settings, Dataset data, long seed) {
        int inputs = data.inputs().numCols;
        int classes = data.targets().width();
        return new EpochTraining(
                solution.words(),
                settings.network(inputs, classes, solution.dropped),
                settings.network(inputs, classes, false),
                new TrainingSettings(
                        new Optimizer.Adam(),
                        new LearningRate.Constant(settings.learningRate),
                        settings.batchSize,
                        seed),
                settings.epochs);
    }

    /** Counts the test images that both solutions have right, one of them, or none. */
    private static void compare(Graph plain, Map<Solution, double[]> solutions, Workbench bench, Workbench.Rows rows) {
        Dataset data = bench.testData();
        boolean[] with = right(plain, solutions.get(Solution.WITH), data, bench.workers());
        boolean[] without = right(plain, solutions.get(Solution.WITHOUT), data, bench.workers());
        for (boolean first : new boolean[] {true, false}) {
            for (boolean second : new boolean[] {true, false}) {
                long images = IntStream.range(0, data.size())
                        .filter(i -> with[i] == first && without[i] == second)
                        .count();
                rows.add(verdict(first), verdict(second), images);
            }
        }
        bench.worked(2L * data.size(), "test images");
    }

    private static boolean[] right(Graph plain, double[] theta, Dataset data, Workers workers) {
        DMatrixRMaj outputs = EpochTraining.outputs(plain, theta, data, workers);
        return Evaluation.hits(outputs, EpochTraining.labels(data));
    }

    private static String verdict(boolean right) {
        return right ? "right" : "wrong";
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Lines through a solution; the draws of a direction are the same for every solution, their scales its own. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Around(Graph network, double[] theta, Filters filters, long seed) {

        Lines lines(Landscape landscape) {
            return Lines.through(landscape, theta);
        }

        double[] direction(long index) {
            return FilterNormalized.direction(network, theta, filters, Vectors.FIXED, seed, index);
        }
    }

    /** Where the loss reaches a level; NaN at both ends if it is not below the level at the solution itself. */
    static FlatInterval below(double level, Lines lines, double... direction) {
        double factor = level / lines.lossAtPoint();
        if (!(factor > 1 && factor < Double.POSITIVE_INFINITY)) {
            return new FlatInterval(
                    Double.NaN, FlatInterval.End.NOT_A_NUMBER, Double.NaN, FlatInterval.End.NOT_A_NUMBER, 0);
        }
        FlatnessSettings search = new FlatnessSettings(factor, FIRST_STEP, LARGEST_STEP, TOLERANCE);
        return IntervalFlatness.measure(lines, DMatrixRMaj.wrap(1, direction.length, direction), search)
                .get(0);
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        Filters own = settings.readings().get(0);
        Filters other = settings.readings().get(1);
        Map<String, Figure> pictures = new LinkedHashMap<>();
        pictures.put(
                "figure-1a",
                VariancePrinciple.picture(
                        "Figure 1(a): loss around the solution, and test accuracy",
                        2,
                        List.of(losses(settings, own, tables), accuracies(tables.get("trainings")))));
        pictures.put(
                "figure-1a-filters",
                VariancePrinciple.picture(
                        "Figure 1(a): what one filter is",
                        2,
                        List.of(losses(settings, own, tables), losses(settings, other, tables))));
        return pictures;
    }

    /** The curves along the first direction, and where the loss reaches the level along all. */
    private static Panel losses(Settings settings, Filters filters, Map<String, Table> tables) {
        List<Series> series = new ArrayList<>();
        double[] ends = {-settings.reach, settings.reach};
        double[] level = {settings.level, settings.level};
        series.add(new Series.Line("loss " + settings.level, Hue.GREY, Series.Dash.DASHED, ends, level));
        for (Solution solution : Solution.values()) {
            Table curve = rows(tables, "slices", filters, solution);
            series.add(new Series.Line(
                    solution.words(), solution.hue, Series.Dash.SOLID, curve.numbers("alpha"), curve.numbers("loss")));
            Table crossings = rows(tables, "crossings", filters, solution);
            double[] at = DoubleStream.concat(
                            Arrays.stream(crossings.numbers("left")), Arrays.stream(crossings.numbers("right")))
                    .toArray();
            double[] levels = new double[at.length];
            Arrays.fill(levels, settings.level);
            series.add(new Series.Points(solution.words() + ", all directions", solution.hue, at, levels));
        }
        return new Panel(
                words(filters),
                Axis.linear("\u03b1").between(-settings.reach, settings.reach),
                Axis.linear("training loss").between(0, PICTURE_IN_LEVELS * settings.level),
                Panel.Legend.COLUMN,
                series);
    }

    private static String words(Filters filters) {
        return filters == Filters.LAYERS ? "one layer is one filter" : "one row of a layer is one filter";
    }

    private static Table rows(Map<String, Table> tables, String table, Filters filters, Solution solution) {
        return tables.get(table).where("filters", text(filters)).where("dropout", solution.text());
    }

    private static Panel accuracies(Table epochs) {
        List<Series> series = new ArrayList<>();
        for (Solution solution : Solution.values()) {
            Table rows = epochs.where("dropout", solution.text());
            double[] percent = Arrays.stream(rows.numbers("test_accuracy"))
                    .map(a -> 100 * a)
                    .toArray();
            series.add(
                    new Series.Line(solution.words(), solution.hue, Series.Dash.SOLID, rows.numbers("epoch"), percent));
        }
        return new Panel(
                "after each epoch", Axis.whole("epoch"), Axis.linear("test accuracy in %"), Panel.Legend.ROW, series);
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        String improves =
                "For both network structures shown in Fig. 1, dropout can improve the generalization of the network and"
                        + " find a flatter minimum (section 5).";
        String accuracy =
                "The test accuracy for model with dropout layers is 98.7% while 98.1% for model without dropout layers"
                        + " (Figure 1).";
        Table tests = tables.get("test-images");
        long both = images(tests, true, true);
        long onlyWith = images(tests, true, false);
        long onlyWithout = images(tests, false, true);
        long all = both + onlyWith + onlyWithout + images(tests, false, false);
        PairedAccuracy paired = PairedAccuracy.of(onlyWith, onlyWithout, all);
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim(
                improves,
                "test accuracy in %, with dropout less without",
                100 * paired.difference(),
                100 * paired.lower(),
                100 * paired.upper(),
                Claim.Relation.AT_LEAST,
                0));
        for (Filters filters : settings.readings()) {
            MedianInterval ratio = MedianInterval.of(ratios(tables, filters));
            claims.add(new Claim(
                    improves,
                    String.format(
                            Locale.ROOT,
                            "%s: width of the interval with a loss below %s, with dropout over without, median of the"
                                    + " directions",
                            words(filters),
                            settings.level),
                    ratio.median(),
                    ratio.lower(),
                    ratio.upper(),
                    Claim.Relation.ABOVE,
                    1));
        }
        claims.add(new Claim(
                accuracy,
                "test accuracy in %, with dropout",
                100.0 * (both + onlyWith) / all,
                Claim.Relation.AT_LEAST,
                PAPER_WITH));
        claims.add(new Claim(
                accuracy,
                "test accuracy in %, without dropout",
                100.0 * (both + onlyWithout) / all,
                Claim.Relation.AT_LEAST,
                PAPER_WITHOUT));
        return claims;
    }

    private static long images(Table tests, boolean with, boolean without) {
        double[] images = tests.where("with_dropout", verdict(with))
                .where("without_dropout", verdict(without))
                .numbers("images");
        return Math.round(images[0]);
    }

    /** Of the widths along each direction. */
    private static double[] ratios(Map<String, Table> tables, Filters filters) {
        double[] with = rows(tables, "crossings", filters, Solution.WITH).numbers("width");
        double[] without = rows(tables, "crossings", filters, Solution.WITHOUT).numbers("width");
        return IntStream.range(0, with.length)
                .mapToDouble(i -> with[i] / without[i])
                .toArray();
    }
}
