package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

    /** The numbers that javadoc and documents name: {@code 2^(1 - m)} is at most half the probability to miss. */
    @ParameterizedTest
    @CsvSource({"0.05, 7", "0.01, 9", "1e-3, 12", "1e-4, 16", "1e-9, 32"})
    void fewestVectors(double miss, int expected) {
        assertEquals(expected, Calibration.fewest(miss));
        assertEquals(Double.POSITIVE_INFINITY, Calibration.signs(expected - 1, miss));
        assertEquals(Double.POSITIVE_INFINITY, Calibration.squares(expected - 1, miss));
        assertTrue(Calibration.signs(expected, miss) < 10);
        assertTrue(Calibration.squares(expected, miss) < 100);
    }

    /** As m grows, the constants become those of the normal distribution, from above. */
    @Test
    void constantsTendToTheNormalDistribution() {
        double normal = 1.959963984540054 * Math.sqrt(2);
        double before = Double.POSITIVE_INFINITY;
        for (int m = 2; m <= 1 << 20; m *= 2) {
            double root = Calibration.root(m, 0.05) * Math.sqrt(m);
            assertTrue(root <= before && root > normal);
            assertTrue(Calibration.squares(m, 0.05) * Math.sqrt(m) > root);
            assertTrue(Calibration.signs(m, 0.05) * Math.sqrt(m) > root);
            before = root;
        }
        assertEquals(normal, before, 1e-3 * normal);
        assertEquals(normal, Calibration.squares(1 << 20, 0.05) * 1024, 3e-3 * normal);
        // The pair gives up a share of 0.8 of all misses: the normal quantile at 0.04 for that at 0.05.
        assertEquals(1.048 * normal, Calibration.signs(1 << 20, 0.05) * 1024, 3e-3 * normal);
        assertEquals(Double.POSITIVE_INFINITY, Calibration.root(1, 0.05));
    }

    /**
     * The exact probability to miss for a single pair of entries off the diagonal, by the binomial distribution: the mean of
     * the forms is off by {@code 2 |r|}, and {@code V^2} comes out as {@code 2 m/(m - 1) (1 - r^2)}.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.05, 0.01, 1e-3, 1e-4, 1e-6})
    void aPairIsMissedAtMostAsOftenAsStated(double miss) {
        for (int m = Calibration.fewest(miss); m <= 200; m++) {
            double constant = Calibration.signs(m, miss);
            double probability = Math.scalb(1.0, -m);
            double missed = 0;
            for (int k = 0; k <= m; k++) {
                double r = 1 - 2.0 * k / m;
                double spread = Math.sqrt(2 * m / (m - 1.0) * (1 - r * r));
                if (2 * Math.abs(r) > constant * spread) {
                    missed += probability;
                }
                probability *= (m - k) / (k + 1.0);
            }
            assertTrue(missed <= miss, "m = " + m + ": " + missed);
        }
    }

    /** From 32 vectors on a trace's interval is at most 2, a norm's 3 times as wide as the true V would make it. */
    @Test
    void widthsStayNearThoseOfTheTrueVariance() {
        for (int m = 32; m < 10_000; m += 1 + m / 8) {
            for (double miss : new double[] {0.05, 0.01}) {
                double normal = (miss == 0.05 ? 1.959963984540054 : 2.5758293035489004) * Math.sqrt(2.0 / m);
                assertTrue(Calibration.signs(m, miss) < 1.5 * normal);
                assertTrue(Calibration.squares(m, miss) < 1.8 * normal);
            }
        }
    }

    @Test
    void tooFewVectorsSayWhy() {
        assertEquals("7 probes", Calibration.words(7, "probe", 0.05));
        assertEquals("6 probes, too few for this confidence, which needs 7", Calibration.words(6, "probe", 0.05));
    }
}
