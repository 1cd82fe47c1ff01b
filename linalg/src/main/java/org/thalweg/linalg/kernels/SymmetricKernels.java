package org.thalweg.linalg.kernels;

/**
 * The inner loops of the dense symmetric eigensolver that are not matrix products.
 *
 * <p>Every sum over a row has {@value #LANES} lanes: term {@code i} is added to lane {@code i mod 8} by a fused
 * multiply-add, in ascending order, and the lanes are added in one tree,
 *
 * <pre>{@code ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))}</pre>
 *
 * <p>so vectors of 2, 4 and 8 elements and plain loops give the same bits.
 */
public interface SymmetricKernels {

    /** The lanes of a sum, and the rows that {@link #symmetricRows} takes together. */
    int LANES = 8;

    /**
     * Eight rows of the lower triangle of a symmetric matrix times a vector. For rows {@code r = 0, ..., 7} and columns
     * {@code j = 0, ..., columns - 1}, with {@code a_rj = a[aOffset + r aRowStride + j]},
     *
     * <pre>{@code
     * lanes[8 r + j mod 8] = fma(a_rj, x_j, lanes[8 r + j mod 8])     what the rows give their own elements of y
     * y_j = fma(a_rj, x_(rowOffset + r), y_j)                         what they give as columns, r ascending
     * }</pre>
     *
     * <p>Each element of A is read once for both.
     *
     * @param columns how many columns, a multiple of 8
     * @param a holds A
     * @param aOffset where the rows begin
     * @param aRowStride distance of rows
     * @param x the vector
     * @param rowOffset where the eight elements of x begin that belong to the rows
     * @param y what the rows give as columns; element j at {@code y[j]}
     * @param lanes the sums of the rows, 64 elements
     */
    void symmetricRows(
            int columns,
            double[] a,
            int aOffset,
            int aRowStride,
            double[] x,
            int rowOffset,
            double[] y,
            double[] lanes);

    /**
     * {@code y_r = sum_j a_rj x_j}, a sum in lanes for each row.
     *
     * @param rows how many rows
     * @param n elements of a row
     * @param a holds the rows
     * @param aOffset where they begin
     * @param aRowStride distance of rows
     * @param x the vector
     * @param xOffset where it begins
     * @param y the sums
     * @param yOffset where they begin
     * @param lanes work space of 64 elements
     */
    void dots(
            int rows,
            int n,
            double[] a,
            int aOffset,
            int aRowStride,
            double[] x,
            int xOffset,
            double[] y,
            int yOffset,
            double[] lanes);

    /**
     * {@code y_j = fma(c_r, a_rj, y_j)}, r ascending.
     *
     * @param rows how many rows
     * @param n elements of a row
     * @param c the coefficients
     * @param cOffset where they begin
     * @param a holds the rows
     * @param aOffset where they begin
     * @param aRowStride distance of rows
     * @param y what is added to
     * @param yOffset where it begins
     */
    void addRows(
            int rows, int n, double[] c, int cOffset, double[] a, int aOffset, int aRowStride, double[] y, int yOffset);

    /**
     * Sums of the secular equation: {@code s = sum_i w_i / t_i} and {@code s' = sum_i w_i / t_i^2} with
     * {@code t_i = (d_i - origin) - shift}. Term i is {@code p = w_i r}, {@code r = 1 / t_i}; it is added to s as it is and
     * to s' as {@code fma(p, r, s')}, both in lanes.
     *
     * @param from the first i
     * @param to the one after the last
     * @param d the poles
     * @param w their weights
     * @param origin the pole that lambda is counted from
     * @param shift lambda without the origin
     * @param sums where s and s' go, as elements 0 and 1
     * @param lanes work space of 64 elements
     */
    void secular(int from, int to, double[] d, double[] w, double origin, double shift, double[] sums, double[] lanes);

    /**
     * Adds eight lanes up.
     *
     * @param lanes holds them
     * @param at where they begin
     * @return their sum
     */
    static double sum(double[] lanes, int at) {
        return ((lanes[at] + lanes[at + 4]) + (lanes[at + 2] + lanes[at + 6]))
                + ((lanes[at + 1] + lanes[at + 5]) + (lanes[at + 3] + lanes[at + 7]));
    }
}
