package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Numbered problems of one kind, and the errors of what the library makes of them.
 *
 * @param name their name
 * @param quantities what is measured
 * @param cases how many problems
 * @param problem solves one; may be called by several threads at once
 */
record Family(String name, List<Quantity> quantities, int cases, Problem problem) {

    /**
     * What has an error.
     *
     * @param unit what it is, and in what it is measured
     * @param bound what is promised or derived
     * @param over how the errors of the cases make one number
     */
    record Quantity(String unit, double bound, Over over) {

        static Quantity largest(String unit, double bound) {
            return new Quantity(unit, bound, Over.LARGEST);
        }
    }

    /** How the errors of all cases make one number. */
    enum Over {
        LARGEST,
        ROOT_MEAN_SQUARE
    }

    /**
     * The errors of one case.
     *
     * @param note what the case is, where its number does not say it
     * @param errors an error for each quantity
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(String note, double... errors) {}

    /** Solves problems. */
    interface Problem {
        /**
         * Solves one.
         *
         * @param number which one
         * @param key of everything random about it
         */
        Outcome solve(int number, long key);
    }

    /** Tries the chosen families; a row for each quantity. What is thrown counts as an infinite error. */
    static List<Row> run(List<Family> families, Trials trials) {
        return families.stream()
                .filter(family -> trials.chosen().test(family.name()))
                .flatMap(family -> family.run(trials).stream())
                .toList();
    }

    private List<Row> run(Trials trials) {
        int first = trials.first();
        Outcome[] outcomes = new Outcome[trials.count(cases)];
        trials.workers()
                .run(outcomes.length, (i, worker) -> outcomes[i] = solve(first + i, trials.key(name, first + i)));
        List<Row> rows = new ArrayList<>();
        for (int q = 0; q < quantities.size(); q++) {
            int quantity = q;
            double[] errors = Arrays.stream(outcomes)
                    .mapToDouble(outcome -> outcome.errors[quantity])
                    .map(error -> Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.abs(error))
                    .toArray();
            int worst = 0;
            for (int i = 1; i < errors.length; i++) {
                worst = errors[i] > errors[worst] ? i : worst;
            }
            double error =
                    switch (quantities.get(q).over) {
                        case LARGEST -> errors[worst];
                        case ROOT_MEAN_SQUARE ->
                            Math.sqrt(DoubleStream.of(errors)
                                    .map(e -> e * e)
                                    .average()
                                    .orElse(0));
                    };
            rows.add(new Accuracy(
                    name,
                    quantities.get(q).unit,
                    errors.length,
                    error,
                    quantities.get(q).bound,
                    first + worst,
                    outcomes[worst].note));
        }
        return rows;
    }

    private Outcome solve(int number, long key) {
        try {
            return problem.solve(number, key);
        } catch (RuntimeException e) {
            double[] errors = new double[quantities.size()];
            Arrays.fill(errors, Double.POSITIVE_INFINITY);
            return new Outcome(e.toString(), errors);
        }
    }
}
