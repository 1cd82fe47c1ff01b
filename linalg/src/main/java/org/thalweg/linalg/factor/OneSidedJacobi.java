package org.thalweg.linalg.factor;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Rotates rows in pairs until all are orthogonal: {@code G R = S W}, G a product of rotations, S diagonal, W with orthonormal
 * rows, for {@code R [k x k]} (one-sided Jacobi: Hestenes, 1958; Demmel and Veselic, 1992, DOI 10.1137/0613074).
 *
 * <p>A sweep takes each pair once, in rounds of pairs that have no row in common, which threads share. A rotation by an
 * angle of at most 45 degrees is three shears, {@code x -= h y}, {@code y += s x}, {@code x -= h y} with {@code h} the
 * tangent of half the angle, so it needs nothing but sums of rows, and perturbs each row in proportion to its own length.
 *
 * <p>Every row is held at a length of about 1, with a power of two of its own that it is not multiplied with. So cosines of
 * rows of any two lengths are right to rounding, and that all of them are small is what {@link #converged} says.
 */
final class OneSidedJacobi {

    private static final int MOST_SWEEPS = 60;

    private static final int ELEMENTS_WORTH_SHARING = 40_000;
    /** A row of which a rotation leaves less than this, in squares, gets another power of two. */
    private static final double LITTLE_LEFT = 0x1p-20;
    /** The power of two of a row of zeros. */
    private static final int NOTHING = -100_000;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final Workers workers;
    private final int k;
    private final int stride;
    /** Row i is row i of R without its power of two, then row i of G. */
    private final double[] rows;

    private final int[] exponents;
    private final double tolerance;
    private final double[] lengths;
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
     * @param r R, row-major, each row without its power of two; not changed
     * @param exponents the powers of two, one for each row; not changed
     * @param rotation what G is to be multiplied by: G comes out times this matrix, row-major; not changed
     * @param workers who shares the work
     */
    OneSidedJacobi(int k, double[] r, int[] exponents, double[] rotation, Workers workers) {
        this.k = k;
        this.workers = workers;
        this.exponents = exponents.clone();
        stride = 2 * k;
        rows = new double[Math.multiplyExact(k, stride)];
        tolerance = Math.sqrt(k) * 0x1p-52;
        lengths = new double[k];
        lanes = new double[workers.threads()][LANES * LANES];
        numbers = new double[workers.threads()][4];
        rotated = new boolean[workers.threads()];
        for (int i = 0; i < k; i++) {
            System.arraycopy(r, i * k, rows, i * stride, k);
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
     * @return the length of a row of {@code G R}; 0 or infinite if it is beyond the range of doubles
     */
    double length(int i) {
        return Math.scalb(lengths[order[i]], exponents[order[i]]);
    }

    /** {@return how many rows are not zero} */
    int rank() {
        int rank = 0;
        while (rank < k && lengths[order[rank]] > 0) {
            rank++;
        }
        return rank;
    }

    /**
     * An element of W.
     *
     * @param i which row, 0 that of the largest length
     * @param j which column
     * @return the element; 0 if the length is zero
     */
    double direction(int i, int j) {
        double length = lengths[order[i]];
        return length == 0 ? 0 : rows[order[i] * stride + j] / length;
    }

    /**
     * Copies a row of G times the matrix given.
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
        RowLengths row = new RowLengths(k);
        for (int i = 0; i < k; i++) {
            normalize(i);
            lengths[i] = row.length(rows, i * stride, k);
            int excess = PowersOfTwo.exponent(lengths[i]);
            if (excess != 0) {
                shift(i, excess);
                lengths[i] = Math.scalb(lengths[i], -excess);
            }
        }
        int[] sorted = IntStream.range(0, k)
                .boxed()
                .sorted((i, j) -> {
                    int byExponent = Integer.compare(exponents[j], exponents[i]);
                    int byLength = byExponent == 0 ? Double.compare(lengths[j], lengths[i]) : byExponent;
                    return byLength == 0 ? Integer.compare(i, j) : byLength;
                })
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, order, 0, k);
    }

    /** Brings the largest element of a row into [1, 2). */
    private void normalize(int i) {
        double largest = PowersOfTwo.largest(rows, i * stride, k);
        if (largest == 0) {
            exponents[i] = NOTHING;
        } else {
            shift(i, PowersOfTwo.exponent(largest));
        }
    }

    private void shift(int i, int exponent) {
        if (exponent != 0) {
            PowersOfTwo.multiply(k, -exponent, rows, i * stride, rows, i * stride);
            exponents[i] += exponent;
        }
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

    /**
     * With {@code x = 2^e x^} and {@code y = 2^(e + d) y^}, {@code d <= 0} and {@code r = 2^d}, the tangent of the angle is
     * {@code t = r t^}, {@code t^ = 1 / (z^ + sqrt(z^^2 + r^2))}, {@code z^ = (r^2 y^'y^ - x^'x^) / (2 x^'y^)}: what is added
     * to y^ does not depend on how small r is.
     */
    private boolean rotate(int first, int second, int worker) {
        boolean swapped = exponents[second] > exponents[first];
        int p = swapped ? second : first;
        int q = swapped ? first : second;
        int x = p * stride;
        int y = q * stride;
        double[] number = numbers[worker];
        kernels.dots(1, k, rows, x, stride, rows, y, number, 0, lanes[worker]);
        kernels.dots(1, k, rows, x, stride, rows, x, number, 1, lanes[worker]);
        kernels.dots(1, k, rows, y, stride, rows, y, number, 2, lanes[worker]);
        double product = number[0];
        double xx = number[1];
        double yy = number[2];
        if (!(Math.abs(product) > tolerance * Math.sqrt(xx) * Math.sqrt(yy))) {
            return false;
        }
        double ratio = Math.scalb(1.0, exponents[q] - exponents[p]);
        double cotangent = (yy * ratio * ratio - xx) / 2 / product;
        double size = Math.abs(cotangent);
        double tangent = 1 / (size + Math.sqrt(Math.fma(size, size, ratio * ratio)));
        double small = tangent * ratio;
        double cosine = 1 / Math.sqrt(Math.fma(small, small, 1));
        double sine = Math.copySign(cosine * small, cotangent);
        double half = sine / (1 + cosine);
        double scaledSine = Math.copySign(cosine * tangent, cotangent);
        shear(-half * ratio, y, x, number);
        shear(scaledSine, x, y, number);
        shear(-half * ratio, y, x, number);
        shear(-half, y + k, x + k, number);
        shear(sine, x + k, y + k, number);
        shear(-half, y + k, x + k, number);
        if (xx * yy - product * product < LITTLE_LEFT * xx * yy) {
            normalize(q);
        }
        return true;
    }

    private void shear(double factor, int from, int to, double[] number) {
        number[3] = factor;
        kernels.addRows(1, k, number, 3, rows, from, stride, rows, to);
    }
}
