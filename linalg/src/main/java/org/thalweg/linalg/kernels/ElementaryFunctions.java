package org.thalweg.linalg.kernels;

/**
 * Elementary functions of arrays: {@code y[yo + i] = f(x[xo + i])} for {@code i = 0 ... n - 1}.
 *
 * <p>Every implementation gives the same bits for every argument, and an element's value does not depend on its place
 * or on its neighbours. Accuracy and special values: {@link org.thalweg.linalg.internal.elementary.ScalarTwin}. Where nothing else is said, the output may be
 * the input itself at the same offset. Ranges that overlap otherwise, and two outputs that overlap, give undefined
 * values.
 *
 * <p>Nothing is allocated. Thread safe: no state. Offsets or lengths that leave an array throw
 * {@link IndexOutOfBoundsException}, with some elements perhaps written;
 * an output that overlaps the input of a function marked "not in place" throws {@link IllegalArgumentException}.
 */
public interface ElementaryFunctions {

    /**
     * {@code y = e^x}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void exp(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = e^(x + tail)}, for {@code tail[to + i]} that is what rounding took from {@code x[xo + i]}: at most some units
     * in its last place, or anything where x is infinite or beyond {@code +-748}. Left out it would be an error of up to
     * {@code |x| u} in the exponential. The output may be either input at its offset.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param tail what the arguments lack
     * @param to where it begins in {@code tail}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void expOfSum(int n, double[] x, int xo, double[] tail, int to, double[] y, int yo);

    /**
     * {@code y = e^x - 1}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void expm1(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = log(x)}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void log(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = log(1 + x)}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void log1p(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = tanh(x)}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void tanh(int n, double[] x, int xo, double[] y, int yo);

    /**
     * The hyperbolic tangent with its derivatives {@code 1 - y^2} and {@code -2 y (1 - y^2)}, accurate also where
     * y is near 1 and these formulas are not. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the values, with the bits of {@link #tanh(int, double[], int, double[], int)}
     * @param yo where they begin in {@code y}
     * @param d the derivatives
     * @param slope where the first derivatives begin in {@code d}
     * @param curvature where the second derivatives begin in {@code d}
     */
    void tanh(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature);

    /**
     * {@code y = 1/(1 + e^-x)}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void sigmoid(int n, double[] x, int xo, double[] y, int yo);

    /**
     * The logistic function with its derivatives {@code y (1 - y)} and {@code y (1 - y) (1 - 2 y)}, accurate
     * also where y is near 1 or 1/2 and these formulas are not. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the values, with the bits of {@link #sigmoid(int, double[], int, double[], int)}
     * @param yo where they begin in {@code y}
     * @param d the derivatives
     * @param slope where the first derivatives begin in {@code d}
     * @param curvature where the second derivatives begin in {@code d}
     */
    void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature);

    /**
     * {@code y = log(1 + e^x)}. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void softplus(int n, double[] x, int xo, double[] y, int yo);

    /**
     * Softplus with its derivatives, the logistic function s and {@code s (1 - s)}. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the values, with the bits of {@link #softplus(int, double[], int, double[], int)}
     * @param yo where they begin in {@code y}
     * @param d the derivatives
     * @param slope where the first derivatives begin in {@code d}
     * @param curvature where the second derivatives begin in {@code d}
     */
    void softplus(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature);

    /**
     * {@code y = erf(x)}. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void erf(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = 1 - erf(x)}. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void erfc(int n, double[] x, int xo, double[] y, int yo);

    /**
     * The standard normal distribution function {@code cdf[co + i]} and density {@code pdf[po + i]} of {@code x[xo +
     * i]}, for little more than the price of the first: what gelu, {@code x cdf(x)}, and its derivatives need. Not in
     * place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param cdf the distribution function
     * @param co where it begins
     * @param pdf the density
     * @param po where it begins
     */
    void normal(int n, double[] x, int xo, double[] cdf, int co, double[] pdf, int po);

    /**
     * {@code sin(2 pi u)} and {@code cos(2 pi u)} of {@code u[uo + i]}: the angle of a Box-Muller pair of normal draws.
     * Not in place.
     *
     * @param n how many elements
     * @param u the turns
     * @param uo where they begin in {@code u}
     * @param sin the sines
     * @param so where they begin
     * @param cos the cosines
     * @param co where it begins
     */
    void sinCosTwoPi(int n, double[] u, int uo, double[] sin, int so, double[] cos, int co);
}
