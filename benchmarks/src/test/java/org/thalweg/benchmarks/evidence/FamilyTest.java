package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.Workers;

class FamilyTest {

    private static final Trials TRIALS =
            new Trials(1, Scale.QUICK, name -> !name.equals("left out"), OptionalInt.empty(), Workers.of(1));

    private static List<Accuracy> run(double bound, double... errors) {
        Family family = new Family(
                "numbers",
                List.of(
                        Family.Quantity.largest("error", bound),
                        new Family.Quantity("root mean square", bound, Family.Over.ROOT_MEAN_SQUARE)),
                errors.length,
                (number, key) -> new Family.Outcome("case " + number, errors[number], errors[number]));
        return Family.run(List.of(family), TRIALS).stream()
                .map(Accuracy.class::cast)
                .toList();
    }

    @Test
    void theLargestErrorCounts() {
        List<Accuracy> rows = run(3, 1, -2, 0.5);
        assertEquals(new Accuracy("numbers", "error", 3, 2, 3, 1, "case 1"), rows.get(0));
        assertEquals(Math.sqrt((1 + 4 + 0.25) / 3), rows.get(1).error(), 1e-15);
        assertTrue(rows.get(0).held());
        assertFalse(run(1.9, 1, -2, 0.5).get(0).held());
    }

    @Test
    void notANumberIsTheWorst() {
        Accuracy found = run(3, 1, Double.NaN, 2).get(0);
        assertFalse(found.held());
        assertEquals(1, found.worst());
        assertEquals(Double.POSITIVE_INFINITY, found.error());
    }

    @Test
    void whatIsThrownIsTold() {
        Family family = new Family("throws", List.of(Family.Quantity.largest("error", 1)), 5, (number, key) -> {
            if (number == 3) {
                throw new ArithmeticException("no number");
            }
            return new Family.Outcome("", 0);
        });
        Accuracy found = (Accuracy) Family.run(List.of(family), TRIALS).get(0);
        assertFalse(found.held());
        assertEquals(3, found.worst());
        assertTrue(found.note().contains("no number"));
    }

    @Test
    void onlyChosenFamiliesAreTried() {
        Family family = new Family("left out", List.of(), 5, (number, key) -> {
            throw new AssertionError();
        });
        assertEquals(List.of(), Family.run(List.of(family), TRIALS));
    }

    @Test
    void keysDifferByCaseFamilyAndSeed() {
        Trials other = new Trials(2, Scale.QUICK, name -> true, OptionalInt.empty(), Workers.of(1));
        assertEquals(TRIALS.key("a", 1), TRIALS.key("a", 1));
        assertNotEquals(TRIALS.key("a", 1), TRIALS.key("a", 2));
        assertNotEquals(TRIALS.key("a", 1), TRIALS.key("b", 1));
        assertNotEquals(TRIALS.key("a", 1), other.key("a", 1));
    }
}
