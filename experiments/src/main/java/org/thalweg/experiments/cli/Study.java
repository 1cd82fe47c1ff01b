package org.thalweg.experiments.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Objective;
import org.thalweg.experiments.cli.Minimum.Measure;
import org.thalweg.landscape.ExpectedSharpness;
import org.thalweg.landscape.FilterNormalized;
import org.thalweg.landscape.Landscape;
import org.thalweg.landscape.SharpnessDifference;
import org.thalweg.landscape.Slice;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.QuadraticFormQuantile;
import org.thalweg.linalg.estimate.Trace;
import org.thalweg.nn.ImportedWeights;
import org.thalweg.train.Evaluation;

/**
 * Looks at minima of one network, one after the other, and at the differences of two.
 *
 * <p>All minima get the same noise, and a difference is estimated from what each of its samples makes of both. So that of two that
 * are alike is known far better than each of them, and that of a minimum from itself is 0.
 */
final class Study {

    private static final double TOLERANCE = 1e-8;
    private static final int EIGENPAIRS = 10;
    private static final int STEPS = 41;

    /** A difference is known well enough if it has a sign. */
    private static final double CLEAR = 0.5;

    /** Or if it is so small beside the traces, in units of their own accuracy. */
    private static final double NEGLIGIBLE = 0.1;

    private final Graph network;
    private final Objective objective;
    private final LinearOperator hessian;
    private final Landscape landscape;
    private final Settings settings;
    private final Workers workers;
    private final Interruption interruption;

    /** Of the noise, for all minima. */
    private final QuadraticFormQuantile quantile;

    /** Of the differences under noise, for all pairs of minima. */
    private final QuadraticFormQuantile quantileOfDifference;

    /**
     * What is asked for.
     *
     * @param minima how many minima there are
     * @param noise the standard deviation of noise that is the same everywhere
     * @param relativeNoise the size of noise on the scale of the filters
     * @param pairs pairs of opposite noise
     * @param radius how far the slice goes
     * @param confidence the probability with which all intervals of a measure hold together, and all of its differences
     * @param accuracy the half-width of the intervals of the traces, relative to the value
     * @param budget the most products for a trace, and the most of a difference for its trace
     * @param seed of everything random
     */
    record Settings(
            int minima,
            double noise,
            double relativeNoise,
            int pairs,
            double radius,
            double confidence,
            double accuracy,
            long budget,
            long seed) {

        /** For one of the minima (Bonferroni). */
        double confidenceOfEach() {
            return 1 - (1 - confidence) / minima;
        }

        /** For the difference of two of them, whichever. */
        double confidenceOfDifference() {
            double differences = minima * (minima - 1) / 2.0;
            return 1 - (1 - confidence) / differences;
        }
    }

    Study(Graph network, Objective objective, Settings settings, Workers workers, Interruption interruption) {
        this.network = network;
        this.objective = objective;
        this.settings = settings;
        this.workers = workers;
        this.interruption = interruption;
        quantile = QuadraticFormQuantile.ofConfidence(settings.pairs(), settings.confidenceOfEach());
        quantileOfDifference = QuadraticFormQuantile.ofConfidence(settings.pairs(), settings.confidenceOfDifference());
        hessian = interruption.of(objective.operator(Curvature.HESSIAN));
        landscape = Landscape.of(objective);
    }

    /**
     * Looks at one.
     *
     * @throws ArithmeticException if the loss overflows under the noise
     * @throws CancellationException if the work is to end
     * @throws IllegalArgumentException if the loss or the gradient is no finite number
     */
    Minimum minimum(Path file, ImportedWeights weights, Evaluation evaluation) {
        double[] theta = weights.theta();
        double each = settings.confidenceOfEach();
        double[] gradient = objective.at(theta).gradient();
        LanczosResult largest = Lanczos.of(hessian)
                .tolerance(TOLERANCE)
                .confidence(each)
                .seed(settings.seed())
                .workers(workers)
                .largest(Math.min(EIGENPAIRS, hessian.dimension()));
        PointRounding rounding = PointRounding.at(objective, hessian, settings.seed());
        Estimate trace = Trace.estimate(
                hessian,
                Trace.Method.HUTCH_PLUS_PLUS,
                new EstimatorSettings(settings.accuracy(), 0, each, settings.budget(), settings.seed()),
                largest.converged()
                        ? Deflation.of(largest.eigenvalues(), largest.vectors())
                        : Deflation.none(hessian.dimension()),
                workers,
                EstimateListener.SILENT);
        Map<Measure, Estimate> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.SHARPNESS, sharpness(largest, rounding.ofEigenvalue(), each));
        measures.put(Measure.TRACE, trace);
        Map<Measure, ExpectedSharpness> noise = new EnumMap<>(Measure.class);
        double[] equal = ExpectedSharpness.equal(network, settings.noise());
        double[] relative = ExpectedSharpness.relative(network, theta, settings.relativeNoise());
        String deviation = "standard deviation " + settings.noise();
        String ofFilters = settings.relativeNoise() + " of the norm of each filter";
        interruption.check();
        noise.put(Measure.EXPECTED_SHARPNESS, sharpness(theta, equal, deviation));
        interruption.check();
        noise.put(Measure.RELATIVE_SHARPNESS, sharpness(theta, relative, ofFilters));
        measures.put(Measure.EXPECTED_SHARPNESS, estimate(noise.get(Measure.EXPECTED_SHARPNESS), deviation));
        measures.put(Measure.RELATIVE_SHARPNESS, estimate(noise.get(Measure.RELATIVE_SHARPNESS), ofFilters));
        interruption.check();
        Map<Measure, Double> roundings = new EnumMap<>(Measure.class);
        roundings.put(Measure.TRACE, rounding.ofTrace(largest.eigenvalues()));
        roundings.put(Measure.EXPECTED_SHARPNESS, PointRounding.ofLoss(objective, theta, equal, settings.seed()));
        roundings.put(Measure.RELATIVE_SHARPNESS, PointRounding.ofLoss(objective, theta, relative, settings.seed()));
        double[] steps = Slice.steps(-settings.radius(), settings.radius(), STEPS);
        long products = (long) largest.products() + largest.secondStartProducts() + largest.verificationProducts();
        return new Minimum(
                file,
                weights.checksum(),
                weights.orientation().turned(),
                theta,
                evaluation,
                fall(gradient, largest),
                measures,
                roundings,
                noise,
                steps,
                slice(theta, steps),
                products + trace.products());
    }

    /** {@code sum_i (v_i . g)^2 / (2 lambda_i)} over positive eigenvalues. */
    private static double fall(double[] gradient, LanczosResult eigenpairs) {
        double sum = 0;
        for (int i = 0; i < eigenpairs.eigenvalues().length; i++) {
            if (eigenpairs.proved().get(i).lower() > 0) {
                double along = 0;
                for (int j = 0; j < gradient.length; j++) {
                    along = Math.fma(eigenpairs.vectors().data[i * gradient.length + j], gradient[j], along);
                }
                sum += along * along / (2 * eigenpairs.eigenvalues()[i]);
            }
        }
        return sum;
    }

    /** The likely interval: that of the largest eigenvalue, not of some eigenvalue. */
    private static Estimate sharpness(LanczosResult largest, double rounding, double confidence) {
        double value = largest.eigenvalues()[0];
        Interval likely = largest.likely().get(0);
        return new Estimate(
                value,
                Math.min(value, likely.lower()) - rounding,
                Math.max(value, likely.upper()) + rounding,
                confidence,
                "thick-restart Lanczos" + (largest.pairsConverged()[0] ? "" : ", not converged"),
                largest.products(),
                largest.pairsConverged()[0]);
    }

    private ExpectedSharpness sharpness(double[] theta, double[] deviations, String what) {
        ExpectedSharpness sharpness =
                ExpectedSharpness.estimate(landscape, theta, deviations, quantile, settings.seed());
        if (!Double.isFinite(sharpness.mean())) {
            throw new ArithmeticException(
                    "expected sharpness with noise of " + what + ": the loss overflows, expected less noise");
        }
        return sharpness;
    }

    private Estimate estimate(ExpectedSharpness sharpness, String what) {
        return Estimate.withoutGoal(
                sharpness.mean(),
                sharpness.lower(),
                sharpness.upper(),
                sharpness.confidence(),
                "noise of " + what + ", " + sharpness.pairs() + " antithetic pairs",
                0);
    }

    private double[] slice(double[] theta, double... steps) {
        double[] direction =
                FilterNormalized.direction(network, theta, FilterNormalized.Vectors.FIXED, settings.seed(), 0);
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

    /**
     * By how much one minimum exceeds another.
     *
     * @param measure by what
     * @param more what is expected to be larger
     * @param less what is taken from it
     * @return the difference; its confidence is such that those of all pairs of minima hold together
     * @throws CancellationException if the work is to end
     */
    Estimate difference(Measure measure, Minimum more, Minimum less) {
        if (more.same(less)) {
            return Estimate.withoutGoal(0, 0, 0, 1, "the same weights", 0);
        }
        return switch (measure) {
            case SHARPNESS ->
                ofIntervals(more.measures().get(measure), less.measures().get(measure));
            case TRACE -> ofTraces(more, less);
            case EXPECTED_SHARPNESS, RELATIVE_SHARPNESS -> {
                interruption.check();
                yield ofPairs(measure, more, less);
            }
        };
    }

    /** If both intervals hold, so does that between the differences of their ends. */
    private Estimate ofIntervals(Estimate more, Estimate less) {
        return Estimate.withoutGoal(
                more.value() - less.value(),
                more.lower() - less.upper(),
                more.upper() - less.lower(),
                settings.confidence(),
                "differences of the ends of both intervals",
                0);
    }

    /**
     * The trace of the difference of both Hessians: the same probes see both. What rounding does to either is no difference; as it
     * is an estimate, the difference is not certain even where all coordinate vectors give it.
     */
    private Estimate ofTraces(Minimum more, Minimum less) {
        double size = Math.min(
                Math.abs(more.measures().get(Measure.TRACE).value()),
                Math.abs(less.measures().get(Measure.TRACE).value()));
        Estimate difference = Trace.estimate(
                new HessianDifference(objective, hessian, more.theta(), less.theta()),
                Trace.Method.HUTCH_PLUS_PLUS,
                new EstimatorSettings(
                        CLEAR,
                        NEGLIGIBLE * settings.accuracy() * size,
                        settings.confidenceOfDifference(),
                        settings.budget(),
                        settings.seed()),
                Deflation.none(hessian.dimension()),
                workers,
                EstimateListener.SILENT);
        double rounding = rounding(Measure.TRACE, more, less);
        return new Estimate(
                difference.value(),
                difference.lower() - rounding,
                difference.upper() + rounding,
                settings.confidenceOfDifference(),
                "trace of the difference of both Hessians: " + difference.method(),
                2 * difference.products(),
                difference.reached());
    }

    private Estimate ofPairs(Measure measure, Minimum more, Minimum less) {
        SharpnessDifference difference =
                SharpnessDifference.of(more.noise().get(measure), less.noise().get(measure), quantileOfDifference);
        double rounding = rounding(measure, more, less);
        return Estimate.withoutGoal(
                difference.mean(),
                difference.lower() - rounding,
                difference.upper() + rounding,
                difference.confidence(),
                "differences over " + difference.pairs() + " antithetic pairs, the same for both",
                0);
    }

    private static double rounding(Measure measure, Minimum more, Minimum less) {
        return more.rounding().get(measure) + less.rounding().get(measure);
    }
}
