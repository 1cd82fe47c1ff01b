package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.io.NpzFile;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

class OptimizerTest {

    private static final LearningRate RATE = new LearningRate.StepDecay(0.05, 0.1, List.of(20L));

    private static final Workers ALONE = Workers.of(1);

    static Stream<Arguments> optimizers() {
        return Stream.of(
                Arguments.of("descent", new Optimizer.GradientDescent()),
                Arguments.of("nesterov", new Optimizer.Nesterov(Optimizer.Nesterov.USUAL_MOMENTUM)),
                Arguments.of("adam", new Optimizer.Adam()));
    }

    private static double[] start() {
        return new double[] {0.5, -1, 0.25, 2, -0.125};
    }

    /** Of the loss in reference_optimizers.py. */
    private static double[] gradient(double[] theta) {
        double[] gradient = new double[theta.length];
        for (int i = 0; i < theta.length; i++) {
            gradient[i] = (i + 1) * (theta[i] - 1) + 0.4 * theta[i] * theta[i] * theta[i];
        }
        return gradient;
    }

    /** Thirty steps, each with a few roundings of numbers of size 1 that the loss contracts again. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void goesTheWayOfPyTorch(String name, Optimizer optimizer) throws Exception {
        Path file = Path.of(OptimizerTest.class.getResource("optimizers.npz").toURI());
        double[] expected = NpzFile.read(file).tensors().get(name).values();
        double[] theta = start();
        Optimizer.Run run = optimizer.start(theta.length, ALONE);
        for (int step = 0; step < 30; step++) {
            run.step(theta, gradient(theta), RATE.at(step));
            double[] there = Arrays.copyOfRange(expected, 5 * step, 5 * step + 5);
            assertArrayEquals(there, theta, 1e-13, name + " step " + step);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void stateIsAllThereIs(String name, Optimizer optimizer) {
        double[] theta = start();
        Optimizer.Run run = optimizer.start(theta.length, ALONE);
        for (int step = 0; step < 7; step++) {
            run.step(theta, gradient(theta), RATE.at(step));
        }
        double[] other = theta.clone();
        Optimizer.Run restored = optimizer.start(theta.length, ALONE);
        for (int part = 0; part < run.state().size(); part++) {
            double[] values = run.state().get(part).values();
            System.arraycopy(values, 0, restored.state().get(part).values(), 0, values.length);
        }
        for (int step = 7; step < 20; step++) {
            run.step(theta, gradient(theta), RATE.at(step));
            restored.step(other, gradient(other), RATE.at(step));
        }
        assertArrayEquals(theta, other, name);
    }

    /** Far more elements than one worker takes at a time. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void anyWorkersMakeTheSameBits(String name, Optimizer optimizer) {
        int dimension = 100_003;
        double[] start = new double[dimension];
        new Draws(5, 1).normals(0, start, 0, dimension);
        double[] expected = null;
        for (int threads : new int[] {1, 2, 3}) {
            try (Workers workers = Workers.of(threads)) {
                double[] theta = start.clone();
                Optimizer.Run run = optimizer.start(dimension, workers);
                for (int step = 0; step < 5; step++) {
                    double[] gradient = new double[dimension];
                    new Draws(6, 1).normals(step, gradient, 0, dimension);
                    run.step(theta, gradient, 0.01);
                }
                expected = expected == null ? theta : expected;
                assertArrayEquals(expected, theta, name + " by " + threads);
            }
        }
        for (int i : new int[] {0, 1 << 14, dimension - 1}) {
            assertEquals(steps(optimizer, start, i), expected[i], 0, name + " element " + i);
        }
    }

    /** The same steps of one element on its own. */
    private static double steps(Optimizer optimizer, double[] start, int element) {
        double[] theta = {start[element]};
        Optimizer.Run run = optimizer.start(1, ALONE);
        for (int step = 0; step < 5; step++) {
            double[] gradient = new double[start.length];
            new Draws(6, 1).normals(step, gradient, 0, start.length);
            run.step(theta, new double[] {gradient[element]}, 0.01);
        }
        return theta[0];
    }

    @Test
    void namesWrongNumbers() {
        assertMessage("momentum: 1.0, expected 0 <= momentum < 1", () -> new Optimizer.Nesterov(1));
        assertMessage("beta2: NaN, expected 0 <= beta2 < 1", () -> new Optimizer.Adam(0.9, Double.NaN, 1e-8));
        assertMessage("epsilon: 0.0, expected a finite number above 0", () -> new Optimizer.Adam(0.9, 0.9, 0));
    }

    private static void assertMessage(String message, Runnable wrong) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    }
}
