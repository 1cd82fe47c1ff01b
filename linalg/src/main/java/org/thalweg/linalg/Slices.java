package org.thalweg.linalg;

/**
 * The cut of a long vector into slices that {@link Workers} share: for work element by element, whose bits do not depend on
 * the cut. A slice is short enough for the first caches to hold it in a few vectors, long enough to be worth a task.
 *
 * <pre>{@code
 * workers.run(Slices.count(n), (slice, worker) -> {
 *     for (int i = Slices.start(slice); i < Slices.end(slice, n); i++) ...
 * });
 * }</pre>
 */
public final class Slices {

    private static final int LENGTH = 1 << 14;

    private Slices() {}

    /**
     * How many slices there are.
     *
     * @param length of the vector
     * @return slices; 1 for a short vector, which a run then leaves to its caller
     */
    public static int count(int length) {
        return (int) (((long) length + LENGTH - 1) / LENGTH);
    }

    /**
     * Where a slice begins.
     *
     * @param slice which, from 0
     * @return its first element
     */
    public static int start(int slice) {
        return slice * LENGTH;
    }

    /**
     * Where a slice ends.
     *
     * @param slice which, from 0
     * @param length of the vector
     * @return the element after its last
     */
    public static int end(int slice, int length) {
        return (int) Math.min(length, (slice + 1L) * LENGTH);
    }
}
