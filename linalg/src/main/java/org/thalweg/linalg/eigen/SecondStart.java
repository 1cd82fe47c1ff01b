package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;

/**
 * How likely it is that the second start misses an eigenvalue.
 *
 * <p>Let q, uniform on the unit sphere of the n'-dimensional complement of the vectors found, be the start of a Lanczos run
 * with the matrix B, which is A restricted to the complement; x a unit eigenvector of B with eigenvalue {@code lambda},
 * and {@code tau = q'x}. All basis vectors are polynomials in B times q, so {@code v_j'x = P_j(lambda) tau}, and these numbers
 * obey the recurrence of the basis: {@code P_0 = 1} and, from {@code B v_j = sum_i T_ij v_i + beta v_(j+1)},
 *
 * <pre>{@code beta P_(j+1) = lambda P_j - sum_(i <= j) T_ij P_i}</pre>
 *
 * <p>A restart turns them like the basis. As the basis is orthonormal and x has length 1, {@code tau^2 sum_j P_j(lambda)^2 <=
 * 1}. All zeros of the {@code P_j} lie between the smallest and the largest Ritz value; beyond these {@code |P_j|} grows.
 * So if B has any eigenvalue beyond a point s that no Ritz value has passed, then {@code tau^2 <= omega(s) = 1 / sum_j
 * P_j(s)^2}, and that happens with probability at most {@code sqrt(2 n' omega(s) / pi)}, at whatever moment one looks.
 */
final class SecondStart {

    /** Sums of squares beyond this are left alone. */
    private static final double ENOUGH = 1e200;

    private final int capacity;
    private final int most;
    private int count;
    /** Whether a point is beyond the top (+1) or the bottom (-1) of the spectrum. */
    private final int[] side;

    private final double[] place;
    /** The smallest bound so far of tau^2. */
    private final double[] omega;
    /** Row p: the P_j of point p, by row of the basis. */
    private final double[] values;

    private final double[] turned;

    /**
     * Room for some points.
     *
     * @param capacity rows of the basis with the next vector
     * @param most points
     */
    SecondStart(int capacity, int most) {
        this.capacity = capacity;
        this.most = most;
        side = new int[most];
        place = new double[most];
        omega = new double[most];
        values = new double[most * capacity];
        turned = new double[capacity];
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Adds a point before the start; {@code first} is the row of q. */
    void add(int sign, double s, int first) {
        side[count] = sign;
        place[count] = s;
        omega[count] = 1;
        values[count * capacity + first] = 1;
        count++;
    }

    /**
     * Follows a step: row {@code j} has been multiplied.
     *
     * @param t the projected matrix with its stride
     * @param stride distance of its rows
     * @param first the first active row
     * @param j the row multiplied
     * @param beta the coupling to row {@code j + 1}, or how large it may be
     */
    void step(double[] t, int stride, int first, int j, double beta) {
        for (int p = 0; p < count; p++) {
            int at = p * capacity;
            double squares = 0;
            double sum = place[p] * values[at + j];
            for (int i = first; i <= j; i++) {
                sum = Math.fma(-t[i * stride + j], values[at + i], sum);
                squares = Math.fma(values[at + i], values[at + i], squares);
            }
            double next = sum / beta;
            squares = Math.fma(next, next, squares);
            if (squares <= ENOUGH) {
                values[at + j + 1] = next;
                omega[p] = Math.min(omega[p], 1 / squares);
            } else {
                // The bound found at any step holds for good.
                omega[p] = Math.min(omega[p], 1 / ENOUGH);
                for (int i = first; i <= j + 1; i++) {
                    values[at + i] = 0;
                }
            }
        }
    }

    /** Follows a restart: the rows from {@code first} on become {@code C} times them, the next vector moves behind. */
    void turn(double[] combinations, int kept, int used, int first) {
        for (int p = 0; p < count; p++) {
            int at = p * capacity + first;
            for (int i = 0; i < kept; i++) {
                double sum = 0;
                for (int r = 0; r < used; r++) {
                    sum = Math.fma(combinations[i * used + r], values[at + r], sum);
                }
                turned[i] = sum;
            }
            double next = values[at + used];
            System.arraycopy(turned, 0, values, at, kept);
            values[at + kept] = next;
        }
    }

    /** Follows the exhaustion of the space: beyond the extreme Ritz values there is nothing. */
    void exhaust(double smallest, double largest) {
        clear();
        add(1, largest, 0);
        add(-1, smallest, 0);
        omega[0] = 0;
        omega[1] = 0;
    }

    /** Marks points that Ritz values have passed: there is something beyond them. */
    void passed(double smallest, double largest) {
        for (int p = 0; p < count; p++) {
            if (side[p] > 0 ? largest > place[p] : smallest < place[p]) {
                omega[p] = 1;
                for (int i = 0; i < capacity; i++) {
                    values[p * capacity + i] = 0;
                }
            }
        }
    }

    /** A bound of the probability that something beyond point p was missed. */
    double probability(int p, int complement) {
        return omega[p] >= 1 ? 1 : Math.min(1, Math.sqrt(2 * complement / Math.PI * omega[p]));
    }

    /**
     * A bound of the probability that there is an eigenvalue beyond s on a side: that of the best point not further out.
     *
     * @param sign +1 for the top, -1 for the bottom
     * @param s the place
     * @param complement n'
     */
    double probabilityBeyond(int sign, double s, int complement) {
        double least = 1;
        for (int p = 0; p < count; p++) {
            if (side[p] == sign && sign * place[p] <= sign * s) {
                least = Math.min(least, probability(p, complement));
            }
        }
        return least;
    }

    /** The innermost point of a side with at most this probability; infinite if there is none. */
    double innermost(int sign, double probability, int complement) {
        double found = sign * Double.POSITIVE_INFINITY;
        for (int p = 0; p < count; p++) {
            if (side[p] == sign && probability(p, complement) <= probability && sign * place[p] < sign * found) {
                found = place[p];
            }
        }
        return found;
    }

    DMatrixRMaj save() {
        DMatrixRMaj saved = new DMatrixRMaj(count, 3 + capacity);
        for (int p = 0; p < count; p++) {
            int at = p * (3 + capacity);
            saved.data[at] = side[p];
            saved.data[at + 1] = place[p];
            saved.data[at + 2] = omega[p];
            System.arraycopy(values, p * capacity, saved.data, at + 3, capacity);
        }
        return saved;
    }

    void restore(DMatrixRMaj saved) {
        if (saved.numRows > most || (saved.numRows > 0 && saved.numCols != 3 + capacity)) {
            throw new IllegalArgumentException("state: polynomials [" + saved.numRows + " x " + saved.numCols
                    + "], expected at most [" + most + " x " + (3 + capacity) + "]");
        }
        count = saved.numRows;
        for (int p = 0; p < count; p++) {
            int at = p * (3 + capacity);
            side[p] = saved.data[at] > 0 ? 1 : -1;
            place[p] = saved.data[at + 1];
            omega[p] = saved.data[at + 2];
            System.arraycopy(saved.data, at + 3, values, p * capacity, capacity);
        }
    }
}
