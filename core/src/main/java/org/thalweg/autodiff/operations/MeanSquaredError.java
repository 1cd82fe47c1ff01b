package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.data.Targets;

/**
 * Half the squared distance of a sample from its target, {@code l_i = |z_i - t_i|^2 / 2}, so that the loss is
 * {@code (1/2n) sum_i |z_i - t_i|^2}. Labels count as rows that are 1 at the label and 0 elsewhere.
 *
 * <p>Derivative {@code e = z - t}, second derivative the identity.
 */
public record MeanSquaredError() implements Operation {

    @Override
    public int width(int... inputWidths) {
        return 1;
    }

    @Override
    public int[] savedWidths(Node at) {
        return new int[] {at.input().width()};
    }

    @Override
    public void forward(Block block, Node at) {
        int width = at.input().width();
        double[] z = block.values(at.input());
        double[] errors = block.saved();
        for (int i = 0; i < block.rows(); i++) {
            int from = block.valuesAt(at.input()) + i * width;
            int to = block.savedAt(at, 0) + i * width;
            System.arraycopy(z, from, errors, to, width);
            subtractTarget(block.targets(), block.firstRow() + i, width, errors, to);
            double sum = 0;
            for (int c = 0; c < width; c++) {
                sum = Math.fma(errors[to + c], errors[to + c], sum);
            }
            block.values(at)[block.valuesAt(at) + i] = sum / 2;
        }
    }

    private static void subtractTarget(Targets targets, int sample, int width, double[] row, int offset) {
        if (targets instanceof Targets.Labels labels) {
            row[offset + labels.values()[sample]] -= 1;
        } else if (targets instanceof Targets.Values values) {
            for (int c = 0; c < width; c++) {
                row[offset + c] -= values.matrix().data[sample * width + c];
            }
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
        int width = at.input().width();
        int k = block.directions();
        for (int i = 0; i < block.rows(); i++) {
            double weight = block.adjoints()[block.adjointsAt(at) + i];
            int from = block.tangentsAt(at.input()) + i * k * width;
            int to = block.cotangentsAt(at.input()) + i * k * width;
            for (int c = 0; c < k * width; c++) {
                block.cotangents()[to + c] += weight * block.tangents()[from + c];
            }
        }
    }
}
