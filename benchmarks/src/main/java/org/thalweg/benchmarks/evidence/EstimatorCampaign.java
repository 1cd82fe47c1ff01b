package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.FrobeniusNorm;
import org.thalweg.linalg.estimate.LogDeterminant;
import org.thalweg.linalg.estimate.Trace;

/** Coverage of the intervals for traces, Frobenius norms and log-determinants. */
final class EstimatorCampaign implements Campaign {

    private static final double[] CONFIDENCES = {0.95, 0.99, 0.999, 0.9999};
    private static final int[] BUDGETS = {2, 4, 8, 16, 32, 64};
    private static final int[] STEPS = {1, 4};

    @Override
    public String name() {
        return "estimators";
    }

    @Override
    public String description() {
        return "Trace, Frobenius norm and log-determinant of matrices made to mislead random signs, with 2 to 64 products and "
                + "confidences of 0.95 to 0.9999: how many intervals miss the truth. \"To 20 %\" are runs that stop as soon as"
                + " their interval is narrow enough.";
    }

    @Override
    public List<Row> run(Trials trials) {
        return Cells.run(cells(), trials, trials.scale().choose(1000, 20_000));
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Matrix matrix : EstimatorMatrices.all()) {
            for (Trace.Method method :
                    List.of(Trace.Method.HUTCHINSON, Trace.Method.HUTCH_PLUS_PLUS, Trace.Method.XTRACE)) {
                add(
                        cells,
                        "trace " + method + ", " + matrix.name(),
                        matrix.trace(),
                        matrix,
                        operator -> settings -> Interval.of(Trace.estimate(operator, method, settings)));
            }
            add(
                    cells,
                    "Frobenius norm, " + matrix.name(),
                    matrix.frobeniusNorm(),
                    matrix,
                    operator -> settings -> Interval.of(FrobeniusNorm.estimate(operator, settings)));
            Matrix.Shift shift = matrix.shift();
            for (int steps : STEPS) {
                add(
                        cells,
                        "log-determinant by " + steps + (steps == 1 ? " step, " : " steps, ") + matrix.name(),
                        shift.logDeterminant(),
                        matrix,
                        operator -> settings -> Interval.of(LogDeterminant.estimate(
                                operator,
                                shift.shift(),
                                shift.lowerBound(),
                                Math.min(steps, (int) settings.budget()),
                                settings,
                                Deflation.none(operator.dimension()),
                                Workers.of(1),
                                EstimateListener.SILENT)));
            }
        }
        return cells;
    }

    private static void add(
            List<Cell> cells,
            String family,
            double truth,
            Matrix matrix,
            Function<LinearOperator, Function<EstimatorSettings, Interval>> estimators) {
        for (double confidence : CONFIDENCES) {
            for (int budget : BUDGETS) {
                EstimatorSettings settings = EstimatorSettings.ofBudget(budget).withConfidence(confidence);
                cells.add(cell(family, budget + " products", truth, matrix, estimators, settings));
            }
            int most = BUDGETS[BUDGETS.length - 1];
            EstimatorSettings goal =
                    EstimatorSettings.ofBudget(most).withConfidence(confidence).withRelative(0.2);
            cells.add(cell(family, "to 20 %", truth, matrix, estimators, goal));
        }
    }

    private static Cell cell(
            String family,
            String setting,
            double truth,
            Matrix matrix,
            Function<LinearOperator, Function<EstimatorSettings, Interval>> estimators,
            EstimatorSettings settings) {
        return new Cell(family, setting + ", " + settings.confidence(), settings.confidence(), truth, () -> {
            Function<EstimatorSettings, Interval> estimator = estimators.apply(matrix.operator());
            LongFunction<Interval> ofSeed = seed -> estimator.apply(settings.withSeed(seed));
            return ofSeed;
        });
    }
}
