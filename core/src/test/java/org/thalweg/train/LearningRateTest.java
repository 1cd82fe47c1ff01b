package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void constant() {
        assertEquals(0.1, new LearningRate.Constant(0.1).at(1_000_000));
    }

    @Test
    void stepDecayChangesAtItsSteps() {
        LearningRate rate = new LearningRate.StepDecay(1, 0.5, List.of(3L, 5L));
        double[] expected = {1, 1, 1, 0.5, 0.5, 0.25, 0.25};
        for (int step = 0; step < expected.length; step++) {
            assertEquals(expected[step], rate.at(step), "step " + step);
        }
    }

    @Test
    void cosineIsHalfAPeriod() {
        LearningRate rate = new LearningRate.Cosine(0.3, 0.1, 12);
        for (int step = 0; step <= 12; step++) {
            assertEquals(0.1 + 0.1 * (1 + Math.cos(Math.PI * step / 12)), rate.at(step), 1e-16, "step " + step);
        }
        assertEquals(0.1, rate.at(12));
        assertEquals(0.1, rate.at(13));
    }

    /** With d = 512 and w = 4000 it is the formula of the paper, d^-0.5 min(s^-0.5, s w^-1.5). */
    @Test
    void warmUpIsThatOfThePaper() {
        LearningRate rate = new LearningRate.WarmUp(1 / Math.sqrt(512.0 * 4000), 4000);
        for (int s : new int[] {1, 100, 3999, 4000, 4001, 100_000}) {
            double expected = Math.pow(512, -0.5) * Math.min(Math.pow(s, -0.5), s * Math.pow(4000, -1.5));
            assertEquals(expected, rate.at(s - 1), 1e-15 * expected, "s = " + s);
        }
    }

    @Test
    void namesWrongNumbers() {
        assertMessage("learning rate: 0.0, expected a finite number above 0", () -> new LearningRate.Constant(0));
        assertMessage(
                "learning rate: NaN, expected a finite number above 0", () -> new LearningRate.Constant(Double.NaN));
        assertMessage(
                "steps of the step decay: [5, 5], expected ascending numbers above 0",
                () -> new LearningRate.StepDecay(1, 0.1, List.of(5L, 5L)));
        assertMessage("lowest learning rate: 0.2, expected 0 to 0.1", () -> new LearningRate.Cosine(0.1, 0.2, 10));
        assertMessage("steps of the cosine: 0, expected at least 1", () -> new LearningRate.Cosine(0.1, 0, 0));
        assertMessage("steps of the warm-up: 0, expected at least 1", () -> new LearningRate.WarmUp(0.1, 0));
    }

    private static void assertMessage(String message, Runnable wrong) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    }
}
