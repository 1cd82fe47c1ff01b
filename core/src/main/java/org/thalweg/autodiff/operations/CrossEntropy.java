package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.data.Targets;

/**
 * Softmax cross-entropy of a sample with logits z and its label y among C classes, with label smoothing s:
 *
 * <pre>{@code
 * l = log sum_c e^{z_c} - sum_c q_c z_c      q_c = s/C + (1 - s) [c = y]      p_c = e^{z_c} / sum e^z
 * first derivative p - q                     second derivative diag(p) - p p'
 * }</pre>
 *
 * <p>The largest logit is subtracted first, so no exponential overflows.
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
        int classes = at.input().width();
        int rows = block.rows();
        double[] z = block.values(at.input());
        int logits = block.valuesAt(at.input());
        double[] saved = block.saved();
        int slopes = block.savedAt(at, SLOPES);
        int p = block.savedAt(at, PROBABILITIES);
        int[] labels = ((Targets.Labels) block.targets()).values();
        double[] sums = block.scratch(2 * rows);

        for (int i = 0; i < rows; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                // Not Math.max, which is slower for the sake of NaN: one of these makes the loss NaN anyway.
                double logit = z[logits + i * classes + c];
                most = logit > most ? logit : most;
            }
            for (int c = 0; c < classes; c++) {
                saved[slopes + i * classes + c] = z[logits + i * classes + c] - most;
            }
        }
        block.kernels().functions().exp(rows * classes, saved, slopes, saved, p);
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += saved[p + i * classes + c];
            }
            sums[i] = sum;
        }
        block.kernels().functions().log(rows, sums, 0, sums, rows);
        for (int i = 0; i < rows; i++) {
            int row = i * classes;
            int label = labels[block.firstRow() + i];
            double expected = 0;
            double shifted = saved[slopes + row + label];
            for (int c = 0; c < classes; c++) {
                expected += saved[slopes + row + c];
                saved[p + row + c] /= sums[i];
                saved[slopes + row + c] = saved[p + row + c] - labelSmoothing / classes;
            }
            saved[slopes + row + label] -= 1 - labelSmoothing;
            block.values(at)[block.valuesAt(at) + i] = labelSmoothing == 0
                    ? sums[rows + i] - shifted
                    : sums[rows + i] - (1 - labelSmoothing) * shifted - labelSmoothing / classes * expected;
        }
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
        double[] p = block.saved();
        double[] zdot = block.tangents();
        double[] zbar = block.cotangents();
        for (int i = 0; i < block.rows(); i++) {
            int row = block.savedAt(at, PROBABILITIES) + i * classes;
            double weight = block.adjoints()[block.adjointsAt(at) + i];
            for (int j = 0; j < k; j++) {
                int from = block.tangentsAt(at.input()) + (i * k + j) * classes;
                int to = block.cotangentsAt(at.input()) + (i * k + j) * classes;
                double mean = Slopes.dot(classes, p, row, zdot, from);
                for (int c = 0; c < classes; c++) {
                    zbar[to + c] += weight * p[row + c] * (zdot[from + c] - mean);
                }
            }
        }
    }
}
