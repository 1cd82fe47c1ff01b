package org.thalweg.autodiff;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;

/**
 * Sweeps with directions: products with a matrix of curvature over a scope, and weighted sums of the samples' gradients.
 *
 * <p>Many directions are dealt with some at a time. For each frame: tangents forward, then seeds, then back.
 * Which sweeps run is what tells the matrices apart:
 *
 * <table>
 * <caption>Sweeps of a product</caption>
 * <tr><th></th><th>tangent</th><th>seeds</th><th>reverse</th><th>curvature</th></tr>
 * <tr><td>Hessian</td><td>all but terms</td><td></td><td>all but terms</td><td>all</td></tr>
 * <tr><td>Gauss-Newton</td><td>all but terms</td><td></td><td>all but terms</td><td>terms</td></tr>
 * <tr><td>Fisher, covariance</td><td>all</td><td>tangents of the terms</td><td>all</td><td></td></tr>
 * <tr><td>weighted gradients</td><td></td><td>given</td><td>all</td><td></td></tr>
 * </table>
 */
final class Products {

    private final Schedule schedule;
    private final Scope scope;
    private final LaneSum laneSum;
    private final Curvature matrix;
    private final boolean secondOrder;
    private final int mostDirections;
    private final int[] tangentColumns;
    private final int[] cotangentColumns;
    private final double[] directions;
    private final double[][] preparedDirections;
    private final double[][] tangents;
    private final double[][] cotangents;
    private final double[] alongGradient;
    private final Workers.Task productOfLane = this::productOfLane;
    private double[] coefficients;
    private int coefficientsOffset;
    private int k;

    /**
     * Products with a matrix.
     *
     * @param matrix the matrix, or {@code null} for weighted gradients
     */
    Products(Schedule schedule, Scope scope, LaneSum laneSum, Curvature matrix, int mostDirections) {
        this.schedule = schedule;
        this.scope = scope;
        this.laneSum = laneSum;
        this.matrix = matrix;
        this.secondOrder = matrix == Curvature.HESSIAN || matrix == Curvature.GAUSS_NEWTON;
        this.mostDirections = mostDirections;
        this.tangentColumns = new int[schedule.graph.nodes().size()];
        this.cotangentColumns = new int[tangentColumns.length];
        int tangentWidth = 0;
        int cotangentWidth = 0;
        for (Node node : schedule.nodes) {
            if (scope.varies(node)) {
                boolean owner = scope.ownsInput(node);
                if (owner && node.operation().tangentInPlace()) {
                    tangentColumns[node.index()] = tangentColumns[node.input().index()];
                } else {
                    tangentColumns[node.index()] = tangentWidth;
                    tangentWidth += node.width();
                }
                if (owner && node.operation().reverseInPlace()) {
                    cotangentColumns[node.index()] =
                            cotangentColumns[node.input().index()];
                } else {
                    cotangentColumns[node.index()] = cotangentWidth;
                    cotangentWidth += node.width();
                }
            }
        }
        this.directions = new double[Math.multiplyExact(mostDirections, scope.dimension())];
        this.alongGradient = new double[mostDirections];
        this.preparedDirections = new double[tangentColumns.length][];
        for (Node node : schedule.nodes) {
            if (scope.varies(node)) {
                preparedDirections[node.index()] =
                        new double[node.operation().preparedDirectionsLength(node, mostDirections)];
            }
        }
        int rows = schedule.frameRows() * mostDirections;
        this.tangents = new double[schedule.workers.threads()][Math.multiplyExact(tangentWidth, rows)];
        this.cotangents = new double[schedule.workers.threads()][Math.multiplyExact(cotangentWidth, rows)];
    }

    int dimension() {
        return scope.dimension();
    }

    /** Row j of {@code results} becomes the matrix times row j of {@code vectors}. */
    void apply(DMatrixRMaj vectors, DMatrixRMaj results, double[] gradient) {
        int dimension = scope.dimension();
        for (int first = 0; first < vectors.numRows; first += mostDirections) {
            k = Math.min(mostDirections, vectors.numRows - first);
            scope.interleave(k, vectors.data, first * dimension, directions);
            Block block = schedule.withoutRows(scope, k);
            block.directionValues = directions;
            for (Node node : schedule.nodes) {
                if (scope.varies(node)) {
                    node.operation().prepareDirections(block, node, preparedDirections[node.index()]);
                }
            }
            if (matrix == Curvature.GRADIENT_COVARIANCE) {
                for (int j = 0; j < k; j++) {
                    alongGradient[j] = scope.dot(vectors.data, (first + j) * dimension, gradient);
                }
            }
            sweep(results, first);
        }
    }

    /** Row j of {@code sums} becomes {@code sum_i c_ji g_i}. */
    void weightedGradients(DMatrixRMaj c, DMatrixRMaj sums) {
        coefficients = c.data;
        for (int first = 0; first < c.numRows; first += mostDirections) {
            k = Math.min(mostDirections, c.numRows - first);
            coefficientsOffset = first * schedule.sampleCount;
            sweep(sums, first);
        }
    }

    private void sweep(DMatrixRMaj results, int first) {
        laneSum.start(k * scope.dimension());
        schedule.workers.run(schedule.lanes, productOfLane);
        scope.separate(k, laneSum.total(), results.data, first * scope.dimension());
    }

    private void productOfLane(int lane, int worker) {
        double[] sum = laneSum.take();
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = schedule.place(schedule.adjointsOnly, worker, lane, frame, true);
            if (!schedule.isKept(lane, frame)) {
                schedule.forward(block);
                schedule.adjoints(block);
            }
            block.scope = scope;
            block.first = false;
            block.directions = k;
            block.tangentColumns = tangentColumns;
            block.cotangentColumns = cotangentColumns;
            block.directionValues = directions;
            block.preparedDirections = preparedDirections;
            block.tangentValues = tangents[worker];
            block.cotangentValues = cotangents[worker];
            block.gradientValues = sum;
            sweepFrame(block);
        }
        laneSum.put(lane, sum);
    }

    private void sweepFrame(Block block) {
        if (matrix != null) {
            for (Node node : schedule.nodes) {
                if (scope.varies(node) && !(secondOrder && schedule.isTerm(node))) {
                    node.operation().tangent(block, node);
                }
            }
        }
        for (Node node : schedule.nodes) {
            if (scope.varies(node)) {
                block.clearUnread(node);
            }
        }
        if (!secondOrder) {
            seed(block);
        }
        for (Node node : schedule.backwards) {
            if (scope.varies(node)) {
                boolean term = schedule.isTerm(node);
                if (secondOrder && term) {
                    block.clearUntouched(node);
                } else {
                    block.reverse(node);
                }
                if (matrix == Curvature.HESSIAN || (secondOrder && term)) {
                    node.operation().curvature(block, node);
                }
            }
        }
    }

    /** Cotangents of the terms: the given coefficients, or {@code w_i (w_i ldot_i - g . v) / n}. */
    private void seed(Block block) {
        for (int i = 0; i < block.rows; i++) {
            double weight = schedule.sampleWeights[block.firstRow + i];
            for (int j = 0; j < k; j++) {
                double seed = matrix == null ? given(block.firstRow + i, j) : centredSlope(block, i, j, weight);
                for (Node term : schedule.terms) {
                    if (scope.varies(term)) {
                        block.cotangentValues[block.cotangentsAt(term) + i * k + j] = weight * seed;
                    }
                }
            }
        }
    }

    private double given(int sample, int j) {
        return coefficients[coefficientsOffset + j * schedule.sampleCount + sample];
    }

    private double centredSlope(Block block, int i, int j, double weight) {
        double slope = 0;
        for (Node term : schedule.terms) {
            slope += scope.varies(term) ? block.tangentValues[block.tangentsAt(term) + i * k + j] : 0;
        }
        double mean = matrix == Curvature.GRADIENT_COVARIANCE ? alongGradient[j] : 0;
        return (weight * slope - mean) / schedule.sampleCount;
    }

    /** Bytes held. */
    long memory() {
        long numbers = directions.length + (long) tangents.length * (tangents[0].length + cotangents[0].length);
        for (double[] p : preparedDirections) {
            numbers += p == null ? 0 : p.length;
        }
        return 8 * numbers;
    }
}
