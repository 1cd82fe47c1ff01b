package org.thalweg.autodiff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Addition;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.autodiff.operations.Elementwise;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** A small network, its data, and what PyTorch says about it; made by {@code src/test/python/reference_networks.py}. */
public final class ReferenceNetwork {

    private final String name;
    private final Map<String, String> facts;
    private final Map<String, Tensor> tensors = new HashMap<>();

    private ReferenceNetwork(Path file) {
        try {
            SafeTensorsFile content = SafeTensorsFile.read(file);
            tensors.putAll(content.tensors());
            facts = content.metadata();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        name = file.getFileName().toString();
    }

    /** All of them, sorted by name. */
    public static List<ReferenceNetwork> all() {
        try (Stream<Path> files = Files.list(
                Path.of(ReferenceNetwork.class.getResource("reference").toURI()))) {
            return files.sorted().map(ReferenceNetwork::new).toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    double[] numbers(String tensor) {
        return tensors.get(tensor).values();
    }

    DMatrixRMaj matrix(String tensor) {
        Tensor t = tensors.get(tensor);
        return DMatrixRMaj.wrap(t.shape()[0], t.shape().length == 1 ? 1 : t.shape()[1], t.values());
    }

    private int[] widths() {
        return Stream.of(facts.get("widths").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private Graph network() {
        if (!facts.containsKey("activations")) {
            return name.startsWith("tied") ? tied() : residual();
        }
        String[] activations = facts.get("activations").split(",");
        String[] keep = facts.getOrDefault("keep_probabilities", "").split(",");
        Dropout.Sharing sharing = "shared".equals(facts.get("mask")) ? Dropout.Sharing.BATCH : Dropout.Sharing.SAMPLE;
        int[] widths = widths();
        Sequential layers = Sequential.of(widths[0]);
        for (int layer = 1; layer < widths.length; layer++) {
            if (facts.get("biases").equals("true")) {
                layers.affine(widths[layer]);
            } else {
                layers.linear(widths[layer]);
            }
            if (layer < widths.length - 1) {
                layers.activation(Activations.valueOf(activations[layer - 1].toUpperCase(Locale.ROOT)));
                if (facts.containsKey("keep_probabilities")) {
                    layers.dropout(Double.parseDouble(keep[layer - 1]), sharing);
                }
            }
        }
        return layers.build();
    }

    private static Affine affine(Graph.Builder builder, String name, int inputs, int outputs) {
        return new Affine(builder.matrix(name + ".weight", outputs, inputs), builder.vector(name + ".bias", outputs));
    }

    private Graph residual() {
        int[] w = widths();
        Graph.Builder builder = Graph.builder(w[0]);
        Node h1 = builder.apply(affine(builder, "first", w[0], w[1]), builder.input());
        h1 = builder.apply(new Elementwise(Activations.TANH), h1);
        Node block = builder.apply(affine(builder, "block", w[1], w[2]), h1);
        Node h2 = builder.apply(new Addition(), h1, builder.apply(new Elementwise(Activations.GELU), block));
        return builder.build(builder.apply(affine(builder, "last", w[2], w[3]), h2));
    }

    private Graph tied() {
        int[] w = widths();
        Graph.Builder builder = Graph.builder(w[0]);
        Node h = builder.apply(affine(builder, "first", w[0], w[1]), builder.input());
        h = builder.apply(new Elementwise(Activations.TANH), h);
        Affine tied = affine(builder, "tied", w[1], w[2]);
        for (int i = 0; i < 2; i++) {
            h = builder.apply(new Elementwise(Activations.TANH), builder.apply(tied, h));
        }
        return builder.build(builder.apply(affine(builder, "last", w[3], w[4]), h));
    }

    private Loss loss(Graph network) {
        Loss loss = facts.get("loss").equals("cross-entropy")
                ? Loss.crossEntropy(Double.parseDouble(facts.getOrDefault("label_smoothing", "0")))
                : Loss.meanSquaredError();
        if (!facts.containsKey("regulariser_keep_probability")) {
            return loss;
        }
        double keep = Double.parseDouble(facts.get("regulariser_keep_probability"));
        return loss.plus(Loss.dropoutRegulariser(
                network.parameter("4.weight"), network.output().input(), keep));
    }

    private Dataset data() {
        DMatrixRMaj inputs = matrix("inputs");
        Targets targets;
        if (has("labels")) {
            double[] labels = numbers("labels");
            int[] values = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                values[i] = (int) labels[i];
            }
            targets = new Targets.Labels(values, matrix("outputs").numCols);
        } else {
            targets = new Targets.Values(matrix("targets"));
        }
        return Dataset.of(name, inputs, targets);
    }

    double[] theta() {
        int[] at = {0};
        double[] theta = new double[numbers("gradient").length];
        for (String parameter : facts.get("parameters").split(",")) {
            double[] values = numbers(parameter);
            System.arraycopy(values, 0, theta, at[0], values.length);
            at[0] += values.length;
        }
        return theta;
    }

    /** The objective at the parameters of the file. */
    public Objective objective(Workers workers, long memoryBudget) {
        Graph network = network();
        Objective objective = Objective.of(network, loss(network), data(), workers, memoryBudget);
        Map<Integer, DMatrixRMaj> masks = new HashMap<>();
        for (int layer = 0; has("mask." + layer); layer++) {
            masks.put(layer, matrix("mask." + layer));
        }
        if (!masks.isEmpty()) {
            objective.masks(Masks.given(masks));
        }
        if (has("weights")) {
            objective.sampleWeights(numbers("weights"));
        }
        return objective.at(theta());
    }

    @Override
    public String toString() {
        return name.replace(".safetensors", "");
    }
}
