package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.random.Draws;

/**
 * The covariance {@code Sigma} of the gradient under inverted dropout of the last hidden layer, as an operator, and draws
 * from the normal distribution {@code N(0, Sigma)}.
 *
 * <p>The last hidden layer is what the network's last layer reads, which must be affine: {@code f_i = A h_i + b}. Dropout
 * replaces it by {@code A (delta_i o h_i) + b}, where every entry of {@code delta_i} is {@code 1/p} with the <em>keep</em>
 * probability {@code p} and 0 otherwise, independently. With {@link Dropout.Sharing#BATCH} one mask is drawn for all samples
 * ({@code delta_i = delta}), with {@link Dropout.Sharing#SAMPLE} one for each. {@code Sigma} is the covariance of the gradient
 * of the loss so changed, over the masks; that of sharing samples is often ten times as large, and the two are never
 * exchanged.
 *
 * <p>{@link #of} is exact for the mean squared error, and needs neither a matrix of {@code dimension x dimension} numbers nor
 * a derivative of the activation: it holds for rectifiers as for smooth functions. {@code sampled} estimates
 * {@code Sigma} for any loss.
 *
 * <p><strong>Other dropout.</strong> A dropout layer between the last hidden layer and the last layer is replaced by the
 * random masks meant here. Other dropout layers keep the masks of the objective, none unless set, and {@code Sigma} is
 * then conditional on them.
 *
 * <p>Acts at the present point of its objective. Not thread safe. The same bits for any number of workers.
 */
public sealed interface DropoutCovariance extends LinearOperator permits SquaredErrorCovariance {

    /**
     * The exact covariance for the mean squared error {@code (1/2n) sum_i w_i |f_i - y_i|^2}, plus any terms of the loss that do
     * not depend on the network's output and so not on the masks, such as
     * the penalty of dropout, {@link org.thalweg.autodiff.Loss#dropoutRegulariser}.
     *
     * <p>Write {@code delta = 1 + xi} with {@code E xi_k^2 = v = (1-p)/p}. The gradient is a polynomial of degree two in the
     * independent {@code xi_k}, and {@code xi_k^2} is itself a linear function of {@code xi_k}. So it is a linear combination
     * of the orthogonal variables {@code xi_j} and {@code xi_k xi_r}, and for a shared mask
     *
     * <pre>{@code
     * Sigma = v sum_j A_j A_j' + v^2 sum_{k<r} B_kr B_kr'
     * }</pre>
     *
     * <p>with vectors {@code A_j} and {@code B_kr} that are never formed. For masks of their own
     * {@code Sigma = (1/n^2) sum_i w_i^2 Sigma_i}, with {@code Sigma_i} the same for sample {@code i} alone. A product is a tangent
     * sweep up to the last hidden layer of {@code m} neurons, then for a shared mask two products of {@code n x m} and
     * {@code m x m} matrices, for masks of their own some {@code 8 n m} times the square of the number of outputs flops, and
     * a reverse sweep from that layer.
     *
     * @param objective the loss and the point
     * @param keepProbability p, in (0, 1]
     * @param sharing whether the samples share a mask
     * @param parameters the parameters whose block of Sigma is meant; all if none is given
     * @return the operator
     * @throws IllegalArgumentException if the network does not end with an affine layer on a hidden one, or the loss is not of
     *     this form
     */
    static DropoutCovariance of(
            Objective objective, double keepProbability, Dropout.Sharing sharing, Parameter... parameters) {
        LastLayer layer = LastLayer.of(objective);
        layer.requireSquaredError(objective);
        MaskDistribution masks = new MaskDistribution(keepProbability);
        return switch (sharing) {
            case BATCH -> new SharedMaskCovariance(objective, layer, masks, parameters.clone());
            case SAMPLE -> new SampleMaskCovariance(objective, layer, masks, parameters.clone());
        };
    }

    /**
     * How many standard normal numbers a draw takes: {@code m(m+1)/2} for the exact covariance of a shared mask and {@code m}
     * hidden neurons, {@code n} times as many for masks of their own, the number of masks for a sampled covariance.
     *
     * @return numbers a draw
     */
    long normals();

    /**
     * Turns standard normal numbers into draws from {@code N(0, Sigma)}, one a row. Each draw is a linear function {@code S z} of
     * its normals {@code z} with {@code S S' = Sigma}; no matrix is formed, and no root is taken. Costs a product with Sigma
     * without its tangent sweep.
     *
     * @param normals independent standard normal numbers, {@code [k x normals()]}; not changed
     * @param draws overwritten with the draws, {@code [k x dimension]}
     * @throws IllegalArgumentException if the shapes do not fit
     */
    void draw(DMatrixRMaj normals, DMatrixRMaj draws);

    /**
     * Draws from {@code N(0, Sigma)} with numbers that are drawn as they are needed, so that not all of them are in memory at
     * once. Draw {@code first + j} depends on no other; it has the same law as, but not the numbers of, a draw from the first
     * {@code normals()} numbers of a source.
     *
     * @param normals the source
     * @param first the number of the first draw
     * @param draws overwritten with draws {@code first, first + 1, ...}, {@code [k x dimension]}
     * @throws IllegalArgumentException if the shape does not fit
     */
    void draw(Draws normals, long first, DMatrixRMaj draws);
}
