package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.data.Targets;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * Softmax cross-entropy of a sample with logits z and its label y among C classes, with label smoothing s:
 *
 * <pre>{@code
 * l = log sum_c e^{z_c} - sum_c q_c z_c      q_c = s/C + (1 - s) [c = y]      p_c = e^{z_c} / sum e^z
 * first derivative p - q                     second derivative diag(p) - p p'
 * }</pre>
 *
 * <p>A confident prediction loses no digit. With the largest logit {@code z_m} and {@code O = sum_(c != m) e^(z_c - z_m)},
 *
 * <pre>{@code
 * l = log1p(O) + sum_c q_c (z_m - z_c)       p_c = e^(z_c - z_m) / (1 + O)       1 - p_m = O / (1 + O)
 * second derivative times zdot:              p_i (sum_j p_j (zdot_i - zdot_j))
 * }</pre>
 *
 * <p>all terms of l and of O are of one sign, and differences of zdot are taken from {@code zdot_m}. Errors, with
 * {@code u = 2^-53}: l, p and, without smoothing, p - q to 4 units in the last place for any logits and any number of classes;
 * p - q with smoothing to {@code 8 u (p + q)}; the product with the second derivative to
 * {@code (C + 4) u p_i sum_j p_j |zdot_i - zdot_j|}. Derivation: {@code docs/numerics/engine.md}.
 *
 * @param labelSmoothing s, in [0, 1)
 */
public record CrossEntropy(double labelSmoothing) implements Operation {

    private static final int SLOPES = 0;
    private static final int PROBABILITIES = 1;

    /**
     * Checks the smoothing.
     *
     * @param labelSmoothing s, in [0, 1)
     */
    public CrossEntropy {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing: " + labelSmoothing + ", expected 0 <= s < 1");
        }
    }

    @Override
    public int width(int... inputWidths) {
        return 1;
    }

    @Override
    public int[] savedWidths(Node at) {
        return new int[] {at.input().width(), at.input().width()};
    }

    @Override
    public void forward(Block block, Node at) {
        int rows = block.rows();
        int classes = at.input().width();
        int elements = rows * classes;
        double[] work = block.scratch(elements + 4 * rows);
        int slopes = block.savedAt(at, SLOPES);
        int p = block.savedAt(at, PROBABILITIES);
        ElementaryFunctions functions = block.kernels().functions();
        for (int i = 0; i < rows; i++) {
            work[elements + i] = shift(block, at, i, work);
        }
        functions.expOfSum(elements, block.saved(), slopes, work, 0, block.saved(), p);
        for (int i = 0; i < rows; i++) {
            sumOthers(
                    classes, block.saved(), p + i * classes, (int) work[elements + i], work, elements + rows + i, rows);
        }
        functions.log1p(rows, work, elements + rows, work, elements + 3 * rows);
        for (int i = 0; i < rows; i++) {
            finish(block, at, i, work, elements + i);
        }
    }

    /** {@code z_c - z_m} in place of the slopes, what rounding takes from it, and the class m of the largest logit. */
    private static int shift(Block block, Node at, int row, double[] tails) {
        int classes = at.input().width();
        double[] z = block.values(at.input());
        int logits = block.valuesAt(at.input()) + row * classes;
        double[] saved = block.saved();
        int shifted = block.savedAt(at, SLOPES) + row * classes;
        int most = 0;
        for (int c = 1; c < classes; c++) {
            // Of NaN nobody is larger; one of these makes the loss NaN anyway.
            most = z[logits + c] > z[logits + most] ? c : most;
        }
        double largest = z[logits + most];
        for (int c = 0; c < classes; c++) {
            double logit = z[logits + c];
            double difference = logit - largest;
            saved[shifted + c] = difference;
            tails[row * classes + c] = TwoSum.differenceTail(logit, largest, difference);
        }
        return most;
    }

    /** O, and {@code stride} further what rounding took from it. */
    private static void sumOthers(int classes, double[] e, int row, int most, double[] sums, int at, int stride) {
        double own = e[row + most];
        e[row + most] = 0;
        double sum = 0;
        double tail = 0;
        for (int c = 0; c < classes; c++) {
            double next = sum + e[row + c];
            tail += TwoSum.tail(sum, e[row + c], next);
            sum = next;
        }
        e[row + most] = own;
        double whole = sum + tail;
        // The largest logit's own exponential is 1, or NaN, which must not be lost.
        sums[at] = whole + (own - 1);
        sums[at + stride] = sum - whole + tail;
    }

    /** Probabilities, slopes and the loss of a row; m, O, its tail and {@code log1p(O)} are a number of rows apart. */
    private void finish(Block block, Node at, int row, double[] work, int most) {
        int classes = at.input().width();
        int rows = block.rows();
        double[] saved = block.saved();
        int slopes = block.savedAt(at, SLOPES) + row * classes;
        int p = block.savedAt(at, PROBABILITIES) + row * classes;
        int label = ((Targets.Labels) block.targets()).values()[block.firstRow() + row];
        double others = work[most + rows];
        double othersTail = work[most + 2 * rows];
        block.values(at)[block.valuesAt(at) + row] = work[most + 3 * rows] + distance(classes, saved, slopes, label);

        double sum = 1 + others;
        double sumTail = TwoSum.tail(1, others, sum) + othersTail;
        double inverse = 1 / sum;
        for (int c = 0; c < classes; c++) {
            saved[p + c] = quotient(saved[p + c], 0, sum, sumTail, inverse);
            saved[slopes + c] = saved[p + c] - labelSmoothing / classes;
        }
        // Near 1, p_y - q_y is (1 - q_y) - (1 - p_y), and what p_y lacks is the share of the others.
        saved[slopes + label] = saved[p + label] > 0.5
                ? labelSmoothing * (classes - 1) / classes - quotient(others, othersTail, sum, sumTail, inverse)
                : saved[p + label] - (labelSmoothing / classes + (1 - labelSmoothing));
    }

    /** {@code sum_c q_c (z_m - z_c)}. */
    private double distance(int classes, double[] shifted, int row, int label) {
        if (labelSmoothing == 0) {
            return -shifted[row + label];
        }
        double sum = (1 - labelSmoothing) * -shifted[row + label];
        double tail = 0;
        for (int c = 0; c < classes; c++) {
            double term = labelSmoothing / classes * -shifted[row + c];
            double next = sum + term;
            tail += TwoSum.tail(sum, term, next);
            sum = next;
        }
        // An infinite sum has no tail.
        return sum == Double.POSITIVE_INFINITY ? sum : sum + tail;
    }

    /** {@code (a + aTail) / (b + bTail)}, given {@code 1/b}. */
    private static double quotient(double a, double aTail, double b, double bTail, double inverse) {
        double first = a * inverse;
        double left = Math.fma(-first, bTail, Math.fma(-first, b, a) + aTail);
        return Math.fma(left, inverse, first);
    }

    @Override
    public void tangent(Block block, Node at) {
        Slopes.tangent(block, at);
    }

    @Override
    public void reverse(Block block, Node at) {
        Slopes.reverse(block, at);
    }

    @Override
    public void curvature(Block block, Node at) {
        int classes = at.input().width();
        int k = block.directions();
        for (int i = 0; i < block.rows(); i++) {
            int p = block.savedAt(at, PROBABILITIES) + i * classes;
            int most = mostProbable(classes, block.saved(), p);
            double excess = excess(classes, block.saved(), p);
            double weight = block.adjoints()[block.adjointsAt(at) + i];
            for (int j = 0; j < k; j++) {
                int offset = (i * k + j) * classes;
                curve(
                        classes,
                        weight,
                        block.saved(),
                        p,
                        most,
                        excess,
                        block.tangents(),
                        block.tangentsAt(at.input()) + offset,
                        block.cotangents(),
                        block.cotangentsAt(at.input()) + offset);
            }
        }
    }

    private static int mostProbable(int classes, double[] p, int row) {
        int most = 0;
        for (int c = 1; c < classes; c++) {
            most = p[row + c] > p[row + most] ? c : most;
        }
        return most;
    }

    /** {@code sum_c p_c - 1}, which rounding of the probabilities makes differ from zero. */
    private static double excess(int classes, double[] p, int row) {
        double sum = 0;
        double tail = 0;
        for (int c = 0; c < classes; c++) {
            double next = sum + p[row + c];
            tail += TwoSum.tail(sum, p[row + c], next);
            sum = next;
        }
        return sum - 1 + tail;
    }

    /**
     * {@code zbar_i += w p_i sum_j p_j (zdot_i - zdot_j)}. With {@code d_i = zdot_i - zdot_m}, whose own rounding is kept, the sum
     * is {@code (sum_j p_j) d_i - sum_j p_j d_j}: nothing is subtracted from 1, and what is left of a difference where all
     * probabilities are small was never rounded.
     */
    private static void curve(
            int classes,
            double weight,
            double[] p,
            int row,
            int most,
            double excess,
            double[] zdot,
            int from,
            double[] zbar,
            int to) {
        double reference = zdot[from + most];
        double sum = 0;
        double sumTail = 0;
        for (int c = 0; c < classes; c++) {
            double d = zdot[from + c] - reference;
            double term = p[row + c] * d;
            double termTail = Math.fma(
                    p[row + c], TwoSum.differenceTail(zdot[from + c], reference, d), Math.fma(p[row + c], d, -term));
            double next = sum + term;
            sumTail += TwoSum.tail(sum, term, next) + termTail;
            sum = next;
        }
        double mean = sum + sumTail;
        double meanTail = sum - mean + sumTail;
        for (int c = 0; c < classes; c++) {
            double d = zdot[from + c] - reference;
            double beyond = d - mean;
            double tail = Math.fma(excess, d, TwoSum.differenceTail(zdot[from + c], reference, d))
                    + TwoSum.differenceTail(d, mean, beyond)
                    - meanTail;
            zbar[to + c] += weight * p[row + c] * (beyond + tail);
        }
    }
}
