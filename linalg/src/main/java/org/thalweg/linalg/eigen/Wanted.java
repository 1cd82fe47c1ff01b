package org.thalweg.linalg.eigen;

/**
 * Which eigenvalues are wanted: some from the top and some from the bottom of the spectrum.
 *
 * @param kind how they are chosen
 * @param first how many are wanted; of {@link Kind#ENDS} those from the top
 * @param second of {@link Kind#ENDS} those from the bottom, else 0
 */
record Wanted(Kind kind, int first, int second) {

    /** How wanted eigenvalues are chosen. The order is part of the format of saved states. */
    enum Kind {
        LARGEST,
        SMALLEST,
        MAGNITUDE,
        ENDS
    }

    int count() {
        return first + second;
    }

    /** Whether an eigenvalue above those found at the top would change the answer. */
    boolean watchesTop() {
        return kind == Kind.LARGEST || kind == Kind.MAGNITUDE || (kind == Kind.ENDS && first > 0);
    }

    /** Whether an eigenvalue below those found at the bottom would change the answer. */
    boolean watchesBottom() {
        return kind == Kind.SMALLEST || kind == Kind.MAGNITUDE || (kind == Kind.ENDS && second > 0);
    }

    /**
     * Of the {@code amount} values that are wanted most, how many are from the top; the others are from the bottom.
     *
     * @param values the values, largest first
     * @param size how many there are
     * @param amount at least {@link #count} unless there are fewer, at most {@code size}
     */
    int fromTop(double[] values, int size, int amount) {
        return switch (kind) {
            case LARGEST -> amount;
            case SMALLEST -> 0;
            case ENDS -> {
                int extra = amount - count();
                int top = extra <= 0
                        ? Math.min(first, amount)
                        : first + (int) ((long) extra * first / Math.max(1, count()));
                yield top;
            }
            case MAGNITUDE -> {
                int top = 0;
                while (top < amount && values[top] >= -values[size - 1 - (amount - 1 - top)]) {
                    top++;
                }
                yield top;
            }
        };
    }
}
