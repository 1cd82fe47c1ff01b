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
 * Tr(H Sigma)  = (1/(N-1)) sum_t x_t' H x_t           Tr(Sigma) = (1/(N-1)) sum_t |x_t|^2
 * |Sigma|_F^2  = ((N-1)/(N(N-2)(N-3))) ((N-1)(N-2) |X X'|_F^2/(N-1)^2 + Tr(Sigma)^2 - (N/(N-1)) sum_t |x_t|^4)
 * }</pre>
 *
 * <p>with {@code X = [x_1, ..., x_N]'}. So Sigma is never formed. All three are without bias, whatever the law of independent samples;
 * the norm of the sample covariance itself, {@code |X X'|_F/(N-1)}, would be too large, the more so the fewer samples there are
 * for the directions of the noise (T. Himeno, T. Yamada, 2014, DOI 10.1016/j.jmva.2014.05.008). Its root is taken for the
 * {@link #cosine}; it is NaN for fewer than four samples, and 0 if the estimate of the square is negative.
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
                Math.sqrt(squaredNorm(gram, lengths)));
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

    /** The estimate of {@code |Sigma|_F^2} from the products of the centred samples and the sum of their squared lengths. */
    private static double squaredNorm(DMatrixRMaj gram, double lengths) {
        int size = gram.numRows;
        if (size < 4) {
            return Double.NaN;
        }
        double fourthPowers = 0;
        for (int t = 0; t < size; t++) {
            fourthPowers += gram.data[t * size + t] * gram.data[t * size + t];
        }
        double n = size;
        double squares = norm(gram) * norm(gram) / ((n - 1) * (n - 1));
        double trace = lengths / (n - 1);
        double bracket = (n - 1) * (n - 2) * squares + trace * trace - n / (n - 1) * fourthPowers;
        return Math.max(0, (n - 1) / (n * (n - 2) * (n - 3)) * bracket);
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
