package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @Test
    void columnsAreAlignedAndMarkdown() {
        Table table = new Table("work", "ms").row("a", "12.5").row("gradient", "-");
        assertEquals("""
                | work     |   ms |
                |----------|-----:|
                | a        | 12.5 |
                | gradient |    - |
                """, table.toString());
    }

    @Test
    void rowsHaveTheCellsOfTheHeader() {
        Table table = new Table("work", "ms");
        assertThrows(IllegalArgumentException.class, () -> table.row("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, -",
        "0, 0.000",
        "0.04, 0.040",
        "0.99949, 0.999",
        "0.99951, 1.00",
        "9.994, 9.99",
        "9.996, 10.0",
        "99.94, 99.9",
        "99.96, 100",
        "2146297.4, 2146297",
        "-12.34, -12.3"
    })
    void numbersHaveThreeDigits(double value, String expected) {
        assertEquals(expected, Table.number(value));
    }
}
