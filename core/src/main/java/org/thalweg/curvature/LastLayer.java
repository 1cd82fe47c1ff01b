package org.thalweg.curvature;

import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.MeanSquaredError;

/**
 * The affine layer at the end of a network, and the hidden layer that it reads, before dropout if there is any between.
 *
 * @param output the network's output
 * @param affine its operation
 * @param hidden the last hidden layer
 */
record LastLayer(Node output, Affine affine, Node hidden) {

    /** Finds the last layer, or says why there is none. */
    static LastLayer of(Objective objective) {
        Node output = objective.network().output();
        if (!(output.operation() instanceof Affine affine)) {
            throw new IllegalArgumentException("last layer: " + output + ", expected an affine one");
        }
        Node hidden = output.input();
        if (hidden.operation() instanceof Dropout) {
            hidden = hidden.input();
        }
        if (hidden.index() == 0) {
            throw new IllegalArgumentException("last layer: it reads the input, expected a hidden layer before it");
        }
        return new LastLayer(output, affine, hidden);
    }

    /** The network with dropout between the last hidden layer and the last layer. */
    Graph withDropout(Graph network, int layer, double keepProbability, Dropout.Sharing sharing) {
        Graph.Builder builder =
                new Graph(network.nodes().subList(0, output.index()), hidden, network.parameters()).extend();
        Node dropped = builder.apply(new Dropout(layer, keepProbability, sharing), hidden);
        return builder.build(builder.apply(affine, dropped));
    }

    /**
     * Why there is no closed form, or {@code null} if there is: one term must be the squared error of the output, and no other
     * may depend on the output.
     */
    String obstacleToClosedForm(Objective objective) {
        int squares = 0;
        for (Node term : objective.terms()) {
            if (term.operation() instanceof MeanSquaredError && term.input().equals(output)) {
                squares++;
            } else if (dependsOnOutput(term)) {
                return "loss term " + term.operation()
                        + ": depends on the masks, expected that only the mean squared error does";
            }
        }
        return squares == 1 ? null : "loss: " + squares + " terms are the mean squared error of the output, expected 1";
    }

    private boolean dependsOnOutput(Node node) {
        return node.index() >= output.index()
                && (node.equals(output) || node.inputs().stream().anyMatch(this::dependsOnOutput));
    }
}
