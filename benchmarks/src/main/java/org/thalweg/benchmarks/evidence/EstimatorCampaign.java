package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.FrobeniusNorm;
import org.thalweg.linalg.estimate.LogDeterminant;
import org.thalweg.linalg.estimate.Trace;

/** Coverage of the intervals for traces, Frobenius norms and log-determinants. */
final class EstimatorCampaign implements Campaign {

    private static final double[] CONFIDENCES = {0.95, 0.99, 0.999, 0.9999};
    private static final double[] GOAL_CONFIDENCES = {0.95, 0.999};
    private static final int MOST = 64;
    private static final int[] BUDGETS = {2, 4, 8, 16, 32, MOST};
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
        return Cells.run(cells(), trials, trials.scale().choose(250, 20_000));
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Matrix matrix : EstimatorMatrices.all()) {
            for (Trace.Method method : List.of(Trace.Method.HUTCHINSON, Trace.Method.HUTCH_PLUS_PLUS)) {
                add(cells, "trace " + method, matrix, matrix::trace, settings -> {
                    LinearOperator operator = matrix.operator();
                    return seed -> Trace.estimate(operator, method, settings.withSeed(seed));
                });
            }
            add(cells, "Frobenius norm", matrix, matrix::frobeniusNorm, settings -> {
                LinearOperator operator = matrix.operator();
                return seed -> FrobeniusNorm.estimate(operator, settings.withSeed(seed));
            });
            for (int steps : STEPS) {
                add(
                        cells,
                        "log-determinant by " + steps + (steps == 1 ? " step" : " steps"),
                        matrix,
                        () -> matrix.shift().logDeterminant(),
                        settings -> logDeterminant(matrix, steps, settings));
            }
        }
        return cells;
    }

    private static LongFunction<Estimate> logDeterminant(Matrix matrix, int steps, EstimatorSettings settings) {
        Matrix.Shift shift = matrix.shift();
        LinearOperator operator = matrix.operator();
        return seed -> LogDeterminant.estimate(
                operator,
                shift.shift(),
                shift.lowerBound(),
                Math.min(steps, (int) settings.budget()),
                settings.withSeed(seed),
                Deflation.none(operator.dimension()),
                Workers.of(1),
                EstimateListener.SILENT);
    }

    /** A cell for each budget and confidence; {@code estimators} makes one for a thread of its own. */
    private static void add(
            List<Cell> cells,
            String estimator,
            Matrix matrix,
            DoubleSupplier truth,
            Function<EstimatorSettings, LongFunction<Estimate>> estimators) {
        String family = estimator + ", " + matrix.name();
        for (double confidence : CONFIDENCES) {
            EstimatorSettings all = EstimatorSettings.ofBudget(MOST).withConfidence(confidence);
            for (int budget : BUDGETS) {
                cells.add(cell(family, budget + " products", truth, estimators, all.withBudget(budget)));
            }
        }
        for (double confidence : GOAL_CONFIDENCES) {
            EstimatorSettings goal =
                    EstimatorSettings.ofBudget(MOST).withConfidence(confidence).withRelative(0.2);
            cells.add(cell(family, "to 20 %", truth, estimators, goal));
        }
    }

    private static Cell cell(
            String family,
            String setting,
            DoubleSupplier truth,
            Function<EstimatorSettings, LongFunction<Estimate>> estimators,
            EstimatorSettings settings) {
        double confidence = settings.confidence();
        return new Cell(family, setting + ", " + confidence, confidence, () -> {
            LongFunction<Estimate> estimator = estimators.apply(settings);
            double exact = truth.getAsDouble();
            return seed -> Answer.of(estimator.apply(seed), exact);
        });
    }
}
