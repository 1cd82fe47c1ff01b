package org.thalweg.linalg.estimate;

/** Draws samples until the interval of their mean is narrow enough or the budget is spent. */
final class Sequential {

    /** Where samples come from. */
    @FunctionalInterface
    interface Source {
        /**
         * Adds samples.
         *
         * @param first the number of the first one
         * @param count how many
         * @param samples where to add them
         * @return what rounding may have added to any of them
         */
        double draw(int first, int count, SequentialMean samples);
    }

    /** What a look makes of the mean: a value and an interval. */
    @FunctionalInterface
    interface Report {
        Estimate of(double mean, double halfWidth, int samples);
    }

    private final EstimatorSettings settings;
    private final long spent;
    private final int cost;
    private final int dimension;

    /**
     * Prepares a run.
     *
     * @param spent products spent before
     * @param cost products of a sample
     * @param dimension how many more products give the exact result; {@link Integer#MAX_VALUE} if none do
     */
    Sequential(EstimatorSettings settings, long spent, int cost, int dimension) {
        this.settings = settings;
        this.spent = spent;
        this.cost = cost;
        this.dimension = dimension;
    }

    /** Runs; null means that the exact result is the better way and within the budget. */
    Estimate run(Source source, Report report, EstimateListener listener) {
        double alpha = 1 - settings.confidence();
        long affordable = (settings.budget() - spent) / cost;
        int most = (int) Math.min(1 << 24, affordable);
        SequentialMean samples = new SequentialMean();
        double rounding = 0;
        int next = settings.hasGoal() ? Looks.first(alpha) : most;
        double wanted = Double.POSITIVE_INFINITY;
        while (true) {
            int goal = Math.min(next, most);
            if (exactIsBetter(samples.count(), goal, wanted)) {
                return null;
            }
            while (samples.count() < goal) {
                int count = Math.min(ProbeBlock.MOST, goal - samples.count());
                rounding = Math.max(rounding, source.draw(samples.count(), count, samples));
            }
            if (settings.hasGoal()) {
                samples.look(alpha);
            } else {
                samples.lookOnce(alpha);
            }
            Estimate soFar = report.of(samples.mean(), samples.halfWidth() + rounding, samples.count());
            listener.looked(soFar);
            double ratio = soFar.halfWidth() / settings.allowedError(soFar.value());
            if (goal == most || soFar.meets(settings)) {
                boolean exactLeft = settings.budget() - spent - (long) samples.count() * cost >= dimension;
                return soFar.meets(settings) || !exactLeft ? soFar : null;
            }
            wanted = ratio * ratio * samples.count();
            next = Looks.next(samples.count());
        }
    }

    private boolean exactIsBetter(int drawn, int goal, double wanted) {
        double left = settings.budget() - spent - (double) drawn * cost;
        if (left < dimension) {
            return false;
        }
        if (dimension <= ((double) goal - drawn) * cost) {
            return true;
        }
        double more = (wanted - drawn) * cost;
        boolean lastChance = left - (goal - drawn) * (double) cost < dimension;
        return lastChance ? !(4 * more < left) : drawn > 0 && more >= dimension;
    }
}
