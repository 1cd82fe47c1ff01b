package org.thalweg.linalg.estimate;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * The diagonal {@code a_ii} of a symmetric operator.
 *
 * <p>{@code a_ii} is the mean of {@code z_i (A z)_i} over vectors z of random signs (C. Bekas, E. Kokiopoulou and Y. Saad
 * 2007, DOI 10.1016/j.apnum.2007.01.003). The variance of a term is {@code sum_{j != i} a_ij^2}, and is estimated entry by
 * entry from the terms. The run ends when the root of the sum of the squared standard errors is at most
 * {@code max(absolute, relative |a|)}, where {@code |a|} is the Euclidean norm of the diagonal, or the budget is spent. Where
 * the budget reaches the dimension and the goal would take as many products, all coordinate vectors give the exact
 * diagonal.
 *
 * <p>Known eigenpairs (see {@link Deflation}) take part exactly: {@code a_ii = sum_k lambda_k v_ki^2 + (P A P)_ii}.
 *
 * <p>The same seed gives the same bits for any number of threads. Work space: {@code 50 n} numbers.
 */
public final class Diagonal {

    private static final long PURPOSE = 0x44696167L;

    private final EstimatorSettings settings;
    private final Deflation deflation;
    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final double[] known;
    private final double[] mean;
    private final double[] squares;
    private double scale;
    private int count;

    private Diagonal(LinearOperator operator, EstimatorSettings settings, Deflation deflation, Workers workers) {
        int n = operator.dimension();
        deflation.checkFits(n);
        this.settings = settings;
        this.deflation = deflation;
        block = new ProbeBlock(operator, workers);
        basis = new Basis(deflation.eigenvectors(), workers);
        draws = new Draws(settings.seed(), PURPOSE);
        known = new double[n];
        mean = new double[n];
        squares = new double[n];
    }

    /**
     * Estimates in the calling thread, without known eigenpairs.
     *
     * @param operator the operator
     * @param settings how far; the confidence is not used
     * @return the diagonal
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static DiagonalEstimate estimate(LinearOperator operator, EstimatorSettings settings) {
        return estimate(operator, settings, Deflation.none(operator.dimension()), Workers.of(1));
    }

    /**
     * Estimates.
     *
     * @param operator the operator
     * @param settings how far; the confidence is not used
     * @param deflation eigenpairs that are known
     * @param workers threads for what is done beside the products; not closed by this
     * @return the diagonal
     * @throws IllegalArgumentException if the eigenvectors have another dimension
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static DiagonalEstimate estimate(
            LinearOperator operator, EstimatorSettings settings, Deflation deflation, Workers workers) {
        return new Diagonal(operator, settings, deflation, workers).run();
    }

    private DiagonalEstimate run() {
        int n = block.dimension();
        if (n == 0) {
            return new DiagonalEstimate(new double[0], new double[0], true, 0, true);
        }
        DMatrixRMaj vectors = deflation.eigenvectors();
        for (int k = 0; k < deflation.count(); k++) {
            double eigenvalue = deflation.eigenvalues()[k];
            for (int i = 0; i < n; i++) {
                double entry = vectors.data[k * n + i];
                known[i] = Math.fma(eigenvalue * entry, entry, known[i]);
            }
        }
        Estimate size = new Sequential(settings, 0, 1, n)
                .run(
                        new Sequential.Source() {
                            @Override
                            public void draw(int first, int more) {
                                drawProducts(first, more);
                            }

                            @Override
                            public Estimate look(int drawn, double miss) {
                                DiagonalEstimate soFar = soFar();
                                double norm = Sums.norm(n, soFar.values(), 0);
                                double error = soFar.totalError();
                                return Estimate.withoutGoal(
                                        norm, norm - error, norm + error, 0.5, "diagonal", block.applied());
                            }
                        },
                        EstimateListener.SILENT);
        return size == null ? exact() : soFar().reached(size.reached());
    }

    private void drawProducts(int first, int more) {
        int n = block.dimension();
        block.drawSigns(draws, first, more);
        double[] signs = basis.size() == 0 ? block.vectors.data : block.vectors.copy().data;
        basis.project(block.vectors);
        block.apply();
        basis.project(block.products);
        double[] products = block.products.data;
        for (int j = 0; j < more; j++) {
            count++;
            if (scale == 0) {
                double norm = block.productNorm(j);
                if (norm == 0) {
                    continue;
                }
                // A power of two near the first product that is not zero keeps squares in range.
                scale = Sums.scale(norm);
            }
            double share = (count - 1.0) / count;
            for (int i = 0; i < n; i++) {
                double difference = scale * signs[j * n + i] * products[j * n + i] - mean[i];
                mean[i] += difference / count;
                squares[i] = Math.fma(difference * share, difference, squares[i]);
            }
        }
    }

    private DiagonalEstimate soFar() {
        int n = block.dimension();
        double unit = scale == 0 ? 1 : scale;
        double[] values = new double[n];
        double[] errors = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = known[i] + mean[i] / unit;
            errors[i] = count < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(squares[i] / count / (count - 1.0)) / unit;
        }
        return new DiagonalEstimate(values, errors, false, block.applied(), false);
    }

    private DiagonalEstimate exact() {
        int n = block.dimension();
        double[] values = new double[n];
        for (int first = 0; first < n; first += ProbeBlock.MOST) {
            int more = Math.min(ProbeBlock.MOST, n - first);
            block.setCoordinates(first, more);
            block.apply();
            for (int j = 0; j < more; j++) {
                values[first + j] = block.products.data[j * n + first + j];
            }
        }
        return new DiagonalEstimate(values, new double[n], true, block.applied(), true);
    }
}
