package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;

/**
 * An activation function applied to each element, {@code y = phi(x)}:
 *
 * <pre>{@code
 * tangent     ydot = phi'(x) xdot
 * reverse     xbar += phi'(x) ybar
 * curvature   xbar += phi''(x) y* xdot
 * }</pre>
 *
 * @param activation phi
 */
public record Elementwise(Activation activation) implements Operation {

    private static final int SLOPE = 0;
    private static final int CURVATURE = 1;

    @Override
    public int width(int... inputWidths) {
        return inputWidths[0];
    }

    @Override
    public int[] savedWidths(Node at) {
        return activation.piecewiseLinear() ? new int[] {at.width()} : new int[] {at.width(), at.width()};
    }

    @Override
    public boolean reverseInPlace() {
        return true;
    }

    @Override
    public boolean tangentInPlace() {
        return activation.piecewiseLinear();
    }

    @Override
    public void forward(Block block, Node at) {
        activation.evaluate(
                block.kernels(),
                block.rows() * at.width(),
                block.values(at.input()),
                block.valuesAt(at.input()),
                block.values(at),
                block.valuesAt(at),
                block.saved(),
                block.savedAt(at, SLOPE),
                activation.piecewiseLinear() ? -1 : block.savedAt(at, CURVATURE));
    }

    @Override
    public void tangent(Block block, Node at) {
        Factors.tangent(block, at);
    }

    @Override
    public void reverse(Block block, Node at) {
        Factors.reverse(block, at);
    }

    @Override
    public void curvature(Block block, Node at) {
        if (activation.piecewiseLinear() || !block.varies(at.input())) {
            return;
        }
        int count = block.rows() * at.width();
        double[] factors = block.scratch(count);
        block.kernels()
                .rows()
                .scale(
                        1,
                        1,
                        count,
                        block.saved(),
                        block.savedAt(at, CURVATURE),
                        block.adjoints(),
                        block.adjointsAt(at),
                        factors,
                        0);
        block.kernels()
                .rows()
                .addScaled(
                        block.rows(),
                        block.directions(),
                        at.width(),
                        factors,
                        0,
                        block.tangents(),
                        block.tangentsAt(at.input()),
                        block.cotangents(),
                        block.cotangentsAt(at.input()));
    }
}
