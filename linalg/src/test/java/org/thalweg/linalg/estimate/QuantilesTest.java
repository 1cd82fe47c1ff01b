package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantilesTest {

    /** A unit in the last place of the 24 bits. */
    private static final double ULP = 0x1p-23;

    /** From {@code scipy.stats.t.isf(miss / 2, degrees)}, SciPy, and rounded up. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.05, 12.706204736432102",
        "2, 0.05, 4.3026527299112765",
        "3, 0.05, 3.1824463052842638",
        "4, 0.01, 4.604094871415898",
        "5, 1e-4, 11.17771007032153",
        "11, 0.05, 2.200985160082949",
        "30, 1e-6, 6.119075620384274",
        "1000, 1e-9, 6.168430247761609",
        "10000000, 0.01, 2.575829795203749"
    })
    void student(long degrees, double miss, double expected) {
        double found = Quantiles.student(degrees, miss);
        assertTrue(found >= expected && found <= expected * (1 + ULP), () -> found + " for " + expected);
    }

    @Test
    void noDegreeOfFreedomNoInterval() {
        assertEquals(Double.POSITIVE_INFINITY, Quantiles.student(0, 0.05));
    }

    /** From {@code scipy.stats.chi2.ppf(miss, m) / m}, SciPy, and rounded down. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.025, 0.0009820691171752555",
        "2, 0.025, 0.025317807984289876",
        "3, 1e-4, 0.0017382774430093255",
        "4, 1e-06, 0.0007074403307396718",
        "16, 0.0125, 0.3783840270317263",
        "100, 0.025, 0.7422192747492373",
        "1000, 0.1, 0.943132562342892",
        "1000, 1e-12, 0.7169494787894976",
        "1048576, 0.025, 0.9972949635966629",
        "16777216, 1e-4, 0.9987164562307319"
    })
    void meanSquare(int m, double miss, double expected) {
        double found = Quantiles.meanSquare(m, miss);
        assertTrue(found <= expected && found >= expected * (1 - ULP), () -> found + " for " + expected);
    }

    /** From {@code scipy.stats.binom.cdf}, SciPy: the first k where it exceeds {@code miss}. */
    @ParameterizedTest
    @CsvSource({"8, 0.02, 1", "15, 0.0004, 1", "15, 0.0005, 2", "64, 0.01, 23", "100000, 0.001, 49511"})
    void heads(int m, double miss, int expected) {
        assertEquals(expected, Quantiles.heads(m, miss));
    }
}
