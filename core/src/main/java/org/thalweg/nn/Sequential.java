package org.thalweg.nn;

import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activation;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Addition;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.Elementwise;

/**
 * Builds a network layer by layer, each reading the one before.
 *
 * <p>Parameters are named as PyTorch names those of an {@code nn.Sequential} of the same affine and activation modules:
 * {@code 0.weight}, {@code 0.bias}, {@code 2.weight}, ... Dropout has no parameters and is not counted, so a network has
 * the same names with and without it. Weights are {@code [outputs x inputs]}.
 */
public final class Sequential {

    private final Graph.Builder builder;
    private Node last;
    private int modules;
    private int dropouts;

    private Sequential(int inputs) {
        builder = Graph.builder(inputs);
        last = builder.input();
    }

    /**
     * Starts a network.
     *
     * @param inputs the width of the input
     * @return a builder without layers
     */
    public static Sequential of(int inputs) {
        return new Sequential(inputs);
    }

    /**
     * A multilayer perceptron with biases: affine layers with an activation between each two.
     *
     * @param activation the activation of the hidden layers
     * @param widths the widths from the input to the output, at least two
     * @return the network
     */
    public static Graph mlp(Activation activation, int... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException("mlp: " + widths.length + " widths, expected at least 2");
        }
        Sequential network = of(widths[0]);
        for (int layer = 1; layer < widths.length; layer++) {
            network.affine(widths[layer]);
            if (layer < widths.length - 1) {
                network.activation(activation);
            }
        }
        return network.build();
    }

    /**
     * Adds an affine layer with bias.
     *
     * @param outputs its width
     * @return this
     */
    public Sequential affine(int outputs) {
        return affine(outputs, true);
    }

    /**
     * Adds an affine layer without bias.
     *
     * @param outputs its width
     * @return this
     */
    public Sequential linear(int outputs) {
        return affine(outputs, false);
    }

    private Sequential affine(int outputs, boolean withBias) {
        String name = String.valueOf(modules++);
        Parameter weight = builder.matrix(name + ".weight", outputs, last.width());
        Parameter bias = withBias ? builder.vector(name + ".bias", outputs) : null;
        last = builder.apply(new Affine(weight, bias), last);
        return this;
    }

    /**
     * Adds an activation.
     *
     * @param activation the function
     * @return this
     */
    public Sequential activation(Activation activation) {
        modules++;
        last = builder.apply(new Elementwise(activation), last);
        return this;
    }

    /**
     * Adds a rectifier.
     *
     * @return this
     */
    public Sequential relu() {
        return activation(Activations.RELU);
    }

    /**
     * Adds a hyperbolic tangent.
     *
     * @return this
     */
    public Sequential tanh() {
        return activation(Activations.TANH);
    }

    /**
     * Adds inverted dropout. It acts only while the objective has masks.
     *
     * @param keepProbability the probability p of an activation to be kept, which is then divided by p. PyTorch's
     *     {@code nn.Dropout} is given the other one, {@code 1 - p}, to drop
     * @param sharing whether the rows of a batch share a mask
     * @return this
     */
    public Sequential dropout(double keepProbability, Dropout.Sharing sharing) {
        last = builder.apply(new Dropout(dropouts++, keepProbability, sharing), last);
        return this;
    }

    /**
     * Adds an earlier value to the present one: a residual connection.
     *
     * @param earlier a value of this network, from {@link #last}, of the present width
     * @return this
     */
    public Sequential add(Node earlier) {
        last = builder.apply(new Addition(), earlier, last);
        return this;
    }

    /**
     * The present end of the network.
     *
     * @return the value of the last layer
     */
    public Node last() {
        return last;
    }

    /**
     * Ends the network.
     *
     * @return the graph whose output is the last layer
     */
    public Graph build() {
        return builder.build(last);
    }
}
