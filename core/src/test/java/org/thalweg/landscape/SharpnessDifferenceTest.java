package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.estimate.QuadraticFormQuantile;

class SharpnessDifferenceTest {

    private static final int N = 20;
    private static final double DEVIATION = 0.3;

    /** {@code L = sum_j theta_j + (1/2) sum_j h_j theta_j^2}, {@code h_j = size + slope j}. */
    private static Landscape quadratic(double size, double slope) {
        return theta -> {
            double loss = 0;
            for (int j = 0; j < N; j++) {
                loss += theta[j] + (size + slope * j) * theta[j] * theta[j] / 2;
            }
            return loss;
        };
    }

    private static ExpectedSharpness estimate(Landscape landscape, int pairs, long seed) {
        return estimate(landscape, QuadraticFormQuantile.of(pairs, 0.1), seed);
    }

    private static ExpectedSharpness estimate(Landscape landscape, QuadraticFormQuantile quantile, long seed) {
        double[] deviations = new double[N];
        Arrays.fill(deviations, DEVIATION);
        return ExpectedSharpness.estimate(landscape, new double[N], deviations, quantile, seed);
    }

    /**
     * The difference of two quadratics is {@code (s^2/2) sum_j (h_j - k_j)}. An interval that holds in exactly 90 of 100 cases
     * holds the truth for fewer than 255 of 300 seeds with probability 0.0024 (binomial); the intervals are made for a harder
     * case, and the seeds are always the same.
     */
    @Test
    void intervalsCoverTheTruth() {
        double truth = DEVIATION * DEVIATION / 2 * 0.05 * N;
        assertCovers(truth, quadratic(10.05, 1), quadratic(10, 1), 12);
    }

    /**
     * The matrix of the difference has the eigenvalues 1 and -1, so that the truth is 0, and few pairs. As unlikely to fail by
     * chance as the other.
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void intervalsCoverIndefiniteDifferences(int pairs) {
        Landscape first = theta -> theta[0] * theta[0] / 2;
        Landscape second = theta -> theta[1] * theta[1] / 2;
        assertCovers(0, first, second, pairs);
    }

    private static void assertCovers(double truth, Landscape more, Landscape less, int pairs) {
        QuadraticFormQuantile quantile = QuadraticFormQuantile.of(pairs, 0.1);
        int covered = 0;
        for (int seed = 0; seed < 300; seed++) {
            SharpnessDifference difference =
                    SharpnessDifference.of(estimate(more, quantile, seed), estimate(less, quantile, seed), quantile);
            covered += difference.lower() <= truth && truth <= difference.upper() ? 1 : 0;
        }
        int held = covered;
        assertTrue(covered >= 255, () -> "held " + held + " of 300 times");
    }

    /** Two that differ by half a percent: each is known to some percent, the difference has a sign all the same. */
    @Test
    void whatBothHaveInCommonDropsOut() {
        ExpectedSharpness more = estimate(quadratic(10.05, 1), 32, 1);
        ExpectedSharpness less = estimate(quadratic(10, 1), 32, 1);
        SharpnessDifference difference = SharpnessDifference.of(more, less, 0.99);
        assertTrue(difference.lower() > 0, difference::toString);
        assertTrue(less.upper() > more.lower(), "each alone says nothing");
        assertEquals(more.mean() - less.mean(), difference.mean(), 1e-12);
    }

    @Test
    void nothingDiffersFromItself() {
        ExpectedSharpness one = estimate(quadratic(3, 2), 8, 1);
        SharpnessDifference difference = SharpnessDifference.of(one, estimate(quadratic(3, 2), 8, 1), 0.95);
        assertEquals(0, difference.mean());
        assertEquals(0, difference.lower());
        assertEquals(0, difference.upper());
    }

    @Test
    void otherNoiseIsRefused() {
        ExpectedSharpness one = estimate(quadratic(3, 2), 8, 1);
        for (ExpectedSharpness other :
                new ExpectedSharpness[] {estimate(quadratic(3, 2), 8, 2), estimate(quadratic(3, 2), 9, 1)}) {
            assertThrows(IllegalArgumentException.class, () -> SharpnessDifference.of(one, other, 0.95));
        }
        assertThrows(IllegalArgumentException.class, () -> SharpnessDifference.of(one, one, 1));
        ExpectedSharpness larger = ExpectedSharpness.estimate(
                quadratic(3, 2), new double[N + 1], new double[N + 1], QuadraticFormQuantile.of(8, 0.1), 1);
        assertEquals(
                "noise: found 8 pairs for 20 parameters with seed 1 and 8 pairs for 21 parameters with seed 1, expected"
                        + " the same noise for both",
                assertThrows(IllegalArgumentException.class, () -> SharpnessDifference.of(one, larger, 0.95))
                        .getMessage());
        QuadraticFormQuantile ofNine = QuadraticFormQuantile.of(9, 0.1);
        assertEquals(
                "quantile: found that of 9 pairs, expected that of 8, as there are",
                assertThrows(IllegalArgumentException.class, () -> SharpnessDifference.of(one, one, ofNine))
                        .getMessage());
    }

    @Test
    void valuesAreACopyAndTheConfidenceIsWhatWasAskedFor() {
        ExpectedSharpness one = ExpectedSharpness.estimate(quadratic(3, 2), new double[N], new double[N], 8, 0.3, 1);
        one.values()[0] = 7;
        assertEquals(0, one.values()[0]);
        assertEquals(0.3, one.confidence());
        assertEquals(0.3, SharpnessDifference.of(one, one, 0.3).confidence());
    }
}
