package org.thalweg.linalg.eigen;

/**
 * The search for eigenvalues that were missed: a second start in the complement of the vectors found, which are locked. It
 * ends when a Ritz value lies beyond what was found, or when {@link SecondStart} says that such an eigenvalue would have
 * shown itself with the confidence asked for.
 */
final class MissedSearch {

    /** What a look at the second start says. */
    enum Outcome {
        GOES_ON,
        FOUND,
        ENDED
    }

    private final KrylovSpace space;
    private final SecondStart second;
    private final LanczosSettings settings;
    private final Wanted wanted;
    private final int n;
    private final int k;
    private final int stride;
    private final double[] t;
    private final double[] found;

    /** How many searches there were. */
    int rounds;
    /** Products before the one under way. */
    long roundStart;

    MissedSearch(KrylovSpace space, SecondStart second, LanczosSettings settings, Wanted wanted) {
        this.space = space;
        this.second = second;
        this.settings = settings;
        this.wanted = wanted;
        n = space.n;
        k = wanted.count();
        stride = space.stride;
        t = space.t;
        found = new double[k];
    }

    /** Starts anew behind the locked vectors, whose neighbours in the spectrum are about {@code next...}. */
    void begin(double nextBottom, double nextTop) {
        space.searching = true;
        rounds++;
        roundStart = space.operator.count();
        second.clear();
        if (n > k) {
            if (wanted.watchesTop()) {
                addPoints(1, nextTop);
            }
            if (wanted.watchesBottom()) {
                addPoints(-1, nextBottom);
            }
            space.randomRow(k);
            space.width = 1;
        }
    }

    /** The values of the iteration, those from the top first, largest first. */
    private double[] found() {
        for (int i = 0; i < k; i++) {
            found[i] = t[i * stride + i];
        }
        return found;
    }

    /** The value that one beyond it would displace, of given values, those from the top first. */
    private double edge(int sign, double[] values) {
        if (wanted.kind() == Wanted.Kind.MAGNITUDE) {
            double least = Double.POSITIVE_INFINITY;
            for (double value : values) {
                least = Math.min(least, Math.abs(value));
            }
            return sign * least;
        }
        return values[sign > 0 ? space.fromTop - 1 : space.fromTop];
    }

    private double edge(int sign) {
        return edge(sign, found());
    }

    double resolution() {
        return Math.max(Double.MIN_NORMAL, Math.max(settings.tolerance() * space.norm(), space.productError()));
    }

    private void addPoints(int sign, double next) {
        int from = sign > 0 ? 0 : space.fromTop;
        int to = sign > 0 ? space.fromTop : k;
        for (int i = from; i < to; i++) {
            second.add(sign, t[i * stride + i] + sign * resolution(), k);
        }
        double edge = edge(sign);
        second.add(sign, edge + sign * resolution(), k);
        double gap = sign * (edge - next);
        for (int quarter = 1; quarter <= 3 && gap > 0; quarter++) {
            second.add(sign, edge - sign * gap * quarter / 4, k);
        }
    }

    /**
     * Has it found something, or looked long enough?
     *
     * @param stepped whether there was a product since the last look
     * @param limit products after which it gives up
     */
    Outcome look(boolean stepped, long limit) {
        space.complete = space.size == n;
        int m = space.active();
        if (stepped) {
            double beta = space.width == 1 ? t[(space.size - 1) * stride + space.size] : 0;
            second.step(t, stride, space.locked, space.size - 1, Math.max(beta, space.productError()));
        }
        if (m > 0) {
            space.decompose();
            double largest = space.projected.values[0];
            double smallest = space.projected.values[m - 1];
            second.passed(smallest, largest);
            if ((wanted.watchesTop() && largest > edge(1) + resolution())
                    || (wanted.watchesBottom() && smallest < edge(-1) - resolution())) {
                return Outcome.FOUND;
            }
            if (space.complete) {
                second.exhaust(smallest, largest);
            }
        }
        boolean ends = space.width == 0
                || probabilityMissed() <= 1 - settings.confidence()
                || space.operator.count() - roundStart >= limit;
        return ends ? Outcome.ENDED : Outcome.GOES_ON;
    }

    double probabilityMissed() {
        return probabilityMissed(found());
    }

    /** For values no further inside than those of the iteration, those from the top first, largest first. */
    double probabilityMissed(double[] values) {
        if (space.complete) {
            return 0;
        }
        if (second.count() == 0) {
            return 1;
        }
        double sum = 0;
        if (wanted.watchesTop()) {
            sum += probabilityBeyond(1, edge(1, values));
        }
        if (wanted.watchesBottom()) {
            sum += probabilityBeyond(-1, edge(-1, values));
        }
        return Math.min(1, sum);
    }

    /** That something lies beyond a value, on a side, further than the resolution: the less, the further out the value. */
    double probabilityBeyond(int sign, double value) {
        if (space.complete) {
            return 0;
        }
        if (second.count() == 0) {
            return 1;
        }
        return Math.min(1, rounds * second.probabilityBeyond(sign, value + sign * resolution(), n - k));
    }
}
