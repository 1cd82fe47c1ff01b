package org.thalweg.linalg.kernels;

/**
 * Products of rows element by element, where {@code k} rows share one row of factors. Rows are short, so that the
 * compiler's own vectors, made for long loops, would hardly be used.
 *
 * <p>Shapes: factors {@code f [rows x width]}; {@code x, y [rows x k x width]}, row-major.
 */
public interface RowKernels {

    /** {@code y_ij = f_i x_ij}. */
    void scale(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo);

    /** {@code y_ij = fma(f_i, x_ij, y_ij)}. */
    void addScaled(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo);
}
