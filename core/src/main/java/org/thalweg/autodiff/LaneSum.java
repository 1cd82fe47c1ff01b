package org.thalweg.autodiff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Adds the results of lanes in the order of the lanes, whichever is finished first.
 *
 * <p>A lane writes into a buffer of its own. Buffers handed in out of order wait; whoever hands in the next one in order
 * adds it, and those waiting behind it, to the total. Buffers are reused, so hardly more exist than there are workers, and never more
 * than lanes.
 */
final class LaneSum {

    private final double[][] waiting;
    private final Deque<double[]> free = new ArrayDeque<>();
    private double[] total = new double[0];
    private int length;
    private int next;
    private boolean adding;
    private long allocated;

    LaneSum(int lanes) {
        waiting = new double[lanes][];
    }

    /** Begins a sum of vectors of the given length; whatever a run that failed left behind is forgotten. */
    void start(int length) {
        Arrays.fill(waiting, null);
        adding = false;
        if (total.length < length) {
            free.clear();
            total = new double[length];
            allocated = length;
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
                buffer = new double[total.length];
                allocated += total.length;
            }
        }
        Arrays.fill(buffer, 0, length, 0);
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
            add(ready, next == 0);
            synchronized (this) {
                free.push(ready);
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

    private void add(double[] lane, boolean isFirst) {
        if (isFirst) {
            System.arraycopy(lane, 0, total, 0, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            total[i] += lane[i];
        }
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
