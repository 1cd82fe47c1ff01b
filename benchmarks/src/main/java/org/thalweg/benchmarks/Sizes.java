package org.thalweg.benchmarks;

/**
 * The sizes of a problem of {@link CostSweep}: one that grows and two that are kept.
 *
 * @param growing what grows
 * @param samples n
 * @param width h of a network 784-h-h-10
 * @param eigenvalues k
 */
record Sizes(Growing growing, int samples, int width, int eigenvalues) {

    private static final int KEPT_SAMPLES = 4000;
    private static final int KEPT_WIDTH = 48;
    private static final int KEPT_EIGENVALUES = 10;

    /** What grows. */
    enum Growing {
        SAMPLES("samples", "samples n"),
        WIDTH("width", "parameters D"),
        EIGENVALUES("eigenvalues", "eigenvalues k");

        private final String word;
        private final String label;

        Growing(String word, String label) {
            this.word = word;
            this.label = label;
        }

        /** What an axis says. */
        String label() {
            return label;
        }
    }

    /**
     * Reads such as {@code samples 1000}, {@code width 16} or {@code eigenvalues 20}.
     *
     * @param shape a word and a number
     * @return these sizes
     * @throws IllegalArgumentException if it is something else
     */
    static Sizes parse(String shape) {
        String[] words = shape.split(" ", -1);
        for (Growing growing : Growing.values()) {
            if (words.length == 2 && words[0].equals(growing.word) && words[1].matches("[1-9][0-9]{0,8}")) {
                int size = Integer.parseInt(words[1]);
                return new Sizes(
                        growing,
                        growing == Growing.SAMPLES ? size : KEPT_SAMPLES,
                        growing == Growing.WIDTH ? size : KEPT_WIDTH,
                        growing == Growing.EIGENVALUES ? size : KEPT_EIGENVALUES);
            }
        }
        throw new IllegalArgumentException(
                "shape: `" + shape + "`, expected `samples`, `width` or `eigenvalues` and a positive number");
    }

    int[] widths() {
        return new int[] {TrainedProblem.WIDTHS[0], width, width, TrainedProblem.WIDTHS[3]};
    }

    /** How many parameters the network has. */
    int parameters() {
        int[] widths = widths();
        int count = 0;
        for (int layer = 1; layer < widths.length; layer++) {
            count += (widths[layer - 1] + 1) * widths[layer];
        }
        return count;
    }

    /** The size that grows: n, D or k. */
    int abscissa() {
        return switch (growing) {
            case SAMPLES -> samples;
            case WIDTH -> parameters();
            case EIGENVALUES -> eigenvalues;
        };
    }
}
