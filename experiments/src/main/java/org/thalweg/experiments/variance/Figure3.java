package org.thalweg.experiments.variance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.ProjectedVariance;
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
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.train.Evaluation;
import org.thalweg.train.RandomTrajectory;
import org.thalweg.train.Trainer;

/**
 * Figure 3: the eigenvalues {@code lambda_i(H)} of the Hessian of the loss by the weights between the hidden layers, against
 * the variance of dropout's noise along its eigenvectors, {@code Var(Proj_{v_i}(S))}, where S is (a) the weights after N
 * consecutive steps of training with dropout, (b) N gradients under N masks at frozen parameters.
 *
 * <p>Both at the same point, the end of the trajectory. H is that of the loss without dropout. An eigenvalue counts as
 * positive if it is above the error bound of the eigensolver; those below cannot be told from zero. The paper does not say
 * which eigenvalues its dashed lines go through: here the slope is measured through all positive ones, and through those
 * within some powers of ten of the largest, which is what the legend says. Of each 25th part of a decade the picture shows one
 * point; the table has all.
 */
public final class Figure3 implements VarianceFigure<Figure3.Settings> {

    static final String ID = "variance-principle/figure-3";

    static final String TRAJECTORY = "trajectory";
    static final String GRADIENTS = "gradients";
    private static final int POINTS_OF_A_DECADE = 25;
    private static final double LEAST_CORRELATION = 0.8;
    private static final double LEAST_R_SQUARED = 0.8;

    /**
     * The settings. The paper says: network 784-50-50-10, the first 10,000 images, gradient descent on the full batch,
     * dropout "behind the second layer", 1000 samples, cross-entropy, Xavier initialization, the same start for all. It leaves
     * open:
     *
     * <ul>
     *   <li>{@value VariancePrinciple#OPEN_CASES}
     *   <li>{@value VariancePrinciple#OPEN_TIME}
     *   <li>{@value VariancePrinciple#OPEN_MASKS}
     *   <li>{@value VariancePrinciple#OPEN_NETWORK}
     *   <li>{@value VariancePrinciple#OPEN_FIT}
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
     * @param upperDecades how many powers of ten the upper eigenvalues span
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
            double upperDecades)
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
         * @param upperDecades how many powers of ten the upper eigenvalues span
         */
        public Settings {
            keepProbabilities = List.copyOf(keepProbabilities);
            learningRates = List.copyOf(learningRates);
            SampledSettings.require(
                    samples, width, keepProbabilities, learningRates, trainingTime, noiseSamples, dropoutAfter);
            VariancePrinciple.require(
                    upperDecades > 0 && upperDecades <= 300, "upperDecades", upperDecades, "0 < upperDecades <= 300");
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
        return "Eigenvalues of the Hessian against the variance of dropout's noise along its eigenvectors";
    }

    @Override
    public String duration(Preset preset) {
        return switch (preset) {
            case SMOKE -> "2 s";
            case QUICK -> "40 s";
            case PAPER -> "15 min";
        };
    }

    @Override
    public Settings settings(Preset preset) {
        return switch (preset) {
            case SMOKE -> new Settings(200, 12, List.of(0.8), List.of(0.2), 40, 100, Sharing.SAMPLE, 2, 3);
            case QUICK -> new Settings(1000, 50, List.of(0.5, 0.8), List.of(0.2, 0.4), 200, 1000, Sharing.SAMPLE, 2, 3);
            case PAPER ->
                new Settings(
                        10_000, 50, List.of(0.5, 0.8, 0.9), List.of(0.1, 0.2, 0.4), 600, 1000, Sharing.SAMPLE, 2, 3);
        };
    }

    @Override
    public List<OpenChoice> openChoices() {
        return VariancePrinciple.openChoices(OpenChoice.of(VariancePrinciple.OPEN_FIT, "upperDecades"));
    }

    @Override
    public int samples(Settings settings) {
        return settings.samples;
    }

    /** In steps of gradient descent, roughly: a product with the Hessian leaves out the first layer. */
    private static long work(Settings settings, Case one) {
        long dimension = (long) settings.width * settings.width;
        return settings.steps(one.learningRate()) + settings.noiseSamples + settings.noiseSamples / 8 + dimension / 4;
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Workbench.Rows trainings =
                bench.table("trainings", "masks", "p", "lr", "steps", "loss", "accuracy", "eigenvalue_error");
        Workbench.Rows points =
                bench.table("projected-variance", "masks", "p", "lr", "samples_of", "index", "eigenvalue", "variance");
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
        bench.worked(0, one.name() + ", Hessian");
        DMatrixRMaj hessian = plain.operator(Curvature.HESSIAN, middle).toMatrix();
        SymmetricEigen.Decomposition eigen =
                SymmetricEigen.of(bench.workers()).decompose(hessian, SymmetricEigen.Settings.withVectors());
        bench.worked(network.dimension() / 4, one.name() + ", gradients");

        ProjectedVariance ofTrajectory =
                ProjectedVariance.along(eigen.vectors(), bench.workers()).add(trajectory.samples());
        ProjectedVariance ofGradients = ProjectedVariance.along(eigen.vectors(), bench.workers());
        one.gradients(frozen, settings.noiseSamples, bench, (first, some) -> ofGradients.add(some));

        String masks = VariancePrinciple.name(one.masks());
        trainings.add(
                masks,
                one.keepProbability(),
                one.learningRate(),
                trainer.step(),
                evaluation.loss(),
                evaluation.accuracy().orElse(Double.NaN),
                eigen.errorBound());
        Map<String, double[]> variances = new LinkedHashMap<>();
        variances.put(TRAJECTORY, ofTrajectory.variances());
        variances.put(GRADIENTS, ofGradients.variances());
        variances.forEach((of, variance) -> {
            for (int i = 0; i < variance.length; i++) {
                points.add(
                        masks,
                        one.keepProbability(),
                        one.learningRate(),
                        of,
                        i + 1,
                        eigen.eigenvalues()[i],
                        variance[i]);
            }
        });
    }

    /** The points of a case whose eigenvalue is positive beyond doubt. */
    static Scatter scatter(Case one, String of, Map<String, Table> tables) {
        Table points = one.of(tables.get("projected-variance")).where("samples_of", of);
        double error = one.of(tables.get("trainings")).numbers("eigenvalue_error")[0];
        return Scatter.above(error, points.numbers("eigenvalue"), points.numbers("variance"));
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        Map<String, Figure> pictures = new LinkedHashMap<>();
        List<Panel> panels = new ArrayList<>(byLearningRate("(a) parameters", TRAJECTORY, settings, tables));
        panels.addAll(byLearningRate("(b) gradients", GRADIENTS, settings, tables));
        pictures.put("figure-3", VariancePrinciple.picture("Figure 3", settings.learningRates.size(), panels));
        List<Case> contrast = List.of(
                new Case(settings.middleKeepProbability(), settings.middleLearningRate(), Sharing.SAMPLE),
                new Case(settings.middleKeepProbability(), settings.middleLearningRate(), Sharing.BATCH));
        Function<Case, String> words = one -> VariancePrinciple.shortly(one.masks());
        pictures.put(
                "figure-3-masks",
                VariancePrinciple.picture(
                        String.format(
                                Locale.ROOT,
                                "Figure 3, p = %s, lr = %s: who shares a mask",
                                settings.middleKeepProbability(),
                                settings.middleLearningRate()),
                        2,
                        List.of(
                                panel("(a) parameters", contrast, words, TRAJECTORY, settings, tables),
                                panel("(b) gradients", contrast, words, GRADIENTS, settings, tables))));
        return pictures;
    }

    private static List<Panel> byLearningRate(String title, String of, Settings settings, Map<String, Table> tables) {
        List<Panel> panels = new ArrayList<>();
        for (double rate : settings.learningRates) {
            List<Case> cases = Case.own(settings).stream()
                    .filter(one -> one.learningRate() == rate)
                    .toList();
            panels.add(panel(
                    title + ", lr = " + rate, cases, one -> "p = " + one.keepProbability(), of, settings, tables));
        }
        return panels;
    }

    private static Panel panel(
            String title,
            List<Case> cases,
            Function<Case, String> name,
            String of,
            Settings settings,
            Map<String, Table> tables) {
        List<Series> series = new ArrayList<>();
        List<Series> lines = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Scatter all = scatter(cases.get(i), of, tables);
            Scatter upper = all.upper(settings.upperDecades);
            Scatter shown = all.thinned(POINTS_OF_A_DECADE);
            String fitted = upper.hasFit() ? ", " + upper.fit().words() : "";
            series.add(new Series.Points(name.apply(cases.get(i)) + fitted, Hue.of(i), shown.x(), shown.y()));
            if (upper.hasFit()) {
                double most = all.x()[0];
                lines.add(upper.fit()
                        .law()
                        .line(
                                lines.isEmpty() ? "fitted power laws" : "",
                                Hue.of(i),
                                most / Math.pow(10, settings.upperDecades),
                                most));
            }
        }
        series.addAll(lines);
        return new Panel(
                title,
                Axis.logarithmic("eigenvalue \u03bb\u1d62(H)"),
                Axis.logarithmic("Var(Proj(S)) along eigenvector v\u1d62"),
                Panel.Legend.COLUMN,
                series);
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        String grows = "The noise variance is larger at the direction with a larger eigenvalue (section 1).";
        String law = "There is a power-law relationship between eigenvalue and variance for different dropout rates and"
                + " learning rates, no matter if S is sampled from parameters or gradients (section 6.2).";
        List<Claim> claims = new ArrayList<>();
        List<Case> own = Case.own(settings);
        for (String of : List.of(TRAJECTORY, GRADIENTS)) {
            String whose = of.equals(TRAJECTORY) ? "(a) parameters: " : "(b) gradients: ";
            List<Scatter> all =
                    own.stream().map(one -> scatter(one, of, tables)).toList();
            claims.add(correlation(grows, whose + "rank correlation, all positive eigenvalues, hardest case", all));
            claims.add(slope(grows, whose + "slope, all positive eigenvalues, hardest case", all));
            claims.add(slope(
                    grows,
                    String.format(Locale.ROOT, "%sslope, upper %s decades, hardest case", whose, settings.upperDecades),
                    all.stream()
                            .map(scatter -> scatter.upper(settings.upperDecades))
                            .toList()));
            claims.add(new Claim(
                    law,
                    whose + "smallest R^2 of the power law, all positive eigenvalues",
                    all.stream()
                            .mapToDouble(scatter -> scatter.fit().rSquared())
                            .reduce(Math::min)
                            .orElse(Double.NaN),
                    Claim.Relation.AT_LEAST,
                    LEAST_R_SQUARED));
            Case other = Case.all(settings).get(own.size());
            claims.add(correlation(
                    grows,
                    whose + "rank correlation with " + VariancePrinciple.words(other.masks()),
                    List.of(scatter(other, of, tables))));
        }
        return claims;
    }

    private static Claim correlation(String sentence, String quantity, List<Scatter> clouds) {
        return Claim.hardest(clouds.stream()
                .map(Scatter::rankCorrelation)
                .map(r -> r.claim(sentence, quantity, Claim.Relation.AT_LEAST, LEAST_CORRELATION))
                .toList());
    }

    private static Claim slope(String sentence, String quantity, List<Scatter> clouds) {
        return Claim.hardest(clouds.stream()
                .map(Scatter::fit)
                .map(fit -> fit.claim(sentence, quantity, Claim.Relation.ABOVE, 0))
                .toList());
    }
}
