package org.thalweg.experiments.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.nn.Sequential;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which network. */
final class ModelOptions {

    private static final Pattern MLP = Pattern.compile("(?i:mlp):([1-9][0-9]*(-[1-9][0-9]*)+)");
    private static final Pattern DROPOUT = Pattern.compile("([1-9][0-9]{0,8}):([0-9.eE-]+)(?::((?i)batch|sample))?");

    /** Gradients, directions, moments, sums of lanes. */
    private static final int COPIES = 4;

    /** From here on a number is told by its size. */
    private static final double EXACT = 1e15;

    /** The most rows that go through the network at once. */
    private static final int FRAME = 128;

    @Option(
            names = "--model",
            paramLabel = "mlp:W-W-...",
            defaultValue = "mlp:784-50-50-10",
            description = "A multilayer perceptron by the widths of its layers, from the input to the output.")
    private String model;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "relu",
            description = "The activation of hidden layers: relu, tanh, sigmoid, gelu, softplus or identity.")
    private String activation;

    @Option(names = "--no-bias", description = "Layers without biases.")
    private boolean noBias;

    @Option(
            names = "--dropout",
            paramLabel = "LAYER:P[:sample|batch]",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Dropout after the activation of a hidden layer, counted from 1, each activation being kept with"
                            + " probability P and divided by P (torch.nn.Dropout is given 1 - P, the probability to drop);"
                            + " a mask for each sample unless the batch is to share one. May be repeated.")
    private List<String> dropouts = new ArrayList<>();

    /** Dropout after hidden layer {@code layer}, from 1. */
    private record Drop(String asked, int layer, double keepProbability, Sharing sharing) {
        static Drop parse(String text) {
            Matcher parts = DROPOUT.matcher(text);
            try {
                if (parts.matches()) {
                    double keep = Double.parseDouble(parts.group(2));
                    if (!(keep > 0 && keep <= 1)) {
                        throw OptionValues.wrong("--dropout " + text, keep, "a probability to be kept, 0 < P <= 1");
                    }
                    return new Drop(
                            text,
                            Integer.parseInt(parts.group(1)),
                            keep,
                            "batch".equalsIgnoreCase(parts.group(3)) ? Sharing.BATCH : Sharing.SAMPLE);
                }
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(expectation(text).getMessage(), notANumber);
            }
            throw expectation(text);
        }

        private static IllegalArgumentException expectation(String text) {
            return OptionValues.wrong("--dropout", text, "LAYER:P, LAYER:P:sample or LAYER:P:batch");
        }

        @Override
        public String toString() {
            return layer + ":" + keepProbability + ":" + sharing.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Builds the network.
     *
     * @throws IllegalArgumentException if an option is wrong
     */
    Graph network() {
        int[] widths = widths();
        Activations function = function();
        List<Drop> drops = drops(widths.length - 2);
        Sequential network = Sequential.of(widths[0]);
        for (int layer = 1; layer < widths.length; layer++) {
            Sequential unused = noBias ? network.linear(widths[layer]) : network.affine(widths[layer]);
            if (layer < widths.length - 1) {
                network.activation(function);
            }
            for (Drop drop : drops) {
                if (drop.layer == layer) {
                    network.dropout(drop.keepProbability, drop.sharing);
                }
            }
        }
        return network.build();
    }

    private Activations function() {
        return OptionValues.choice("--activation", Activations.class, activation);
    }

    /**
     * Checks that samples go in and that there is an output for each class.
     *
     * @throws IllegalArgumentException if not, naming the layer
     */
    void requireFit(Dataset data) {
        int[] widths = widths();
        int widest = IntStream.of(widths).max().orElse(0);
        requireRoom((double) Math.min(data.size(), FRAME) * widest, "numbers in a layer of a batch", "narrower layers");
        requireRoom(
                (double) data.size() * widths[widths.length - 1],
                "outputs of all samples",
                "fewer outputs, or fewer --samples");
        int last = widths.length - 1;
        if (widths[0] != data.inputs().numCols) {
            throw new IllegalArgumentException("--model " + model + ", layer 0 (input): width " + widths[0]
                    + ", expected " + data.inputs().numCols + " as a sample of " + data.name() + " has numbers");
        }
        if (widths[last] != data.targets().width()) {
            throw new IllegalArgumentException("--model " + model + ", layer " + last + " (output): width "
                    + widths[last] + ", expected " + data.targets().width() + " as " + data.name() + " has "
                    + (data.targets() instanceof Targets.Labels ? "classes" : "targets a sample"));
        }
    }

    /**
     * The width of the last layer.
     *
     * @throws IllegalArgumentException if the option is wrong
     */
    int outputs() {
        int[] widths = widths();
        return widths[widths.length - 1];
    }

    private int[] widths() {
        Matcher mlp = MLP.matcher(model);
        if (!mlp.matches()) {
            throw OptionValues.wrong("--model", model, "mlp:W-W-..., at least two widths of 1 or more");
        }
        String[] parts = mlp.group(1).split("-");
        double[] asked = Stream.of(parts).mapToDouble(Double::parseDouble).toArray();
        double parameters = 0;
        for (int layer = 1; layer < asked.length; layer++) {
            parameters += (asked[layer - 1] + 1.0) * asked[layer];
        }
        // With room for the parameters no width is beyond an int.
        requireRoom(parameters, "parameters", "narrower layers");
        return Stream.of(parts).mapToInt(Integer::parseInt).toArray();
    }

    /** An array has no more than 2^31 - 1 numbers; and some copies of them, of 8 bytes each, must have room. */
    private void requireRoom(double numbers, String what, String wayOut) {
        long memory = Runtime.getRuntime().maxMemory();
        double most = Math.min(Integer.MAX_VALUE, memory / (double) (COPIES * Double.BYTES));
        if (numbers > most) {
            throw OptionValues.wrong(
                    "--model " + model,
                    String.format(Locale.ROOT, numbers < EXACT ? "%.0f %s" : "%.3g %s", numbers, what),
                    String.format(
                            Locale.ROOT,
                            "at most %.0f, which have room in %d MB of memory: %s%s",
                            most,
                            memory >> 20,
                            wayOut,
                            numbers > Integer.MAX_VALUE ? "" : ", or more memory by JAVA_TOOL_OPTIONS=-Xmx"));
        }
    }

    private List<Drop> drops(int hidden) {
        List<Drop> drops = dropouts.stream().map(Drop::parse).toList();
        Set<Integer> layers = new HashSet<>();
        for (Drop drop : drops) {
            if (drop.layer > hidden) {
                throw OptionValues.wrong(
                        "--dropout " + drop.asked, "layer " + drop.layer, "at most " + hidden + ", the hidden layers");
            }
            if (!layers.add(drop.layer)) {
                throw OptionValues.wrong(
                        "--dropout " + drop.asked, "layer " + drop.layer + " twice", "each layer once");
            }
        }
        return drops;
    }

    /** All settings in a line. */
    @Override
    public String toString() {
        return model + " " + function() + (noBias ? " without biases" : "")
                + (dropouts.isEmpty()
                        ? ""
                        : ", dropout "
                                + String.join(
                                        " ",
                                        dropouts.stream()
                                                .map(d -> Drop.parse(d).toString())
                                                .toList()));
    }
}
