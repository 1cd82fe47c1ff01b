package org.thalweg.linalg.estimate;

/** Draws samples until the interval of their mean is narrow enough or the budget is spent. */
final class Sequential {

    /** Independent samples of one distribution, and what they say. */
    interface Source {
        /**
         * Draws more.
         *
         * @param first the number of the first one
         * @param count how many, at most {@link ProbeBlock#MOST}
         */
        void draw(int first, int count);

        /**
         * What all samples so far say, whatever the goal.
         *
         * @param count how many samples there are
         * @param miss the probability with which the interval may miss the truth
         */
        Estimate look(int count, double miss);

        /** Whether more samples would say nothing new. */
        default boolean exhausted() {
            return false;
        }
    }

    private static final int MOST_SAMPLES = 1 << 24;

    private final EstimatorSettings settings;
    private final long budget;
    private final int cost;
    private final long exactCost;

    /**
     * Prepares a run.
     *
     * @param spent products spent before
     * @param cost products of a sample
     * @param exactCost how many products give the exact result; {@link Long#MAX_VALUE} if there is no such way
     */
    Sequential(EstimatorSettings settings, long spent, int cost, long exactCost) {
        this.settings = settings;
        this.budget = settings.budget() - spent;
        this.cost = cost;
        this.exactCost = exactCost;
    }

    /** Runs; null means that the exact result is the better way, and within the budget. */
    Estimate run(Source source, EstimateListener listener) {
        double alpha = 1 - settings.confidence();
        int most = (int) Math.min(MOST_SAMPLES, budget / cost);
        int goal = settings.hasGoal() ? Math.min(Looks.first(alpha), most) : most;
        int drawn = 0;
        double wanted = Double.NaN;
        for (int look = 1; ; look++) {
            if (exactIsBetter(drawn, goal, wanted)) {
                return null;
            }
            while (drawn < goal && !source.exhausted()) {
                int count = Math.min(ProbeBlock.MOST, goal - drawn);
                source.draw(drawn, count);
                drawn += count;
            }
            Estimate soFar = source.look(drawn, settings.hasGoal() ? Looks.miss(alpha, look) : alpha)
                    .judgedBy(settings);
            listener.looked(soFar);
            if (soFar.meets(settings) || source.exhausted()) {
                return soFar;
            }
            if (drawn == most) {
                return left(drawn) >= exactCost ? null : soFar;
            }
            double ratio = soFar.halfWidth() / settings.allowedError(soFar.value());
            wanted = ratio * ratio * drawn;
            goal = Math.min(Looks.next(drawn), most);
        }
    }

    private long left(int drawn) {
        return budget - (long) drawn * cost;
    }

    /**
     * Whether to turn to the exact result: if it costs no more than what is wanted or than what was spent, and where the budget allows it for the
     * last time, unless a quarter of what is left will do.
     */
    private boolean exactIsBetter(int drawn, int goal, double wanted) {
        long left = left(drawn);
        long step = (long) (goal - drawn) * cost;
        if (left < exactCost) {
            return false;
        }
        double more = drawn == 0 ? Double.POSITIVE_INFINITY : (wanted - drawn) * cost;
        boolean lastChance = left - step < exactCost;
        boolean already = (long) goal * cost >= 2 * exactCost;
        return already || exactCost <= step || (drawn > 0 && !(more < exactCost)) || (lastChance && !(4 * more < left));
    }
}
