package org.thalweg.autodiff;

import org.thalweg.linalg.PerWorker;

/**
 * Some directions in theta on their way through the graph: their values in the order of sweeps, what operations prepare of
 * them, and where the tangents and cotangents of each node lie.
 *
 * <p>A node has a place of its own, unless its operation works {@link Operation#tangentInPlace in place} and nothing else
 * reads its input, whose place it then takes over.
 */
final class Directions {

    private final Schedule schedule;
    private final Scope scope;
    private final int[] tangentColumns;
    private final int[] cotangentColumns;
    private final double[] values;
    private final double[][] prepared;
    private final int most;
    private final int tangentWidth;
    private final int cotangentWidth;
    private int k;

    /**
     * Room for directions.
     *
     * @param scope the nodes that vary in it have tangents and cotangents
     * @param most how many directions there are at most
     */
    Directions(Schedule schedule, Scope scope, int most) {
        this.schedule = schedule;
        this.scope = scope;
        this.most = most;
        this.tangentColumns = new int[schedule.graph.nodes().size()];
        this.cotangentColumns = new int[tangentColumns.length];
        this.prepared = new double[tangentColumns.length][];
        this.values = new double[Math.multiplyExact(most, scope.dimension())];
        int tangents = 0;
        int cotangents = 0;
        for (Node node : schedule.nodes) {
            if (scope.varies(node)) {
                boolean owner = scope.ownsInput(node);
                tangents += place(node, owner && node.operation().tangentInPlace(), tangents, tangentColumns);
                cotangents += place(node, owner && node.operation().reverseInPlace(), cotangents, cotangentColumns);
                prepared[node.index()] = new double[node.operation().preparedDirectionsLength(node, most)];
            }
        }
        this.tangentWidth = tangents;
        this.cotangentWidth = cotangents;
    }

    /** Gives a node its place, and returns how many columns that takes. */
    private static int place(Node node, boolean overInput, int end, int... columns) {
        columns[node.index()] = overInput ? columns[node.input().index()] : end;
        return overInput ? 0 : node.width();
    }

    int most() {
        return most;
    }

    /** How many there are now. */
    int count() {
        return k;
    }

    /** Cotangents without directions. */
    void count(int k) {
        this.k = k;
    }

    /** Takes {@code k} vectors over the scope, one after the other. */
    void load(int k, double[] vectors, int offset) {
        this.k = k;
        scope.interleave(k, vectors, offset, values);
        Block block = schedule.withoutRows(scope, k);
        block.directionValues = values;
        for (Node node : schedule.nodes) {
            if (scope.varies(node)) {
                node.operation().prepareDirections(block, node, prepared[node.index()]);
            }
        }
    }

    /** For each worker an array for the tangents of a frame. */
    PerWorker<double[]> forTangents() {
        return room(tangentWidth);
    }

    /** For each worker an array for the cotangents of a frame. */
    PerWorker<double[]> forCotangents() {
        return room(cotangentWidth);
    }

    /** For each worker an array for the tangents or the cotangents of a frame, whichever sweep is running. */
    PerWorker<double[]> forEither() {
        return room(Math.max(tangentWidth, cotangentWidth));
    }

    private PerWorker<double[]> room(int width) {
        int length = Math.multiplyExact(width, schedule.frameRows() * most);
        return PerWorker.of(schedule.workers, () -> new double[length]);
    }

    /** Bytes of the arrays that workers have. */
    static long bytes(PerWorker<double[]> room) {
        return 8 * room.stream().mapToLong(array -> array.length).sum();
    }

    /** Shows them to a block, whose cotangents are then those of the sweep and no longer the adjoints. */
    void attach(Block block) {
        block.scope = scope;
        block.first = false;
        block.directions = k;
        block.tangentColumns = tangentColumns;
        block.cotangentColumns = cotangentColumns;
        block.directionValues = values;
        block.preparedDirections = prepared;
    }

    /** Bytes held. */
    long memory() {
        long numbers = values.length;
        for (double[] p : prepared) {
            numbers += p == null ? 0 : p.length;
        }
        return 8 * numbers;
    }
}
