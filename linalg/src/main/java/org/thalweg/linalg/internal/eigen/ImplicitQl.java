package org.thalweg.linalg.internal.eigen;

/**
 * QL steps with implicit shifts (Dubrulle, Martin and Wilkinson, 1968, DOI 10.1007/BF02165404) for small symmetric
 * tridiagonal matrices. The rotations act on rows, as eigenvectors are rows.
 */
final class ImplicitQl {

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    private static final int MOST_STEPS = 60;

    private ImplicitQl() {}

    /**
     * Diagonalises a matrix.
     *
     * @param n its size
     * @param d holds the diagonal; eigenvalues, in no order, take its place
     * @param dOffset where it begins
     * @param e the elements beside the diagonal, n of them, the last one zero; overwritten
     * @param width columns of X
     * @param x holds X, n rows, that the rotations are applied to from the left
     * @param xOffset where X begins
     * @param xStride distance of its rows
     * @throws IllegalStateException if an eigenvalue takes more than 60 steps, which no finite matrix is known to do
     */
    static void run(int n, double[] d, int dOffset, double[] e, int width, double[] x, int xOffset, int xStride) {
        for (int l = 0; l < n; l++) {
            for (int step = 0; ; step++) {
                int m = l;
                while (m < n - 1 && !negligible(e[m], d[dOffset + m], d[dOffset + m + 1])) {
                    m++;
                }
                if (m == l) {
                    break;
                }
                if (step == MOST_STEPS) {
                    throw new IllegalStateException(
                            "eigenvalue " + l + " of a tridiagonal matrix: not found in " + MOST_STEPS + " QL steps");
                }
                chase(l, m, d, dOffset, e, width, x, xOffset, xStride);
            }
        }
    }

    private static boolean negligible(double beside, double above, double below) {
        return Math.abs(beside) <= UNIT_ROUNDOFF * (Math.abs(above) + Math.abs(below));
    }

    /** One step on rows l to m. */
    private static void chase(
            int l, int m, double[] d, int dOffset, double[] e, int width, double[] x, int xOffset, int xStride) {
        double ratio = (d[dOffset + l + 1] - d[dOffset + l]) / (2 * e[l]);
        double g = d[dOffset + m] - d[dOffset + l] + e[l] / (ratio + Math.copySign(length(ratio, 1), ratio));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            double r = length(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[dOffset + i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[dOffset + i + 1] - p;
            r = (d[dOffset + i] - g) * s + 2 * c * b;
            p = s * r;
            d[dOffset + i + 1] = g + p;
            g = c * r - b;
            rotate(c, s, width, x, xOffset + i * xStride, xOffset + (i + 1) * xStride);
        }
        d[dOffset + l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void rotate(double c, double s, int width, double[] x, int upper, int lower) {
        for (int j = 0; j < width; j++) {
            double u = x[upper + j];
            double v = x[lower + j];
            x[lower + j] = s * u + c * v;
            x[upper + j] = c * u - s * v;
        }
    }

    /** {@code sqrt(x^2 + y^2)} without overflow or underflow. */
    private static double length(double x, double y) {
        double most = Math.max(Math.abs(x), Math.abs(y));
        double least = Math.min(Math.abs(x), Math.abs(y));
        if (least == 0 || most > 0x1p600) {
            return most;
        }
        double ratio = least / most;
        return most * Math.sqrt(1 + ratio * ratio);
    }
}
