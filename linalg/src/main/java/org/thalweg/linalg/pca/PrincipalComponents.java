package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.internal.PowersOfTwo;

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
    /** Variances and residuals are held in units of {@code 2^(2 exponent)}. */
    private final int exponent;

    private final boolean converged;
    private final int passes;

    PrincipalComponents(
            long samples,
            double[] mean,
            DMatrixRMaj components,
            double[] explainedVariance,
            double[] residuals,
            double totalVariance,
            int exponent,
            boolean converged,
            int passes) {
        this.samples = samples;
        this.mean = mean;
        this.components = components;
        this.explainedVariance = explainedVariance;
        this.residuals = residuals;
        this.totalVariance = totalVariance;
        this.exponent = exponent;
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

    private double[] inUnits(double... variances) {
        double[] times = new double[variances.length];
        PowersOfTwo.multiply(variances.length, 2 * exponent, variances, 0, times, 0);
        return times;
    }

    /**
     * The variances along the components, with divisor {@code N - 1}. They are as large as squares of the samples: beyond the
     * range of doubles they are infinite or 0, where {@link #standardDeviations} are finite and right.
     *
     * @return a copy of the variances {@code [k]}, descending
     */
    public double[] explainedVariance() {
        return inUnits(explainedVariance);
    }

    /**
     * The standard deviations along the components, roots of {@link #explainedVariance}, which have the size of the samples.
     *
     * @return the standard deviations {@code [k]}, descending
     */
    public double[] standardDeviations() {
        double[] deviations = new double[explainedVariance.length];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.scalb(Math.sqrt(explainedVariance[i]), exponent);
        }
        return deviations;
    }

    /** {@return the variances along the components as fractions of the total; 0 if there is none} */
    public double[] explainedVarianceRatio() {
        double[] ratio = explainedVariance.clone();
        for (int i = 0; i < ratio.length; i++) {
            ratio[i] = totalVariance == 0 ? 0 : ratio[i] / totalVariance;
        }
        return ratio;
    }

    /** {@return the trace of the covariance, with divisor {@code N - 1}; infinite or 0 if it is beyond the range of doubles} */
    public double totalVariance() {
        return inUnits(totalVariance)[0];
    }

    /**
     * How far each pair is from an eigenpair: {@code |C v - lambda v|}. Within this distance of the variance lies an
     * eigenvalue of the covariance.
     *
     * @return a copy of the residuals {@code [k]}; 0 where the whole Gram matrix was decomposed, up to rounding
     */
    public double[] residuals() {
        return inUnits(residuals);
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
        int columns = mean.length;
        if (rows.numCols != columns) {
            throw new IllegalArgumentException(
                    "samples: [" + rows.numRows + " x " + rows.numCols + "], expected " + columns + " columns");
        }
        DMatrixRMaj centred = rows.createLike();
        int[] units = new int[rows.numRows];
        for (int i = 0; i < units.length; i++) {
            units[i] = centre(rows.data, i * columns, centred.data);
        }
        DMatrixRMaj coordinates = new DMatrixRMaj(rows.numRows, components.numRows);
        MatrixProduct.of().multiply(1, Transpose.NO, centred, Transpose.YES, components, 0, coordinates);
        return inUnits(units, coordinates);
    }

    /** A row less the mean, in units of a power of two, whose exponent is returned. */
    private int centre(double[] rows, int at, double[] centred) {
        int columns = mean.length;
        int halved = 0;
        for (int j = 0; j < columns; j++) {
            centred[at + j] = rows[at + j] - mean[j];
        }
        if (PowersOfTwo.largest(centred, at, columns) == Double.POSITIVE_INFINITY) {
            halved = 1;
            for (int j = 0; j < columns; j++) {
                centred[at + j] = 0.5 * rows[at + j] - 0.5 * mean[j];
            }
        }
        int unit = Centring.unit(PowersOfTwo.largest(centred, at, columns));
        PowersOfTwo.multiply(columns, -unit, centred, at, centred, at);
        return unit + halved;
    }

    /** Row i times {@code 2^units[i]}. */
    private static DMatrixRMaj inUnits(int[] units, DMatrixRMaj rows) {
        for (int i = 0; i < units.length; i++) {
            if (units[i] != 0) {
                int at = i * rows.numCols;
                PowersOfTwo.multiply(rows.numCols, units[i], rows.data, at, rows.data, at);
            }
        }
        return rows;
    }

    /**
     * The points of the hyperplane that have given coordinates, {@code mu + y V}.
     *
     * @param coordinates coordinates {@code [m x k]}; not changed
     * @return the points {@code [m x D]}
     * @throws IllegalArgumentException if the number of coordinates is not {@code k}
     */
    public DMatrixRMaj reconstruct(DMatrixRMaj coordinates) {
        int columns = mean.length;
        DMatrixRMaj points = new DMatrixRMaj(coordinates.numRows, columns);
        DMatrixRMaj moderate = coordinates.copy();
        int[] units = new int[coordinates.numRows];
        for (int i = 0; i < units.length; i++) {
            int at = i * coordinates.numCols;
            units[i] = Centring.unit(PowersOfTwo.largest(coordinates.data, at, coordinates.numCols));
            PowersOfTwo.multiply(coordinates.numCols, -units[i], coordinates.data, at, moderate.data, at);
        }
        MatrixProduct.of().multiply(1, Transpose.NO, moderate, Transpose.NO, components, 0, points);
        for (int i = 0; i < units.length; i++) {
            for (int j = 0; j < columns; j++) {
                points.data[i * columns + j] = sum(points.data[i * columns + j], units[i], mean[j]);
            }
        }
        return points;
    }

    /** {@code 2^exponent x + y}, also where the first overflows alone. */
    private static double sum(double x, int exponent, double y) {
        double first = Math.scalb(x, exponent);
        return Double.isInfinite(first) ? 2 * (Math.scalb(x, exponent - 1) + 0.5 * y) : first + y;
    }
}
