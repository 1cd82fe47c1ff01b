package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.thalweg.autodiff.operations.CrossEntropy;
import org.thalweg.autodiff.operations.DropoutRegulariser;
import org.thalweg.autodiff.operations.MeanSquaredError;

/**
 * How a loss is built onto a network: it adds nodes of width 1, the terms {@code l_1, l_2, ...} of a sample's loss, and the
 * loss of the objective is {@code L = (1/n) sum_i w_i (l_1i + l_2i + ...)} with sample weights {@code w_i}, one unless set.
 *
 * <p>A term may read any value of the network and any parameter: implement {@link Operation}.
 */
@FunctionalInterface
public interface Loss {

    /**
     * Adds the terms.
     *
     * @param builder holds the network
     * @param network the network; its {@link Graph#output} is what is usually compared with the targets
     * @return the terms, each of width 1
     */
    List<Node> attach(Graph.Builder builder, Graph network);

    /**
     * Softmax cross-entropy; needs labels.
     *
     * @return {@link CrossEntropy} of the output
     */
    static Loss crossEntropy() {
        return crossEntropy(0);
    }

    /**
     * Softmax cross-entropy with label smoothing; needs labels.
     *
     * @param labelSmoothing in [0, 1)
     * @return {@link CrossEntropy} of the output
     */
    static Loss crossEntropy(double labelSmoothing) {
        return (builder, network) -> List.of(builder.apply(new CrossEntropy(labelSmoothing), network.output()));
    }

    /**
     * Half the mean squared error, {@code (1/2n) sum_i |f(x_i) - y_i|^2}. PyTorch's {@code nn.MSELoss} divides by the k outputs
     * too and not by 2: this is {@code k/2} times as much, and so are its derivatives.
     *
     * @return {@link MeanSquaredError} of the output
     */
    static Loss meanSquaredError() {
        return (builder, network) -> List.of(builder.apply(new MeanSquaredError(), network.output()));
    }

    /**
     * The penalty of dropout on a hidden layer, R_1.
     *
     * @param weight the output weights that read the layer
     * @param hidden the activations they read
     * @param keepProbability p
     * @return {@link DropoutRegulariser}
     */
    static Loss dropoutRegulariser(Parameter weight, Node hidden, double keepProbability) {
        return (builder, network) -> List.of(builder.apply(new DropoutRegulariser(weight, keepProbability), hidden));
    }

    /**
     * The sum of two losses.
     *
     * @param other another loss
     * @return a loss with the terms of both
     */
    default Loss plus(Loss other) {
        return (builder, network) -> {
            List<Node> terms = new ArrayList<>(attach(builder, network));
            terms.addAll(other.attach(builder, network));
            return terms;
        };
    }
}
