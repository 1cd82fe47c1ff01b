package org.thalweg.autodiff;

import java.util.Arrays;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;

/**
 * The derivative of a value of the network by the parameters, for all samples at once: {@code J}, of
 * {@code n w} rows for a value of width {@code w} on {@code n} samples and {@code dimension} columns, known by its products
 * with vectors from either side.
 *
 * <p>{@code J v} is one tangent sweep up to the value, {@code J' c} one reverse sweep from it; what comes after the value, or
 * does not lead to it, is left out. Both take several vectors at once. On the side of the samples, {@code k} vectors are a
 * matrix {@code [n x k x w]}, row-major: all the numbers of a sample side by side.
 *
 * <p>Cost: with the values kept from before, of every layer up to the value its product forward in {@code J v} once or, if it
 * has parameters of its own and an input that varies, twice, and backward in {@code J' c} likewise. Steady calls allocate
 * nothing.
 *
 * <p>Acts at the present point of the objective that made it; not thread safe. The same bits for any number of workers, any
 * memory budget, and whatever other vectors are in the block.
 */
public final class Jacobian {

    private final Schedule schedule;
    private final Scope scope;
    private final LaneSum laneSum;
    private final Node node;
    private final Turnstile turnstile;
    private final Runnable prepare;
    private final Directions directions;
    /** Tangents or cotangents: never both in one sweep. */
    private final PerWorker<double[]> carried;

    private final boolean[] leadsToNode;
    private final Workers.Task valuesOfLane = this::valuesOfLane;
    private final Workers.Task tangentsOfLane = this::tangentsOfLane;
    private final Workers.Task sumsOfLane = this::sumsOfLane;
    private double[] samples;
    private int vectorsOfCall;
    private int first;

    /**
     * The derivative of a value.
     *
     * @param turnstile lets in one call at a time
     * @param prepare fills the kept frames if they are not
     */
    Jacobian(
            Schedule schedule,
            Scope scope,
            LaneSum laneSum,
            Node node,
            int mostDirections,
            Turnstile turnstile,
            Runnable prepare) {
        this.schedule = schedule;
        this.scope = scope.leadingTo(schedule.graph, node);
        this.laneSum = laneSum;
        this.node = node;
        this.turnstile = turnstile;
        this.prepare = prepare;
        this.leadsToNode = new boolean[schedule.graph.nodes().size()];
        leadsToNode[node.index()] = true;
        for (Node later : schedule.backwards) {
            if (leadsToNode[later.index()]) {
                later.inputs().forEach(input -> leadsToNode[input.index()] = true);
            }
        }
        this.directions = new Directions(schedule, this.scope, mostDirections);
        this.carried = directions.forEither();
    }

    /**
     * The number of columns.
     *
     * @return the number of elements of the parameters
     */
    public int dimension() {
        return scope.dimension();
    }

    /**
     * The value that is differentiated.
     *
     * @return the node
     */
    public Node node() {
        return node;
    }

    /**
     * The value itself, from the numbers that the products need anyway.
     *
     * @param values overwritten from its beginning with the value, {@code [n x w]}
     * @throws IllegalArgumentException if there is no room for it
     */
    public void values(double[] values) {
        requireRoom("values", values, 0, (long) schedule.sampleCount * node.width());
        turnstile.enter();
        try {
            prepare.run();
            samples = values;
            schedule.workers.run(schedule.lanes, valuesOfLane);
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Multiplies vectors in theta, {@code J v_j}.
     *
     * @param k how many vectors
     * @param vectors holds them, {@code [k x dimension]}; not changed
     * @param offset where they begin
     * @param tangents overwritten from its beginning with the products, {@code [n x k x w]}
     * @throws IllegalArgumentException if an array is too short
     */
    public void multiply(int k, double[] vectors, int offset, double[] tangents) {
        requireRoom("vectors", vectors, offset, (long) k * dimension());
        requireRoom("tangents", tangents, 0, (long) schedule.sampleCount * k * node.width());
        turnstile.enter();
        try {
            prepare.run();
            if (!scope.varies(node)) {
                Arrays.fill(tangents, 0, schedule.sampleCount * k * node.width(), 0);
                return;
            }
            samples = tangents;
            vectorsOfCall = k;
            for (first = 0; first < k; first += directions.most()) {
                directions.load(Math.min(directions.most(), k - first), vectors, offset + first * dimension());
                schedule.workers.run(schedule.lanes, tangentsOfLane);
            }
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Multiplies vectors over samples and columns from the left, {@code J' c_j}.
     *
     * @param k how many vectors
     * @param cotangents holds them from its beginning, {@code [n x k x w]}; not changed
     * @param sums overwritten with the products, {@code [k x dimension]}
     * @param offset where they begin
     * @throws IllegalArgumentException if an array is too short
     */
    public void multiplyTransposed(int k, double[] cotangents, double[] sums, int offset) {
        requireRoom("cotangents", cotangents, 0, (long) schedule.sampleCount * k * node.width());
        requireRoom("sums", sums, offset, (long) k * dimension());
        turnstile.enter();
        try {
            prepare.run();
            if (!scope.varies(node)) {
                Arrays.fill(sums, offset, offset + k * dimension(), 0);
                return;
            }
            samples = cotangents;
            vectorsOfCall = k;
            for (first = 0; first < k; first += directions.most()) {
                directions.count(Math.min(directions.most(), k - first));
                laneSum.start(directions.count() * dimension());
                schedule.workers.run(schedule.lanes, sumsOfLane);
                schedule.separate(scope, directions.count(), laneSum.total(), sums, offset + first * dimension());
            }
        } finally {
            turnstile.leave();
        }
    }

    private static void requireRoom(String what, double[] array, int offset, long length) {
        if (array.length - offset < length) {
            throw new IllegalArgumentException(
                    what + ": length " + array.length + ", expected at least " + (offset + length));
        }
    }

    private void valuesOfLane(int lane, int worker) {
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = place(lane, frame, worker);
            System.arraycopy(
                    block.values(node),
                    block.valuesAt(node),
                    samples,
                    block.firstRow * node.width(),
                    block.rows * node.width());
        }
    }

    private void tangentsOfLane(int lane, int worker) {
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = place(lane, frame, worker);
            for (Node each : schedule.nodes) {
                if (scope.varies(each)) {
                    each.operation().tangent(block, each);
                }
            }
            int numbers = block.directions * node.width();
            for (int i = 0; i < block.rows; i++) {
                int from = block.tangentsAt(node) + i * numbers;
                System.arraycopy(block.tangentValues, from, samples, sampleAt(block, i), numbers);
            }
        }
    }

    private void sumsOfLane(int lane, int worker) {
        double[] sum = laneSum.take();
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = place(lane, frame, worker);
            block.gradientValues = sum;
            schedule.clearUnread(block);
            int numbers = block.directions * node.width();
            for (int i = 0; i < block.rows; i++) {
                int to = block.cotangentsAt(node) + i * numbers;
                System.arraycopy(samples, sampleAt(block, i), block.cotangentValues, to, numbers);
            }
            for (Node each : schedule.backwards) {
                if (scope.varies(each)) {
                    block.reverse(each);
                }
            }
        }
        laneSum.put(lane, sum);
    }

    private Block place(int lane, int frame, int worker) {
        Block block = schedule.place(schedule.adjointsOnly, worker, lane, frame, true);
        if (!schedule.isKept(lane, frame)) {
            for (Node each : schedule.nodes) {
                if (leadsToNode[each.index()]) {
                    each.operation().forward(block, each);
                }
            }
        }
        directions.attach(block);
        block.tangentValues = carried.get(worker);
        block.cotangentValues = carried.get(worker);
        return block;
    }

    /** Where the numbers of a row begin, for the directions of this sweep. */
    private int sampleAt(Block block, int row) {
        return ((block.firstRow + row) * vectorsOfCall + first) * node.width();
    }

    /** Bytes held. */
    long memory() {
        return directions.memory() + Directions.bytes(carried);
    }
}
