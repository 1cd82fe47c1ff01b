package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;

/**
 * How the covariance of a noise lies to a matrix of curvature: {@code Tr(H Sigma)}, for the sample covariance
 * {@code Sigma = (1/(N-1)) sum_t x_t x_t'} of N samples less their mean, {@code x_t = g_t - gbar}.
 *
 * <pre>{@code
 * Tr(H Sigma) = (1/(N-1)) sum_t x_t' H x_t            Tr(Sigma) = (1/(N-1)) sum_t |x_t|^2
 * |Sigma|_F   = |X X'|_F / (N-1)                      X = [x_1, ..., x_N]'
 * }</pre>
 *
 * <p>So Sigma is never formed. {@code Tr(H Sigma)} and {@code Tr(Sigma)} are without bias; {@code |Sigma|_F} is too large, for
 * normal noise by {@code |Sigma|_F^2 -> |Sigma|_F^2 + (Tr(Sigma)^2 + |Sigma|_F^2)/(N-1)} in the mean of squares, and the
 * {@link #cosine} so much too small.
 *
 * <p>Source: Z. Zhu, J. Wu, B. Yu, L. Wu, J. Ma, "The anisotropic noise in stochastic gradient descent", 2019,
 * arXiv:1803.00195, section 4.
 *
 * @param dimension D, the number of rows of H
 * @param samples N
 * @param trace {@code Tr(H Sigma)}
 * @param standardError of {@code Tr(H Sigma)}, the samples being independent
 * @param traceOfCurvature {@code Tr(H)}
 * @param traceOfCovariance {@code Tr(Sigma)}
 * @param normOfCurvature {@code |H|_F}
 * @param normOfCovariance {@code |Sigma|_F}
 */
public record Alignment(
        int dimension,
        int samples,
        double trace,
        double standardError,
        double traceOfCurvature,
        double traceOfCovariance,
        double normOfCurvature,
        double normOfCovariance) {

    /**
     * Measures.
     *
     * @param curvature H, symmetric, {@code [D x D]}; not changed
     * @param samples {@code g_t}, one a row, {@code [N x D]}; not changed
     * @param workers who computes; they do not show in the bits
     * @return the measurement; {@code 2 N D (D + N)} flops
     * @throws IllegalArgumentException if the shapes do not fit, or there are fewer than two samples
     */
    public static Alignment of(DMatrixRMaj curvature, DMatrixRMaj samples, Workers workers) {
        int d = curvature.numCols;
        int n = samples.numRows;
        Shapes.requireRows("curvature", curvature, d);
        Shapes.requireColumns("samples", samples, d);
        if (n < 2) {
            throw new IllegalArgumentException("samples: " + n + ", expected at least 2");
        }
        DMatrixRMaj centred = centred(samples);
        MatrixProduct product = MatrixProduct.of(workers);
        DMatrixRMaj curved = new DMatrixRMaj(n, d);
        product.multiply(centred, curvature, curved);
        double[] forms = new double[n];
        double sum = 0;
        double lengths = 0;
        for (int t = 0; t < n; t++) {
            for (int i = t * d; i < (t + 1) * d; i++) {
                forms[t] = Math.fma(centred.data[i], curved.data[i], forms[t]);
                lengths = Math.fma(centred.data[i], centred.data[i], lengths);
            }
            sum += forms[t];
        }
        double squares = 0;
        for (double form : forms) {
            squares += (form - sum / n) * (form - sum / n);
        }
        DMatrixRMaj gram = new DMatrixRMaj(n, n);
        product.multiply(1, Transpose.NO, centred, Transpose.YES, centred, 0, gram);
        double diagonal = 0;
        for (int i = 0; i < d; i++) {
            diagonal += curvature.data[i * d + i];
        }
        return new Alignment(
                d,
                n,
                sum / (n - 1),
                Math.sqrt(squares / (n - 1) / n),
                diagonal,
                lengths / (n - 1),
                norm(curvature),
                norm(gram) / (n - 1));
    }

    private static DMatrixRMaj centred(DMatrixRMaj samples) {
        int d = samples.numCols;
        double[] mean = new double[d];
        for (int at = 0; at < samples.getNumElements(); at++) {
            mean[at % d] += samples.data[at];
        }
        DMatrixRMaj centred = new DMatrixRMaj(samples.numRows, d);
        for (int at = 0; at < samples.getNumElements(); at++) {
            centred.data[at] = samples.data[at] - mean[at % d] / samples.numRows;
        }
        return centred;
    }

    /** The Frobenius norm, summed in the order of the elements. */
    private static double norm(DMatrixRMaj matrix) {
        double sum = 0;
        for (int at = 0; at < matrix.getNumElements(); at++) {
            sum = Math.fma(matrix.data[at], matrix.data[at], sum);
        }
        return Math.sqrt(sum);
    }

    /** {@return what isotropic noise of the same size would have, {@code Tr(H) Tr(Sigma) / D}} */
    public double isotropicTrace() {
        return traceOfCurvature * traceOfCovariance / dimension;
    }

    /** {@return {@code Tr(H Sigma) / (Tr(H) Tr(Sigma) / D)}: 1 for isotropic noise} */
    public double ratio() {
        return trace / isotropicTrace();
    }

    /** {@return {@code Tr(H Sigma) / (|H|_F |Sigma|_F)}: 1 if one is a positive multiple of the other} */
    public double cosine() {
        return trace / (normOfCurvature * normOfCovariance);
    }

    /**
     * What the {@link #cosine} is on average if the eigenvalues are the same, but the eigenvectors of the one lie at random to
     * those of the other.
     *
     * @return {@code Tr(H) Tr(Sigma) / (D |H|_F |Sigma|_F)}
     */
    public double cosineOfRandomEigenvectors() {
        return isotropicTrace() / (normOfCurvature * normOfCovariance);
    }
}
