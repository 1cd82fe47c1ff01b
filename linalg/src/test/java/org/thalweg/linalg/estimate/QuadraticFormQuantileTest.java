package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.linalg.random.Draws;

class QuadraticFormQuantileTest {

    /**
     * Against 400,000 directions of NumPy's generator, {@code src/test/scripts/quadratic_form_quantile.py}; 5 % is what
     * 4096 directions leave open for the fewest samples and rarest misses, far less for the others.
     */
    @ParameterizedTest
    @CsvSource({
        "3, 0.05, 15.81, 0.05",
        "3, 1e-3, 302, 0.05",
        "5, 0.01, 18.49, 0.03",
        "8, 1e-4, 45.0, 0.03",
        "12, 1e-3, 13.80, 0.02",
        "20, 0.05, 3.014, 0.01",
        "50, 0.01, 3.691, 0.01",
        "100, 0.01, 3.161, 0.01",
        "100, 1e-4, 6.041, 0.01",
        "400, 0.05, 2.004, 0.01"
    })
    void constantsOfRankOne(int samples, double miss, double expected, double tolerance) {
        assertEquals(expected, QuadraticFormQuantile.of(samples, miss).value(), tolerance * expected);
    }

    /** Student's quantile never gives more confidence than is asked for. */
    @Test
    void neverBelowStudent() {
        for (int n = 2; n < 3000; n += 1 + n / 3) {
            assertTrue(QuadraticFormQuantile.of(n, 0.05).value() >= Quantiles.student(n - 1, 0.05));
        }
        assertEquals(Double.POSITIVE_INFINITY, QuadraticFormQuantile.of(1, 0.05).value());
    }

    /**
     * Forms {@code sum_k lambda_k x_k^2} of normal x, 20,000 seeds each: an interval that misses exactly at its rate fails with
     * probability 1e-3 (3.1 standard deviations).
     */
    @ParameterizedTest
    @CsvSource({"5, 0.01, 1, 0", "5, 0.05, 1, 0.2", "30, 0.01, 1, 0.1", "30, 0.01, 1, -1", "10, 0.05, 1, 1"})
    void formsAreCoveredAtTheirRate(int samples, double miss, double first, double second) {
        int seeds = 20_000;
        double constant = QuadraticFormQuantile.of(samples, miss).value();
        Draws draws = new Draws(1, 77);
        double[] x = new double[2 * samples];
        double[] v = new double[samples];
        int misses = 0;
        for (int seed = 0; seed < seeds; seed++) {
            draws.normals(seed, x, 0, 2 * samples);
            double mean = 0;
            for (int p = 0; p < samples; p++) {
                v[p] = first * x[2 * p] * x[2 * p] + second * x[2 * p + 1] * x[2 * p + 1];
                mean += v[p] / samples;
            }
            double squares = 0;
            for (double value : v) {
                squares += (value - mean) * (value - mean);
            }
            double error = Math.sqrt(squares / (samples - 1) / samples);
            if (Math.abs(mean - first - second) > constant * error) {
                misses++;
            }
        }
        double bound = seeds * miss + 3.1 * Math.sqrt(seeds * miss);
        assertTrue(misses <= bound, misses + " misses, expected at most " + bound);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertEquals(
                "samples: 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> QuadraticFormQuantile.of(0, 0.05)
                                .value())
                        .getMessage());
        assertEquals(
                "miss: 1.0, expected a number between 0 and 1",
                assertThrows(IllegalArgumentException.class, () -> QuadraticFormQuantile.of(3, 1)
                                .value())
                        .getMessage());
    }

    /** Also below one half, where taking it from 1 twice loses bits. */
    @Test
    void confidenceIsWhatWasAskedFor() {
        for (double confidence : new double[] {1e-20, 0.1, 0.3, 0.95, 1 - 1e-9}) {
            QuadraticFormQuantile quantile = QuadraticFormQuantile.ofConfidence(5, confidence);
            assertEquals(confidence, quantile.confidence());
            assertTrue(quantile.value() > 0 && quantile.value() < Double.POSITIVE_INFINITY);
        }
        assertEquals(
                QuadraticFormQuantile.of(5, 1 - 0.95).value(),
                QuadraticFormQuantile.ofConfidence(5, 0.95).value());
        for (double confidence : new double[] {0, 1, Double.NaN}) {
            assertEquals(
                    "confidence: found " + confidence + ", expected a number between 0 and 1",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> QuadraticFormQuantile.ofConfidence(5, confidence))
                            .getMessage());
        }
    }
}
