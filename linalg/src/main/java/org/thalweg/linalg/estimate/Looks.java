package org.thalweg.linalg.estimate;

/**
 * The numbers of samples at which a run looks at its interval, fixed in advance; what the samples say only decides at which
 * look the run ends. Look {@code j = 1, 2, ...} may miss the truth with probability {@code alpha / (j (j + 1))}. These add up
 * to {@code alpha}, so the intervals of all looks together hold the truth with probability {@code 1 - alpha}, and so does
 * the last one, whatever made it the last.
 *
 * <p>The first look comes after as many samples as an interval needs for its share, at least {@link #FEWEST}.
 */
final class Looks {

    private static final int FEWEST = 16;

    private Looks() {}

    static int first(double alpha) {
        return Math.max(FEWEST, roundUp(Calibration.fewest(miss(alpha, 1))));
    }

    static int next(int samples) {
        return roundUp(samples + samples / 2L);
    }

    static double miss(double alpha, int look) {
        return alpha / ((double) look * (look + 1));
    }

    private static int roundUp(long samples) {
        return (int) Math.min(1 << 30, (samples + 7) / 8 * 8);
    }
}
