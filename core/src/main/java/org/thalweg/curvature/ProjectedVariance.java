package org.thalweg.curvature;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;

/**
 * The variance of samples {@code s_t} along directions {@code v_i}, without forming their covariance:
 *
 * <pre>{@code
 * Var(v_i' s) = (1/(N-1)) sum_t (v_i' s_t - m_i)^2,     m_i = (1/N) sum_t v_i' s_t
 * }</pre>
 *
 * <p>With eigenvectors of a Hessian for directions, this is how noise is held against curvature (Z. Zhang, H. Zhou, Z.-Q. J.
 * Xu, 2021, section 3.4.2, arXiv:2111.01022). For nearly normal samples that are independent, a variance has the relative
 * standard error {@code sqrt(2/(N-1))}; consecutive parameters of a training are far from independent.
 *
 * <p><strong>Accuracy.</strong> The first sample is subtracted from all before they are projected, so that small variances about a
 * large mean keep their digits, and squares are added up about running means (B. P. Welford, 1962, DOI
 * 10.1080/00401706.1962.10490022).
 *
 * <p>Cost of a sample: {@code 2 m D} flops for m directions of length D. Samples are taken in their order, whatever the
 * blocks they come in, so blocks and workers do not show in the bits. Not thread safe.
 */
public final class ProjectedVariance {

    private final DMatrixRMaj directions;
    private final MatrixProduct product;
    private final double[] first;
    private final double[] means;
    private final double[] squares;
    private final DMatrixRMaj shifted = new DMatrixRMaj(0, 0);
    private final DMatrixRMaj projected = new DMatrixRMaj(0, 0);
    private long count;

    private ProjectedVariance(DMatrixRMaj directions, Workers workers) {
        this.directions = directions;
        this.product = MatrixProduct.of(workers);
        this.first = new double[directions.numCols];
        this.means = new double[directions.numRows];
        this.squares = new double[directions.numRows];
    }

    /**
     * Variances along directions, of no sample yet.
     *
     * @param directions the directions, one a row, {@code [m x D]}; kept, not copied
     * @param workers who computes
     * @return an accumulator
     */
    public static ProjectedVariance along(DMatrixRMaj directions, Workers workers) {
        return new ProjectedVariance(directions, workers);
    }

    /**
     * Takes samples.
     *
     * @param samples one a row, {@code [k x D]}; not changed
     * @return this
     * @throws IllegalArgumentException if they have another length than the directions
     */
    public ProjectedVariance add(DMatrixRMaj samples) {
        Shapes.requireColumns("samples", samples, first.length);
        if (samples.numRows == 0) {
            return this;
        }
        if (count == 0) {
            System.arraycopy(samples.data, 0, first, 0, first.length);
        }
        shifted.reshape(samples.numRows, first.length);
        for (int at = 0; at < samples.getNumElements(); at++) {
            shifted.data[at] = samples.data[at] - first[at % first.length];
        }
        int m = means.length;
        projected.reshape(samples.numRows, m);
        product.multiply(1, Transpose.NO, shifted, Transpose.YES, directions, 0, projected);
        for (int t = 0; t < samples.numRows; t++) {
            count++;
            for (int i = 0; i < m; i++) {
                double deviation = projected.data[t * m + i] - means[i];
                means[i] += deviation / count;
                squares[i] += deviation * (projected.data[t * m + i] - means[i]);
            }
        }
        return this;
    }

    /** {@return how many samples have been taken, N} */
    public long count() {
        return count;
    }

    /**
     * The variances.
     *
     * @return a new array, one for each direction
     * @throws IllegalStateException if there are fewer than two samples
     */
    public double[] variances() {
        if (count < 2) {
            throw new IllegalStateException("samples: " + count + ", expected at least 2");
        }
        return Arrays.stream(squares).map(sum -> sum / (count - 1)).toArray();
    }
}
