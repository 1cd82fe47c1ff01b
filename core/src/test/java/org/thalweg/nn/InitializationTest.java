package org.thalweg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;

class InitializationTest {

    private static final Graph NETWORK = Sequential.mlp(Activations.TANH, 400, 100, 9);

    private static double[] part(double[] theta, String name) {
        Parameter p = NETWORK.parameter(name);
        return Arrays.copyOfRange(theta, p.offset(), p.offset() + p.size());
    }

    /**
     * On every parameter, by its fan-in. The largest modulus of {@code k} numbers is below {@code a} times the bound with
     * probability {@code a^k}, here at most 1e-9; the mean of 40,000 is beyond 5 standard deviations with probability 6e-7.
     */
    @Test
    void fanInGivesTheBound() {
        double[] theta = new Initialization.FanIn().theta(NETWORK, 5);
        String[] names = {"0.weight", "0.bias", "2.weight", "2.bias"};
        double[] bounds = {1.0 / 20, 1.0 / 20, 1.0 / 10, 1.0 / 10};
        for (int i = 0; i < names.length; i++) {
            double[] values = part(theta, names[i]);
            double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
            assertTrue(largest <= bounds[i], names[i] + ": " + largest + " is above " + bounds[i]);
            double atLeast = values.length > 100 ? 0.95 : values.length > 9 ? 0.8 : 0.1;
            assertTrue(largest > atLeast * bounds[i], names[i] + ": largest is " + largest);
        }
        double mean = Arrays.stream(part(theta, "0.weight")).average().orElseThrow();
        assertEquals(0, mean, 5 * 0.05 / Math.sqrt(3 * 40_000));
    }

    /** Bounds by both widths, with the same rates of failure as above; biases are zero. */
    @Test
    void glorotGivesTheBound() {
        double[] theta = new Initialization.Glorot().theta(NETWORK, 5);
        double[] bounds = {Math.sqrt(6.0 / 500), Math.sqrt(6.0 / 109)};
        String[] names = {"0.weight", "2.weight"};
        for (int i = 0; i < names.length; i++) {
            double[] values = part(theta, names[i]);
            double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
            assertTrue(largest <= bounds[i], names[i] + ": " + largest + " is above " + bounds[i]);
            assertTrue(largest > 0.95 * bounds[i], names[i] + ": largest is " + largest);
        }
        double mean = Arrays.stream(part(theta, "0.weight")).average().orElseThrow();
        assertEquals(0, mean, 5 * bounds[0] / Math.sqrt(3 * 40_000));
        assertArrayEquals(new double[100], part(theta, "0.bias"));
        assertArrayEquals(new double[9], part(theta, "2.bias"));
    }

    /** Against the same formula with the functions of the JDK, whose errors are 1 ulp. */
    @Test
    void normalsAreThoseOfBoxAndMuller() {
        double[] theta = new Initialization.Normal(0.3).theta(NETWORK, 5);
        for (Parameter p : NETWORK.parameters()) {
            UniformRandomProvider random =
                    RandomSource.PHILOX_4X64.create(new long[] {5, Initialization.PURPOSE, 0, p.index(), 0, 0});
            for (int i = 0; i < p.size(); i += 2) {
                double radius = 0.3 * Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
                double angle = 2 * Math.PI * random.nextDouble();
                assertEquals(radius * Math.cos(angle), theta[p.offset() + i], 1e-14);
                if (i + 1 < p.size()) {
                    assertEquals(radius * Math.sin(angle), theta[p.offset() + i + 1], 1e-14);
                }
            }
        }
    }

    /** 41,009 numbers: mean, variance and fourth moment each beyond 5 standard deviations with probability 6e-7. */
    @Test
    void normalsHaveTheirMoments() {
        double[] theta = new Initialization.Normal(2).theta(NETWORK, 11);
        double n = theta.length;
        assertEquals(0, Arrays.stream(theta).sum() / n, 5 * 2 / Math.sqrt(n));
        assertEquals(4, Arrays.stream(theta).map(x -> x * x).sum() / n, 5 * 4 * Math.sqrt(2 / n));
        assertEquals(48, Arrays.stream(theta).map(x -> x * x * x * x).sum() / n, 5 * 16 * Math.sqrt(96 / n));
    }

    @Test
    void parametersDoNotDependOnEachOther() {
        Graph shorter = Sequential.mlp(Activations.RELU, 400, 100);
        for (Initialization rule : new Initialization[] {new Initialization.FanIn(), new Initialization.Normal(1)}) {
            double[] theta = rule.theta(NETWORK, 1);
            double[] first = rule.theta(shorter, 1);
            assertArrayEquals(first, Arrays.copyOf(theta, first.length));
            assertTrue(!Arrays.equals(theta, rule.theta(NETWORK, 2)), "two seeds, one point");
            assertTrue(theta[0] != theta[NETWORK.parameter("2.weight").offset()], "two weights, one generator");
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertEquals(
                "standard deviation of the initialization: -1.0, expected a finite number, 0 or more",
                assertThrows(IllegalArgumentException.class, () -> new Initialization.Normal(-1))
                        .getMessage());
        Graph.Builder builder = Graph.builder(2);
        builder.vector("alone", 3);
        Graph graph = builder.build(builder.input());
        assertEquals(
                "parameter alone: read with no weight, expected one to give the fan-in",
                assertThrows(IllegalArgumentException.class, () -> new Initialization.FanIn().theta(graph, 1))
                        .getMessage());
    }
}
