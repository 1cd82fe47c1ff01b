package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.FrobeniusNorm;
import org.thalweg.linalg.estimate.SpectralDensity;
import org.thalweg.linalg.estimate.Trace;
import picocli.CommandLine.Option;

/** What is estimated of the matrix as a whole, and how accurately. */
final class EstimateOptions {

    @Option(names = "--trace", description = "The trace and the Frobenius norm.")
    private boolean trace;

    @Option(names = "--density", description = "The spectral density.")
    private boolean density;

    @Option(
            names = "--confidence",
            paramLabel = "C",
            defaultValue = "0.99",
            description = "The probability with which intervals hold, and no eigenvalue was missed.")
    private double confidence;

    @Option(
            names = "--accuracy",
            paramLabel = "R",
            defaultValue = "0.02",
            description = "The half-width of the intervals of trace and Frobenius norm, relative to the value.")
    private double accuracy;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The most products with the matrix for an estimate; its interval is then as wide as it is.")
    private long budget;

    @Option(
            names = "--density-starts",
            paramLabel = "N",
            defaultValue = "8",
            description = "Random starts of the density; its error falls with their root.")
    private int starts;

    @Option(
            names = "--density-steps",
            paramLabel = "M",
            defaultValue = "40",
            description = "Steps of Lanczos from each start; they resolve 3 / M of the width of the spectrum.")
    private int steps;

    boolean isEmpty() {
        return !trace && !density;
    }

    /** What is estimated if nothing at all was asked for. */
    void useDefault() {
        trace = true;
        density = true;
    }

    double confidence() {
        return confidence;
    }

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is wrong
     */
    void require() {
        if (!(confidence >= 0.5 && confidence <= 1 - 1e-9)) {
            throw OptionValues.wrong("--confidence", confidence, "0.5 to 1 - 1e-9");
        }
        if (!(accuracy > 0 && accuracy < Double.POSITIVE_INFINITY)) {
            throw OptionValues.wrong("--accuracy", accuracy, "a finite number above 0");
        }
        if (budget < 1) {
            throw OptionValues.wrong("--budget", budget, "at least 1");
        }
        if (starts < 2) {
            throw OptionValues.wrong("--density-starts", starts, "at least 2, as one has no error");
        }
        if (steps < 1) {
            throw OptionValues.wrong("--density-steps", steps, "at least 1");
        }
    }

    EstimatorSettings settings(long seed) {
        return new EstimatorSettings(accuracy, 0, confidence, budget, seed);
    }

    /**
     * Estimates what was asked for; what all eigenvalues tell is not estimated. If the work is interrupted, an estimate is what
     * it is then, as its interval holds whatever ends it, and later ones are missing.
     */
    Estimates estimate(
            LinearOperator matrix,
            Eigenvalues eigenvalues,
            long seed,
            Workers workers,
            StatusLine status,
            Interruption interruption) {
        EstimatorSettings settings = settings(seed);
        if (eigenvalues.complete()) {
            Optional<Density> smooth = density ? Optional.of(Density.of(eigenvalues)) : Optional.empty();
            return new Estimates(Optional.of(eigenvalues.trace()), Optional.of(eigenvalues.frobenius()), smooth, true);
        }
        LinearOperator operator = interruption.of(matrix);
        Optional<Estimate> sum = Optional.empty();
        Optional<Estimate> norm = Optional.empty();
        if (trace) {
            norm = estimate(
                    "Frobenius norm",
                    settings,
                    status,
                    listener -> FrobeniusNorm.estimate(operator, settings, eigenvalues.deflation(), workers, listener));
            // Where all coordinate vectors were worth their products for the norm, they are for the trace.
            Trace.Method method =
                    norm.map(Estimate::certain).orElse(false) ? Trace.Method.EXACT : Trace.Method.HUTCH_PLUS_PLUS;
            sum = estimate(
                    "trace",
                    settings,
                    status,
                    listener -> Trace.estimate(operator, method, settings, eigenvalues.deflation(), workers, listener));
        }
        Optional<Density> curve = Optional.empty();
        if (density) {
            try {
                curve = Optional.of(density(operator, eigenvalues, seed, workers, status));
            } catch (CancellationException end) {
                curve = Optional.empty();
            }
        }
        boolean reached = !interruption.happened()
                && sum.map(Estimate::reached).orElse(true)
                && norm.map(Estimate::reached).orElse(true);
        return new Estimates(sum, norm, curve, reached);
    }

    private static Optional<Estimate> estimate(
            String part, EstimatorSettings settings, StatusLine status, Function<EstimateListener, Estimate> run) {
        status.begin(part);
        EstimateListener shown = listener(settings, status);
        List<Estimate> looks = new ArrayList<>();
        try {
            return Optional.of(run.apply(soFar -> {
                looks.add(soFar);
                shown.looked(soFar);
            }));
        } catch (CancellationException end) {
            return looks.isEmpty() ? Optional.empty() : Optional.of(looks.get(looks.size() - 1));
        }
    }

    private Density density(
            LinearOperator operator, Eigenvalues eigenvalues, long seed, Workers workers, StatusLine status) {
        status.begin("density");
        long all = (long) starts * Math.min(steps, operator.dimension());
        SpectralDensity estimate = SpectralDensity.estimate(
                new CountingOperator(
                        operator, count -> status.show("product " + count + " of " + all, count / (double) all)),
                starts,
                steps,
                seed,
                eigenvalues.deflation(),
                workers);
        return Density.of(estimate, operator.dimension());
    }

    /** The half-width falls with the root of the number of products. */
    private static EstimateListener listener(EstimatorSettings settings, StatusLine status) {
        return soFar -> {
            double goal = settings.relative() * Math.abs(soFar.value());
            double fraction = Math.max(
                    goal * goal / (soFar.halfWidth() * soFar.halfWidth()),
                    soFar.products() / (double) settings.budget());
            status.show(
                    String.format(
                            Locale.ROOT,
                            "%.4g, half-width %.2g after %d products",
                            soFar.value(),
                            soFar.halfWidth(),
                            soFar.products()),
                    fraction);
        };
    }

    /** Writes down the settings. */
    void putTo(ObjectNode settings) {
        settings.put("trace", trace);
        settings.put("density", density);
        settings.put("confidence", confidence);
        settings.put("accuracy", accuracy);
        settings.put("budget", budget);
        settings.put("density_starts", starts);
        settings.put("density_steps", steps);
    }
}
