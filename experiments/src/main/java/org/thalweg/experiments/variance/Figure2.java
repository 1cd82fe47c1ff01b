package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
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
import org.thalweg.landscape.FlatInterval;
import org.thalweg.landscape.FlatnessSettings;
import org.thalweg.landscape.IntervalFlatness;
import org.thalweg.landscape.Lines;
import org.thalweg.linalg.pca.PrincipalComponentAnalysis;
import org.thalweg.linalg.pca.PrincipalComponents;
import org.thalweg.train.Evaluation;
import org.thalweg.train.RandomTrajectory;
import org.thalweg.train.Trainer;

/**
 * Figure 2: the variance {@code lambda_i(Sigma)} of dropout's noise along its principal components, against the interval flatness
 * {@code F_v} of the loss along them. The noise is (a) in the weights between the hidden layers after N consecutive steps of
 * training with dropout, (b) in N gradients by those weights under N masks at frozen parameters.
 *
 * <p>The interval reaches to twice the loss without dropout at the end of the trajectory; so it does for both kinds of samples.
 * Components whose variance is rounding, and directions along which the loss does not double on both sides, have no place in the
 * fit; the table has them.
 */
public final class Figure2 implements VarianceFigure<Figure2.Settings> {

    static final String ID = "variance-principle/figure-2";

    static final String TRAJECTORY = "trajectory";
    static final String GRADIENTS = "gradients";
    private static final int POINTS_OF_A_DECADE = 25;
    private static final double STRONG = -0.8;
    private static final double LEAST_R_SQUARED = 0.8;

    /** Variances are known to about this fraction of the largest. */
    private static final double ROUNDING = 1e-12;

    /**
     * The settings. The paper says what it says for {@link Figure3.Settings}, but for N = 3000. It leaves open:
     *
     * <ul>
     *   <li>{@value VariancePrinciple#OPEN_CASES}
     *   <li>{@value VariancePrinciple#OPEN_TIME}
     *   <li>{@value VariancePrinciple#OPEN_MASKS}
     *   <li>{@value VariancePrinciple#OPEN_POINT}
     *   <li>{@value VariancePrinciple#OPEN_NETWORK}
     * </ul>
     *
     * @param samples how many images, the first of the training set
     * @param width of both hidden layers
     * @param keepProbabilities what the paper calls dropout rates p: an activation is kept with probability p
     * @param learningRates of gradient descent
     * @param trainingTime learning rate times number of steps before the trajectory is sampled
     * @param noiseSamples N, samples of the trajectory and of gradients
     * @param masks who shares a mask
     * @param dropoutAfter the hidden layer that dropout follows; 2 is the paper's "behind the second layer"
     * @param directions along how many components flatness is measured, spread over all in equal ratios of their ranks
     * @param factor to how many times the loss the interval reaches
     */
    public record Settings(
            int samples,
            int width,
            List<Double> keepProbabilities,
            List<Double> learningRates,
            double trainingTime,
            int noiseSamples,
            Sharing masks,
            int dropoutAfter,
            int directions,
            double factor)
            implements SampledSettings {

        /**
         * Checks the numbers.
         *
         * @param samples how many images
         * @param width of both hidden layers
         * @param keepProbabilities of dropout
         * @param learningRates of gradient descent
         * @param trainingTime learning rate times number of steps
         * @param noiseSamples N
         * @param masks who shares a mask
         * @param dropoutAfter the hidden layer that dropout follows
         * @param directions along how many components flatness is measured
         * @param factor to how many times the loss the interval reaches
         */
        public Settings {
            keepProbabilities = List.copyOf(keepProbabilities);
            learningRates = List.copyOf(learningRates);
            SampledSettings.require(
                    samples, width, keepProbabilities, learningRates, trainingTime, noiseSamples, dropoutAfter);
            VariancePrinciple.require(directions >= 3, "directions", directions, "at least 3");
            VariancePrinciple.require(
                    factor > 1 && factor < Double.POSITIVE_INFINITY, "factor", factor, "a finite number above 1");
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
        return "Flatness of the loss against the variance of dropout's noise along its principal components";
    }

    @Override
    public String duration(Preset preset) {
        return switch (preset) {
            case SMOKE -> "2 s";
            case QUICK -> "1 min";
            case PAPER -> "45 min";
        };
    }

    @Override
    public Settings settings(Preset preset) {
        return switch (preset) {
            case SMOKE -> new Settings(200, 12, List.of(0.8), List.of(0.2), 40, 100, Sharing.SAMPLE, 2, 30, 2);
            case QUICK ->
                new Settings(1000, 50, List.of(0.5, 0.8), List.of(0.2, 0.4), 200, 1000, Sharing.SAMPLE, 2, 150, 2);
            case PAPER ->
                new Settings(
                        10_000,
                        50,
                        List.of(0.5, 0.8, 0.9),
                        List.of(0.1, 0.2, 0.4),
                        600,
                        3000,
                        Sharing.SAMPLE,
                        2,
                        2500,
                        2);
        };
    }

    @Override
    public List<OpenChoice> openChoices() {
        return VariancePrinciple.openChoices(OpenChoice.of(VariancePrinciple.OPEN_POINT, "factor"));
    }

    @Override
    public int samples(Settings settings) {
        return settings.samples;
    }

    /** In steps of gradient descent, roughly. */
    private static long work(Settings settings, Case one) {
        return settings.steps(one.learningRate())
                + settings.noiseSamples
                + settings.noiseSamples / 8
                + 4L * settings.directions;
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Workbench.Rows trainings = bench.table("trainings", "masks", "p", "lr", "steps", "loss", "accuracy");
        Workbench.Rows points = bench.table(
                "variance-flatness",
                "masks",
                "p",
                "lr",
                "samples_of",
                "index",
                "variance",
                "left",
                "right",
                "flatness");
        List<Case> cases = Case.all(settings);
        bench.plan(cases.stream().mapToLong(one -> work(settings, one)).sum());
        for (Case one : cases) {
            bench.part(one.name(), work(settings, one), () -> compute(settings, one, bench, trainings, points));
        }
    }

    private static void compute(
            Settings settings, Case one, Workbench bench, Workbench.Rows trainings, Workbench.Rows points)
            throws IOException {
        HiddenPair network = HiddenPair.of(bench.data(), settings.width, settings.dropoutAfter);
        Trainer trainer = one.trained(settings.steps(one.learningRate()), bench, network);
        RandomTrajectory trajectory = one.trajectory(trainer, settings.noiseSamples, bench, network);

        HiddenPair.Frozen frozen = network.frozen(trainer.theta(), bench.data(), bench.workers());
        Objective plain = frozen.plain();
        Parameter middle = HiddenPair.Frozen.middle(plain);
        Evaluation evaluation = Evaluation.of(plain, bench.data().targets());
        trainings.add(
                VariancePrinciple.name(one.masks()),
                one.keepProbability(),
                one.learningRate(),
                trainer.step(),
                evaluation.loss(),
                evaluation.accuracy().orElse(Double.NaN));

        DMatrixRMaj gradients = new DMatrixRMaj(settings.noiseSamples, network.dimension());
        one.gradients(
                frozen,
                settings.noiseSamples,
                bench,
                (first, some) -> CommonOps_DDRM.insert(some, gradients, first, 0));
        Lines lines = Lines.through(
                plain.network(), HiddenPair.LOSS, frozen.values(), bench.workers(), frozen.theta(), middle);
        measure(settings, one, TRAJECTORY, trajectory.samples(), lines, bench, points);
        measure(settings, one, GRADIENTS, gradients, lines, bench, points);
    }

    /** Principal components of samples, and the flatness along them. */
    private static void measure(
            Settings settings,
            Case one,
            String of,
            DMatrixRMaj samples,
            Lines lines,
            Workbench bench,
            Workbench.Rows points) {
        bench.worked(0, one.name() + ", flatness");
        int dimension = samples.numCols;
        int count = Math.min(samples.numRows - 1, dimension);
        PrincipalComponents components = PrincipalComponentAnalysis.of(samples, count, bench.workers());
        DMatrixRMaj directions = components.components();
        double[] variances = components.explainedVariance();
        FlatnessSettings usual = FlatnessSettings.USUAL;
        FlatnessSettings search =
                new FlatnessSettings(settings.factor, usual.firstStep(), usual.largestStep(), usual.tolerance());
        for (int i : ranks(settings.directions, count)) {
            DMatrixRMaj direction = new DMatrixRMaj(1, dimension);
            System.arraycopy(directions.data, i * dimension, direction.data, 0, dimension);
            FlatInterval interval =
                    IntervalFlatness.measure(lines, direction, search).get(0);
            points.add(
                    VariancePrinciple.name(one.masks()),
                    one.keepProbability(),
                    one.learningRate(),
                    of,
                    i + 1,
                    variances[i],
                    interval.left(),
                    interval.right(),
                    interval.width());
            bench.worked(2, one.name() + ", flatness");
        }
    }

    /** Some of so many ranks from 0, in equal ratios; all if there are no more than wanted. */
    static int[] ranks(int wanted, int count) {
        if (wanted >= count) {
            return IntStream.range(0, count).toArray();
        }
        return IntStream.range(0, wanted)
                .map(i -> (int) Math.round(Math.pow(count, i / (wanted - 1.0))) - 1)
                .distinct()
                .toArray();
    }

    /** The components of a case with a variance that is not rounding and a finite flatness. */
    static Scatter scatter(Case one, String of, Map<String, Table> tables) {
        Table points = one.of(tables.get("variance-flatness")).where("samples_of", of);
        double[] variances = points.numbers("variance");
        return Scatter.above(variances[0] * ROUNDING, variances, points.numbers("flatness"));
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        Map<String, Figure> pictures = new LinkedHashMap<>();
        List<Panel> panels = new ArrayList<>(byLearningRate("(a) parameters", TRAJECTORY, settings, tables));
        panels.addAll(byLearningRate("(b) gradients", GRADIENTS, settings, tables));
        pictures.put("figure-2", VariancePrinciple.picture("Figure 2", settings.learningRates.size(), panels));
        List<Case> contrast = List.of(
                new Case(settings.middleKeepProbability(), settings.middleLearningRate(), Sharing.SAMPLE),
                new Case(settings.middleKeepProbability(), settings.middleLearningRate(), Sharing.BATCH));
        Function<Case, String> words = one -> VariancePrinciple.shortly(one.masks());
        pictures.put(
                "figure-2-masks",
                VariancePrinciple.picture(
                        String.format(
                                Locale.ROOT,
                                "Figure 2, p = %s, lr = %s: who shares a mask",
                                settings.middleKeepProbability(),
                                settings.middleLearningRate()),
                        2,
                        List.of(
                                panel("(a) parameters", contrast, words, TRAJECTORY, tables),
                                panel("(b) gradients", contrast, words, GRADIENTS, tables))));
        return pictures;
    }

    private static List<Panel> byLearningRate(String title, String of, Settings settings, Map<String, Table> tables) {
        List<Panel> panels = new ArrayList<>();
        for (double rate : settings.learningRates) {
            List<Case> cases = Case.own(settings).stream()
                    .filter(one -> one.learningRate() == rate)
                    .toList();
            panels.add(panel(title + ", lr = " + rate, cases, one -> "p = " + one.keepProbability(), of, tables));
        }
        return panels;
    }

    private static Panel panel(
            String title, List<Case> cases, Function<Case, String> name, String of, Map<String, Table> tables) {
        List<Series> series = new ArrayList<>();
        List<Series> lines = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Scatter all = scatter(cases.get(i), of, tables);
            Scatter shown = all.thinned(POINTS_OF_A_DECADE);
            String fitted = all.hasFit() ? ", " + all.fit().words() : "";
            series.add(new Series.Points(name.apply(cases.get(i)) + fitted, Hue.of(i), shown.x(), shown.y()));
            if (all.hasFit()) {
                lines.add(all.fit()
                        .law()
                        .line(
                                lines.isEmpty() ? "fitted power laws" : "",
                                Hue.of(i),
                                all.x()[all.x().length - 1],
                                all.x()[0]));
            }
        }
        series.addAll(lines);
        return new Panel(
                title,
                Axis.logarithmic("variance \u03bb\u1d62(\u03a3)"),
                Axis.logarithmic("interval flatness F along v\u1d62(\u03a3)"),
                Panel.Legend.COLUMN,
                series);
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        String inverse = "For different learning rates and dropout rates, there is an inverse relationship between the"
                + " interval flatness and the dropout variance (section 6.1).";
        String law = "We can approximately see a power-law relationship between them for different dropout rates and"
                + " learning rates (section 6.1).";
        List<Claim> claims = new ArrayList<>();
        List<Case> own = Case.own(settings);
        for (String of : List.of(TRAJECTORY, GRADIENTS)) {
            String whose = of.equals(TRAJECTORY) ? "(a) parameters: " : "(b) gradients: ";
            List<Scatter> all =
                    own.stream().map(one -> scatter(one, of, tables)).toList();
            claims.add(correlation(inverse, whose + "rank correlation, hardest case", all));
            claims.add(Claim.hardest(all.stream()
                    .map(Scatter::fit)
                    .map(fit -> fit.claim(inverse, whose + "slope, hardest case", Claim.Relation.BELOW, 0))
                    .toList()));
            claims.add(new Claim(
                    law,
                    whose + "smallest R^2 of the power law",
                    all.stream()
                            .mapToDouble(scatter -> scatter.fit().rSquared())
                            .reduce(Math::min)
                            .orElse(Double.NaN),
                    Claim.Relation.AT_LEAST,
                    LEAST_R_SQUARED));
            Case other = Case.all(settings).get(own.size());
            claims.add(correlation(
                    inverse,
                    whose + "rank correlation with " + VariancePrinciple.words(other.masks()),
                    List.of(scatter(other, of, tables))));
        }
        return claims;
    }

    private static Claim correlation(String sentence, String quantity, List<Scatter> clouds) {
        return Claim.hardest(clouds.stream()
                .map(Scatter::rankCorrelation)
                .map(r -> r.claim(sentence, quantity, Claim.Relation.AT_MOST, STRONG))
                .toList());
    }
}
