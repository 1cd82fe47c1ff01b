package org.thalweg.linalg.eigen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;

/**
 * Residuals computed afresh, and what follows from them: the intervals of {@link LanczosResult}.
 *
 * <p>With {@code e} a bound of the norm of all residuals, s a point that no eigenvalue of A on the complement of the vectors
 * found exceeds, and {@code eta = theta_i - s}, the i-th largest eigenvalue lies in {@code [theta_i, theta_i + x]}, {@code x (x +
 * eta) = e^2}; compare C.-K. Li and R.-C. Li (2005, DOI 10.1016/j.laa.2004.08.026).
 */
final class Certificate {

    private final LanczosSettings settings;
    private final ScaledProducts operator;
    private final int n;

    Certificate(LanczosSettings settings, ScaledProducts operator, int n) {
        this.settings = settings;
        this.operator = operator;
        this.n = n;
    }

    LanczosResult result(LanczosRun run) {
        int k = run.found();
        long before = operator.count();
        DMatrixRMaj vectors = run.vectors();
        double[] values = new double[k];
        double[] residuals = new double[k];
        double norm = run.norm();
        double allowance = Math.max(run.productError(), 4 * run.noise());
        if (settings.residuals() == Residuals.COMPUTED) {
            allowance += computed(vectors, values, residuals, norm);
        } else {
            allowance *= 2;
            for (int i = 0; i < k; i++) {
                values[i] = run.ritzValue(i);
                residuals[i] = run.estimate(i);
            }
        }
        return assemble(run, vectors, values, residuals, norm, allowance, (int) (operator.count() - before));
    }

    /** Products with the vectors, Rayleigh quotients, residuals; returns what else there is to allow for. */
    private double computed(DMatrixRMaj vectors, double[] values, double[] residuals, double norm) {
        if (values.length == 0) {
            return 0;
        }
        DMatrixRMaj products = operator.apply(vectors);
        double defects = defects(vectors, products, values, norm);
        for (int i = 0; i < values.length; i++) {
            double squares = 0;
            for (int j = 0; j < n; j++) {
                double r = Math.fma(-values[i], vectors.data[i * n + j], products.data[i * n + j]);
                squares = Math.fma(r, r, squares);
            }
            residuals[i] = Math.sqrt(squares);
        }
        return defects;
    }

    /** Rayleigh quotients; and how far the vectors are from orthonormal, and products from diagonal, between them. */
    private double defects(DMatrixRMaj vectors, DMatrixRMaj products, double[] values, double norm) {
        int k = vectors.numRows;
        DMatrixRMaj gram = new DMatrixRMaj(k, k);
        DMatrixRMaj inner = new DMatrixRMaj(k, k);
        MatrixProduct product = MatrixProduct.of();
        MatrixProduct.Transpose no = MatrixProduct.Transpose.NO;
        product.multiply(1, no, vectors, MatrixProduct.Transpose.YES, vectors, 0, gram);
        product.multiply(1, no, vectors, MatrixProduct.Transpose.YES, products, 0, inner);
        double skew = 0;
        double coupled = 0;
        for (int i = 0; i < k; i++) {
            values[i] = inner.data[i * k + i] / gram.data[i * k + i];
            for (int j = 0; j < k; j++) {
                double g = gram.data[i * k + j] - (i == j ? 1 : 0);
                double h = i == j ? 0 : inner.data[i * k + j];
                skew = Math.fma(g, g, skew);
                coupled = Math.fma(h, h, coupled);
            }
        }
        return Math.sqrt(skew) * norm + Math.sqrt(coupled);
    }

    private LanczosResult assemble(
            LanczosRun run,
            DMatrixRMaj vectors,
            double[] values,
            double[] residuals,
            double norm,
            double allowance,
            int verification) {
        int k = values.length;
        int fromTop = run.fromTop();
        // Over both ends together: values that are equal to rounding may change places, also where the last
        // from the top meets the first from the bottom.
        Integer[] order = IntStream.range(0, k).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Double.compare(values[b], values[a]));
        double[] sortedValues = new double[k];
        double[] sortedResiduals = new double[k];
        DMatrixRMaj sortedVectors = new DMatrixRMaj(k, n);
        boolean converged = run.converged();
        boolean[] pairsConverged = new boolean[k];
        double all = 0;
        for (int i = 0; i < k; i++) {
            sortedValues[i] = values[order[i]];
            sortedResiduals[i] = residuals[order[i]];
            System.arraycopy(vectors.data, order[i] * n, sortedVectors.data, i * n, n);
            pairsConverged[i] = sortedResiduals[i] <= run.bound(sortedValues[i]) + allowance;
            converged &= pairsConverged[i];
            all = Math.fma(sortedResiduals[i], sortedResiduals[i], all);
        }
        double[] outer = outer(run, sortedValues, fromTop);
        double[] missed = new double[k];
        double uncertain = 0;
        for (int i = 0; i < k; i++) {
            missed[i] = run.probabilityBeyond(i < fromTop ? 1 : -1, outer[i]);
            uncertain = Math.max(uncertain, Math.abs(outer[i] - sortedValues[i]));
        }
        List<Interval> likely =
                likely(run, sortedValues, sortedResiduals, fromTop, Math.sqrt(all) + allowance, allowance);
        List<Interval> proved = proved(sortedValues, sortedResiduals, allowance);
        int main = Math.max(0, run.mainProducts());
        int scale = operator.exponent();
        for (int i = 0; i < k; i++) {
            sortedValues[i] = Math.scalb(sortedValues[i], scale);
            sortedResiduals[i] = Math.scalb(sortedResiduals[i], scale);
        }
        return new LanczosResult(
                sortedValues,
                fromTop,
                sortedVectors,
                sortedResiduals,
                scaled(proved, scale),
                scaled(likely, scale),
                missed,
                run.probabilityMissed(outer),
                Math.scalb(run.resolution() + uncertain, scale),
                converged,
                pairsConverged,
                main,
                (int) (operator.count() - verification) - main,
                verification,
                Math.scalb(norm, scale),
                Math.scalb(allowance, scale),
                0,
                0);
    }

    private static List<Interval> scaled(List<Interval> intervals, int scale) {
        return intervals.stream()
                .map(i -> new Interval(-notBelow(-i.lower(), scale), notBelow(i.upper(), scale)))
                .toList();
    }

    /** {@code 2^scale x} or, where that is no double, the next larger one. */
    private static double notBelow(double x, int scale) {
        double product = Math.scalb(x, scale);
        return Math.scalb(product, -scale) < x ? Math.nextUp(product) : product;
    }

    /**
     * Of each value and that of the iteration for its place, which differ by rounding, the one further out: the points that the
     * second start has looked at are those of the iteration.
     */
    private static double[] outer(LanczosRun run, double[] values, int fromTop) {
        double[] outer = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double ritz = run.ritzValue(i);
            outer[i] = i < fromTop ? Math.max(values[i], ritz) : Math.min(values[i], ritz);
        }
        return outer;
    }

    private List<Interval> likely(
            LanczosRun run, double[] values, double[] residuals, int fromTop, double e, double allowance) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            int sign = i < fromTop ? 1 : -1;
            double s = run.second().innermost(sign, (1 - settings.confidence()) / run.rounds(), n - values.length);
            double beyond = Double.POSITIVE_INFINITY;
            if (values.length == n) {
                beyond = allowance + e;
            } else if (Double.isFinite(s)) {
                double eta = sign * (values[i] - s) - allowance;
                double root = Math.sqrt(Math.fma(eta, eta, 4 * e * e));
                beyond = (eta > 0 ? 2 * e * e / (eta + root) : (root - eta) / 2) + allowance;
            }
            double certain = values[i] - sign * allowance;
            double other = values[i] + sign * beyond;
            intervals.add(sign > 0 ? new Interval(certain, other) : new Interval(other, certain));
        }
        sharpen(intervals, values, residuals, fromTop, allowance);
        return intervals;
    }

    /**
     * Where the neighbour further inside has its likely interval up to {@code alpha < theta_i}, the i-th eigenvalue is at most
     * {@code theta_i + |r_i|^2 / (theta_i - alpha)} (G. Temple, 1928; T. Kato, 1949, DOI 10.1143/JPSJ.4.334): no eigenvalue
     * lies between alpha and {@code lambda_i}, so {@code 0 <= y'(A - alpha)(A - lambda_i) y = |r_i|^2 + (theta_i -
     * alpha)(theta_i - lambda_i)}. It holds whenever the intervals of its side hold together, and costs no confidence.
     */
    private static void sharpen(
            List<Interval> intervals, double[] values, double[] residuals, int fromTop, double allowance) {
        for (int i = 0; i < values.length; i++) {
            int sign = i < fromTop ? 1 : -1;
            int neighbour = i + sign;
            boolean sameSide = sign > 0 ? neighbour < fromTop : neighbour >= fromTop;
            if (!sameSide) {
                continue;
            }
            Interval next = intervals.get(neighbour);
            double gap = sign * (values[i] - (sign > 0 ? next.upper() : next.lower())) - allowance;
            if (!(gap > 0)) {
                continue;
            }
            double residual = residuals[i] + allowance;
            double outer = values[i] + sign * (residual * residual / gap + allowance);
            Interval old = intervals.get(i);
            intervals.set(
                    i,
                    sign > 0
                            ? new Interval(old.lower(), Math.min(old.upper(), outer))
                            : new Interval(Math.max(old.lower(), outer), old.upper()));
        }
    }

    /** Pairs whose intervals overlap share one norm of residuals, until no intervals of different clusters overlap. */
    private static List<Interval> proved(double[] values, double[] residuals, double allowance) {
        int k = values.length;
        int[] end = new int[k];
        double[] squares = new double[k];
        int clusters = 0;
        int[] begin = new int[k];
        for (int i = 0; i < k; i++) {
            begin[clusters] = i;
            end[clusters] = i + 1;
            squares[clusters] = residuals[i] * residuals[i];
            clusters++;
            while (clusters > 1
                    && values[end[clusters - 2] - 1] - radius(squares[clusters - 2], allowance)
                            <= values[begin[clusters - 1]] + radius(squares[clusters - 1], allowance)) {
                end[clusters - 2] = end[clusters - 1];
                squares[clusters - 2] += squares[clusters - 1];
                clusters--;
            }
        }
        List<Interval> intervals = new ArrayList<>();
        for (int c = 0; c < clusters; c++) {
            double radius = radius(squares[c], allowance);
            for (int i = begin[c]; i < end[c]; i++) {
                intervals.add(new Interval(values[i] - radius, values[i] + radius));
            }
        }
        return intervals;
    }

    private static double radius(double squares, double allowance) {
        return Math.sqrt(squares) + allowance;
    }
}
