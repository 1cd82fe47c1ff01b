package org.thalweg.linalg.factor;

import java.util.Arrays;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Rows of a square matrix, longest remainder first, as a triangle times orthonormal rows: {@code P X = L Q} (Businger and
 * Golub, 1965, DOI 10.1007/BF01436084: QR with exchange of columns). Row {@code order[i]} of X is the one of which most is
 * left when those before it are taken out, so {@code l_ii^2 >= sum_(i <= p <= j) l_jp^2} for all {@code j > i}: the columns of L fall in
 * length, and divided by their lengths they are far from dependent on each other, however X is graded.
 *
 * <p>Every row comes with a power of two of its own, which its elements are not multiplied with: row j of X is
 * {@code 2^e_j} times what is held of it. The reflectors act on each row by itself, so scales matter for the order alone,
 * and neither overflow nor underflow.
 *
 * <p>Reflectors are found and applied one by one, {@code 4/3 k^3} flops, and as many for Q.
 */
final class PivotedRows {

    /** Rows to a task. */
    private static final int ROWS = 32;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final Workers workers;
    private final int k;
    private final double[] x;
    private final int[] exponents;
    private final int[] order;
    /** What is left of each row: its length. */
    private final double[] lengths;

    private final double[] reflectors;
    private final double[] tau;
    private final RowLengths[] rows;
    private final double[][] factors;

    /**
     * Factors rows.
     *
     * @param k how many rows, and their elements
     * @param x holds the rows, the largest element of each about 1 unless it is zero; L takes its place, zero above the diagonal
     * @param exponents their powers of two; those of the rows of L take their place
     * @param workers who shares the work
     */
    PivotedRows(int k, double[] x, int[] exponents, Workers workers) {
        this.k = k;
        this.x = x;
        this.exponents = exponents;
        this.workers = workers;
        order = new int[k];
        lengths = new double[k];
        reflectors = new double[k * k];
        tau = new double[k];
        factors = new double[workers.threads()][1];
        rows = new RowLengths[workers.threads()];
        for (int worker = 0; worker < rows.length; worker++) {
            rows[worker] = new RowLengths(k);
        }
        for (int j = 0; j < k; j++) {
            order[j] = j;
            lengths[j] = rows[0].length(x, j * k, k);
        }
        for (int i = 0; i < k; i++) {
            exchange(i, longest(i));
            reflect(i);
        }
    }

    /** {@return for each row of L, which row of X it is} */
    int[] order() {
        return order;
    }

    private int longest(int first) {
        int longest = first;
        for (int j = first + 1; j < k; j++) {
            if (isLonger(j, longest)) {
                longest = j;
            }
        }
        return longest;
    }

    private boolean isLonger(int i, int j) {
        if (lengths[i] == 0 || lengths[j] == 0) {
            return lengths[i] > lengths[j];
        }
        int one = PowersOfTwo.exponent(lengths[i]);
        int other = PowersOfTwo.exponent(lengths[j]);
        int difference = one + exponents[i] - other - exponents[j];
        return difference > 0 || (difference == 0 && Math.scalb(lengths[i], -one) > Math.scalb(lengths[j], -other));
    }

    private void exchange(int i, int j) {
        if (i == j) {
            return;
        }
        for (int c = 0; c < k; c++) {
            double element = x[i * k + c];
            x[i * k + c] = x[j * k + c];
            x[j * k + c] = element;
        }
        double length = lengths[i];
        lengths[i] = lengths[j];
        lengths[j] = length;
        int exponent = exponents[i];
        exponents[i] = exponents[j];
        exponents[j] = exponent;
        int index = order[i];
        order[i] = order[j];
        order[j] = index;
    }

    /** Finds the reflector of row i at a moderate size, and applies it to the rows after it. */
    private void reflect(int i) {
        int at = i * k + i;
        int n = k - i;
        if (lengths[i] == 0) {
            return;
        }
        int exponent = PowersOfTwo.exponent(PowersOfTwo.largest(x, at, n));
        PowersOfTwo.multiply(n, -exponent, x, at, reflectors, at);
        double alpha = reflectors[at];
        double square = rows[0].dot(reflectors, at + 1, reflectors, at + 1, n - 1);
        if (square > 0) {
            double beta = -Math.copySign(Math.sqrt(Math.fma(alpha, alpha, square)), alpha);
            tau[i] = (beta - alpha) / beta;
            double factor = 1 / (alpha - beta);
            for (int c = at + 1; c < at + n; c++) {
                reflectors[c] *= factor;
            }
            x[at] = Math.scalb(beta, exponent);
        }
        reflectors[at] = 1;
        Arrays.fill(x, at + 1, at + n, 0);
        int below = n - 1;
        workers.run((below + ROWS - 1) / ROWS, (index, worker) -> {
            int first = i + 1 + index * ROWS;
            for (int j = first; j < Math.min(k, first + ROWS); j++) {
                apply(i, x, j * k, worker);
                lengths[j] = rows[worker].length(x, j * k + i + 1, below);
            }
        });
    }

    /** {@code y = y H_i}. */
    private void apply(int i, double[] y, int yAt, int worker) {
        int at = i * k + i;
        double[] factor = factors[worker];
        factor[0] = -tau[i] * rows[worker].dot(reflectors, at, y, yAt + i, k - i);
        kernels.addRows(1, k - i, factor, 0, reflectors, at, k, y, yAt + i);
    }

    /** {@return Q, [k x k], row-major} */
    double[] orthonormal() {
        double[] q = new double[k * k];
        workers.run((k + ROWS - 1) / ROWS, (index, worker) -> {
            for (int r = index * ROWS; r < Math.min(k, (index + 1) * ROWS); r++) {
                q[r * k + r] = 1;
                for (int i = r; i >= 0; i--) {
                    apply(i, q, r * k, worker);
                }
            }
        });
        return q;
    }
}
