package org.thalweg.curvature;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.MatrixProduct.Transpose;

/**
 * The exact covariance under squared error of a mask that all samples share. Averages over samples are formed once:
 *
 * <pre>{@code
 * X_kr = (1/n) sum_i w_i h_ik hdot_ir     Y_cr = (1/n) sum_i w_i e_ic hdot_ir     e_i = f_i - y_i without dropout
 * K_kr = (1/n) sum_i w_i h_ik h_ir        R_cr = (1/n) sum_i w_i e_ic h_ir        C_kr = a_k . a_r
 * M_kr = (1/n) sum_i w_i p_ik . q_ir = C_kr X_kr + (a_k . u_r) K_kr
 * }</pre>
 *
 * <p>Then the coefficients of {@code xi_j} and of {@code xi_k xi_r}, {@code k < r}, are
 *
 * <pre>{@code
 * alpha_j = a_j . Y_j + u_j . R_j + sum_{r != j} M_jr + v M_jj + (a_j . u_b) hbar_j     hbar_j = (1/n) sum_i w_i h_ij
 * beta_kr = M_kr + M_rk
 * }</pre>
 *
 * <p>and back, with {@code c_j = v alpha_j} and {@code Z_kr = v^2 beta_kr} symmetric ({@code sqrt(v) z_j} and {@code v z_kr} for a
 * draw), the cotangent of M is {@code N_kr = c_k + Z_kr} off the diagonal, {@code v c_k} on it, and
 *
 * <pre>{@code
 * hdot_ir: (w_i/n) (sum_k h_ik C_kr N_kr + e_i . a_r c_r)
 * u_r:     sum_k a_k K_kr N_kr + R_r c_r
 * u_b:     sum_j a_j hbar_j c_j
 * }</pre>
 *
 * <p>X over Y is one product of the transposed {@code [n x (m + outputs)]} matrix of rows {@code (w_i/n) (h_i, e_i)} with the
 * tangents, and the first line back one product of the same matrix.
 */
final class SharedMaskCovariance extends SquaredErrorCovariance {

    /** Rows {@code (w_i/n) (h_i, e_i)}. */
    private final DMatrixRMaj factor;
    /** K over R, {@code [(hidden + outputs) x hidden]}. */
    private final DMatrixRMaj moments;
    /** C, {@code [hidden x hidden]}. */
    private final DMatrixRMaj gram;

    private final double[] meanActivations;
    /** X over Y, then the factors of the product back, {@code [(hidden + outputs) x k hidden]}. */
    private final DMatrixRMaj averages = new DMatrixRMaj(0, 0);
    /** {@code a_k . u_r}, then M, then N for one vector, {@code [hidden x hidden]}. */
    private final DMatrixRMaj coupling;
    /** {@code a_k K_kr N_kr} summed over k. */
    private final DMatrixRMaj direct;

    private final DMatrixRMaj weightMatrix;
    private final DMatrixRMaj weightPart;
    private final double[] single;
    /** For draws: the normals of one. */
    private double[] normal = new double[0];

    SharedMaskCovariance(Objective objective, LastLayer layer, MaskDistribution masks, Parameter... parameters) {
        super(objective, layer, masks, parameters);
        factor = new DMatrixRMaj(n, hidden + outputs);
        moments = new DMatrixRMaj(hidden + outputs, hidden);
        gram = new DMatrixRMaj(hidden, hidden);
        meanActivations = new double[hidden];
        coupling = new DMatrixRMaj(hidden, hidden);
        direct = new DMatrixRMaj(hidden, outputs);
        weightMatrix = DMatrixRMaj.wrap(hidden, outputs, weight);
        weightPart = new DMatrixRMaj(hidden, outputs);
        single = new double[hidden];
    }

    @Override
    int masks() {
        return 1;
    }

    @Override
    void refreshed() {
        int width = hidden + outputs;
        Arrays.fill(meanActivations, 0);
        for (int i = 0; i < n; i++) {
            double share = sampleWeights[i] / n;
            for (int r = 0; r < hidden; r++) {
                double scaled = share * activations.data[i * hidden + r];
                factor.data[i * width + r] = scaled;
                meanActivations[r] += scaled;
            }
            for (int c = 0; c < outputs; c++) {
                factor.data[i * width + hidden + c] = share * residuals.data[i * outputs + c];
            }
        }
        product.multiply(1, Transpose.YES, factor, Transpose.NO, activations, 0, moments);
        product.multiply(1, Transpose.NO, weightMatrix, Transpose.YES, weightMatrix, 0, gram);
    }

    @Override
    void couple(int k, DMatrixRMaj carried, double[] weightParts, double[] biasParts) {
        averages.reshape(hidden + outputs, k * hidden);
        product.multiply(1, Transpose.YES, factor, Transpose.NO, carried, 0, averages);
        for (int j = 0; j < k; j++) {
            coefficients(k, j, weightParts, biasParts);
            back(k, j, weightParts, biasParts);
        }
        product.multiply(1, Transpose.NO, factor, Transpose.NO, averages, 0, carried);
    }

    /** {@code c_j} into {@code single}, Z into the upper triangle of {@code coupling}. */
    private void coefficients(int k, int j, double[] weightParts, double[] biasParts) {
        System.arraycopy(weightParts, j * weight.length, weightPart.data, 0, weight.length);
        product.multiply(1, Transpose.NO, weightMatrix, Transpose.YES, weightPart, 0, coupling);
        double[] m = coupling.data;
        for (int r = 0; r < hidden; r++) {
            double alpha = 0;
            for (int s = 0; s < hidden; s++) {
                int at = r * hidden + s;
                double x = averages.data[(r * k + j) * hidden + s];
                m[at] = gram.data[at] * x + m[at] * moments.data[at];
                alpha += r == s ? variance * m[at] : m[at];
            }
            for (int c = 0; c < outputs; c++) {
                double y = averages.data[((hidden + c) * k + j) * hidden + r];
                alpha += weight[r * outputs + c] * (y + biasParts[j * outputs + c] * meanActivations[r])
                        + weightPart.data[r * outputs + c] * moments.data[(hidden + c) * hidden + r];
            }
            single[r] = variance * alpha;
        }
        for (int r = 0; r < hidden; r++) {
            for (int s = r + 1; s < hidden; s++) {
                m[r * hidden + s] = variance * variance * (m[r * hidden + s] + m[s * hidden + r]);
            }
        }
    }

    @Override
    void spread(int k, Normals normals, long first, DMatrixRMaj carried, double[] weightParts, double[] biasParts) {
        averages.reshape(hidden + outputs, k * hidden);
        int count = Math.toIntExact(normalsOfMask());
        if (normal.length < count) {
            normal = new double[count];
        }
        double deviation = Math.sqrt(variance);
        for (int j = 0; j < k; j++) {
            normals.take(first + j, 0, count, normal);
            int at = hidden;
            for (int r = 0; r < hidden; r++) {
                single[r] = deviation * normal[r];
                for (int s = r + 1; s < hidden; s++) {
                    coupling.data[r * hidden + s] = variance * normal[at++];
                }
            }
            back(k, j, weightParts, biasParts);
        }
        product.multiply(1, Transpose.NO, factor, Transpose.NO, averages, 0, carried);
    }

    /** From {@code single} and the upper triangle of {@code coupling} to the factors of the product back and the last layer. */
    private void back(int k, int j, double[] weightParts, double[] biasParts) {
        double[] coefficients = coupling.data;
        for (int r = 0; r < hidden; r++) {
            coefficients[r * hidden + r] = variance * single[r];
            for (int s = r + 1; s < hidden; s++) {
                double z = coefficients[r * hidden + s];
                coefficients[r * hidden + s] = single[r] + z;
                coefficients[s * hidden + r] = single[s] + z;
            }
        }
        for (int r = 0; r < hidden; r++) {
            for (int s = 0; s < hidden; s++) {
                int at = r * hidden + s;
                averages.data[(r * k + j) * hidden + s] = gram.data[at] * coefficients[at];
                coefficients[at] *= moments.data[at];
            }
        }
        product.multiply(1, Transpose.YES, coupling, Transpose.NO, weightMatrix, 0, direct);
        for (int c = 0; c < outputs; c++) {
            double ofBias = 0;
            for (int r = 0; r < hidden; r++) {
                int at = r * outputs + c;
                averages.data[((hidden + c) * k + j) * hidden + r] = weight[at] * single[r];
                weightParts[j * weight.length + at] =
                        direct.data[at] + moments.data[(hidden + c) * hidden + r] * single[r];
                ofBias += weight[at] * meanActivations[r] * single[r];
            }
            biasParts[j * outputs + c] = ofBias;
        }
    }
}
