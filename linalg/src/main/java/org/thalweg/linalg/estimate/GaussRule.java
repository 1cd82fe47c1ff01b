package org.thalweg.linalg.estimate;

import java.util.Arrays;

/**
 * The Gauss rule of a Jacobi matrix: nodes are its eigenvalues, weights the squares of the first components of its
 * eigenvectors (G. H. Golub and J. H. Welsch 1969, DOI 10.1090/S0025-5718-69-99647-1). By implicit QL with the shift of
 * Wilkinson, which carries the first components alone: {@code O(m^2)} operations, none of them an elementary function.
 *
 * <p>The matrix is scaled by a power of two while it is worked on, so numbers near the ends of the range of doubles are as
 * good as any. Elements that grow from the top to the bottom keep the small nodes accurate.
 */
final class GaussRule {

    private static final int MOST_SWEEPS = 60;

    /** An element this small beside the largest one is nothing, though its neighbours be smaller still. */
    private static final double NOTHING = 0x1p-400;

    private GaussRule() {}

    /**
     * Finds nodes and weights.
     *
     * @param m the size
     * @param diagonal the diagonal {@code [m]}; becomes the nodes, in no order
     * @param offDiagonal the elements beside it {@code [m]}, the last unused; destroyed
     * @param first {@code [m]}; becomes the first components, whose squares are the weights and add up to 1
     * @throws ArithmeticException if an eigenvalue does not converge, which finite numbers never cause
     */
    static void solve(int m, double[] diagonal, double[] offDiagonal, double[] first) {
        if (m == 0) {
            return;
        }
        Arrays.fill(first, 0, m, 0);
        first[0] = 1;
        offDiagonal[m - 1] = 0;
        double scale = scale(m, diagonal, offDiagonal);
        multiply(m, diagonal, scale);
        multiply(m, offDiagonal, scale);
        for (int l = 0; l < m; l++) {
            for (int sweep = 0; ; sweep++) {
                int end = l;
                while (end < m - 1 && !negligible(offDiagonal[end], diagonal[end], diagonal[end + 1])) {
                    end++;
                }
                if (end == l) {
                    break;
                }
                if (sweep == MOST_SWEEPS) {
                    throw new ArithmeticException("eigenvalue " + l + " of a Jacobi matrix of size " + m
                            + ": not converged in " + MOST_SWEEPS + " sweeps");
                }
                sweep(l, end, diagonal, offDiagonal, first);
            }
        }
        multiply(m, diagonal, 1 / scale);
    }

    /** The power of two that brings the largest element near 1. */
    private static double scale(int m, double[] diagonal, double[] offDiagonal) {
        double largest = 0;
        for (int i = 0; i < m; i++) {
            largest = Math.max(largest, Math.max(Math.abs(diagonal[i]), Math.abs(offDiagonal[i])));
        }
        return Sums.scale(largest);
    }

    private static void multiply(int m, double[] x, double power) {
        for (int i = 0; i < m; i++) {
            x[i] *= power;
        }
    }

    private static boolean negligible(double beside, double above, double below) {
        return Math.abs(beside) <= Math.max(NOTHING, Sums.ROUNDING * (Math.abs(above) + Math.abs(below)));
    }

    private static void sweep(int l, int end, double[] d, double[] e, double[] z) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = length(g, 1);
        g = d[end] - d[l] + e[l] / (g + Math.copySign(r, g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = end - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            r = length(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[end] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            double old = z[i + 1];
            z[i + 1] = s * z[i] + c * old;
            z[i] = c * z[i] - s * old;
        }
        d[l] -= p;
        e[l] = g;
        e[end] = 0;
    }

    /** {@code (a^2 + b^2)^(1/2)} without overflow. */
    private static double length(double a, double b) {
        double large = Math.max(Math.abs(a), Math.abs(b));
        double small = Math.min(Math.abs(a), Math.abs(b));
        if (large == 0) {
            return 0;
        }
        double ratio = small / large;
        return large * Math.sqrt(Math.fma(ratio, ratio, 1));
    }
}
