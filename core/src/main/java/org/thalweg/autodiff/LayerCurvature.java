package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.PerWorker;

/**
 * The block of the Hessian or of the Gauss-Newton matrix that belongs to one affine layer {@code z = W x + b}, written out.
 *
 * <p>Its parameters move z of each sample and nothing else, and that linearly. So with {@code B_s = d2L/dz_s2}, and
 * {@code x_s} extended by a 1 where the bias takes part,
 *
 * <pre>{@code d2L / dW_ic dW_jd = sum_s (B_s)_ij x_sc x_sd}</pre>
 *
 * <p>where {@code B_s} leaves out, for Gauss-Newton, all curvature but that of the loss. Both factors are symmetric, so their
 * pairs {@code i <= j} and {@code c <= d} suffice, and the block is a single matrix product: {@code n a^2 b^2 / 2} flops for
 * a outputs and b inputs, where products with the coordinate vectors take {@code 4 n a^2 b^2} and more. {@code B_s} takes a
 * products from the layer onwards, with the coordinate vectors of z for directions.
 *
 * <p>Memory: {@code a^2 b^2 / 4} numbers beside the block itself, and the pairs of some frames.
 */
final class LayerCurvature {

    /** Frames whose pairs go into a product together, and the bytes that these should not exceed. */
    private static final int FRAMES = 8;

    private static final long BYTES = 1L << 26;

    private static final int MOST_DIRECTIONS = 8;

    private final Schedule schedule;
    private final boolean hessian;
    private final Node node;
    private final Directions directions;
    private final PerWorker<double[]> tangents;
    private final PerWorker<double[]> cotangents;

    /** Which inputs take part; the bias is the last. */
    private final boolean weighted;

    private final boolean biased;
    private final int[][] indices;
    private final int piecesAtOnce;
    private final DMatrixRMaj outputPairs;
    private final DMatrixRMaj inputPairs;

    /** A part of the rows of a lane. */
    private record Piece(int lane, int frame) {}

    private LayerCurvature(Schedule schedule, Scope scope, boolean hessian, Node node) {
        this.schedule = schedule;
        this.hessian = hessian;
        this.node = node;
        Scope onwards = scope.withoutParameters(schedule.graph);
        this.directions = new Directions(schedule, onwards, Math.min(MOST_DIRECTIONS, node.width()));
        this.tangents = directions.forTangents();
        this.cotangents = directions.forCotangents();
        Affine layer = (Affine) node.operation();
        this.weighted = scope.active(layer.weight());
        this.biased = layer.bias() != null && scope.active(layer.bias());
        this.indices = indices(layer, scope);
        int ofOutputs = pairs(node.width());
        int ofInputs = pairs(indices[0].length);
        long affordable = BYTES / (8L * schedule.frameRows() * ((long) ofOutputs + ofInputs));
        // With a single lane the workers share each product and cannot share frames.
        this.piecesAtOnce = schedule.lanes == 1 ? 1 : (int) Math.max(1, Math.min(FRAMES, affordable));
        this.outputPairs = new DMatrixRMaj(schedule.frameRows() * piecesAtOnce, ofOutputs);
        this.inputPairs = new DMatrixRMaj(schedule.frameRows() * piecesAtOnce, ofInputs);
    }

    /**
     * Writes out a block of a matrix.
     *
     * @param schedule at a point where values and adjoints are known
     * @param scope the parameters
     * @param hessian whether it is the Hessian and not the Gauss-Newton matrix
     * @param node the layer they belong to
     * @return a new matrix, symmetric to the last bit
     */
    static DMatrixRMaj matrix(Schedule schedule, Scope scope, boolean hessian, Node node) {
        return new LayerCurvature(schedule, scope, hessian, node).matrix(scope.dimension());
    }

    /** Where the parameter that leads from input c to output i has its place, {@code [outputs][inputs]}. */
    private int[][] indices(Affine layer, Scope scope) {
        int inputs = weighted ? layer.weight().columns() : 0;
        int[][] places = new int[node.width()][inputs + (biased ? 1 : 0)];
        for (int i = 0; i < places.length; i++) {
            for (int c = 0; c < inputs; c++) {
                places[i][c] = scope.offset(layer.weight()) + i * inputs + c;
            }
            if (biased) {
                places[i][inputs] = scope.offset(layer.bias()) + i;
            }
        }
        return places;
    }

    private static int pairs(int length) {
        return length * (length + 1) / 2;
    }

    private DMatrixRMaj matrix(int dimension) {
        List<Piece> pieces = new ArrayList<>();
        for (int lane = 0; lane < schedule.lanes; lane++) {
            for (int frame = 0; frame < schedule.frames(lane); frame++) {
                pieces.add(new Piece(lane, frame));
            }
        }
        directions.count(directions.most());
        DMatrixRMaj matrix = new DMatrixRMaj(dimension, dimension);
        DMatrixRMaj sums = new DMatrixRMaj(outputPairs.numCols, inputPairs.numCols);
        MatrixProduct product = MatrixProduct.of(schedule.workers);
        for (int from = 0; from < pieces.size(); from += piecesAtOnce) {
            List<Piece> some = pieces.subList(from, Math.min(pieces.size(), from + piecesAtOnce));
            int first = schedule.frameStart(some.get(0).lane, some.get(0).frame);
            schedule.workers.run(some.size(), (index, worker) -> fill(some.get(index), first, worker));
            int rows = some.stream()
                    .mapToInt(piece -> schedule.frameRows(piece.lane, piece.frame))
                    .sum();
            outputPairs.reshape(rows, outputPairs.numCols);
            inputPairs.reshape(rows, inputPairs.numCols);
            product.multiply(1, Transpose.YES, outputPairs, Transpose.NO, inputPairs, 1, sums);
        }
        schedule.workers.run(node.width(), (i, worker) -> spread(i, sums, matrix));
        return matrix;
    }

    /** Writes the pairs of a frame, whose rows are counted from a first sample. */
    private void fill(Piece piece, int first, int worker) {
        Block block = schedule.place(schedule.adjointsOnly, worker, piece.lane, piece.frame, true);
        if (!schedule.isKept(piece.lane, piece.frame)) {
            schedule.forward(block);
            schedule.adjoints(block);
        }
        int row = block.firstRow - first;
        fillInputPairs(block, row);
        for (int from = 0; from < node.width(); from += directions.most()) {
            directions.attach(block);
            block.directions = Math.min(directions.most(), node.width() - from);
            block.tangentValues = tangents.get(worker);
            block.cotangentValues = cotangents.get(worker);
            fillOutputPairs(block, row, from);
        }
    }

    /** {@code x_c x_d} for {@code c <= d}. */
    private void fillInputPairs(Block block, int row) {
        int inputs = weighted ? node.input().width() : 0;
        double[] x = new double[indices[0].length];
        Arrays.fill(x, 1);
        for (int s = 0; s < block.rows; s++) {
            System.arraycopy(block.values(node.input()), block.valuesAt(node.input()) + s * inputs, x, 0, inputs);
            int at = (row + s) * inputPairs.numCols;
            for (int c = 0; c < x.length; c++) {
                for (int d = c; d < x.length; d++) {
                    inputPairs.data[at++] = x[c] * x[d];
                }
            }
        }
    }

    /** {@code B_ij} for {@code i <= j} and some i, by a product for each. */
    private void fillOutputPairs(Block block, int row, int from) {
        int width = node.width();
        int k = block.directions;
        int unit = block.tangentsAt(node);
        Arrays.fill(block.tangentValues, unit, unit + block.rows * k * width, 0);
        for (int s = 0; s < block.rows; s++) {
            for (int j = 0; j < k; j++) {
                block.tangentValues[unit + (s * k + j) * width + from + j] = 1;
            }
        }
        schedule.secondOrder(block, hessian, node.index());
        for (int s = 0; s < block.rows; s++) {
            for (int j = 0; j < k; j++) {
                int i = from + j;
                System.arraycopy(
                        block.cotangentValues,
                        block.cotangentsAt(node) + (s * k + j) * width + i,
                        outputPairs.data,
                        (row + s) * outputPairs.numCols + pair(i, i, width),
                        width - i);
            }
        }
    }

    /** The number of a pair {@code i <= j}. */
    private static int pair(int i, int j, int length) {
        return i * length - i * (i - 1) / 2 + j - i;
    }

    /** Writes the rows that belong to output i. */
    private void spread(int i, DMatrixRMaj sums, DMatrixRMaj matrix) {
        int inputs = indices[i].length;
        for (int j = 0; j < indices.length; j++) {
            int from = pair(Math.min(i, j), Math.max(i, j), indices.length) * sums.numCols;
            for (int c = 0; c < inputs; c++) {
                int row = indices[i][c] * matrix.numCols;
                for (int d = 0; d < inputs; d++) {
                    matrix.data[row + indices[j][d]] = sums.data[from + pair(Math.min(c, d), Math.max(c, d), inputs)];
                }
            }
        }
    }
}
