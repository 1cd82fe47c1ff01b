package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.Workers;

class CellTest {

    private static final int CASES = 20_000;
    private static final double TRUTH = 3;

    private static Trials trials(Workers workers) {
        return new Trials(1, Scale.QUICK, name -> true, OptionalInt.empty(), workers);
    }

    /** Intervals of a normal estimate with standard deviation 0.5 that hold the truth with probability {@code held}. */
    private static Cell normal(double held, double claimed) {
        double reach = 0.5 * new NormalDistribution().inverseCumulativeProbability(0.5 + 0.5 * held);
        LongFunction<Answer> estimator = seed -> {
            double value = TRUTH + 0.5 * new Random(seed).nextGaussian();
            return Answer.of(value, value - reach, value + reach, false, TRUTH);
        };
        return new Cell("normal", "claims " + claimed, claimed, () -> estimator);
    }

    private static Coverage run(Cell cell) {
        return cell.run(trials(Workers.of(1)), CASES, 1e-6);
    }

    /** Fails with probability 1e-6 for a random seed, which is fixed. */
    @Test
    void intervalsThatMissAsOftenAsTheyClaimHold() {
        Coverage found = run(normal(0.95, 0.95));
        assertTrue(found.held());
        assertEquals(0.05 * CASES, found.misses(), 5 * Math.sqrt(0.05 * 0.95 * CASES));
        assertEquals(1, found.relativeWidth(), 0.05);
        assertEquals(0, found.infinite());
    }

    @Test
    void intervalsThatAreTooNarrowAreBroken() {
        assertFalse(run(normal(0.93, 0.95)).held());
        assertFalse(run(normal(0.95, 0.99)).held());
        assertFalse(run(normal(0.999, 0.9999)).held());
    }

    @Test
    void theWorstCaseCanBeRepeatedAlone() {
        Cell cell = normal(0.93, 0.95);
        Coverage found = run(cell);
        Trials alone = new Trials(1, Scale.QUICK, name -> true, OptionalInt.of(found.worst()), Workers.of(1));
        Coverage again = cell.run(alone, CASES, 1e-6);
        assertEquals(1, again.cases());
        assertEquals(1, again.misses());
        assertEquals(found.worst(), again.worst());
    }

    @Test
    void threadsDoNotChangeARow() {
        try (Workers workers = Workers.of(3)) {
            assertEquals(run(normal(0.9, 0.95)), normal(0.9, 0.95).run(trials(workers), CASES, 1e-6));
        }
    }

    /** A hundred answers that are certain and right, but for one. */
    private static Coverage mostlyRight(Answer other) {
        return new Cell("certain", "", 0.5, () -> seed -> Answer.of(TRUTH, TRUTH, TRUTH, true, TRUTH))
                .count(
                        IntStream.range(0, 100)
                                .mapToObj(i -> i == 42 ? other : Answer.of(TRUTH, TRUTH, TRUTH, true, TRUTH))
                                .toArray(Answer[]::new),
                        0,
                        1e-6);
    }

    @Test
    void whatIsCertainMayNeverMiss() {
        assertTrue(mostlyRight(Answer.of(TRUTH, TRUTH, TRUTH, true, TRUTH)).held());
        Coverage found = mostlyRight(Answer.of(2, 1.5, 2.5, true, TRUTH));
        assertFalse(found.held());
        assertEquals(0, found.misses());
        assertEquals(1, found.broken());
        assertEquals(42, found.worst());
        assertTrue(mostlyRight(Answer.of(2, 1.5, 2.5, false, TRUTH)).held());
    }

    @Test
    void whatIsThrownIsBrokenAndTold() {
        Coverage found = mostlyRight(Answer.thrown(new ArithmeticException("no number")));
        assertFalse(found.held());
        assertEquals(42, found.worst());
        assertTrue(found.note().contains("no number"));
        Cell thrower = new Cell("thrower", "", 0.95, () -> seed -> {
            throw new IllegalStateException("always");
        });
        assertEquals(CASES, run(thrower).broken());
    }

    @Test
    void notANumberMisses() {
        assertTrue(Answer.of(Double.NaN, Double.NaN, Double.NaN, false, TRUTH).missed());
        assertTrue(Answer.of(2, Double.NaN, 4, false, TRUTH).missed());
        assertFalse(Answer.of(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, TRUTH)
                .missed());
    }

    @Test
    void infiniteIntervalsAreCounted() {
        Cell cell = new Cell(
                "infinite",
                "",
                0.95,
                () -> seed -> seed % 4 == 0
                        ? Answer.of(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, TRUTH)
                        : Answer.of(TRUTH, 2, 4, false, TRUTH));
        assertEquals(0.25, run(cell).infinite(), 5 * Math.sqrt(0.25 * 0.75 / CASES));
    }

    @Test
    void limitsShareOneRateOfFalseFailures() {
        List<Cell> cells = List.of(normal(0.95, 0.95), normal(0.9, 0.9), normal(0.99, 0.99));
        List<Row> rows = Cells.run(cells, trials(Workers.of(1)), CASES);
        assertEquals(3, rows.size());
        Coverage first = (Coverage) rows.get(0);
        assertEquals(Binomial.limit(CASES, 1 - 0.95, Binomial.FALSE_FAILURES / 3), first.limit());
    }
}
