package org.thalweg.linalg.factor;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Rotates rows in pairs until all are orthogonal: {@code G L = S W}, G a product of rotations, S diagonal, W with orthonormal
 * rows, for {@code L [k x k]} (one-sided Jacobi: Hestenes, 1958; Demmel and Veselic, 1992, DOI 10.1137/0613074).
 *
 * <p>A sweep takes each pair once, in rounds of pairs that have no row in common, which threads share. A rotation by an
 * angle of at most 45 degrees is three shears, {@code x -= h y}, {@code y += s x}, {@code x -= h y} with {@code h} the
 * tangent of half the angle, so it needs nothing but sums of rows, and perturbs each row in proportion to its own length.
 */
final class OneSidedJacobi {

    private static final int MOST_SWEEPS = 60;
    /** The largest element is brought here, so that squares of elements that are smaller by 2^-900 still count. */
    private static final int EXPONENT = 480;

    private static final int ELEMENTS_WORTH_SHARING = 40_000;
    /** Beyond this the square of a cotangent adds nothing to 1. */
    private static final double LARGE = 0x1p30;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final Workers workers;
    private final int k;
    private final int stride;
    /** Row i is row i of L, then row i of G. */
    private final double[] rows;

    private final int exponent;
    private final double tolerance;
    private final double[] norms;
    private final int[] order;
    private final double[][] lanes;
    private final double[][] numbers;
    private final boolean[] rotated;
    private boolean converged;
    private int round;

    /**
     * Rotates.
     *
     * @param k rows and columns
     * @param l L, row-major; not changed
     * @param rotation what has been applied to L already, the G to begin with, row-major; not changed
     * @param workers who shares the work
     */
    OneSidedJacobi(int k, double[] l, double[] rotation, Workers workers) {
        this.k = k;
        this.workers = workers;
        stride = 2 * k;
        rows = new double[Math.multiplyExact(k, stride)];
        tolerance = Math.sqrt(k) * 0x1p-52;
        norms = new double[k];
        lanes = new double[workers.threads()][LANES * LANES];
        numbers = new double[workers.threads()][4];
        rotated = new boolean[workers.threads()];
        double largest = 0;
        for (int i = 0; i < k * k; i++) {
            largest = Math.max(largest, Math.abs(l[i]));
        }
        exponent = largest == 0 ? 0 : EXPONENT - Math.getExponent(largest);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                rows[i * stride + j] = Math.scalb(l[i * k + j], exponent);
            }
            System.arraycopy(rotation, i * k, rows, i * stride + k, k);
        }
        order = new int[k];
        for (int sweep = 0; sweep < MOST_SWEEPS && !converged; sweep++) {
            sort();
            converged = !sweep();
        }
        sort();
    }

    /** {@return whether all pairs are orthogonal to rounding} */
    boolean converged() {
        return converged;
    }

    /**
     * A diagonal element of S.
     *
     * @param i which, 0 the largest
     * @return the length of a row of {@code G L}
     */
    double length(int i) {
        return Math.scalb(norms[order[i]], -exponent);
    }

    /**
     * Copies a row of W.
     *
     * @param i which, 0 that of the largest length
     * @param w where it goes; zeros if the length is zero
     * @param wOffset where it begins
     */
    void copyDirection(int i, double[] w, int wOffset) {
        int from = order[i] * stride;
        double norm = norms[order[i]];
        for (int j = 0; j < k && norm > 0; j++) {
            w[wOffset + j] = rows[from + j] / norm;
        }
    }

    /**
     * Copies a row of G.
     *
     * @param i which, 0 that of the largest length
     * @param g where it goes
     * @param gOffset where it begins
     */
    void copyRotation(int i, double[] g, int gOffset) {
        System.arraycopy(rows, order[i] * stride + k, g, gOffset, k);
    }

    /** Longest rows first, equal ones by their index: with the long ones taken first, fewer sweeps are needed. */
    private void sort() {
        for (int i = 0; i < k; i++) {
            norms[i] = norm(i * stride);
        }
        int[] sorted = IntStream.range(0, k)
                .boxed()
                .sorted((i, j) -> norms[i] == norms[j] ? Integer.compare(i, j) : Double.compare(norms[j], norms[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, order, 0, k);
    }

    /** With a scale of its own, so that a short row does not underflow. */
    private double norm(int from) {
        double largest = 0;
        for (int j = from; j < from + k; j++) {
            largest = Math.max(largest, Math.abs(rows[j]));
        }
        if (largest == 0) {
            return 0;
        }
        int scale = -Math.getExponent(largest);
        double[] sums = new double[LANES];
        for (int j = 0; j < k; j++) {
            double element = Math.scalb(rows[from + j], scale);
            sums[j % LANES] = Math.fma(element, element, sums[j % LANES]);
        }
        return Math.scalb(Math.sqrt(SymmetricKernels.sum(sums, 0)), -scale);
    }

    /** Whether any pair was rotated. */
    private boolean sweep() {
        int even = k + k % 2;
        boolean share = (long) k * k >= ELEMENTS_WORTH_SHARING;
        Arrays.fill(rotated, false);
        for (round = 0; round < even - 1; round++) {
            if (share) {
                workers.run(even / 2, this::pair);
            } else {
                for (int i = 0; i < even / 2; i++) {
                    pair(i, 0);
                }
            }
        }
        for (boolean any : rotated) {
            if (any) {
                return true;
            }
        }
        return false;
    }

    /** Pair i of a round: players of a tournament, of whom one keeps the place while the others go round. */
    private void pair(int i, int worker) {
        int others = k + k % 2 - 1;
        int one = i == 0 ? others : (round + i) % others;
        int other = (round - i + others) % others;
        if (one < k && other < k && rotate(order[Math.min(one, other)], order[Math.max(one, other)], worker)) {
            rotated[worker] = true;
        }
    }

    private boolean rotate(int p, int q, int worker) {
        int x = p * stride;
        int y = q * stride;
        double[] number = numbers[worker];
        kernels.dots(1, k, rows, x, stride, rows, y, number, 0, lanes[worker]);
        kernels.dots(1, k, rows, x, stride, rows, x, number, 1, lanes[worker]);
        kernels.dots(1, k, rows, y, stride, rows, y, number, 2, lanes[worker]);
        double product = number[0];
        if (!(Math.abs(product) > tolerance * Math.sqrt(number[1]) * Math.sqrt(number[2]))) {
            return false;
        }
        double cotangent = (number[2] - number[1]) / 2 / product;
        double size = Math.abs(cotangent);
        double tangent = size > LARGE ? 0.5 / size : 1 / (size + Math.sqrt(Math.fma(size, size, 1)));
        if (tangent == 0) {
            return false;
        }
        double cosine = 1 / Math.sqrt(Math.fma(tangent, tangent, 1));
        double sine = Math.copySign(cosine * tangent, cotangent);
        double half = sine / (1 + cosine);
        shear(-half, y, x, number);
        shear(sine, x, y, number);
        shear(-half, y, x, number);
        return true;
    }

    private void shear(double factor, int from, int to, double[] number) {
        number[3] = factor;
        kernels.addRows(1, stride, number, 3, rows, from, stride, rows, to);
    }
}
