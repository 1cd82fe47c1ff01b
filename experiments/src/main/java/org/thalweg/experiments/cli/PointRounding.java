package org.thalweg.experiments.cli;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.random.Draws;

/**
 * How far rounding in the layers of a network moves a matrix A of curvature, which no comparison of products tells: all have the
 * same values behind them. Logits of 700 are off by 1e-13, and so are then, relatively, the probabilities of all classes but
 * the most probable one.
 *
 * <p>A sum of m products has the value that a sum without rounding would have for factors off by relatively
 * {@code c u sqrt m}, with a small c and high probability (N. Higham and T. Mary, 2019, DOI 10.1137/18M1226312). So A is moved
 * by what such a change of the parameters does. The derivative of A along it is measured: element (i, j) of each parameter
 * becomes {@code (1 + h (s_i + t_ij))} times what it is, with {@code h = 2^-33} and standard normal s and t, and A becomes A'. With z
 * standard normal too {@code E |(A' - A) z|^2 = |A' - A|_F^2}, and
 *
 * <pre>{@code
 * allowance = max(16, 8 sqrt m) (u / h) |A' - A|_F        m the most inputs of a layer
 * }</pre>
 *
 * <p>with the root of the mean square over some points and vectors. It is an estimate, not a theorem. For single samples with
 * logits of some hundreds, the least favourable case as no errors average out, it was too small for 2 networks of 14,000 and
 * typically 50 times the error; see {@code docs/numerics/lanczos.md}.
 *
 * <p>The trace of a matrix E of order n is at most {@code sqrt n |E|_F} (Cauchy and Schwarz, for the eigenvalues or the diagonal
 * alike). The allowance estimates {@code |A' - A|_F} itself, not the smaller spectral norm, so the trace is off by at most
 *
 * <pre>{@code
 * sqrt n (allowance + 2^-44 |A|_F)
 * }</pre>
 *
 * <p>where the second term is for products that are right to {@code 2^-44} of their own norm: the errors of those with the
 * coordinate vectors have the Frobenius norm {@code 2^-44 |A|_F}.
 *
 * <p>Costs 12 products and 4 gradients.
 */
final class PointRounding {

    private static final long PURPOSE = 0x526f756e64L;
    private static final double UNIT_ROUNDOFF = 0x1p-53;
    private static final double STEP = 0x1p-33;
    private static final double LOSS = 512;
    private static final int POINTS = 3;
    private static final int PROBES = 3;

    /** To how much of their norm products are right. */
    private static final double OPERATOR = 0x1p-44;

    private final double allowance;
    private final double norm;
    private final int dimension;

    private PointRounding(double allowance, double norm, int dimension) {
        this.allowance = allowance;
        this.norm = norm;
        this.dimension = dimension;
    }

    /**
     * Measures at the present point of an objective, to which it returns.
     *
     * @param objective what the matrix belongs to
     * @param operator the matrix; follows the objective from point to point
     * @param seed of the directions and the vectors
     * @return what to allow for rounding there
     */
    static PointRounding at(Objective objective, LinearOperator operator, long seed) {
        Draws draws = new Draws(seed, PURPOSE);
        double[] theta = objective.theta();
        DMatrixRMaj vectors = new DMatrixRMaj(PROBES, operator.dimension());
        draws.normals(0, vectors.data, 0, vectors.data.length);
        DMatrixRMaj here = products(operator, vectors);
        EuclideanNorm differences = new EuclideanNorm();
        for (int point = 0; point < POINTS; point++) {
            objective.at(moved(objective, theta, draws, point));
            DMatrixRMaj there = products(operator, vectors);
            for (int i = 0; i < here.data.length; i++) {
                differences.add(there.data[i] - here.data[i]);
            }
        }
        objective.at(theta);
        EuclideanNorm norm = new EuclideanNorm();
        for (double element : here.data) {
            norm.add(element);
        }
        return new PointRounding(
                scale(objective) * differences.value() / Math.sqrt(POINTS * PROBES),
                norm.value() / Math.sqrt(PROBES),
                operator.dimension());
    }

    /** {@return an estimate of how far A, and so each eigenvalue, is from what it were without rounding, in the Frobenius norm} */
    double ofEigenvalue() {
        return allowance;
    }

    /**
     * What to allow for rounding in the trace.
     *
     * @param eigenvalues those that are known: a few vectors see little of the norm where a single eigenvalue makes it up
     * @return an estimate of how far the trace of A, taken from products, is from what it were without rounding
     */
    double ofTrace(double... eigenvalues) {
        EuclideanNorm whole = new EuclideanNorm();
        whole.add(norm);
        for (double eigenvalue : eigenvalues) {
            whole.add(eigenvalue);
        }
        return Math.sqrt(dimension) * (allowance + OPERATOR * whole.value());
    }

    /**
     * What to allow for rounding in the mean of losses under noise, by the same reasoning: what the change of the parameters does to
     * the loss at a point that the noise leads to; and 512 units of the loss itself for the mean over the samples.
     *
     * @param objective the loss; is moved
     * @param theta the point without noise
     * @param deviations of the noise
     * @param seed of the noise and the directions
     * @return an estimate of how far the loss is from what it were without rounding
     */
    static double ofLoss(Objective objective, double[] theta, double[] deviations, long seed) {
        Draws draws = new Draws(seed, PURPOSE);
        double[] noisy = new double[theta.length];
        draws.normals(0, noisy, 0, noisy.length);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = Math.fma(deviations[i], noisy[i], theta[i]);
        }
        double here = objective.at(noisy).loss();
        EuclideanNorm differences = new EuclideanNorm();
        for (int point = 0; point < POINTS; point++) {
            differences.add(objective.at(moved(objective, noisy, draws, point)).loss() - here);
        }
        return scale(objective) * differences.value() / Math.sqrt(POINTS) + LOSS * UNIT_ROUNDOFF * Math.abs(here);
    }

    /** From what the directions do to what rounding does. */
    private static double scale(Objective objective) {
        int longest = objective.parameters().stream()
                .mapToInt(Parameter::columns)
                .max()
                .orElse(1);
        return Math.max(16, 8 * Math.sqrt(longest)) * (UNIT_ROUNDOFF / STEP);
    }

    private static DMatrixRMaj products(LinearOperator operator, DMatrixRMaj vectors) {
        DMatrixRMaj products = new DMatrixRMaj(vectors.numRows, vectors.numCols);
        operator.apply(vectors, products);
        return products;
    }

    private static double[] moved(Objective objective, double[] theta, Draws draws, int point) {
        double[] ofElements = new double[theta.length];
        double[] ofRows = new double[theta.length];
        draws.normals(1 + 2L * point, ofElements, 0, theta.length);
        draws.normals(2 + 2L * point, ofRows, 0, theta.length);
        double[] moved = theta.clone();
        for (Parameter parameter : objective.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                int at = parameter.offset() + i;
                double ofRow = ofRows[parameter.offset() + i / parameter.columns()];
                moved[at] += theta[at] * STEP * (ofRow + ofElements[at]);
            }
        }
        return moved;
    }
}
