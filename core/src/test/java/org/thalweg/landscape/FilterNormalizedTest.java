package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Split;
import org.thalweg.landscape.FilterNormalized.Filters;
import org.thalweg.landscape.FilterNormalized.Vectors;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

class FilterNormalizedTest {

    private static final Graph NETWORK = Sequential.mlp(Activations.RELU, 784, 6, 5, 10);
    private static final double[] THETA = new Initialization.Normal(0.2).theta(NETWORK, 1);

    private static double norm(double[] x, int from, int length) {
        return Math.sqrt(Arrays.stream(x, from, from + length).map(v -> v * v).sum());
    }

    @Test
    void filtersHaveTheNormsOfTheWeights() {
        for (Vectors vectors : Vectors.values()) {
            double[] direction = FilterNormalized.direction(NETWORK, THETA, vectors, 7, 0);
            for (Parameter p : NETWORK.parameters()) {
                if (p.vector()) {
                    double expected = vectors == Vectors.FIXED ? 0 : norm(THETA, p.offset(), p.size());
                    assertEquals(expected, norm(direction, p.offset(), p.size()), 1e-13 * expected);
                } else {
                    for (int row = 0; row < p.rows(); row++) {
                        int from = p.offset() + row * p.columns();
                        double expected = norm(THETA, from, p.columns());
                        assertEquals(expected, norm(direction, from, p.columns()), 1e-13 * expected);
                    }
                }
            }
        }
    }

    /** The norm of a layer is that of its weights; within a layer all rows of the drawn direction keep their ratios. */
    @Test
    void layersHaveTheNormsOfTheWeights() {
        double[] layers = FilterNormalized.direction(NETWORK, THETA, Filters.LAYERS, Vectors.FIXED, 7, 0);
        double[] rows = FilterNormalized.direction(NETWORK, THETA, Filters.ROWS, Vectors.FIXED, 7, 0);
        assertArrayEquals(rows, FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 0));
        for (Parameter p : NETWORK.parameters()) {
            double expected = p.vector() ? 0 : norm(THETA, p.offset(), p.size());
            assertEquals(expected, norm(layers, p.offset(), p.size()), 1e-13 * expected);
            for (int row = 0; row < p.rows() && !p.vector(); row++) {
                int from = p.offset() + row * p.columns();
                double factor = rows[from] / layers[from];
                for (int i = from; i < from + p.columns(); i++) {
                    assertEquals(rows[i], factor * layers[i], 1e-13 * Math.abs(rows[i]));
                }
            }
        }
        Parameter first = NETWORK.parameter("0.weight");
        assertNotEquals(
                rows[first.offset()] / layers[first.offset()],
                rows[first.offset() + 784] / layers[first.offset() + 784],
                1e-3,
                "rows of other norms have other factors");
    }

    @Test
    void onlyWhatIsChosenMoves() {
        Parameter weight = NETWORK.parameter("2.weight");
        double[] all = FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 3);
        double[] some = FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 3, weight);
        for (int i = 0; i < all.length; i++) {
            boolean chosen = i >= weight.offset() && i < weight.offset() + weight.size();
            assertEquals(chosen ? all[i] : 0, some[i]);
        }
        assertArrayEquals(all, FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 3));
        assertNotEquals(all[0], FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 4)[0]);
        assertNotEquals(all[0], FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 8, 3)[0]);
    }

    @Test
    void filtersOfNormZeroRest() {
        double[] theta = THETA.clone();
        Arrays.fill(theta, 784, 2 * 784, 0);
        double[] direction = FilterNormalized.direction(NETWORK, theta, Vectors.FIXED, 7, 0);
        assertArrayEquals(new double[784], Arrays.copyOfRange(direction, 784, 2 * 784));
        double[] zero = new double[theta.length];
        FilterNormalized.normalize(NETWORK, theta, Vectors.SCALED, zero);
        assertArrayEquals(new double[theta.length], zero);
    }

    /** A rectifier network whose first layer is multiplied by 8 and whose second is divided by it has the same slices. */
    @Test
    void slicesDoNotSeeTheScaleOfTheLayers() {
        double[] scaled = THETA.clone();
        scale(scaled, "0.weight", 8);
        scale(scaled, "0.bias", 8);
        scale(scaled, "2.weight", 1 / 8.0);
        double[] steps = Slice.steps(-1, 1, 9);
        try (Workers workers = Workers.of(1)) {
            Objective objective =
                    Objective.of(NETWORK, Loss.crossEntropy(), BuiltInDigits.generate(1, Split.TRAIN, 50), workers);
            Landscape landscape = Landscape.of(objective);
            double[] direction = FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 0);
            double[] losses = Slice.line(Lines.through(landscape, THETA), direction, steps);
            double[] scaledDirection = FilterNormalized.direction(NETWORK, scaled, Vectors.FIXED, 7, 0);
            assertArrayEquals(losses, Slice.line(Lines.through(landscape, scaled), scaledDirection, steps), 1e-11);
            assertNotEquals(losses[0], Slice.line(Lines.through(landscape, scaled), direction, steps)[0], 1e-3);

            double[] second = FilterNormalized.direction(NETWORK, THETA, Vectors.FIXED, 7, 1);
            DMatrixRMaj plane = Slice.plane(landscape, THETA, direction, second, steps, new double[] {0, 0.5});
            for (int i = 0; i < steps.length; i++) {
                assertEquals(losses[i], plane.get(i, 0));
                double[] at = new double[THETA.length];
                for (int k = 0; k < at.length; k++) {
                    at[k] = THETA[k] + steps[i] * direction[k] + 0.5 * second[k];
                }
                assertEquals(landscape.loss(at), plane.get(i, 1), 1e-12);
            }
        }
    }

    private static void scale(double[] theta, String name, double factor) {
        Parameter p = NETWORK.parameter(name);
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
            theta[i] *= factor;
        }
    }

    @Test
    void stepsAreExactAtTheEndsAndInTheMiddle() {
        assertArrayEquals(new double[] {-0.3, -0.15, 0, 0.15, 0.3}, Slice.steps(-0.3, 0.3, 5), 1e-16);
        double[] steps = Slice.steps(-0.1, 0.1, 101);
        assertEquals(-0.1, steps[0]);
        assertEquals(0.1, steps[100]);
        assertEquals(0, steps[50]);
    }

    @Test
    void refuses() {
        assertMessage("steps: found 1, expected at least 2", () -> Slice.steps(0, 1, 1));
        assertMessage("steps: found 0.0 to NaN, expected finite numbers", () -> Slice.steps(0, Double.NaN, 5));
        assertMessage(
                "theta: length 1, expected " + THETA.length,
                () -> FilterNormalized.direction(NETWORK, new double[1], Vectors.FIXED, 1, 1));
        assertMessage(
                "direction: length 2, expected 1",
                () -> Slice.plane(t -> 0, new double[1], new double[1], new double[2], THETA, THETA));
        assertMessage(
                "parameter x: not of this network",
                () -> FilterNormalized.direction(
                        NETWORK, THETA, Vectors.FIXED, 1, 1, new Parameter("x", 1, 1, 0, 0, true)));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
