package org.thalweg.autodiff.operations;

import java.util.Arrays;
import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;

/**
 * The sum of several values of the same width, {@code y = x_1 + x_2 + ...}: a residual connection. Tangents add up, and the
 * cotangent of the sum is that of every summand.
 */
public record Addition() implements Operation {

    @Override
    public int width(int... inputWidths) {
        if (Arrays.stream(inputWidths).distinct().count() != 1) {
            throw new IllegalArgumentException(
                    "addition: input widths " + Arrays.toString(inputWidths) + ", expected equal ones");
        }
        return inputWidths[0];
    }

    @Override
    public void forward(Block block, Node at) {
        double[] y = block.values(at);
        int to = block.valuesAt(at);
        int count = block.rows() * at.width();
        Arrays.fill(y, to, to + count, 0);
        for (Node input : at.inputs()) {
            add(count, block.values(input), block.valuesAt(input), y, to);
        }
    }

    @Override
    public void tangent(Block block, Node at) {
        double[] ydot = block.tangents();
        int to = block.tangentsAt(at);
        int count = block.rows() * block.directions() * at.width();
        Arrays.fill(ydot, to, to + count, 0);
        for (Node input : at.inputs()) {
            if (block.varies(input)) {
                add(count, ydot, block.tangentsAt(input), ydot, to);
            }
        }
    }

    @Override
    public void reverse(Block block, Node at) {
        double[] cotangents = block.cotangents();
        int count = block.rows() * block.directions() * at.width();
        for (Node input : at.inputs()) {
            if (block.varies(input)) {
                add(count, cotangents, block.cotangentsAt(at), cotangents, block.cotangentsAt(input));
            }
        }
    }

    private static void add(int count, double[] from, int fromOffset, double[] to, int toOffset) {
        for (int i = 0; i < count; i++) {
            to[toOffset + i] += from[fromOffset + i];
        }
    }
}
