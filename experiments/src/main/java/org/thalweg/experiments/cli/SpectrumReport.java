package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.thalweg.autodiff.Parameter;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.train.Evaluation;

/** What {@code spectrum} prints and writes. */
final class SpectrumReport {

    private static final List<String> HEADER = List.of("index", "eigenvalue", "lower", "upper", "residual");
    private static final int MOST_PRINTED = 40;
    private static final String CSV = "spectrum.csv";
    private static final String DENSITY = "density.csv";
    private static final String PICTURE = "spectrum";

    private final String matrix;
    private final List<Parameter> block;
    private final int dimension;
    private final Evaluation evaluation;

    /**
     * Begins a report.
     *
     * @param matrix in words
     * @param block the parameters it is restricted to; empty for all
     * @param dimension of the matrix
     * @param evaluation of the loss at its point
     */
    SpectrumReport(String matrix, List<Parameter> block, int dimension, Evaluation evaluation) {
        this.matrix = matrix;
        this.block = block;
        this.dimension = dimension;
        this.evaluation = evaluation;
    }

    /** Prints what is known before the work. */
    void describe(OutputOptions output) {
        output.print(
                "loss      %.10g; gradient norm %.4g%s",
                evaluation.loss(),
                evaluation.gradientNorm(),
                evaluation.accuracy().isPresent()
                        ? text("; accuracy %.4f", evaluation.accuracy().getAsDouble())
                        : "");
        output.print("matrix    %s%s; dimension %d", matrix, ofBlock(), dimension);
    }

    private String ofBlock() {
        return block.isEmpty()
                ? ""
                : " of " + block.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    /** The title of the picture. */
    String title(ProblemOptions problem, Dataset data) {
        return matrix + ofBlock() + ": " + problem.describeModel() + ", " + problem.describeLoss() + ", " + data.size()
                + " samples of " + data.name();
    }

    /** The content of {@code spectrum.csv}. */
    static String csv(Eigenvalues eigenvalues) {
        List<List<Object>> rows = new ArrayList<>();
        for (Eigenvalue e : eigenvalues.list()) {
            rows.add(
                    List.of(e.index(), e.value(), e.proved().lower(), e.proved().upper(), e.residual()));
        }
        return ResultFolder.csv(HEADER, rows);
    }

    /** Puts everything that was found. */
    void putTo(ObjectNode result, int parameters, Eigenvalues eigenvalues, Estimates estimates) {
        Json.put(result, "loss", evaluation.loss());
        Json.put(result, "gradient_norm", evaluation.gradientNorm());
        evaluation.accuracy().ifPresent(accuracy -> result.put("accuracy", accuracy));
        result.put("parameters", parameters);
        result.put("dimension", dimension);
        ArrayNode names = result.putArray("block");
        block.forEach(parameter -> names.add(parameter.name()));
        result.put("converged", eigenvalues.converged());
        result.put("products", eigenvalues.products() + estimates.products());
        result.put("products_until_converged", eigenvalues.searchProducts());
        result.put("probability_missed", eigenvalues.probabilityMissed());
        Json.put(result, "norm", eigenvalues.norm());
        result.put("method", eigenvalues.method());
        put(result, "trace", estimates.trace());
        put(result, "frobenius", estimates.frobenius());
        result.put("accuracy_reached", estimates.reached());
        if (estimates.density().isPresent()) {
            estimates.density().get().putTo(result.putObject("density"));
        } else {
            result.putNull("density");
        }
        ArrayNode list = result.putArray("eigenvalues");
        for (Eigenvalue e : eigenvalues.list()) {
            ObjectNode node = list.addObject();
            node.put("index", e.index());
            Json.put(node, "value", e.value());
            Json.put(node, "lower", e.proved().lower());
            Json.put(node, "upper", e.proved().upper());
            put(node.putObject("likely"), e.likely());
            Json.put(node, "residual", e.residual());
            node.put("converged", e.converged());
            Json.put(node, "probability_missed", e.probabilityMissed());
        }
    }

    private static void put(ObjectNode node, Interval interval) {
        Json.put(node, "lower", interval.lower());
        Json.put(node, "upper", interval.upper());
    }

    private static void put(ObjectNode result, String name, Optional<Estimate> estimate) {
        if (estimate.isPresent()) {
            Json.put(result, name, estimate.get());
        } else {
            result.putNull(name);
        }
    }

    /** Writes all files, {@code result.json} last; returns their names. */
    String write(
            OutputOptions output,
            OpenFolder folder,
            String title,
            Eigenvalues eigenvalues,
            Estimates estimates,
            ObjectNode result)
            throws IOException {
        List<String> names = new ArrayList<>();
        ResultFolder results = folder.results();
        results.write(CSV, csv(eigenvalues));
        names.add(CSV);
        if (estimates.density().isPresent()) {
            results.write(DENSITY, estimates.density().get().csv());
            names.add(DENSITY);
        }
        Optional<Figure> figure = SpectrumFigure.of(title, eigenvalues, estimates);
        if (figure.isPresent()) {
            names.addAll(output.draw(folder, PICTURE, figure.get()));
        }
        results.write(result);
        names.add(ResultFolder.RESULT);
        return String.join(", ", names);
    }

    /** Prints what was found. */
    void print(OutputOptions output, Eigenvalues eigenvalues, Estimates estimates, boolean interrupted) {
        if (!eigenvalues.list().isEmpty()) {
            output.print("");
            output.print("%8s  %21s  %9s  %9s", "index", "eigenvalue", "+-", "residual");
            int count = eigenvalues.list().size();
            for (int i = 0; i < count; i++) {
                if (count > MOST_PRINTED && i == MOST_PRINTED / 2) {
                    output.print("%8s", "...");
                    i = count - MOST_PRINTED / 2;
                }
                Eigenvalue e = eigenvalues.list().get(i);
                output.print("%8d  %21s  %9.1e  %9.1e", e.index(), value(e), e.halfWidth(), e.residual());
            }
            output.print("");
            output.print(sureness(eigenvalues));
        }
        estimates.trace().ifPresent(estimate -> print(output, "trace", estimate, interrupted));
        estimates.frobenius().ifPresent(estimate -> print(output, "Frobenius", estimate, interrupted));
        estimates.density().ifPresent(density -> print(output, density));
        if (interrupted) {
            output.print("INTERRUPTED before all was known; the same command with --resume goes on");
        }
    }

    /** Significant digits up to the first that is in doubt. */
    private static String value(Eigenvalue e) {
        double size = Math.max(Math.abs(e.value()), Double.MIN_NORMAL);
        double digits = Math.log10(size / Math.max(e.halfWidth(), Math.ulp(size)));
        return text("%." + (int) Math.max(2, Math.min(15, Math.ceil(digits) + 1)) + "g", e.value());
    }

    /** How sure the list is, in a line: what has converged, and what may have been missed. */
    static String sureness(Eigenvalues eigenvalues) {
        if (eigenvalues.probabilityMissed() == 0) {
            return "all eigenvalues are known, after " + eigenvalues.products() + " products";
        }
        if (!eigenvalues.converged()) {
            return "NOT CONVERGED after " + eigenvalues.products() + " products: " + ends(eigenvalues)
                    + ", the others have wider intervals that hold an eigenvalue each; nothing bounds what was missed";
        }
        String beyond = Stream.of(true, false)
                .filter(top -> eigenvalues.end(top).stream().anyMatch(e -> !isLikely(e)))
                .map(SpectrumReport::name)
                .collect(Collectors.joining(" and "));
        return text(
                "converged after %d products, %d in all; one was missed with a probability of at most %.2g%s",
                eigenvalues.searchProducts(),
                eigenvalues.products(),
                eigenvalues.probabilityMissed(),
                beyond.isEmpty()
                        ? ""
                        : ", more than the --confidence allows, at the " + beyond
                                + ": `likely` intervals have no outer end there; fewer eigenvalues of that end, or a lower"
                                + " --confidence, do with fewer products");
    }

    private static boolean isLikely(Eigenvalue e) {
        return Double.isFinite(e.likely().lower()) && Double.isFinite(e.likely().upper());
    }

    private static String name(boolean top) {
        return top ? "top" : "bottom";
    }

    /** As "2 of 3 from the top and 0 of 3 from the bottom are as accurate as the --tolerance asks". */
    private static String ends(Eigenvalues eigenvalues) {
        return Stream.of(true, false)
                .filter(top -> !eigenvalues.end(top).isEmpty())
                .map(top -> eigenvalues.end(top).stream()
                                .filter(Eigenvalue::converged)
                                .count()
                        + " of " + eigenvalues.end(top).size() + " from the " + name(top))
                .collect(Collectors.joining(" and ", "", " are as accurate as the --tolerance asks"));
    }

    private static void print(OutputOptions output, String name, Estimate estimate, boolean interrupted) {
        String end = interrupted
                ? "; the --accuracy is not reached"
                : "; the --budget is spent before the --accuracy is reached";
        output.print(
                "%-9s %.6g in [%.6g, %.6g], confidence %s (%s, %d products)%s",
                name,
                estimate.value(),
                estimate.lower(),
                estimate.upper(),
                text("%.10g", estimate.confidence()).replaceAll("\\.?0+$", ""),
                estimate.method(),
                estimate.products(),
                estimate.reached() ? "" : end);
    }

    private static void print(OutputOptions output, Density density) {
        String found = density.atom().isPresent()
                ? text(
                        "all eigenvalues are %.6g within a rounding of %.1g",
                        density.atom().getAsDouble(), density.rounding())
                : text(
                        "%.6g of all eigenvalues (standard error %.1g) are at most %s of the norm in size",
                        density.bulk(), density.bulkError(), Density.SMALL);
        output.print("density   %s (%s, %d products)", found, density.method(), density.products());
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
