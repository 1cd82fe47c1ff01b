package org.thalweg.linalg.kernels;

/**
 * Products of rows element by element, where {@code k} rows share one row of factors. Rows are short, so that the
 * compiler's own vectors, made for long loops, would hardly be used.
 *
 * <p>Shapes: factors {@code f [rows x width]}; {@code x, y [rows x k x width]}, row-major.
 */
public interface RowKernels {

    /**
     * {@code y_ij = f_i x_ij}.
     *
     * @param rows rows
     * @param k how many rows share a row of factors
     * @param width elements of a row
     * @param f the factors
     * @param fo where they begin in {@code f}
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void scale(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y_ij = fma(f_i, x_ij, y_ij)}.
     *
     * @param rows rows
     * @param k how many rows share a row of factors
     * @param width elements of a row
     * @param f the factors
     * @param fo where they begin in {@code f}
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     */
    void addScaled(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo);

    /**
     * {@code y = max(x, 0)} and its slope, 1 where {@code x > 0} and else 0, of {@code n} elements; NaN stays NaN.
     *
     * @param n how many elements
     * @param x the arguments
     * @param xo where they begin in {@code x}
     * @param y the results
     * @param yo where they begin in {@code y}
     * @param slope the slopes
     * @param so where they begin
     */
    void rectify(int n, double[] x, int xo, double[] y, int yo, double[] slope, int so);
}
