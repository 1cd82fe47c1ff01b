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
 * of the loss so changed, over the masks; that of a shared mask may well be ten times as large, and the two are never
 * exchanged.
 *
 * <p>{@link #of} is exact for the mean squared error, and needs neither a matrix of {@code dimension x dimension} numbers nor
 * a derivative of the activation: it holds for rectifiers as for smooth functions. {@link #sampled} estimates
 * {@code Sigma} for any loss.
 *
 * <p><strong>Other dropout.</strong> A dropout layer between the last hidden layer and the last layer is replaced by the
 * random masks meant here. Other dropout layers keep the masks of the objective, none unless set, and {@code Sigma} is
 * then conditional on them.
 *
 * <p>Acts at the present point of its objective. Not thread safe. The same bits for any number of workers.
 */
public sealed interface DropoutCovariance extends LinearOperator permits SquaredErrorCovariance, SampledCovariance {

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
     * @param parameters the parameters whose block of Sigma is meant; all if none is given. Vectors hold them in the order of
     *     theta, whatever the order here
     * @return the operator
     * @throws IllegalArgumentException if the network does not end with an affine layer on a hidden one, the loss is not of this
     *     form, or a parameter is not of this network or given twice
     */
    static DropoutCovariance of(
            Objective objective, double keepProbability, Dropout.Sharing sharing, Parameter... parameters) {
        LastLayer layer = LastLayer.of(objective);
        String obstacle = layer.obstacleToClosedForm(objective);
        if (obstacle != null) {
            throw new IllegalArgumentException(obstacle);
        }
        MaskDistribution masks = new MaskDistribution(keepProbability);
        return switch (sharing) {
            case BATCH -> new SharedMaskCovariance(objective, layer, masks, parameters.clone());
            case SAMPLE -> new SampleMaskCovariance(objective, layer, masks, parameters.clone());
        };
    }

    /**
     * Whether {@link #of} has a closed form for an objective.
     *
     * @param objective the loss and the point
     * @return whether the loss is the mean squared error of the network's output, plus terms that do not depend on the output
     * @throws IllegalArgumentException if the network does not end with an affine layer on a hidden one
     */
    static boolean hasClosedForm(Objective objective) {
        return LastLayer.of(objective).obstacleToClosedForm(objective) == null;
    }

    /**
     * The covariance of the gradients under {@code N} drawn masks, for any loss:
     *
     * <pre>{@code
     * Sigma_N = (1/N) sum_t (g_t - gbar)(g_t - gbar)'     gbar = (1/N) sum_t g_t
     * }</pre>
     *
     * <p>This is a sample covariance and no more: its rank is at most {@code N - 1}, its expectation is
     * {@code (1 - 1/N) Sigma}, and its largest eigenvalues are on average too large, the more so the fewer masks there are for
     * the directions in which the gradient varies. A quadratic form {@code u' Sigma_N u} has, for nearly normal noise, a relative
     * standard error of {@code sqrt(2/N)}.
     *
     * <p>The gradients are computed when first needed at a point, {@code N} gradients of work. They are kept if they
     * take no more than {@link Objective#DEFAULT_MEMORY_BUDGET} bytes, {@code 8 N dimension}, and then a product with a vector
     * takes {@code 4 N dimension} flops; otherwise every block of vectors computes them again. So does each change of the
     * objective's point: the masks, which depend on the seed alone, stay the same.
     *
     * @param objective the loss and the point
     * @param keepProbability p, in (0, 1]
     * @param sharing whether the samples share a mask
     * @param masks N, at least 2
     * @param seed the seed of the masks; mask t is that of step t of {@link org.thalweg.autodiff.Masks#drawn}
     * @param parameters the parameters whose block of Sigma is meant; all if none is given. Vectors hold them in the order of
     *     theta, whatever the order here
     * @return the operator
     * @throws IllegalArgumentException if the network does not end with an affine layer on a hidden one, or a parameter is not
     *     of this network or given twice
     */
    static DropoutCovariance sampled(
            Objective objective,
            double keepProbability,
            Dropout.Sharing sharing,
            int masks,
            long seed,
            Parameter... parameters) {
        return new SampledCovariance(
                objective,
                LastLayer.of(objective),
                new MaskDistribution(keepProbability),
                sharing,
                masks,
                seed,
                Objective.DEFAULT_MEMORY_BUDGET,
                parameters);
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
