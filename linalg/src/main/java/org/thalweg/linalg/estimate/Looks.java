package org.thalweg.linalg.estimate;

/**
 * The numbers of samples at which a run looks at its interval. They are fixed in advance; what the samples say only decides
 * at which of them the run ends.
 *
 * <p>The first look must be safe from samples that agree by chance. A quadratic form in random signs is a polynomial of
 * degree 2, and one that is not constant differs from any given number with probability at least 1/4 (Schwartz-Zippel for
 * signs). So {@code m} samples agree with probability at most {@code (3/4)^(m - 1)}, and {@code m} is made so large that this
 * is no more than the first look may miss.
 */
final class Looks {

    private static final int FEWEST = 16;

    private Looks() {}

    static int first(double alpha) {
        int samples = 1;
        double agree = 1;
        while (agree > 0.5 * alpha) {
            agree *= 0.75;
            samples++;
        }
        return Math.max(FEWEST, roundUp(samples));
    }

    static int next(int samples) {
        return roundUp(Math.min(Integer.MAX_VALUE - 8L, samples + samples / 2));
    }

    private static int roundUp(long samples) {
        return (int) ((samples + 7) / 8 * 8);
    }
}
