package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.train.Evaluation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

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
    record Problem(Graph network, Loss loss, Dataset data) {

        /**
         * The loss and its gradient at the point of an objective, before work on its curvature.
         *
         * @param prefix what a fault begins with: whose point it is
         * @throws IOException if loss or gradient is not finite
         */
        Evaluation evaluation(Objective objective, String prefix) throws IOException {
            Evaluation evaluation = Evaluation.of(objective, data.targets());
            if (!Double.isFinite(evaluation.loss()) || !Double.isFinite(evaluation.gradientNorm())) {
                throw new IOException(prefix + "loss: found " + evaluation.loss() + " with a gradient of norm "
                        + evaluation.gradientNorm() + ", expected finite numbers");
            }
            return evaluation;
        }
    }

    /**
     * The network, without looking at any file.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    Graph network() {
        return model.network();
    }

    /**
     * Takes over what weights were trained with, as far as options do not say it.
     *
     * @param command the command, parsed
     * @param weights the files of the weights
     * @return what is known of them
     * @throws IOException if a file cannot be read, or the data are not there any more
     * @throws IllegalArgumentException if options contradict it
     */
    List<TrainedWith> adopt(CommandSpec command, List<Path> weights) throws IOException {
        List<TrainedWith> trained = new ArrayList<>();
        for (Path file : weights) {
            TrainedWith.of(file).ifPresent(trained::add);
        }
        if (!trained.isEmpty()) {
            TrainedWith.adopt(command, trained);
            trained.get(0).requireData(command);
        }
        return trained;
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
        loss.requireFit(samples);
        model.requireFit(samples);
        return new Problem(network, chosen, samples);
    }

    /** Where the data come from and how many there are. */
    String describeData(Dataset samples) {
        String targets = samples.targets() instanceof Targets.Labels ? " classes" : " targets a sample";
        return data + ": " + samples.size() + " samples of " + samples.inputs().numCols + " numbers, "
                + samples.targets().width() + targets;
    }

    /** The data that are really used, as {@code --data} would name them from anywhere. */
    String source() {
        return data.resolved();
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
