package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
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
     * The difference of two quadratics is {@code (s^2/2) sum_j (h_j - k_j)}. Of 300 seeds 270 are covered on average, with a
     * standard deviation of 5.2; six of them are allowed to the lower side, as the interval is made for a harder case.
     */
    @Test
    void intervalsCoverTheTruth() {
        double truth = DEVIATION * DEVIATION / 2 * 0.05 * N;
        QuadraticFormQuantile quantile = QuadraticFormQuantile.of(12, 0.1);
        int covered = 0;
        for (int seed = 0; seed < 300; seed++) {
            SharpnessDifference difference = SharpnessDifference.of(
                    estimate(quadratic(10.05, 1), quantile, seed), estimate(quadratic(10, 1), quantile, seed), 0.9);
            covered += difference.lower() <= truth && truth <= difference.upper() ? 1 : 0;
        }
        assertTrue(covered >= 270 - 31, () -> "too few");
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
    }
}
