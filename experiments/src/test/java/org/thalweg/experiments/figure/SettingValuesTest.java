package org.thalweg.experiments.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValuesTest {

    private static final Squares.Settings SETTINGS =
            new Squares.Settings(3, 0.1, List.of(0.0, 0.5), Squares.Kind.PLAIN);

    @Test
    void setsEveryType() {
        assertEquals(
                new Squares.Settings(4, 1e-3, List.of(1.0, 2.5), Squares.Kind.NEGATIVE),
                SettingValues.with(SETTINGS, List.of("parts=4", "factor=1e-3", "offsets=1, 2.5", "kind=negative")));
        assertEquals(SETTINGS, SettingValues.with(SETTINGS, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"part=4", "parts", "=4", ""})
    void wrongNameListsAll(String assignment) {
        assertEquals(
                "--set " + assignment + ": expected name=value with one of parts (int) = 3, factor (double) = 0.1,"
                        + " offsets (list of double) = 0.0,0.5, kind (plain|negative) = plain",
                assertThrows(IllegalArgumentException.class, () -> SettingValues.with(SETTINGS, List.of(assignment)))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "parts=1.5; --set parts: found `1.5`, expected int",
                "factor=; --set factor: found ``, expected double",
                "offsets=1,,2; --set offsets: found `1,,2`, expected list of double",
                "kind=other; --set kind: found `other`, expected plain|negative",
                "parts=0; parts: found 0, expected at least 1"
            })
    void wrongValueSaysWhatIsExpected(String assignment, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> SettingValues.with(SETTINGS, List.of(assignment)))
                        .getMessage());
    }

    /** Any bits, NaN and subnormal numbers included. */
    @Test
    void numbersReadAsTheSameBits() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            assertEquals(number, Double.parseDouble(Numbers.text(number)));
        }
        assertEquals("0.002", Numbers.text(2.0E-3));
        assertEquals("0", Numbers.text(0.0));
        assertEquals("-0", Numbers.text(-0.0));
        assertEquals("NaN", Numbers.text(Double.NaN));
        assertEquals("12000", Numbers.text(12000.0));
        assertTrue(Numbers.text(1e300).contains("E+300"), Numbers.text(1e300));
    }

    @ParameterizedTest
    @CsvSource({
        "1, NaN, NaN, reproduced",
        "-1, NaN, NaN, not reproduced",
        "1, 0.5, 1.5, reproduced",
        "1, -0.5, 2.5, undecided",
        "-1, -1.5, 0.5, undecided",
        "-1, -1.5, -0.5, not reproduced",
        "NaN, NaN, NaN, not measured"
    })
    void verdictNeedsTheWholeInterval(double measured, double lower, double upper, String verdict) {
        Claim claim = new Claim("", "", measured, lower, upper, Claim.Relation.ABOVE, 0);
        assertEquals(verdict, claim.verdict().toString());
    }

    @ParameterizedTest
    @CsvSource({"AT_LEAST, true, false", "ABOVE, false, false", "AT_MOST, true, true", "BELOW, false, true"})
    void relationsAreWhatTheirNamesSay(Claim.Relation relation, boolean equal, boolean below) {
        assertEquals(equal, new Claim("", "", 1, relation, 1).verdict() == Claim.Verdict.REPRODUCED);
        assertEquals(below, new Claim("", "", 0, relation, 1).verdict() == Claim.Verdict.REPRODUCED);
    }
}
