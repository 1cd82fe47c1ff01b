package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void numbersAreChecked() {
        assertMessage(
                "value: NaN, expected a finite number", () -> Estimate.withoutGoal(Double.NaN, 0, 1, 0.9, "m", 1));
        assertMessage(
                "interval: [2.0, 3.0], expected one that holds the value 1.0",
                () -> Estimate.withoutGoal(1, 2, 3, 0.9, "m", 1));
        assertMessage(
                "interval: [NaN, 3.0], expected one that holds the value 1.0",
                () -> Estimate.withoutGoal(1, Double.NaN, 3, 0.9, "m", 1));
        assertMessage("confidence: 0.0, expected a number in (0, 1]", () -> Estimate.withoutGoal(1, 0, 2, 0, "m", 1));
        assertMessage("method: empty, expected a name", () -> Estimate.withoutGoal(1, 0, 2, 0.9, "", 1));
        assertMessage("products: -1, expected at least 0", () -> Estimate.withoutGoal(1, 0, 2, 0.9, "m", -1));
    }

    @Test
    void goals() {
        Estimate estimate = Estimate.withoutGoal(10, 9, 10.5, 0.95, "m", 4);
        assertEquals(1, estimate.halfWidth());
        assertTrue(estimate.meets(EstimatorSettings.defaults().withRelative(0.1)));
        assertFalse(estimate.meets(EstimatorSettings.defaults().withRelative(0.09)));
        assertTrue(
                estimate.meets(EstimatorSettings.defaults().withRelative(0.09).withAbsolute(1)));
        assertFalse(estimate.meets(EstimatorSettings.ofBudget(4)));
        assertTrue(Estimate.withoutGoal(10, 9, 11, 1, "m", 4).meets(EstimatorSettings.ofBudget(4)));
        double infinite = Double.POSITIVE_INFINITY;
        assertFalse(Estimate.withoutGoal(10, -infinite, infinite, 0.9, "m", 1).meets(EstimatorSettings.defaults()));
    }

    /** What no accuracy was asked of is as accurate as was asked. */
    @Test
    void reachedIsWhatMeetsTheGoal() {
        Estimate estimate = Estimate.withoutGoal(10, 9, 10.5, 0.95, "m", 4);
        assertTrue(estimate.reached());
        assertTrue(estimate.judgedBy(EstimatorSettings.ofBudget(4)).reached());
        assertTrue(estimate.judgedBy(EstimatorSettings.defaults().withRelative(0.1))
                .reached());
        assertFalse(estimate.judgedBy(EstimatorSettings.defaults().withRelative(0.09))
                .reached());
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
