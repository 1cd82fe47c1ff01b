package org.thalweg.autodiff;

/**
 * The symmetric matrices of a loss {@code L = (1/n) sum_i w_i l_i} that the engine multiplies by. Write {@code g_i} for the
 * gradient of {@code w_i l_i}, {@code J_i} for the derivative of the network's outputs at sample i by theta, and
 * {@code H_i} for the second derivative of {@code w_i l_i} by the outputs.
 */
public enum Curvature {
    /** The second derivative of the loss; exact. */
    HESSIAN,
    /** {@code (1/n) sum_i J_i' H_i J_i}; positive semidefinite. Defined for losses that read no parameters. */
    GAUSS_NEWTON,
    /** {@code (1/n) sum_i g_i g_i'}, the uncentred second moment of the gradients of the given labels. */
    EMPIRICAL_FISHER,
    /** {@code (1/n) sum_i (g_i - g)(g_i - g)'} with the mean g: the covariance of a sample's gradient. */
    GRADIENT_COVARIANCE
}
