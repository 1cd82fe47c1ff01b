package org.thalweg.autodiff.operations;

import org.thalweg.linalg.kernels.Kernels;

/**
 * A function of one number with its first two derivatives, {@code phi}, {@code phi'} and {@code phi''}, applied to arrays.
 *
 * <p>To add one, implement this interface and hand it to {@link Elementwise}; the four sweeps follow.
 */
public interface Activation {

    /**
     * Evaluates the function and its derivatives at {@code count} points, the values into {@code y}, the derivatives into
     * one array {@code d}.
     *
     * @param kernels elementary functions with the same bits everywhere, and loops over rows
     * @param count how many points
     * @param x the points
     * @param xo where they begin
     * @param y for {@code phi(x)}
     * @param yo where it begins
     * @param d for the derivatives
     * @param slope where {@code phi'(x)} begins in {@code d}
     * @param curvature where {@code phi''(x)} begins in {@code d}; without meaning if piecewise linear
     */
    void evaluate(
            Kernels kernels, int count, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature);

    /**
     * Whether the second derivative is zero wherever it exists.
     *
     * @return true for a piecewise linear function
     */
    default boolean piecewiseLinear() {
        return false;
    }
}
