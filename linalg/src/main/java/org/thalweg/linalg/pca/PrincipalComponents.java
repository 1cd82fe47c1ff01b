package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;

/**
 * The {@code k} leading principal components of N samples in D dimensions: the mean {@code mu}, orthonormal directions
 * {@code V [k x D]}, one a row, and the variances along them, the largest eigenvalues of the covariance
 *
 * <pre>{@code C = 1/(N - 1) sum_i (x_i - mu)(x_i - mu)'}</pre>
 *
 * <p>The sign of a direction is such that its entry of largest magnitude (the first of equals) is positive.
 */
public final class PrincipalComponents {

    private final long samples;
    private final double[] mean;
    private final DMatrixRMaj components;
    private final double[] explainedVariance;
    private final double[] residuals;
    private final double totalVariance;
    private final boolean converged;
    private final int passes;

    PrincipalComponents(
            long samples,
            double[] mean,
            DMatrixRMaj components,
            double[] explainedVariance,
            double[] residuals,
            double totalVariance,
            boolean converged,
            int passes) {
        this.samples = samples;
        this.mean = mean;
        this.components = components;
        this.explainedVariance = explainedVariance;
        this.residuals = residuals;
        this.totalVariance = totalVariance;
        this.converged = converged;
        this.passes = passes;
        fixSigns();
    }

    private void fixSigns() {
        int columns = components.numCols;
        for (int row = 0; row < components.numRows; row++) {
            double largest = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                if (Math.abs(components.data[i]) > Math.abs(largest)) {
                    largest = components.data[i];
                }
            }
            if (largest < 0) {
                for (int i = row * columns; i < (row + 1) * columns; i++) {
                    components.data[i] = -components.data[i];
                }
            }
        }
    }

    /** {@return the number of samples N} */
    public long samples() {
        return samples;
    }

    /** {@return a copy of the mean {@code [D]}} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return a copy of the directions {@code [k x D]}, orthonormal rows, the one of most variance first} */
    public DMatrixRMaj components() {
        return components.copy();
    }

    /** {@return a copy of the variances along the components {@code [k]}, descending, with divisor {@code N - 1}} */
    public double[] explainedVariance() {
        return explainedVariance.clone();
    }

    /** {@return the variances along the components as fractions of the total; 0 if there is none} */
    public double[] explainedVarianceRatio() {
        double[] ratio = explainedVariance.clone();
        for (int i = 0; i < ratio.length; i++) {
            ratio[i] = totalVariance == 0 ? 0 : ratio[i] / totalVariance;
        }
        return ratio;
    }

    /** {@return the trace of the covariance, with divisor {@code N - 1}} */
    public double totalVariance() {
        return totalVariance;
    }

    /**
     * How far each pair is from an eigenpair: {@code |C v - lambda v|}. Within this distance of the variance lies an
     * eigenvalue of the covariance.
     *
     * @return a copy of the residuals {@code [k]}; 0 where the whole Gram matrix was decomposed, up to rounding
     */
    public double[] residuals() {
        return residuals.clone();
    }

    /** {@return whether all residuals are as small as was asked for} */
    public boolean converged() {
        return converged;
    }

    /** {@return how often the samples were read} */
    public int passes() {
        return passes;
    }

    /**
     * Coordinates of samples along the components, {@code (x - mu) V'}.
     *
     * @param rows samples {@code [m x D]}; not changed
     * @return the coordinates {@code [m x k]}
     * @throws IllegalArgumentException if the samples have another number of columns
     */
    public DMatrixRMaj project(DMatrixRMaj rows) {
        DMatrixRMaj centred = rows.copy();
        Centring.subtract(mean, centred, rows.numRows);
        DMatrixRMaj coordinates = new DMatrixRMaj(rows.numRows, components.numRows);
        MatrixProduct.of().multiply(1, Transpose.NO, centred, Transpose.YES, components, 0, coordinates);
        return coordinates;
    }

    /**
     * The points of the hyperplane that have given coordinates, {@code mu + y V}.
     *
     * @param coordinates coordinates {@code [m x k]}; not changed
     * @return the points {@code [m x D]}
     * @throws IllegalArgumentException if the number of coordinates is not {@code k}
     */
    public DMatrixRMaj reconstruct(DMatrixRMaj coordinates) {
        DMatrixRMaj points = new DMatrixRMaj(coordinates.numRows, mean.length);
        for (int i = 0; i < coordinates.numRows; i++) {
            System.arraycopy(mean, 0, points.data, i * mean.length, mean.length);
        }
        MatrixProduct.of().multiply(1, Transpose.NO, coordinates, Transpose.NO, components, 1, points);
        return points;
    }
}
