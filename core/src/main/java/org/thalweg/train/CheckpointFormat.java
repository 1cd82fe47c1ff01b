package org.thalweg.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Parameter;
import org.thalweg.data.Dataset;
import org.thalweg.io.FormatException;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;
import org.thalweg.io.TensorChecksum;
import org.thalweg.nn.Weights;

/**
 * The checkpoints of one training: tensors of the parameters under their own names, of the optimizer's state under
 * {@code optimizer.} and theirs; metadata with the number of steps, with everything the steps depend on, as text, with a note
 * of whoever trains, and with a checksum of all that.
 *
 * @param network the network
 * @param identity what the steps depend on, in the order in which differences are looked for
 */
record CheckpointFormat(Graph network, Map<String, String> identity) {

    /** The way out. */
    private static final String DAMAGED = "; the file is damaged: delete it to start again";

    private static final String FORMAT = "checkpoint";
    /**
     * Version 1 did not say what was done to the data, so such a file may be of any; the checksum of version 2 was one of the
     * numbers alone, so its step may be any.
     */
    private static final String VERSION = "thalweg 3";

    private static final String STEP = "step";
    private static final String NOTE = "note";
    private static final String CHECKSUM = "checksum";

    static CheckpointFormat of(
            Graph network, Loss loss, Dataset data, TrainingSettings settings, int batchSize, double[] start) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(FORMAT, VERSION);
        identity.put("data", data.identity().checksum());
        identity.put("samples", String.valueOf(data.identity().samples()));
        List<String> changes = data.identity().changes();
        identity.put("done to the data", changes.isEmpty() ? "nothing" : String.join("; ", changes));
        for (Parameter parameter : network.parameters()) {
            identity.put("parameter " + parameter.name(), Arrays.toString(parameter.shape()));
        }
        Graph.Builder whole = network.extend();
        loss.attach(whole, network);
        for (Node node : whole.build(network.output()).nodes()) {
            identity.put("node " + node.index(), describe(node));
        }
        identity.put("optimizer", settings.optimizer().toString());
        identity.put("learning rate", settings.learningRate().toString());
        identity.put("batch size", String.valueOf(batchSize));
        identity.put("seed", String.valueOf(settings.seed()));
        identity.put(
                "starting point",
                "CRC-32 " + TensorChecksum.of(Map.of(), List.of(new Tensor("theta", new int[] {start.length}, start))));
        return new CheckpointFormat(network, identity);
    }

    /** The operation, with parameters by their names alone, and the nodes it reads. */
    private static String describe(Node node) {
        if (node.operation() == null) {
            return "input of width " + node.width();
        }
        String operation = node.operation().toString();
        for (Parameter parameter : node.operation().parameters()) {
            operation = operation.replace(parameter.toString(), parameter.name());
        }
        return operation + " of " + node.inputs().stream().map(Node::index).toList();
    }

    /**
     * What a file holds beside theta and the state of the optimizer.
     *
     * @param step how many steps are done
     * @param note of whoever trains
     */
    record Saved(long step, String note) {}

    void write(Path file, Saved saved, double[] theta, List<Optimizer.State> state) throws IOException {
        List<Tensor> tensors = new ArrayList<>(Weights.tensors(network, theta));
        state.forEach(part -> tensors.add(new Tensor(name(part), new int[] {part.values().length}, part.values())));
        Map<String, String> metadata = new LinkedHashMap<>(identity);
        metadata.put(STEP, String.valueOf(saved.step));
        metadata.put(NOTE, saved.note);
        metadata.put(CHECKSUM, TensorChecksum.of(metadata, tensors));
        SafeTensorsFile.write(file, tensors, metadata, Precision.F64);
    }

    private static SafeTensorsFile tensors(Path file) throws IOException {
        try {
            return SafeTensorsFile.read(file);
        } catch (FormatException broken) {
            throw new IOException(broken.getMessage() + DAMAGED, broken);
        }
    }

    /** Reads all; what is passed in changes only if the whole file is sound. */
    Saved read(Path file, double[] theta, List<Optimizer.State> state) throws IOException {
        SafeTensorsFile saved = tensors(file);
        Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
        require(file, FORMAT, metadata.get(FORMAT), VERSION);
        String checksum = metadata.remove(CHECKSUM);
        String sum = TensorChecksum.of(metadata, saved.tensors().values());
        if (!sum.equals(checksum)) {
            throw new FormatException(
                    file,
                    CHECKSUM,
                    Objects.requireNonNullElse(checksum, "nothing"),
                    sum + ", that of the content" + DAMAGED);
        }
        String step = metadata.remove(STEP);
        String note = metadata.remove(NOTE);
        for (Map.Entry<String, String> expected : identity.entrySet()) {
            require(file, expected.getKey(), metadata.remove(expected.getKey()), expected.getValue());
        }
        for (Map.Entry<String, String> more : metadata.entrySet()) {
            require(file, more.getKey(), more.getValue(), null);
        }
        if (step == null || !step.matches("[0-9]{1,18}")) {
            throw new FormatException(file, STEP, Objects.requireNonNullElse(step, "nothing"), "a number of steps");
        }
        for (Map.Entry<String, String> other : saved.others().entrySet()) {
            throw new FormatException(file, "tensor `" + other.getKey() + "`", other.getValue(), "numbers");
        }
        Map<String, Tensor> weights = new LinkedHashMap<>(saved.tensors());
        List<double[]> parts = new ArrayList<>();
        for (Optimizer.State part : state) {
            Tensor tensor = weights.remove(name(part));
            int found = tensor == null ? 0 : tensor.values().length;
            require(file, name(part), found + " numbers", part.values().length + " numbers");
            parts.add(tensor.values());
        }
        try {
            double[] read = Weights.theta(network, weights);
            System.arraycopy(read, 0, theta, 0, theta.length);
        } catch (IllegalArgumentException mismatch) {
            throw new IOException(file + ": " + mismatch.getMessage(), mismatch);
        }
        for (int i = 0; i < parts.size(); i++) {
            System.arraycopy(parts.get(i), 0, state.get(i).values(), 0, parts.get(i).length);
        }
        return new Saved(Long.parseLong(step), Objects.requireNonNullElse(note, ""));
    }

    private static void require(Path file, String where, String found, String expected) throws FormatException {
        if (!Objects.equals(found, expected)) {
            throw new FormatException(
                    file,
                    where,
                    Objects.requireNonNullElse(found, "nothing"),
                    Objects.requireNonNullElse(expected, "nothing"));
        }
    }

    private static String name(Optimizer.State part) {
        return "optimizer." + part.name();
    }
}
