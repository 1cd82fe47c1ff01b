package org.thalweg.experiments.variance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.Alignment;
import org.thalweg.curvature.RandomGradients;
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
import org.thalweg.train.Evaluation;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/**
 * Figure 4: along a training by gradient descent <em>without</em> dropout, the alignment {@code Tr(H Sigma)} of the Hessian by the
 * weights between the hidden layers with the covariance of the gradients that dropout would give there ("by tentatively adding
 * a dropout layer"), against isotropic noise of the same size, {@code Tr(H) Tr(Sigma) / D}.
 *
 * <p>H is exact, all D products with it. Sigma is the covariance of N gradients under N masks, new ones at every step that is
 * looked at; {@code Tr(H Sigma)}, {@code Tr(Sigma)} and {@code |Sigma|^2} are estimated from them without bias. The other masks are computed
 * too.
 *
 * <p>How high is a "high alignment"? Beside the cosine {@code Tr(H Sigma) / (|H| |Sigma|)} stands what it would be on average if
 * eigenvalues were the same and the eigenvectors lay at random to each other, {@code Tr(H) Tr(Sigma) / (D |H| |Sigma|)}. Their
 * quotient is that of the two traces.
 */
public final class Figure4 implements VarianceFigure<Figure4.Settings> {

    static final String ID = "variance-principle/figure-4";

    /** "Much larger", as a factor. */
    /** In titles: what divides the product of the traces. */
    private static final String DIMENSION = "D parameters in all";

    private static final double MUCH_LARGER = 10;

    /** "High alignment", as a cosine. */
    private static final double HIGH = 0.5;

    /**
     * The settings. The paper says what it says for {@link Figure3.Settings}, and "at step i we sample the gradients". It leaves
     * open:
     *
     * <ul>
     *   <li>{@value VariancePrinciple#OPEN_CASES}
     *   <li>{@value VariancePrinciple#OPEN_TIME}
     *   <li>{@value VariancePrinciple#OPEN_SAMPLING}
     *   <li>{@value VariancePrinciple#OPEN_MASKS_ALONG}
     *   <li>{@value VariancePrinciple#OPEN_LAYER}
     *   <li>{@value VariancePrinciple#OPEN_NETWORK}
     * </ul>
     *
     * @param samples how many images, the first of the training set
     * @param width of both hidden layers
     * @param keepProbabilities what the paper calls dropout rates p: an activation is kept with probability p
     * @param learningRates of gradient descent
     * @param trainingTime learning rate times number of steps
     * @param points at how many steps to look: the start, then equal ratios up to the last step
     * @param noiseSamples N, gradients at each of them
     * @param masks who shares a mask
     * @param dropoutAfter the hidden layer that the tentative dropout follows
     */
    public record Settings(
            int samples,
            int width,
            List<Double> keepProbabilities,
            List<Double> learningRates,
            double trainingTime,
            int points,
            int noiseSamples,
            Sharing masks,
            int dropoutAfter)
            implements SampledSettings {

        /**
         * Checks the numbers.
         *
         * @param samples how many images
         * @param width of both hidden layers
         * @param keepProbabilities of dropout
         * @param learningRates of gradient descent
         * @param trainingTime learning rate times number of steps
         * @param points at how many steps to look
         * @param noiseSamples N
         * @param masks who shares a mask
         * @param dropoutAfter the hidden layer that the tentative dropout follows
         */
        public Settings {
            keepProbabilities = List.copyOf(keepProbabilities);
            learningRates = List.copyOf(learningRates);
            SampledSettings.require(
                    samples, width, keepProbabilities, learningRates, trainingTime, noiseSamples, dropoutAfter);
            VariancePrinciple.require(points >= 2, "points", points, "at least 2");
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
        return "Alignment of the Hessian with dropout's noise along a training, against isotropic noise";
    }

    @Override
    public String duration(Preset preset) {
        return switch (preset) {
            case SMOKE -> "2 s";
            case QUICK -> "25 s";
            case PAPER -> "10 min";
        };
    }

    @Override
    public Settings settings(Preset preset) {
        return switch (preset) {
            case SMOKE -> new Settings(200, 12, List.of(0.8), List.of(0.2), 40, 5, 50, Sharing.SAMPLE, 2);
            case QUICK -> new Settings(1000, 50, List.of(0.5, 0.8), List.of(0.2, 0.4), 200, 8, 100, Sharing.SAMPLE, 2);
            case PAPER ->
                new Settings(
                        10_000, 50, List.of(0.5, 0.8, 0.9), List.of(0.1, 0.2, 0.4), 600, 15, 300, Sharing.SAMPLE, 2);
        };
    }

    @Override
    public List<OpenChoice> openChoices() {
        return List.of(
                OpenChoice.of(VariancePrinciple.OPEN_CASES, "keepProbabilities", "learningRates"),
                OpenChoice.of(VariancePrinciple.OPEN_TIME, "trainingTime"),
                OpenChoice.of(VariancePrinciple.OPEN_SAMPLING, "points", "noiseSamples"),
                OpenChoice.of(VariancePrinciple.OPEN_MASKS_ALONG, "masks"),
                OpenChoice.of(VariancePrinciple.OPEN_LAYER, "dropoutAfter"),
                OpenChoice.of(VariancePrinciple.OPEN_NETWORK));
    }

    @Override
    public int samples(Settings settings) {
        return settings.samples;
    }

    /** The steps that are looked at: 0, then equal ratios from 1 to the last, each once. */
    static long[] steps(Settings settings, double learningRate) {
        long last = settings.steps(learningRate);
        int ratios = settings.points - 2;
        return LongStream.concat(
                        LongStream.of(0),
                        LongStream.rangeClosed(0, ratios)
                                .map(i ->
                                        ratios == 0 ? last : Math.round(Math.pow((double) last, (double) i / ratios))))
                .distinct()
                .toArray();
    }

    /** In steps of gradient descent, roughly, besides those of the training itself. */
    private static long workAtPoint(Settings settings) {
        long dimension = (long) settings.width * settings.width;
        return dimension / 4 + 2L * settings.keepProbabilities.size() * settings.noiseSamples / 8;
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Workbench.Rows rows = bench.table(
                "alignment",
                "lr",
                "step",
                "loss",
                "accuracy",
                "masks",
                "p",
                "trace_h_sigma",
                "standard_error",
                "isotropic",
                "trace_h",
                "trace_sigma",
                "norm_h",
                "norm_sigma",
                "cosine",
                "random_cosine");
        long work = 0;
        for (double rate : settings.learningRates) {
            work += settings.steps(rate) + steps(settings, rate).length * workAtPoint(settings);
        }
        bench.plan(work);
        for (double rate : settings.learningRates) {
            compute(settings, rate, bench, rows);
        }
    }

    private static void compute(Settings settings, double rate, Workbench bench, Workbench.Rows rows)
            throws IOException {
        HiddenPair network = HiddenPair.of(bench.data(), settings.width, settings.dropoutAfter);
        Trainer trainer = Trainer.of(
                network.plain(),
                HiddenPair.LOSS,
                bench.data(),
                new TrainingSettings(
                        new Optimizer.GradientDescent(),
                        new LearningRate.Constant(rate),
                        TrainingSettings.FULL_BATCH,
                        bench.seed()),
                network.start(bench.seed()),
                bench.workers());
        Path checkpoint = bench.scratch("lr=" + rate + ".safetensors");
        boolean resumed = false;
        long before = 0;
        for (long step : steps(settings, rate)) {
            String name = "lr=" + rate + " step=" + step;
            if (!bench.isDone(name) && !resumed && Files.exists(checkpoint)) {
                trainer.resume(checkpoint);
                resumed = true;
            }
            bench.part(name, step - before + workAtPoint(settings), () -> {
                bench.train(name, trainer, step, 1, checkpoint);
                look(settings, rate, network, trainer, bench, rows);
            });
            before = step;
        }
    }

    /** Measures the alignment where the training is. */
    private static void look(
            Settings settings, double rate, HiddenPair network, Trainer trainer, Workbench bench, Workbench.Rows rows) {
        String name = "lr=" + rate + " step=" + trainer.step();
        HiddenPair.Frozen frozen = network.frozen(trainer.theta(), bench.data(), bench.workers());
        Objective plain = frozen.plain();
        Parameter middle = HiddenPair.Frozen.middle(plain);
        Evaluation evaluation = Evaluation.of(plain, bench.data().targets());
        DMatrixRMaj hessian = plain.operator(Curvature.HESSIAN, middle).toMatrix();
        bench.worked(network.dimension() / 4, name);
        DMatrixRMaj samples = new DMatrixRMaj(settings.noiseSamples, network.dimension());
        for (Sharing masks : List.of(settings.masks, VariancePrinciple.other(settings.masks))) {
            for (double keep : settings.keepProbabilities) {
                RandomGradients.of(frozen.dropped(keep, masks), bench.seed(), middle)
                        .sample(Case.FIRST_SAMPLE + trainer.step() * settings.noiseSamples, samples);
                Alignment alignment = Alignment.of(hessian, samples, bench.workers());
                rows.add(
                        rate,
                        trainer.step(),
                        evaluation.loss(),
                        evaluation.accuracy().orElse(Double.NaN),
                        VariancePrinciple.name(masks),
                        keep,
                        alignment.trace(),
                        alignment.standardError(),
                        alignment.isotropicTrace(),
                        alignment.traceOfCurvature(),
                        alignment.traceOfCovariance(),
                        alignment.normOfCurvature(),
                        alignment.normOfCovariance(),
                        alignment.cosine(),
                        alignment.cosineOfRandomEigenvectors());
                bench.worked(settings.noiseSamples / 8, name);
            }
        }
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        Map<String, Figure> pictures = new LinkedHashMap<>();
        Table all = tables.get("alignment");
        Table own = all.where("masks", VariancePrinciple.name(settings.masks));
        List<Panel> traces = new ArrayList<>();
        List<Panel> cosines = new ArrayList<>();
        for (double rate : settings.learningRates) {
            Table rows = own.where("lr", rate);
            traces.add(traces("lr = " + rate, rows, "p", p -> "p = " + p));
            cosines.add(panel(
                    "lr = " + rate,
                    rows,
                    "p",
                    p -> "p = " + p,
                    List.of("cosine", "random_cosine"),
                    "cos(H, \u03a3) solid, at random dotted"));
        }
        String words = VariancePrinciple.words(settings.masks);
        pictures.put(
                "figure-4", VariancePrinciple.picture("Figure 4: " + words + ", " + DIMENSION, traces.size(), traces));
        pictures.put(
                "figure-4-cosine",
                VariancePrinciple.picture("Figure 4, as a cosine: " + words, cosines.size(), cosines));
        double rate = settings.middleLearningRate();
        double keep = settings.middleKeepProbability();
        pictures.put(
                "figure-4-masks",
                VariancePrinciple.picture(
                        String.format(
                                Locale.ROOT, "Figure 4, p = %s, lr = %s, %s: who shares a mask", keep, rate, DIMENSION),
                        1,
                        List.of(traces(
                                "",
                                all.where("lr", rate).where("p", keep),
                                "masks",
                                masks -> VariancePrinciple.words(Sharing.valueOf(masks.toUpperCase(Locale.ROOT)))))));
        return pictures;
    }

    private static Panel traces(String title, Table rows, String column, Function<String, String> words) {
        return panel(
                title,
                rows,
                column,
                words,
                List.of("trace_h_sigma", "isotropic"),
                "Tr(H\u03a3) solid, Tr(H)Tr(\u03a3)/D dotted");
    }

    /** A solid line for the first ordinate and a dotted one for the second, for each text in a column. */
    private static Panel panel(
            String title,
            Table rows,
            String column,
            Function<String, String> words,
            List<String> ordinates,
            String label) {
        List<Series> series = new ArrayList<>();
        List<String> values = rows.values(column);
        for (int i = 0; i < values.size(); i++) {
            Table part = rows.where(column, values.get(i));
            double[] step = part.numbers("step");
            double[] solid = part.numbers(ordinates.get(0));
            double[] dotted = part.numbers(ordinates.get(1));
            series.add(new Series.Line(words.apply(values.get(i)), Hue.of(i), Series.Dash.SOLID, step, solid));
            series.add(new Series.Line("", Hue.of(i), Series.Dash.DOTTED, step, dotted));
        }
        return new Panel(
                title,
                Axis.logarithmic("step of training (0, the start, is in the table)"),
                Axis.logarithmic(label),
                Panel.Legend.ROW,
                series);
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        String larger =
                "In the whole training process under different learning rates and dropout rates, Tr(H Sigma) is much"
                        + " larger than Tr(H Sigmabar) (section 6.3).";
        String aligned =
                "This indicates the anisotropic structure of dropout noise and its high alignment with the Hessian"
                        + " (section 6.3).";
        List<Claim> claims = new ArrayList<>();
        for (Sharing masks : List.of(settings.masks, VariancePrinciple.other(settings.masks))) {
            Table rows = tables.get("alignment").where("masks", VariancePrinciple.name(masks));
            double[] trace = rows.numbers("trace_h_sigma");
            String whose = VariancePrinciple.words(masks);
            claims.add(new Claim(
                    larger,
                    whose + ": smallest Tr(H Sigma) / (Tr(H) Tr(Sigma) / D)",
                    least(trace, rows.numbers("isotropic")),
                    Claim.Relation.AT_LEAST,
                    MUCH_LARGER));
            claims.add(new Claim(
                    aligned,
                    whose + ": smallest cosine Tr(H Sigma) / (|H| |Sigma|)",
                    Arrays.stream(rows.numbers("cosine")).min().orElse(Double.NaN),
                    Claim.Relation.AT_LEAST,
                    HIGH));
        }
        return claims;
    }

    /** The smallest quotient; infinite where isotropic noise would have no positive trace to be larger than. */
    static double least(double[] numerators, double... denominators) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < numerators.length; i++) {
            if (denominators[i] > 0 || numerators[i] <= 0) {
                least = Math.min(least, numerators[i] / denominators[i]);
            }
        }
        return least;
    }
}
