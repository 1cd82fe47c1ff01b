package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.Printable;
import org.thalweg.nn.ImportedWeights;
import org.thalweg.nn.Orientation;
import org.thalweg.nn.WeightFile;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How tensors of a weight file are brought to the parameters of the network. */
final class WeightsOptions {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            showDefaultValue = Visibility.NEVER,
            description =
                    "The tensor OLD of the weight file is the parameter NEW of the network; an empty NEW leaves it"
                            + " out. May be repeated. The others are matched by name, or by shape and order.")
    private Map<String, String> renames = new LinkedHashMap<>();

    @Option(
            names = "--transpose",
            paramLabel = "yes|no",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "yes: weights are [inputs, outputs] in the file, as in Keras and JAX, and are turned; no: they are"
                            + " [outputs, inputs], as in PyTorch. Without it shapes, biases and names tell; where they do"
                            + " not, it must be said. Of several files one answer is for all, or one for each: yes,no.")
    private List<String> transpose = new ArrayList<>();

    /** The options that were given. */
    String given() {
        return Stream.of(renames.isEmpty() ? "" : "--rename", transpose.isEmpty() ? "" : "--transpose")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /**
     * Checks the answers.
     *
     * @param files how many files there are
     * @throws IllegalArgumentException if one is neither yes nor no, or there is not one for each file
     */
    void require(int files) {
        for (String answer : transpose) {
            if (!answer.equalsIgnoreCase("yes") && !answer.equalsIgnoreCase("no")) {
                throw OptionValues.wrong("--transpose", answer, "yes or no");
            }
        }
        if (transpose.size() > 1 && transpose.size() != files) {
            throw OptionValues.wrong(
                    "--transpose",
                    transpose.size() + " answers",
                    files == 1 ? "one" : "one, or " + files + ", one for each file");
        }
    }

    private Optional<Orientation> told(int index) {
        if (transpose.isEmpty()) {
            return Optional.empty();
        }
        String answer = transpose.get(transpose.size() == 1 ? 0 : index);
        return Optional.of(answer.equalsIgnoreCase("yes") ? Orientation.INPUTS_OUTPUTS : Orientation.OUTPUTS_INPUTS);
    }

    /** What was done to the weights, after the name of the file. */
    static String describe(ImportedWeights weights) {
        return weights.orientation().turned() ? ": " + weights.orientation() + ", turned" : "";
    }

    /**
     * Reads one of the weight files. If it does not fit, the table of what was found and expected is printed.
     *
     * @param index which of the files it is, from 0
     * @throws IOException if the file is missing, corrupt or does not fit; the message is one line
     * @throws IllegalArgumentException if the ending of the file or a rename is wrong
     */
    ImportedWeights read(Path file, int index, Graph network) throws IOException {
        try {
            WeightFile weights = WeightFile.read(file);
            Optional<Orientation> told = told(index);
            return told.isPresent() ? weights.fit(network, renames, told.get()) : weights.fit(network, renames);
        } catch (IOException mismatch) {
            String[] parts = String.valueOf(mismatch.getMessage()).split("\\R", 2);
            if (parts.length == 2) {
                PrintWriter err = command.commandLine().getErr();
                parts[1].lines().forEach(row -> err.println(Printable.of(row)));
            }
            throw new IOException(withOptions(parts[0], network), mismatch);
        }
    }

    /** A message of the library, which knows ways out but not the options that take them. */
    private static String withOptions(String message, Graph network) {
        String names = network.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
        boolean biases = network.parameters().stream().anyMatch(Parameter::vector);
        return message.replace("expected a network without them", "expected a network without them: --no-bias")
                .replace(
                        "expected a network with the biases of the file",
                        biases
                                ? "expected none, or --rename OLD= for each, which leaves it out"
                                : "expected a network with the biases of the file, without --no-bias")
                .replace(
                        "expected a rename",
                        "expected --rename OLD=NEW for each, as in --rename " + quoted(message) + "="
                                + network.parameters().get(0).name() + "; NEW is one of " + names)
                .replace("expected transpose yes or no", "expected --transpose yes or --transpose no")
                .replace("or transpose ", "or --transpose ");
    }

    /** The first tensor that a message names. */
    private static String quoted(String message) {
        Matcher name = QUOTED.matcher(message);
        return name.find() ? name.group(1) : "a.weight";
    }

    /**
     * Checks that a file is there, before anything else is done.
     *
     * @throws IOException if not
     */
    static void requireThere(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": found a folder, expected a file of weights, .safetensors or .npz");
        }
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file, expected weights, .safetensors or .npz");
        }
    }
}
