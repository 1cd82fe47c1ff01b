package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Split;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

class ExpectedSharpnessTest {

    private static final double[] CURVATURES =
            IntStream.rangeClosed(1, 30).mapToDouble(j -> 10.0 / j).toArray();

    /** {@code L = 3 + sum_j theta_j + (1/2) sum_j h_j theta_j^2}; its sharpness is {@code (1/2) sum_j s_j^2 h_j}. */
    private static double quadratic(double[] theta) {
        double loss = 3;
        for (int j = 0; j < theta.length; j++) {
            loss += theta[j] + CURVATURES[j] * theta[j] * theta[j] / 2;
        }
        return loss;
    }

    /**
     * The interval covers at its rate. With 1000 seeds the number that are covered has a standard deviation of 9.5 at 90 %;
     * six of them are allowed, and two for pairs that are not normal.
     */
    @Test
    void intervalsCoverTheTruth() {
        double[] deviations = new double[30];
        double truth = 0;
        for (int j = 0; j < 30; j++) {
            deviations[j] = 0.1 + 0.01 * j;
            truth += deviations[j] * deviations[j] * CURVATURES[j] / 2;
        }
        int covered = 0;
        for (int seed = 0; seed < 1000; seed++) {
            ExpectedSharpness estimate = ExpectedSharpness.estimate(
                    ExpectedSharpnessTest::quadratic, new double[30], deviations, 21, 0.9, seed);
            covered += estimate.lower() <= truth && truth <= estimate.upper() ? 1 : 0;
            assertEquals(3, estimate.lossAtPoint());
        }
        assertEquals(900, covered, 76);
    }

    /** The variance of a pair is {@code (1/2) sum_j s^4 h_j^2}: the gradient has no part in it. */
    @Test
    void pairsCancelTheGradient() {
        double[] deviations = new double[30];
        Arrays.fill(deviations, 0.5);
        int pairs = 2001;
        ExpectedSharpness estimate = ExpectedSharpness.estimate(
                ExpectedSharpnessTest::quadratic, new double[30], deviations, pairs, 0.99, 1);
        double variance = 0;
        double truth = 0;
        for (double h : CURVATURES) {
            variance += 0.0625 * h * h / 2;
            truth += 0.25 * h / 2;
        }
        double error = Math.sqrt(variance / pairs);
        assertEquals(error, estimate.standardError(), 0.2 * error);
        assertEquals(truth, estimate.mean(), 4 * error);
        ExpectedSharpness linear =
                ExpectedSharpness.estimate(theta -> Arrays.stream(theta).sum(), new double[30], deviations, 11, 0.9, 1);
        assertEquals(0, linear.mean(), 1e-14);
    }

    private static final Graph NETWORK = Sequential.mlp(Activations.TANH, 784, 6, 5, 10);

    /** {@code (1/2) sum_j s_j^2 H_jj} with the diagonal of the exact Hessian, for both kinds of noise. */
    @Test
    void smallNoiseSeesTheHessian() {
        try (Workers workers = Workers.of(1)) {
            Objective objective =
                    Objective.of(NETWORK, Loss.crossEntropy(), BuiltInDigits.generate(1, Split.TRAIN, 100), workers);
            double[] theta = new Initialization.FanIn().theta(NETWORK, 3);
            LinearOperator hessian = objective.at(theta).operator(Curvature.HESSIAN, NETWORK.parameter("2.weight"));
            for (boolean relative : new boolean[] {false, true}) {
                double[] deviations = relative
                        ? ExpectedSharpness.relative(NETWORK, theta, 1e-3, NETWORK.parameter("2.weight"))
                        : ExpectedSharpness.equal(NETWORK, 1e-3, NETWORK.parameter("2.weight"));
                objective.at(theta);
                double expected = 0;
                int from = NETWORK.parameter("2.weight").offset();
                for (int j = 0; j < hessian.dimension(); j++) {
                    double[] unit = new double[hessian.dimension()];
                    unit[j] = 1;
                    expected += deviations[from + j] * deviations[from + j] * hessian.apply(unit)[j] / 2;
                }
                ExpectedSharpness estimate =
                        ExpectedSharpness.estimate(Landscape.of(objective), theta, deviations, 401, 0.99, 2);
                // Five standard errors, and a part in a thousand for what is of higher order.
                assertEquals(expected, estimate.mean(), 5 * estimate.standardError() + 1e-3 * Math.abs(expected));
                assertTrue(estimate.standardError() < 0.2 * Math.abs(expected), estimate.toString());
            }
        }
    }

    @Test
    void relativeNoiseHasTheSizeOfTheFilters() {
        double[] theta = new Initialization.Normal(1).theta(NETWORK, 3);
        double[] deviations = ExpectedSharpness.relative(NETWORK, theta, 0.1);
        for (int row = 0; row < 6; row++) {
            double noise = 0;
            double weights = 0;
            for (int i = row * 784; i < (row + 1) * 784; i++) {
                noise += deviations[i] * deviations[i];
                weights += theta[i] * theta[i];
            }
            assertEquals(0.01 * weights, noise, 1e-12 * noise);
        }
        int bias = NETWORK.parameter("0.bias").offset();
        assertArrayEquals(new double[6], Arrays.copyOfRange(deviations, bias, bias + 6));
        double[] some = ExpectedSharpness.equal(NETWORK, 0.3, NETWORK.parameter("0.bias"));
        assertEquals(6 * 0.3, Arrays.stream(some).sum(), 1e-15);
        assertEquals(0.3, some[bias]);
    }

    @Test
    void infiniteLossesAreSeen() {
        double[] one = {1};
        ExpectedSharpness estimate = ExpectedSharpness.estimate(
                theta -> theta[0] > 0.5 ? Double.POSITIVE_INFINITY : 1, new double[1], one, 20, 0.9, 1);
        assertTrue(!Double.isFinite(estimate.mean()));
        assertTrue(!Double.isFinite(estimate.upper()));
    }

    @Test
    void refuses() {
        assertMessage("standard deviations: length 2, expected 1", new double[2], 5, 0.9);
        assertMessage(
                "standard deviation 0: found -1.0, expected a finite number, 0 or more", new double[] {-1}, 5, 0.9);
        assertMessage("pairs: found 2, expected at least 3", new double[1], 2, 0.9);
        assertMessage("confidence: found 1.0, expected a number between 0 and 1", new double[1], 3, 1);
    }

    private static void assertMessage(String message, double[] deviations, int pairs, double confidence) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ExpectedSharpness.estimate(
                                        theta -> 0, new double[1], deviations, pairs, confidence, 1))
                        .getMessage());
    }
}
