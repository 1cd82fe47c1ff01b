package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.estimate.Axis;
import org.thalweg.linalg.estimate.SpectralCurve;
import org.thalweg.linalg.estimate.SpectralDensity;

/**
 * The spectral density on equidistant points, every eigenvalue spread to a normal distribution.
 *
 * @param points ascending
 * @param values the fraction of all eigenvalues per unit of the axis
 * @param standardErrors of the values; 0 where nothing was left to chance
 * @param width the standard deviation of the normal distribution
 * @param floor what a single eigenvalue gives at its place, times a tenth: less is not worth drawing
 * @param bulk the fraction of eigenvalues of size at most {@value #SMALL} times the norm
 * @param bulkError its standard error
 * @param method how it was found
 * @param products products with the matrix
 */
@SuppressWarnings("ArrayRecordComponent")
record Density(
        double[] points,
        double[] values,
        double[] standardErrors,
        double width,
        double floor,
        double bulk,
        double bulkError,
        String method,
        long products) {

    /** What counts as small, relative to the norm of the matrix. */
    static final double SMALL = 0.01;

    private static final List<String> HEADER = List.of("eigenvalue", "density", "standard_error");
    private static final int POINTS = 1001;

    /** Normal distributions so wide fill the axis. */
    private static final int WIDTHS = 150;

    /** So many widths beyond the outermost eigenvalues the axis ends. */
    private static final int MARGIN = 5;

    private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

    /** From stochastic Lanczos quadrature. */
    static Density of(SpectralDensity estimate, int dimension) {
        double width = width(estimate.smallest(), estimate.largest());
        double[] points = points(estimate.smallest(), estimate.largest(), width);
        SpectralCurve curve = estimate.density(Axis.LINEAR, points, width);
        double norm = Math.max(Math.abs(estimate.smallest()), Math.abs(estimate.largest()));
        SpectralCurve bulk = norm > 0
                ? estimate.histogram(Axis.LINEAR, -SMALL * norm, SMALL * norm)
                : estimate.histogram(Axis.LINEAR, -1, 1);
        return new Density(
                points,
                curve.values(),
                curve.standardErrors(),
                width,
                PEAK / width / dimension / 10,
                bulk.values()[0],
                bulk.standardErrors()[0],
                "stochastic Lanczos quadrature, " + estimate.starts() + " starts of " + estimate.steps() + " steps",
                estimate.products());
    }

    /** From all eigenvalues. */
    static Density of(Eigenvalues all) {
        double[] eigenvalues =
                all.list().stream().mapToDouble(Eigenvalue::value).toArray();
        int n = eigenvalues.length;
        double width = width(eigenvalues[n - 1], eigenvalues[0]);
        double[] points = points(eigenvalues[n - 1], eigenvalues[0], width);
        double[] values = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            for (double eigenvalue : eigenvalues) {
                double distance = (points[i] - eigenvalue) / width;
                values[i] += PEAK / width / n * Math.exp(-0.5 * distance * distance);
            }
        }
        double small = SMALL * Math.max(Math.abs(eigenvalues[0]), Math.abs(eigenvalues[n - 1]));
        double bulk =
                all.list().stream().filter(e -> Math.abs(e.value()) <= small).count() / (double) n;
        return new Density(
                points, values, new double[points.length], width, PEAK / width / n / 10, bulk, 0, "all eigenvalues", 0);
    }

    private static double width(double smallest, double largest) {
        double size = Math.max(Math.abs(smallest), Math.abs(largest));
        return largest > smallest ? (largest - smallest) / WIDTHS : size > 0 ? size / WIDTHS : 1;
    }

    private static double[] points(double smallest, double largest, double width) {
        double from = smallest - MARGIN * width;
        double step = (largest - smallest + 2 * MARGIN * width) / (POINTS - 1);
        return IntStream.range(0, POINTS).mapToDouble(i -> from + i * step).toArray();
    }

    /** The content of {@code density.csv}. */
    String csv() {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            rows.add(List.of(points[i], values[i], standardErrors[i]));
        }
        return ResultFolder.csv(HEADER, rows);
    }

    /** Puts everything but the curve. */
    void putTo(ObjectNode node) {
        node.put("method", method);
        node.put("products", products);
        Json.put(node, "width", width);
        Json.put(node, "bulk", bulk);
        Json.put(node, "bulk_standard_error", bulkError);
    }
}
