package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChiSquareTest {

    /** From {@code scipy.stats.chi2.ppf(miss, m) / m}, SciPy. */
    @ParameterizedTest
    @CsvSource({
        "2, 0.025, 0.025317807984289876",
        "4, 1e-06, 0.0007074403307396718",
        "16, 0.0125, 0.3783840270317263",
        "100, 0.025, 0.7422192747492373",
        "1000, 0.1, 0.943132562342892",
        "1000, 1e-12, 0.7169494787894976"
    })
    void quantilesAreThoseOfTheTable(int m, double miss, double expected) {
        assertEquals(expected, ChiSquare.lowerQuantile(m, miss), 1e-11 * expected);
    }

    /** As m grows, the constants become those of the normal distribution, from above. */
    @Test
    void constantsTendToTheNormalDistribution() {
        double normal = 1.959963984540054 * Math.sqrt(2);
        double before = Double.POSITIVE_INFINITY;
        for (int m = 2; m < 100_000; m *= 2) {
            double root = Calibration.root(m, 0.05) * Math.sqrt(m);
            assertTrue(root <= before && root > normal);
            assertTrue(Calibration.linear(m, 0.05) * Math.sqrt(m) > root);
            before = root;
        }
        assertEquals(normal, before, 0.03 * normal);
        assertEquals(Double.POSITIVE_INFINITY, Calibration.root(1, 0.05));
    }
}
