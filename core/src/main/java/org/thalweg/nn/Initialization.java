package org.thalweg.nn;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.random.Draws;

/**
 * Where training starts: a rule for random parameters.
 *
 * <p>The numbers of a parameter depend on nothing but the seed, its position among the parameters and its shape. They are
 * the same bits on every machine: drawn with the counter-based generator Philox 4x64 (Salmon et al., 2011, DOI
 * 10.1145/2063384.2063405), normal ones through the library's own elementary functions.
 */
public sealed interface Initialization {

    /**
     * Draws a starting point.
     *
     * @param network whose parameters
     * @param seed any number; another seed gives another point
     * @return theta, a new array
     * @throws IllegalArgumentException if the rule does not cover a parameter of this network
     */
    double[] theta(Graph network, long seed);

    /** Keeps these draws apart from all others with the same seed. */
    long PURPOSE = 0x696e697469616c73L;

    /**
     * Uniform on {@code [-b, b)} with {@code b = 1/sqrt(fan-in)}: what PyTorch gives weights and biases of its linear layers
     * unasked. The fan-in of a weight is its number of columns, that of a bias the fan-in of the weight it is read with.
     */
    record FanIn() implements Initialization {
        @Override
        public double[] theta(Graph network, long seed) {
            double[] theta = new double[network.parameterCount()];
            Draws draws = new Draws(seed, PURPOSE);
            for (Parameter parameter : network.parameters()) {
                UniformRandomProvider random = draws.generator(parameter.index());
                double bound = 1 / Math.sqrt(fanIn(network, parameter));
                for (int i = 0; i < parameter.size(); i++) {
                    theta[parameter.offset() + i] = bound * (2 * random.nextDouble() - 1);
                }
            }
            return theta;
        }

        private static int fanIn(Graph network, Parameter parameter) {
            return network.nodes().stream()
                    .map(Node::operation)
                    .filter(operation ->
                            operation != null && operation.parameters().contains(parameter))
                    .flatMap(operation -> operation.parameters().stream())
                    .filter(weight -> !parameter.vector() || !weight.vector())
                    .findFirst()
                    .map(weight -> parameter.vector() ? weight.columns() : parameter.columns())
                    .orElseThrow(() -> new IllegalArgumentException("parameter " + parameter.name()
                            + ": read with no weight, expected one to give the fan-in"));
        }
    }

    /**
     * Weights uniform on {@code [-b, b)} with {@code b = sqrt(6/(fan-in + fan-out))}, biases zero (X. Glorot, Y. Bengio,
     * <em>Understanding the difficulty of training deep feedforward neural networks</em>, 2010, equation 16 and section 2.3),
     * also known by the name of Xavier. Fan-in and fan-out of a weight are the numbers of its columns and rows.
     */
    record Glorot() implements Initialization {
        @Override
        public double[] theta(Graph network, long seed) {
            double[] theta = new double[network.parameterCount()];
            Draws draws = new Draws(seed, PURPOSE);
            for (Parameter parameter : network.parameters()) {
                if (parameter.vector()) {
                    continue;
                }
                UniformRandomProvider random = draws.generator(parameter.index());
                double bound = Math.sqrt(6.0 / (parameter.rows() + parameter.columns()));
                for (int i = 0; i < parameter.size(); i++) {
                    theta[parameter.offset() + i] = bound * (2 * random.nextDouble() - 1);
                }
            }
            return theta;
        }
    }

    /**
     * Independent normal numbers with mean 0, weights and biases alike.
     *
     * @param standardDeviation their standard deviation, at least 0
     */
    record Normal(double standardDeviation) implements Initialization {

        /**
         * Checks the standard deviation.
         *
         * @param standardDeviation their standard deviation
         * @throws IllegalArgumentException if it is out of its range
         */
        public Normal {
            if (!(standardDeviation >= 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("standard deviation of the initialization: " + standardDeviation
                        + ", expected a finite number, 0 or more");
            }
        }

        @Override
        public double[] theta(Graph network, long seed) {
            double[] theta = new double[network.parameterCount()];
            Draws draws = new Draws(seed, PURPOSE);
            for (Parameter parameter : network.parameters()) {
                draws.normals(parameter.index(), theta, parameter.offset(), parameter.size());
            }
            return Arrays.stream(theta).map(z -> standardDeviation * z).toArray();
        }
    }
}
