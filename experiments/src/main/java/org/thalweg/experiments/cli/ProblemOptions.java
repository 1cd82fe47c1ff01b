package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import picocli.CommandLine.Mixin;

/** Network, loss and data: all but the weights. */
final class ProblemOptions {

    @Mixin
    private ModelOptions model;

    @Mixin
    private LossOptions loss;

    @Mixin
    private DataOptions data;

    /**
     * Network, loss and data that fit together.
     *
     * @param network the network
     * @param loss the loss
     * @param data the samples
     */
    record Problem(Graph network, Loss loss, Dataset data) {}

    /**
     * The network, without looking at any file.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    Graph network() {
        return model.network();
    }

    /**
     * All three.
     *
     * @throws IOException if a data file is missing or wrong
     * @throws IllegalArgumentException if an option is wrong, or the data do not fit the network
     */
    Problem problem() throws IOException {
        Graph network = model.network();
        Loss chosen = loss.loss();
        Dataset samples = data.train(DataOptions.TO_LOOK_AT, model.outputs());
        model.requireFit(samples);
        return new Problem(network, chosen, samples);
    }

    /** Where the data come from and how many there are. */
    String describeData(Dataset samples) {
        String targets = samples.targets() instanceof Targets.Labels ? " classes" : " targets a sample";
        return data + ": " + samples.size() + " samples of " + samples.inputs().numCols + " numbers, "
                + samples.targets().width() + targets;
    }

    /** The network in a line. */
    String describeModel() {
        return model.toString();
    }

    /** The loss in a line. */
    String describeLoss() {
        return loss.toString();
    }

    /** Writes down the settings. */
    void putTo(ObjectNode settings, Dataset samples) {
        settings.put("model", model.toString());
        settings.put("loss", loss.toString());
        settings.put("data", data.toString());
        settings.put("samples", samples.size());
    }
}
