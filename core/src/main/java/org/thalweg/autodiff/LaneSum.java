package org.thalweg.autodiff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.thalweg.linalg.Workers;

/**
 * Adds the results of lanes in the order of the lanes, whichever is finished first.
 *
 * <p>A lane writes into a buffer of its own. Buffers handed in out of order wait; whoever hands in the next one in order
 * adds it, and those waiting behind it, to the total. The buffer of the first lane becomes the total. Buffers are reused, so
 * hardly more exist than there are workers and one for the total.
 */
final class LaneSum {

    private final double[][] waiting;
    private final Deque<double[]> free = new ArrayDeque<>();
    /** How a single lane is cleared by all workers; {@code null} if there are more, each cleared by its own. */
    private final SharedCopy together;

    private double[] total = new double[0];
    /** The length of every buffer. */
    private int capacity;

    private int length;
    private int next;
    private boolean adding;
    private long allocated;

    /**
     * A sum.
     *
     * @param workers who run the lanes; they share the work of a single lane
     */
    LaneSum(int lanes, Workers workers) {
        waiting = new double[lanes][];
        together = lanes == 1 ? new SharedCopy(workers) : null;
    }

    /** Begins a sum of vectors of the given length; whatever a run that failed left behind is forgotten. */
    void start(int length) {
        Arrays.fill(waiting, null);
        adding = false;
        if (capacity < length) {
            free.clear();
            capacity = length;
            total = new double[capacity];
            allocated = capacity;
        }
        this.length = length;
        next = 0;
    }

    /** A zero vector for a lane to add to. */
    double[] take() {
        double[] buffer;
        synchronized (this) {
            buffer = free.poll();
            if (buffer == null) {
                buffer = new double[capacity];
                allocated += capacity;
            }
        }
        if (together == null) {
            Arrays.fill(buffer, 0, length, 0);
        } else {
            together.clear(buffer, length);
        }
        return buffer;
    }

    /** Hands in the result of a lane. */
    void put(int lane, double[] result) {
        double[] ready;
        synchronized (this) {
            waiting[lane] = result;
            ready = nextInOrder();
        }
        while (ready != null) {
            double[] done = next == 0 ? exchange(ready) : add(ready);
            synchronized (this) {
                free.push(done);
                adding = false;
                next++;
                ready = nextInOrder();
            }
        }
    }

    /** The buffer to add now, or {@code null} if it is not there yet or somebody else is adding. */
    private double[] nextInOrder() {
        if (adding || next == waiting.length || waiting[next] == null) {
            return null;
        }
        double[] ready = waiting[next];
        waiting[next] = null;
        adding = true;
        return ready;
    }

    /** Makes a lane the total; the total before is free. */
    private double[] exchange(double[] lane) {
        double[] before = total;
        total = lane;
        return before;
    }

    private double[] add(double[] lane) {
        double[] sum = total;
        for (int i = 0; i < length; i++) {
            sum[i] += lane[i];
        }
        return lane;
    }

    /** The sum, once every lane has handed in. */
    double[] total() {
        return total;
    }

    /** Numbers held. */
    long allocated() {
        return allocated;
    }
}
