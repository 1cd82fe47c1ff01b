package org.thalweg.experiments.variance;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

/**
 * The paper's network with two equally wide hidden layers of rectifiers, 784-50-50-10, whose weights between the hidden
 * layers are looked at.
 *
 * <p>As long as nothing before those weights moves, the values of the first hidden layer are constants. The <em>tail</em> of
 * the network takes them for its data: loss, gradients and curvature by the weights between the hidden layers are the same
 * numbers, and the first layer, most of the work, is computed once.
 *
 * @param inputs the number of inputs
 * @param width of each hidden layer
 * @param classes the number of outputs
 * @param dropoutAfter the hidden layer whose values are dropped, 1 or 2
 */
record HiddenPair(int inputs, int width, int classes, int dropoutAfter) {

    /** The paper's loss. */
    static final Loss LOSS = Loss.crossEntropy();

    static HiddenPair of(Dataset data, int width, int dropoutAfter) {
        return new HiddenPair(data.inputs().numCols, width, data.targets().width(), dropoutAfter);
    }

    /** The number of weights between the hidden layers. */
    int dimension() {
        return width * width;
    }

    /** Without dropout. */
    Graph plain() {
        return tail(Sequential.of(inputs).affine(width).relu(), 1, Sharing.SAMPLE);
    }

    Graph dropped(double keepProbability, Sharing sharing) {
        return tail(Sequential.of(inputs).affine(width).relu(), keepProbability, sharing);
    }

    /** The weights between the hidden layers, as a parameter of the whole network. */
    static Parameter middle(Graph whole) {
        return whole.parameter("2.weight");
    }

    /** The paper's "Xavier initialization"; the same for every keep probability and learning rate. */
    double[] start(long seed) {
        return new Initialization.Glorot().theta(plain(), seed);
    }

    private Graph tail(Sequential from, double keepProbability, Sharing sharing) {
        if (keepProbability < 1 && dropoutAfter == 1) {
            from.dropout(keepProbability, sharing);
        }
        from.affine(width).relu();
        if (keepProbability < 1 && dropoutAfter == 2) {
            from.dropout(keepProbability, sharing);
        }
        return from.affine(classes).build();
    }

    /** The tail of the network at frozen parameters. */
    Frozen frozen(double[] theta, Dataset data, Workers workers) {
        Graph head = Sequential.of(inputs).affine(width).relu().build();
        int headParameters = head.parameterCount();
        Dataset unjudged = new Dataset(
                data.name(),
                data.inputs(),
                new Targets.Values(new DMatrixRMaj(data.size(), width)),
                data.identity().then("targets of 0"));
        DMatrixRMaj hidden = Objective.of(head, Loss.meanSquaredError(), unjudged, workers)
                .at(Arrays.copyOf(theta, headParameters))
                .outputs();
        Dataset values = Dataset.of(data.name(), hidden, data.targets());
        return new Frozen(this, values, Arrays.copyOfRange(theta, headParameters, theta.length), workers);
    }

    /**
     * The tail of a network whose first layer does not move.
     *
     * @param network the network
     * @param values of its first hidden layer
     * @param theta the parameters after the first layer
     * @param workers who computes
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Frozen(HiddenPair network, Dataset values, double[] theta, Workers workers) {

        Objective plain() {
            return objective(1, Sharing.SAMPLE);
        }

        Objective dropped(double keepProbability, Sharing sharing) {
            return objective(keepProbability, sharing);
        }

        private Objective objective(double keepProbability, Sharing sharing) {
            Graph tail = network.tail(Sequential.of(network.width), keepProbability, sharing);
            return Objective.of(tail, LOSS, values, workers).at(theta);
        }

        /** The weights between the hidden layers, as a parameter of the tail. */
        static Parameter middle(Objective tail) {
            return tail.network().parameter("0.weight");
        }
    }
}
