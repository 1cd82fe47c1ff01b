package org.thalweg.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.FormatException;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;

/**
 * The parameters of a network as named tensors, {@code [outputs x inputs]} for a weight and {@code [outputs]} for a bias, in
 * memory and in files that PyTorch and NumPy read. Every bit is kept.
 */
public final class Weights {

    private static final String SAFE_TENSORS = ".safetensors";
    private static final String NPZ = ".npz";

    private Weights() {}

    /**
     * Cuts theta into tensors.
     *
     * @param network names and shapes
     * @param theta the parameters; copied
     * @return a tensor for each parameter, in their order
     * @throws IllegalArgumentException if theta is not as long as the network has parameters
     */
    public static List<Tensor> tensors(Graph network, double[] theta) {
        if (theta.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    "theta: length " + theta.length + ", expected " + network.parameterCount());
        }
        return network.parameters().stream()
                .map(p -> new Tensor(p.name(), p.shape(), Arrays.copyOfRange(theta, p.offset(), p.offset() + p.size())))
                .toList();
    }

    /**
     * Joins tensors to theta, each taken by its name.
     *
     * @param network names and shapes
     * @param tensors the tensors by name: those of the network and no others
     * @return theta
     * @throws IllegalArgumentException if a tensor is missing, has another shape or is not of the network; the message
     *     names the first
     */
    public static double[] theta(Graph network, Map<String, Tensor> tensors) {
        double[] theta = new double[network.parameterCount()];
        for (Parameter parameter : network.parameters()) {
            Tensor tensor = tensors.get(parameter.name());
            if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
                String found = tensor == null ? "missing" : "shape " + Arrays.toString(tensor.shape());
                throw new IllegalArgumentException("weights `" + parameter.name() + "`: " + found + ", expected "
                        + (tensor == null ? "shape " : "") + Arrays.toString(parameter.shape()));
            }
            System.arraycopy(tensor.values(), 0, theta, parameter.offset(), parameter.size());
        }
        for (String name : tensors.keySet()) {
            if (network.parameters().stream().noneMatch(p -> p.name().equals(name))) {
                throw new IllegalArgumentException("weights `" + name + "`: not in the network, expected "
                        + network.parameters().stream().map(Parameter::name).collect(Collectors.joining(", ")));
            }
        }
        return theta;
    }

    /**
     * Writes a weight file, whole or not at all, in double precision.
     *
     * @param file its name ends in {@code .safetensors} or {@code .npz}; its folder must exist
     * @param network names and shapes
     * @param theta the parameters
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the ending is another, or theta has another length
     */
    public static void write(Path file, Graph network, double[] theta) throws IOException {
        if (isSafeTensors(file, "")) {
            SafeTensorsFile.write(file, tensors(network, theta), Map.of("format", "pt"), Precision.F64);
        } else {
            NpzFile.write(file, tensors(network, theta), Precision.F64);
        }
    }

    /**
     * Reads a weight file.
     *
     * @param file its name ends in {@code .safetensors} or {@code .npz}
     * @param network names and shapes, which must be those of the file
     * @return theta
     * @throws IOException if the file is missing or corrupt, or holds other weights; the message names the file and the
     *     first difference
     * @throws IllegalArgumentException if the ending is another
     */
    public static double[] read(Path file, Graph network) throws IOException {
        WeightFile read = WeightFile.read(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        read.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        for (Map.Entry<String, String> other : read.others().entrySet()) {
            throw new FormatException(file, "`" + other.getKey() + "`", other.getValue(), "weights of the network");
        }
        try {
            return theta(network, tensors);
        } catch (IllegalArgumentException mismatch) {
            throw new IOException(file + ": " + mismatch.getMessage(), mismatch);
        }
    }

    /** Which of the two formats a name that ends so has; any other is refused, saying how to convert it if that is known. */
    static boolean isSafeTensors(Path file, String wayOut) {
        String name = file.toString();
        if (!name.endsWith(SAFE_TENSORS) && !name.endsWith(NPZ)) {
            throw new IllegalArgumentException(
                    "weight file " + file + ": unknown ending, expected " + SAFE_TENSORS + " or " + NPZ + wayOut);
        }
        return name.endsWith(SAFE_TENSORS);
    }

    /** What turns a file of pickled objects, which only PyTorch can read, into one of numbers. */
    static String conversion(Path file) {
        String name = file.toString();
        if (!name.endsWith(".pt") && !name.endsWith(".pth")) {
            return "";
        }
        String out = name.substring(0, name.lastIndexOf('.')) + SAFE_TENSORS;
        return "; to convert a state_dict: import torch; from safetensors.torch import save_file; save_file({k: "
                + "v.contiguous() for k, v in torch.load('" + name + "', map_location='cpu').items()}, '" + out + "')";
    }
}
