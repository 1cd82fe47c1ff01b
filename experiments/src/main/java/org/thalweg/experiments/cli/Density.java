package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.estimate.Axis;
import org.thalweg.linalg.estimate.SpectralCurve;
import org.thalweg.linalg.estimate.SpectralDensity;

/**
 * The spectral density on equidistant points, every eigenvalue spread to a normal distribution.
 *
 * <p>Where all eigenvalues are one number to rounding, the density is an atom there, of weight 1. The curve is then a single
 * normal distribution about it, and its width says nothing of the matrix.
 *
 * @param points ascending
 * @param values the fraction of all eigenvalues per unit of the axis
 * @param standardErrors of the values; 0 where nothing was left to chance
 * @param width the standard deviation of the normal distribution
 * @param floor what a single eigenvalue gives at its place, times a tenth: less is not worth drawing
 * @param atom where all eigenvalues are, if they cannot be told apart
 * @param rounding how far rounding may have moved what eigenvalues are taken for
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
        OptionalDouble atom,
        double rounding,
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

    /** A normal distribution at least so wide, relative to the eigenvalues, has its points five units roundoff apart. */
    private static final double NARROWEST = 0x1p-44;

    /** A narrower normal distribution might be higher than a double can be. */
    private static final double LEAST_WIDTH = Double.MIN_NORMAL;

    private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

    /** From stochastic Lanczos quadrature. */
    static Density of(SpectralDensity estimate, int dimension) {
        double small = SMALL * Math.max(Math.abs(estimate.smallest()), Math.abs(estimate.largest()));
        double edge = Math.max(small, Double.MIN_VALUE);
        SpectralCurve bulk = estimate.histogram(Axis.LINEAR, -edge, edge);
        String method =
                "stochastic Lanczos quadrature, " + estimate.starts() + " starts of " + estimate.steps() + " steps";
        if (estimate.atom().isPresent()) {
            double atom = estimate.atom().getAsDouble();
            return ofAtom(
                    atom, estimate.rounding(), dimension, Math.rint(bulk.values()[0]), method, estimate.products());
        }
        double width = width(estimate.smallest(), estimate.largest(), estimate.rounding());
        double[] points = points(estimate.smallest(), estimate.largest(), width);
        SpectralCurve curve = estimate.density(Axis.LINEAR, points, width);
        return new Density(
                points,
                curve.values(),
                curve.standardErrors(),
                width,
                PEAK / width / dimension / 10,
                OptionalDouble.empty(),
                estimate.rounding(),
                bulk.values()[0],
                bulk.standardErrors()[0],
                method,
                estimate.products());
    }

    /** From all eigenvalues. */
    static Density of(Eigenvalues all) {
        double[] eigenvalues =
                all.list().stream().mapToDouble(Eigenvalue::value).toArray();
        int n = eigenvalues.length;
        double largest = eigenvalues[0];
        double smallest = eigenvalues[n - 1];
        double rounding =
                all.list().stream().mapToDouble(Eigenvalue::halfWidth).max().orElse(0);
        double small = SMALL * Math.max(Math.abs(smallest), Math.abs(largest));
        double bulk =
                all.list().stream().filter(e -> Math.abs(e.value()) <= small).count() / (double) n;
        String method = "all eigenvalues";
        if (largest - smallest <= 2 * rounding) {
            return ofAtom(smallest + 0.5 * (largest - smallest), rounding, n, bulk, method, 0);
        }
        double width = width(smallest, largest, rounding);
        double[] points = points(smallest, largest, width);
        double[] values = bells(points, width, eigenvalues);
        return new Density(
                points,
                values,
                new double[points.length],
                width,
                PEAK / width / n / 10,
                OptionalDouble.empty(),
                rounding,
                bulk,
                0,
                method,
                0);
    }

    private static Density ofAtom(
            double atom, double rounding, int dimension, double bulk, String method, long products) {
        double width = Math.max(atom == 0 ? 1 : Math.abs(atom) / WIDTHS, LEAST_WIDTH);
        double[] points = points(atom, atom, width);
        return new Density(
                points,
                bells(points, width, atom),
                new double[points.length],
                width,
                PEAK / width / dimension / 10,
                OptionalDouble.of(atom),
                rounding,
                bulk,
                0,
                method,
                products);
    }

    /** The mean of normal distributions about the eigenvalues. */
    private static double[] bells(double[] points, double width, double... eigenvalues) {
        double[] values = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            for (double eigenvalue : eigenvalues) {
                double distance = (points[i] - eigenvalue) / width;
                values[i] += PEAK / width / eigenvalues.length * Math.exp(-0.5 * distance * distance);
            }
        }
        return values;
    }

    /** Details narrower than rounding are none, and points must differ. */
    private static double width(double smallest, double largest, double rounding) {
        double size = Math.max(Math.abs(smallest), Math.abs(largest));
        double finest = Math.max(Math.max(rounding, NARROWEST * size), LEAST_WIDTH);
        return Math.max((largest - smallest) / WIDTHS, finest);
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
        Json.put(node, "rounding", rounding);
        if (atom.isPresent()) {
            ObjectNode object = node.putObject("atom");
            Json.put(object, "eigenvalue", atom.getAsDouble());
            Json.put(object, "weight", 1);
        } else {
            node.putNull("atom");
        }
        Json.put(node, "bulk", bulk);
        Json.put(node, "bulk_standard_error", bulkError);
    }
}
