package org.thalweg.autodiff;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.PerWorker;
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
    private final Directions directions;
    private final PerWorker<double[]> tangents;
    private final PerWorker<double[]> cotangents;
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
        this.directions = new Directions(schedule, scope, mostDirections);
        this.alongGradient = new double[mostDirections];
        this.tangents = directions.forTangents();
        this.cotangents = directions.forCotangents();
    }

    int dimension() {
        return scope.dimension();
    }

    /** Row j of {@code results} becomes the matrix times row j of {@code vectors}. */
    void apply(DMatrixRMaj vectors, DMatrixRMaj results, double[] gradient) {
        int dimension = scope.dimension();
        for (int first = 0; first < vectors.numRows; first += directions.most()) {
            k = Math.min(directions.most(), vectors.numRows - first);
            directions.load(k, vectors.data, first * dimension);
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
        for (int first = 0; first < c.numRows; first += directions.most()) {
            k = Math.min(directions.most(), c.numRows - first);
            directions.count(k);
            coefficientsOffset = first * schedule.sampleCount;
            sweep(sums, first);
        }
    }

    private void sweep(DMatrixRMaj results, int first) {
        laneSum.start(k * scope.dimension());
        schedule.workers.run(schedule.lanes, productOfLane);
        schedule.separate(scope, k, laneSum.total(), results.data, first * scope.dimension());
    }

    private void productOfLane(int lane, int worker) {
        double[] sum = laneSum.take();
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = schedule.place(schedule.adjointsOnly, worker, lane, frame, true);
            if (!schedule.isKept(lane, frame)) {
                schedule.forward(block);
                schedule.adjoints(block);
            }
            directions.attach(block);
            block.tangentValues = tangents.get(worker);
            block.cotangentValues = cotangents.get(worker);
            block.gradientValues = sum;
            sweepFrame(block);
        }
        laneSum.put(lane, sum);
    }

    private void sweepFrame(Block block) {
        if (secondOrder) {
            schedule.secondOrder(block, matrix == Curvature.HESSIAN, 0);
            return;
        }
        if (matrix != null) {
            for (Node node : schedule.nodes) {
                if (scope.varies(node)) {
                    node.operation().tangent(block, node);
                }
            }
        }
        schedule.clearUnread(block);
        seed(block);
        for (Node node : schedule.backwards) {
            if (scope.varies(node)) {
                block.reverse(node);
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
        return directions.memory() + Directions.bytes(tangents) + Directions.bytes(cotangents);
    }
}
