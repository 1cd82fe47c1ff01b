package org.thalweg.autodiff;

import java.util.Arrays;
import org.thalweg.linalg.Slices;
import org.thalweg.linalg.Workers;

/**
 * Copies and clears vectors as long as theta, which takes as long as memory allows; workers together are allowed more. Allocates
 * nothing. One call at a time, and none while the workers run more than a single task.
 */
final class SharedCopy {

    private final Workers workers;
    private final Workers.Task copySlice = this::copySlice;
    private final Workers.Task clearSlice = this::clearSlice;
    private double[] from;
    private int fromOffset;
    private double[] to;
    private int toOffset;
    private int length;

    SharedCopy(Workers workers) {
        this.workers = workers;
    }

    void copy(double[] from, int fromOffset, double[] to, int toOffset, int length) {
        this.from = from;
        this.fromOffset = fromOffset;
        this.to = to;
        this.toOffset = toOffset;
        this.length = length;
        workers.run(Slices.count(length), copySlice);
    }

    /** Fills the beginning of an array with zeros. */
    void clear(double[] array, int length) {
        this.to = array;
        this.length = length;
        workers.run(Slices.count(length), clearSlice);
    }

    private void copySlice(int slice, int worker) {
        int start = Slices.start(slice);
        System.arraycopy(from, fromOffset + start, to, toOffset + start, Slices.end(slice, length) - start);
    }

    private void clearSlice(int slice, int worker) {
        Arrays.fill(to, Slices.start(slice), Slices.end(slice, length), 0);
    }
}
