package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {

    /**
     * The probability has an absolute error of about 1e-15, so the quantile of a rare miss a relative one of about {@code
     * 1e-15 / miss}. From {@code scipy.stats.t.isf(miss / 2, degrees)}, SciPy. Odd degrees of freedom count as the even ones below.
     */
    @ParameterizedTest
    @CsvSource({
        "2, 0.05, 4.302652729749464",
        "4, 0.01, 4.604094871349993",
        "10, 0.05, 2.228138851986274",
        "11, 0.05, 2.228138851986274",
        "14, 0.025, 2.5095694114933234",
        "30, 1e-6, 6.119075620384216",
        "100, 0.05, 1.983971518523552",
        "1000, 1e-9, 6.168430247805824",
        "1, 0.05, Infinity"
    })
    void quantilesAreThoseOfTheTable(int degrees, double miss, double expected) {
        double error = expected == Double.POSITIVE_INFINITY ? 0 : (1e-12 + 1e-15 / miss) * expected;
        assertEquals(expected, StudentT.twoSided(degrees, miss), error);
    }
}
