package org.thalweg.autodiff.operations;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.kernels.Kernels;

/**
 * {@code y = x W' + b}, with W {@code [outputs x inputs]} as in PyTorch, and b {@code [outputs]} or absent.
 *
 * <p>With directions V of W and u of b, and cotangents {@code ybar}:
 *
 * <pre>{@code
 * tangent     ydot = xdot W' + x V' + u
 * reverse     xbar += ybar W      Wbar += ybar' x       bbar += sum of the rows of ybar
 * curvature   xbar += y* V        Wbar += y*' xdot
 * }</pre>
 *
 * <p>Cost of each product: {@code 2 rows inputs outputs} flops for every direction. All {@code k} directions go through one
 * product wherever they share a factor: {@code x V'} has {@code k outputs} columns.
 *
 * @param weight W
 * @param bias b, or {@code null}
 */
public record Affine(Parameter weight, Parameter bias) implements Operation {

    /**
     * Checks that the bias fits the weight.
     *
     * @param weight W
     * @param bias b, or {@code null}
     */
    public Affine {
        if (bias != null && bias.size() != weight.rows()) {
            throw new IllegalArgumentException("bias " + bias.name() + ": " + bias.size() + " elements, expected "
                    + weight.rows() + " as " + weight.name() + " has outputs");
        }
    }

    @Override
    public int width(int... inputWidths) {
        if (inputWidths.length != 1 || inputWidths[0] != weight.columns()) {
            throw new IllegalArgumentException("layer " + weight.name() + ": input width "
                    + Arrays.toString(inputWidths) + ", expected [" + weight.columns() + "]");
        }
        return weight.rows();
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public Optional<Parameter> weightOfInput() {
        return Optional.of(weight);
    }

    @Override
    public int preparedLength(Node at) {
        return packedTransposed(1) + packed(1);
    }

    @Override
    public void prepare(Block block, Node at, double[] prepared) {
        if (block.readsSparse(at)) {
            block.packForInput(inputs(), outputs(), block.parameters(), weight.offset(), prepared, 0);
        } else {
            packTransposed(block, 1, block.parameters(), weight.offset(), prepared);
            if (block.varies(at.input())) {
                packPlain(block, 1, block.parameters(), weight.offset(), prepared, packedTransposed(1));
            }
        }
    }

    @Override
    public int preparedDirectionsLength(Node at, int directions) {
        return packedTransposed(directions) + packed(directions);
    }

    @Override
    public void prepareDirections(Block block, Node at, double[] prepared) {
        if (block.active(weight)) {
            int k = block.directions();
            int from = block.directionsAt(weight);
            if (block.readsSparse(at)) {
                for (int j = 0; j < k; j++) {
                    int offset = j * weight.size();
                    block.packForInput(inputs(), outputs(), block.directionValues(), from + offset, prepared, offset);
                }
                return;
            }
            packTransposed(block, k, block.directionValues(), from, prepared);
            if (block.varies(at.input())) {
                packPlain(block, k, block.directionValues(), from, prepared, packedTransposed(k));
            }
        }
    }

    private int packedTransposed(int k) {
        return Math.toIntExact(Kernels.selected().product().packedLength(inputs(), k * outputs()));
    }

    private int packed(int k) {
        return Math.toIntExact(Kernels.selected().product().packedLength(outputs(), k * inputs()));
    }

    /** {@code [inputs x (k outputs)]}: one column for each row of each matrix. */
    private void packTransposed(Block block, int k, double[] from, int at, double[] to) {
        block.pack(inputs(), 0, k * outputs(), true, from, at, 1, inputs(), to, 0);
    }

    /** {@code [outputs x (k inputs)]}: the matrices side by side. */
    private void packPlain(Block block, int k, double[] from, int at, double[] to, int offset) {
        for (int j = 0; j < k; j++) {
            block.pack(
                    outputs(),
                    j * inputs(),
                    inputs(),
                    j == k - 1,
                    from,
                    at + j * weight.size(),
                    inputs(),
                    1,
                    to,
                    offset);
        }
    }

    @Override
    public void forward(Block block, Node at) {
        double[] y = block.values(at);
        int to = block.valuesAt(at);
        if (bias == null) {
            Arrays.fill(y, to, to + block.rows() * outputs(), 0);
        } else {
            repeat(block.rows(), outputs(), block.parameters(), bias.offset(), y, to);
        }
        if (block.readsSparse(at)) {
            block.multiplyInput(outputs(), block.prepared(at), 0, y, to, outputs());
            return;
        }
        block.multiplyPacked(
                block.rows(),
                outputs(),
                inputs(),
                block.values(at.input()),
                block.valuesAt(at.input()),
                inputs(),
                1,
                block.prepared(at),
                0,
                y,
                to,
                outputs());
    }

    @Override
    public void tangent(Block block, Node at) {
        int k = block.directions();
        int columns = k * outputs();
        double[] ydot = block.tangents();
        int to = block.tangentsAt(at);
        if (bias != null && block.active(bias)) {
            repeat(block.rows(), columns, block.directionValues(), block.directionsAt(bias), ydot, to);
        } else {
            Arrays.fill(ydot, to, to + block.rows() * columns, 0);
        }
        if (block.active(weight) && block.readsSparse(at)) {
            for (int j = 0; j < k; j++) {
                block.multiplyInput(
                        outputs(), block.preparedDirections(at), j * weight.size(), ydot, to + j * outputs(), columns);
            }
        } else if (block.active(weight)) {
            block.multiplyPacked(
                    block.rows(),
                    columns,
                    inputs(),
                    block.values(at.input()),
                    block.valuesAt(at.input()),
                    inputs(),
                    1,
                    block.preparedDirections(at),
                    0,
                    ydot,
                    to,
                    columns);
        }
        if (block.varies(at.input())) {
            block.multiplyPacked(
                    block.rows() * k,
                    outputs(),
                    inputs(),
                    block.tangents(),
                    block.tangentsAt(at.input()),
                    inputs(),
                    1,
                    block.prepared(at),
                    0,
                    ydot,
                    to,
                    outputs());
        }
    }

    @Override
    public void reverse(Block block, Node at) {
        int k = block.directions();
        int columns = k * outputs();
        double[] ybar = block.cotangents();
        int from = block.cotangentsAt(at);
        if (block.active(weight) && block.readsSparse(at)) {
            for (int j = 0; j < k; j++) {
                block.multiplyInputTransposed(
                        outputs(),
                        ybar,
                        from + j * outputs(),
                        columns,
                        block.gradients(),
                        block.gradientsAt(weight) + j * weight.size());
            }
        } else if (block.active(weight)) {
            block.multiply(
                    columns,
                    inputs(),
                    block.rows(),
                    ybar,
                    from,
                    1,
                    columns,
                    block.values(at.input()),
                    block.valuesAt(at.input()),
                    inputs(),
                    block.gradients(),
                    block.gradientsAt(weight),
                    inputs());
        }
        if (bias != null && block.active(bias)) {
            addRows(block.rows(), columns, ybar, from, block.gradients(), block.gradientsAt(bias));
        }
        if (block.varies(at.input())) {
            block.multiplyPacked(
                    block.rows() * k,
                    inputs(),
                    outputs(),
                    ybar,
                    from,
                    outputs(),
                    1,
                    block.prepared(at),
                    packedTransposed(1),
                    block.cotangents(),
                    block.cotangentsAt(at.input()),
                    inputs());
        }
    }

    @Override
    public void curvature(Block block, Node at) {
        if (!block.varies(at.input()) || !block.active(weight)) {
            return;
        }
        int k = block.directions();
        double[] adjoint = block.adjoints();
        int from = block.adjointsAt(at);
        block.multiplyPacked(
                block.rows(),
                k * inputs(),
                outputs(),
                adjoint,
                from,
                outputs(),
                1,
                block.preparedDirections(at),
                packedTransposed(k),
                block.cotangents(),
                block.cotangentsAt(at.input()),
                k * inputs());
        for (int j = 0; j < k; j++) {
            block.multiply(
                    outputs(),
                    inputs(),
                    block.rows(),
                    adjoint,
                    from,
                    1,
                    outputs(),
                    block.tangents(),
                    block.tangentsAt(at.input()) + j * inputs(),
                    k * inputs(),
                    block.gradients(),
                    block.gradientsAt(weight) + j * weight.size(),
                    inputs());
        }
    }

    @Override
    public boolean addSquaredNorms(Block block, Node at, double[] norms) {
        double[] x = block.values(at.input());
        double[] ybar = block.cotangents();
        for (int i = 0; i < block.rows(); i++) {
            double inputsSquared = squaredNorm(x, block.valuesAt(at.input()) + i * inputs(), inputs());
            double outputsSquared = squaredNorm(ybar, block.cotangentsAt(at) + i * outputs(), outputs());
            norms[i] += outputsSquared * (bias == null ? inputsSquared : inputsSquared + 1);
        }
        return true;
    }

    private static double squaredNorm(double[] x, int offset, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[offset + i] * x[offset + i];
        }
        return sum;
    }

    private int inputs() {
        return weight.columns();
    }

    private int outputs() {
        return weight.rows();
    }

    private static void repeat(int rows, int columns, double[] row, int offset, double[] to, int toOffset) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(row, offset, to, toOffset + i * columns, columns);
        }
    }

    private static void addRows(int rows, int columns, double[] from, int fromOffset, double[] sum, int offset) {
        for (int i = 0; i < rows; i++) {
            int row = fromOffset + i * columns;
            for (int j = 0; j < columns; j++) {
                sum[offset + j] += from[row + j];
            }
        }
    }
}
