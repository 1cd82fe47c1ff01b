package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.LinearOperator;

/**
 * The covariance of the gradient of one sample drawn at random, {@code Sigma = (1/n) sum_i (g_i - g)(g_i - g)'} with the
 * mean {@code g}, as an operator, and exact draws from the normal distribution {@code N(0, Sigma)}. The noise of a
 * minibatch of B samples drawn with replacement has the covariance {@code Sigma / B}.
 *
 * <p>A draw needs no square root of Sigma: for {@code z ~ N(0, I_n)} the sum
 *
 * <pre>{@code
 * xi = (1/sqrt n) sum_i (z_i - zbar) g_i
 * }</pre>
 *
 * <p>has mean zero and covariance {@code (1/n) sum_i (g_i - g)(g_i - g)'}, exactly. It is one reverse sweep with weights on the
 * samples, and several draws share it.
 *
 * <p>Acts at the present point of its objective; not thread safe.
 */
public final class GradientCovariance implements LinearOperator {

    private final Objective objective;
    private final Parameter[] parameters;
    private final LinearOperator operator;

    private GradientCovariance(Objective objective, Parameter... parameters) {
        this.objective = objective;
        this.parameters = parameters;
        this.operator = objective.operator(Curvature.GRADIENT_COVARIANCE, parameters);
    }

    /**
     * The covariance at the present point of an objective.
     *
     * @param objective the loss
     * @param parameters the parameters whose block of Sigma is meant; all if none is given. Vectors hold them in the order of
     *     theta, whatever the order here
     * @return the operator
     * @throws IllegalArgumentException if a parameter is not of this network, or given twice
     */
    public static GradientCovariance of(Objective objective, Parameter... parameters) {
        return new GradientCovariance(objective, parameters.clone());
    }

    @Override
    public int dimension() {
        return operator.dimension();
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        operator.apply(vectors, products);
    }

    /**
     * Turns standard normal numbers into draws from {@code N(0, Sigma)}, one a row.
     *
     * @param normals independent standard normal numbers, {@code [k x n]} with n samples; overwritten
     * @param draws the draws {@code [k x dimension]}; overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void draw(DMatrixRMaj normals, DMatrixRMaj draws) {
        int n = normals.numCols;
        for (int j = 0; j < normals.numRows; j++) {
            double mean = 0;
            for (int i = 0; i < n; i++) {
                mean += normals.data[j * n + i];
            }
            mean /= n;
            for (int i = 0; i < n; i++) {
                normals.data[j * n + i] = (normals.data[j * n + i] - mean) / Math.sqrt(n);
            }
        }
        objective.weightedGradients(normals, draws, parameters);
    }
}
