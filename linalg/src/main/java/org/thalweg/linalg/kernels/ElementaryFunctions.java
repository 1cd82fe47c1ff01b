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
     * {@code y = tanh(x)}; its derivative is {@code 1 - y^2}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void tanh(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = 1/(1 + e^-x)}; its derivative is {@code y (1 - y)}.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void sigmoid(int n, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = log(1 + e^x)}; its derivative is the {@link #sigmoid}. Not in place.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void softplus(int n, double[] x, int xo, double[] y, int yo);

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
