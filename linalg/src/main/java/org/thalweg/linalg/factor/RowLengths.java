package org.thalweg.linalg.factor;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Lengths of rows of any size: where squares would overflow or lose digits, they are taken of the row times a power of two.
 *
 * <p>Keeps work space; one for each thread.
 */
final class RowLengths {

    /** Squares down to here are right to working accuracy: what of them is subnormal is smaller by 2^-120. */
    private static final double SMALLEST = 0x1p-900;

    private static final double LARGEST = 0x1p900;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final double[] lanes = new double[LANES * LANES];
    private final double[] square = new double[1];
    private final double[] moderate;

    /**
     * Room for rows.
     *
     * @param most elements of the longest
     */
    RowLengths(int most) {
        moderate = new double[most];
    }

    /**
     * The inner product of two rows, as it is.
     *
     * @param x holds one
     * @param xAt where it begins
     * @param y holds the other
     * @param yAt where it begins
     * @param n elements of each
     * @return {@code x'y}
     */
    double dot(double[] x, int xAt, double[] y, int yAt, int n) {
        kernels.dots(1, n, x, xAt, n, y, yAt, square, 0, lanes);
        return square[0];
    }

    /**
     * The length of a row.
     *
     * @param x holds it
     * @param at where it begins
     * @param n its elements
     * @return {@code |x|}
     */
    double length(double[] x, int at, int n) {
        double squares = dot(x, at, x, at, n);
        if (squares >= SMALLEST && squares <= LARGEST) {
            return Math.sqrt(squares);
        }
        double largest = PowersOfTwo.largest(x, at, n);
        if (largest == 0) {
            return 0;
        }
        int exponent = PowersOfTwo.exponent(largest);
        PowersOfTwo.multiply(n, -exponent, x, at, moderate, 0);
        return Math.scalb(Math.sqrt(dot(moderate, 0, moderate, 0, n)), exponent);
    }
}
