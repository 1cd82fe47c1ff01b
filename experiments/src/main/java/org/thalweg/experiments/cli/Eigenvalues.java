package org.thalweg.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.Estimate;

/**
 * The eigenvalues that were asked for.
 *
 * @param list largest first
 * @param fromTop how many of them count from the top of the spectrum, the others from the bottom
 * @param method how they were found
 * @param dimension of the matrix
 * @param converged whether all are as accurate as was asked for
 * @param products products with the matrix, all told
 * @param searchProducts those until all had converged
 * @param probabilityMissed a bound of the probability that any was missed
 * @param norm the spectral norm of the matrix, estimated; NaN if nothing was asked for
 * @param deflation eigenpairs that help estimators
 */
record Eigenvalues(
        List<Eigenvalue> list,
        int fromTop,
        String method,
        int dimension,
        boolean converged,
        long products,
        long searchProducts,
        double probabilityMissed,
        double norm,
        Deflation deflation) {

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** None were asked for. */
    static Eigenvalues none(int dimension) {
        return new Eigenvalues(List.of(), 0, "none", dimension, true, 0, 0, 0, Double.NaN, Deflation.none(dimension));
    }

    /** All were asked for, and none is known as the work was interrupted. */
    static Eigenvalues interrupted(int dimension) {
        return new Eigenvalues(
                List.of(), 0, "interrupted", dimension, false, 0, 0, 1, Double.NaN, Deflation.none(dimension));
    }

    /** Those that Lanczos found. */
    static Eigenvalues of(LanczosResult result, int dimension) {
        List<Eigenvalue> list = new ArrayList<>();
        int count = result.eigenvalues().length;
        for (int i = 0; i < count; i++) {
            long index = i < result.fromTop() ? i + 1L : dimension - (count - 1L - i);
            list.add(new Eigenvalue(
                    index,
                    result.eigenvalues()[i],
                    result.proved().get(i),
                    result.likely().get(i),
                    result.residuals()[i],
                    result.pairsConverged()[i],
                    result.probabilitiesMissed()[i]));
        }
        Deflation deflation =
                result.converged() ? Deflation.of(result.eigenvalues(), result.vectors()) : Deflation.none(dimension);
        long products = (long) result.products() + result.secondStartProducts() + result.verificationProducts();
        return new Eigenvalues(
                List.copyOf(list),
                result.fromTop(),
                "thick-restart Lanczos",
                dimension,
                result.converged(),
                products,
                result.products(),
                result.probabilityMissed(),
                result.norm(),
                deflation);
    }

    /**
     * All of them: the matrix is assembled from its products with the coordinate vectors, and its dense symmetric
     * eigenproblem solved.
     *
     * <p>By Weyl's theorem an eigenvalue is off by no more than the norm of what rounding adds to the matrix. Three parts are
     * allowed for: the bound of the dense solver; {@code |A - A'|_F}, which rounding of the products alone makes differ from
     * zero; and {@code max(64, 8 sqrt n) u |A|} for what rounding does to both triangles alike, as in Lanczos. What the values
     * that the matrix is made of have lost is not among them; see {@link PointRounding}.
     *
     * @throws java.util.concurrent.CancellationException if the work is interrupted
     */
    static Eigenvalues all(LinearOperator operator, Workers workers, StatusLine status, Interruption interruption) {
        int n = operator.dimension();
        status.begin("assembling");
        DMatrixRMaj matrix = operator.toMatrix(rows -> {
            interruption.check();
            status.show("row " + rows + " of " + n, rows / (double) n);
        });
        double asymmetry = symmetrise(matrix);
        status.begin("dense eigenproblem");
        status.show("[" + n + " x " + n + "]", Double.NaN);
        SymmetricEigen.Decomposition eigen =
                SymmetricEigen.of(workers).decompose(matrix, SymmetricEigen.Settings.values());
        double[] values = eigen.eigenvalues();
        double norm = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
        double products = Math.max(64, 8 * Math.sqrt(n)) * UNIT_ROUNDOFF * norm;
        double error = eigen.errorBound() + asymmetry + products;
        List<Eigenvalue> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Interval interval = new Interval(values[i] - error, values[i] + error);
            list.add(new Eigenvalue(i + 1L, values[i], interval, interval, error, true, 0));
        }
        return new Eigenvalues(
                List.copyOf(list), n, "dense symmetric eigenproblem", n, true, n, n, 0, norm, Deflation.none(n));
    }

    /** {@code A <- (A + A') / 2}; returns {@code |A - A'|_F}. */
    private static double symmetrise(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        EuclideanNorm differences = new EuclideanNorm();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double lower = matrix.data[i * n + j];
                double upper = matrix.data[j * n + i];
                differences.add(lower - upper);
                matrix.data[i * n + j] = (lower + upper) / 2;
                matrix.data[j * n + i] = (lower + upper) / 2;
            }
        }
        return Math.sqrt(2) * differences.value();
    }

    /**
     * The same with wider intervals. By Weyl's theorem each eigenvalue has moved by no more than the norm of what moved the
     * matrix.
     *
     * @param allowance a bound of that norm
     */
    Eigenvalues widened(double allowance) {
        List<Eigenvalue> wider = list.stream()
                .map(e -> new Eigenvalue(
                        e.index(),
                        e.value(),
                        widened(e.proved(), allowance),
                        widened(e.likely(), allowance),
                        e.residual(),
                        e.converged(),
                        e.probabilityMissed()))
                .toList();
        return new Eigenvalues(
                wider,
                fromTop,
                method,
                dimension,
                converged,
                products,
                searchProducts,
                probabilityMissed,
                norm,
                deflation);
    }

    private static Interval widened(Interval interval, double allowance) {
        return new Interval(interval.lower() - allowance, interval.upper() + allowance);
    }

    /** The eigenvalues of an end. */
    List<Eigenvalue> end(boolean top) {
        return top ? list.subList(0, fromTop) : list.subList(fromTop, list.size());
    }

    /** Whether the list is the whole spectrum. */
    boolean complete() {
        return list.size() == dimension;
    }

    /** The sum of a complete list. */
    Estimate trace() {
        double sum = list.stream().mapToDouble(Eigenvalue::value).sum();
        double error = list.stream().mapToDouble(Eigenvalue::halfWidth).sum();
        return Estimate.withoutGoal(sum, sum - error, sum + error, 1 - probabilityMissed, "sum of all eigenvalues", 0);
    }

    /** The root of the sum of squares of a complete list. */
    Estimate frobenius() {
        EuclideanNorm values = new EuclideanNorm();
        EuclideanNorm errors = new EuclideanNorm();
        for (Eigenvalue e : list) {
            values.add(e.value());
            errors.add(e.halfWidth());
        }
        double norm = values.value();
        double error = errors.value();
        return Estimate.withoutGoal(
                norm,
                Math.max(0, norm - error),
                norm + error,
                1 - probabilityMissed,
                "root of the sum of all squared eigenvalues",
                0);
    }
}
