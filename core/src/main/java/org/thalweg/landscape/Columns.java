package org.thalweg.landscape;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;

/** Columns of the input as a value of their own. Only for losses; it has no derivatives. */
record Columns(int from, int columns) implements Operation {

    @Override
    public int width(int... inputWidths) {
        return columns;
    }

    @Override
    public void forward(Block block, Node at) {
        copy(block, at, from);
    }

    /** Copies columns of the input, from this one on, as many as the node has. */
    static void copy(Block block, Node at, int from) {
        double[] x = block.values(at.input());
        double[] y = block.values(at);
        int xo = block.valuesAt(at.input()) + from;
        int yo = block.valuesAt(at);
        int stride = at.input().width();
        if (stride == at.width()) {
            System.arraycopy(x, xo, y, yo, block.rows() * stride);
            return;
        }
        for (int i = 0; i < block.rows(); i++) {
            System.arraycopy(x, xo + i * stride, y, yo + i * at.width(), at.width());
        }
    }

    @Override
    public void tangent(Block block, Node at) {
        throw new UnsupportedOperationException("stored columns have no derivatives");
    }

    @Override
    public void reverse(Block block, Node at) {
        throw new UnsupportedOperationException("stored columns have no derivatives");
    }
}
