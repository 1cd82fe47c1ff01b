package org.thalweg.curvature;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Jacobian;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.data.Targets;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.random.Draws;

/**
 * The exact covariance under squared error: what shared masks and masks of their own have in common.
 *
 * <p>The gradient's derivative along a vector {@code u} of theta is, with {@code hdot_i} the tangents of the last hidden layer
 * along {@code u}, {@code U} and {@code u_b} the parts of {@code u} that move the output weight and bias,
 * {@code p_ik = a_k h_ik} and {@code q_ik = a_k hdot_ik + u_k h_ik},
 *
 * <pre>{@code
 * G(delta) . u = (1/n) sum_i w_i (sum_k delta_ik p_ik + b - y_i) . (sum_r delta_ir q_ir + u_b)
 * }</pre>
 *
 * <p>Its coefficients {@code c = T u} in the orthogonal functions of the masks are found from {@code hdot}, {@code U} and
 * {@code u_b}; scaled by the variances of these functions they go back through the transposed map, which ends in cotangents of
 * the last hidden layer and a reverse sweep: {@code Sigma = T' D T}. A draw is {@code T' sqrt(D) z}. A parameter that the
 * network reads in several places needs no care, as each use adds its part.
 */
abstract sealed class SquaredErrorCovariance implements DropoutCovariance
        permits SharedMaskCovariance, SampleMaskCovariance {

    private static final int MOST_VECTORS = 8;
    /** So many tangents of the last hidden layer are held at once, unless one vector alone has more. */
    private static final long MOST_NUMBERS = 1L << 25;

    final int n;
    final int hidden;
    final int outputs;
    final double variance;
    final MatrixProduct product;
    /** The columns {@code a_k} of the output weight as rows, {@code [hidden x outputs]}. */
    final double[] weight;
    /** {@code h}, {@code [n x hidden]}. */
    final DMatrixRMaj activations;
    /** {@code f - y} without dropout, {@code [n x outputs]}. */
    final DMatrixRMaj residuals;

    double[] sampleWeights;

    private final Objective objective;
    private final LastLayer layer;
    private final Jacobian jacobian;
    private final int weightAt;
    private final int biasAt;
    final int mostVectors;
    /** Tangents of the last hidden layer, then their cotangents, {@code [n x k x hidden]}. */
    private final DMatrixRMaj carried = new DMatrixRMaj(0, 0);
    /** {@code u_k} as rows, {@code [k x hidden x outputs]}, then the cotangents. */
    private final double[] weightParts;

    private final double[] biasParts;
    private long revision = -1;

    SquaredErrorCovariance(Objective objective, LastLayer layer, MaskDistribution masks, Parameter... parameters) {
        this.objective = objective;
        this.layer = layer;
        this.n = objective.sampleCount();
        this.hidden = layer.hidden().width();
        this.outputs = layer.output().width();
        this.variance = masks.variance();
        this.product = MatrixProduct.of(objective.workers());
        this.weight = new double[hidden * outputs];
        this.activations = new DMatrixRMaj(n, hidden);
        this.residuals = new DMatrixRMaj(n, outputs);
        this.jacobian = objective.jacobian(layer.hidden(), parameters);
        Chosen chosen = Chosen.of(objective, parameters);
        this.weightAt = chosen.offset(layer.affine().weight());
        this.biasAt = chosen.offset(layer.affine().bias());
        this.mostVectors = (int) Math.max(1, Math.min(MOST_VECTORS, MOST_NUMBERS / ((long) n * hidden)));
        this.weightParts = new double[mostVectors * weight.length];
        this.biasParts = new double[mostVectors * outputs];
    }

    /** How many independent masks there are. */
    abstract int masks();

    /** Called after point, masks or weights have changed. */
    void refreshed() {}

    /**
     * Replaces tangents by cotangents, in place: {@code T' D T} between the last hidden layer and the output.
     *
     * @param k how many vectors
     * @param carried {@code hdot}, {@code [n x k x hidden]}
     * @param weightParts {@code U}, {@code [k x hidden x outputs]}
     * @param biasParts {@code u_b}, {@code [k x outputs]}
     */
    abstract void couple(int k, DMatrixRMaj carried, double[] weightParts, double[] biasParts);

    /**
     * The cotangents {@code T' sqrt(D) z}.
     *
     * @param k how many draws
     * @param normals where z comes from, part i for mask i
     * @param first the first draw
     * @param carried overwritten, {@code [n x k x hidden]}
     * @param weightParts overwritten, {@code [k x hidden x outputs]}
     * @param biasParts overwritten, {@code [k x outputs]}
     */
    abstract void spread(
            int k, Normals normals, long first, DMatrixRMaj carried, double[] weightParts, double[] biasParts);

    @Override
    public int dimension() {
        return jacobian.dimension();
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        Shapes.requireProduct(dimension(), vectors, products);
        refresh();
        for (int first = 0; first < vectors.numRows; first += mostVectors) {
            int k = Math.min(mostVectors, vectors.numRows - first);
            int offset = first * dimension();
            carried.reshape(n, k * hidden);
            jacobian.multiply(k, vectors.data, offset, carried.data);
            takeParts(k, vectors.data, offset);
            couple(k, carried, weightParts, biasParts);
            gather(k, products.data, offset);
        }
    }

    @Override
    public long normals() {
        return masks() * normalsOfMask();
    }

    final long normalsOfMask() {
        return hidden * (hidden + 1L) / 2;
    }

    @Override
    public void draw(DMatrixRMaj normals, DMatrixRMaj draws) {
        Shapes.requireColumns("normals", normals, normals());
        Shapes.requireRows("draws", draws, normals.numRows);
        draw(Normals.given(normals, masks()), 0, draws);
    }

    @Override
    public void draw(Draws normals, long first, DMatrixRMaj draws) {
        draw(Normals.drawn(normals, masks()), first, draws);
    }

    private void draw(Normals normals, long firstDraw, DMatrixRMaj draws) {
        Shapes.requireColumns("draws", draws, dimension());
        refresh();
        for (int first = 0; first < draws.numRows; first += mostVectors) {
            int k = Math.min(mostVectors, draws.numRows - first);
            carried.reshape(n, k * hidden);
            spread(k, normals, firstDraw + first, carried, weightParts, biasParts);
            gather(k, draws.data, first * dimension());
        }
    }

    private void takeParts(int k, double[] vectors, int offset) {
        for (int j = 0; j < k; j++) {
            int vector = offset + j * dimension();
            for (int c = 0; c < outputs; c++) {
                for (int r = 0; r < hidden; r++) {
                    weightParts[(j * hidden + r) * outputs + c] =
                            weightAt < 0 ? 0 : vectors[vector + weightAt + c * hidden + r];
                }
                biasParts[j * outputs + c] = biasAt < 0 ? 0 : vectors[vector + biasAt + c];
            }
        }
    }

    /** Cotangents of the last hidden layer to the parameters below, and those of the last layer to its own. */
    private void gather(int k, double[] results, int offset) {
        jacobian.multiplyTransposed(k, carried.data, results, offset);
        for (int j = 0; j < k; j++) {
            int result = offset + j * dimension();
            for (int c = 0; c < outputs; c++) {
                for (int r = 0; r < hidden && weightAt >= 0; r++) {
                    results[result + weightAt + c * hidden + r] += weightParts[(j * hidden + r) * outputs + c];
                }
                if (biasAt >= 0) {
                    results[result + biasAt + c] += biasParts[j * outputs + c];
                }
            }
        }
    }

    private void refresh() {
        if (revision == objective.revision()) {
            return;
        }
        revision = -1;
        double[] theta = objective.theta();
        Parameter a = layer.affine().weight();
        for (int c = 0; c < outputs; c++) {
            for (int r = 0; r < hidden; r++) {
                weight[r * outputs + c] = theta[a.offset() + c * hidden + r];
            }
        }
        jacobian.values(activations.data);
        sampleWeights = objective.sampleWeights();
        residuals(theta);
        refreshed();
        revision = objective.revision();
    }

    private void residuals(double... theta) {
        Parameter bias = layer.affine().bias();
        Targets targets = objective.data().targets();
        for (int i = 0; i < n; i++) {
            int row = i * outputs;
            if (bias == null) {
                Arrays.fill(residuals.data, row, row + outputs, 0);
            } else {
                System.arraycopy(theta, bias.offset(), residuals.data, row, outputs);
            }
            if (targets instanceof Targets.Labels labels) {
                residuals.data[row + labels.values()[i]] -= 1;
            } else if (targets instanceof Targets.Values values) {
                for (int c = 0; c < outputs; c++) {
                    residuals.data[row + c] -= values.matrix().data[row + c];
                }
            }
        }
        DMatrixRMaj columns = DMatrixRMaj.wrap(hidden, outputs, weight);
        product.multiply(1, Transpose.NO, activations, Transpose.NO, columns, 1, residuals);
    }
}
