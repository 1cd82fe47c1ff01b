package org.thalweg.landscape;

import java.util.Arrays;
import java.util.List;
import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.autodiff.Parameter;

/**
 * A value that moves along a line, {@code y = x + t v}: x are columns of the input, v a velocity for each sample, t a
 * parameter. Only for losses; it has no derivatives.
 */
@SuppressWarnings("ArrayRecordComponent")
record LineStep(int from, int columns, double[] velocity, Parameter step) implements Operation {

    @Override
    public int width(int... inputWidths) {
        return columns;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(step);
    }

    @Override
    public void forward(Block block, Node at) {
        Columns.copy(block, at, from);
        double[] factors = block.scratch(columns);
        Arrays.fill(factors, 0, columns, block.parameters()[step.offset()]);
        block.kernels()
                .rows()
                .addScaled(
                        1,
                        block.rows(),
                        columns,
                        factors,
                        0,
                        velocity,
                        block.firstRow() * columns,
                        block.values(at),
                        block.valuesAt(at));
    }

    @Override
    public void tangent(Block block, Node at) {
        throw new UnsupportedOperationException("a step on a line has no derivatives");
    }

    @Override
    public void reverse(Block block, Node at) {
        throw new UnsupportedOperationException("a step on a line has no derivatives");
    }
}
