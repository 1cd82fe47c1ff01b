package org.thalweg.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.thalweg.autodiff.Graph;
import org.thalweg.io.NpzFile;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Sha256;
import org.thalweg.io.Tensor;

/**
 * Weights of any program, as {@code .safetensors} or {@code .npz}, and how they are matched to the parameters of a network.
 *
 * <p>F64, F32, F16 and BF16 are read, all exactly. Names may be any: those of an {@code nn.Sequential} with modules in between
 * that have no weights ({@code 0.weight}, {@code 3.weight}, ...), those of named modules ({@code fc1.weight},
 * {@code encoder.layer.0.weight}, {@code dense_1/kernel:0}), or {@code W1}, {@code b1}. A tensor only ever goes to a parameter
 * of its own shape. The rules, in this order:
 *
 * <ol>
 *   <li><em>Renamed</em> tensors go to the parameter that was named.
 *   <li>If every other parameter has a tensor of its own name and shape, names decide. All or nothing: some equal names
 *       may be chance, as when a module in front shifts the numbers by two.
 *   <li>Otherwise <em>weights go by shape and order</em>. Where a shape occurs once, it decides. Tensors of one shape are
 *       taken in the natural order of their names, in which 2 comes before 10. The order of the file says nothing: the
 *       tools that write {@code .safetensors} sort by type and by letters. Names must differ in a number first
 *       ({@code layers.0.weight}, {@code layers.2.weight}), or in one that only the second has ({@code dense/kernel},
 *       {@code dense_1/kernel}); an order that hangs on letters ({@code decoder.weight}, {@code encoder.weight}) is no order,
 *       and is refused until one of them is renamed. So is a file whose shapes put a layer before one with a smaller number.
 *   <li>A <em>bias follows its weight</em>: {@code fc1.bias} goes with {@code fc1.weight}, {@code b1} with {@code W1}. Only where
 *       no two names belong together do biases go by shape and order as above.
 * </ol>
 *
 * <p><strong>Orientation.</strong> A weight is {@code [outputs x inputs]} here and in PyTorch, {@code [inputs x outputs]} in
 * Keras, Flax and Haiku. A file has one orientation for all of its weights. Which it is, is found in this order, unless the caller
 * tells:
 *
 * <ol>
 *   <li>Tensors with all names and shapes of the network's own are as they are here.
 *   <li>If the shapes fit in one orientation only, it is that.
 *   <li>If they fit in both, because layers are square or the widths read the same backwards, the names tell:
 *       {@code weight} is PyTorch's word, {@code kernel} that of Keras and Flax. The word alone is too little where the other
 *       orientation is as sound and would exchange layers.
 *   <li>If names say neither ({@code W1}), it is the orientation in which all the rules above are kept: names are in order and
 *       biases are as long as their weight has outputs.
 *   <li>If both keep them, with the same numbers, as 1 x 1 and symmetric weights have, it does not matter; with others, the file is
 *       refused until the caller tells.
 * </ol>
 *
 * <p>What is no weight is left aside and reported: single numbers ({@code num_batches_tracked}), integers and booleans, and
 * names that begin with {@code optimizer.}, which checkpoints of this library have. Any other tensor without a parameter is
 * an error, as is a parameter without a tensor: a network that lacks a layer or a bias of the file is another function.
 *
 * @param file where the tensors come from
 * @param tensors all tensors of numbers, in the order of the file
 * @param others what is not read, by name: strings, complex numbers, 8-bit floats, and in an archive whatever is no array
 * @param checksum SHA-256 of the file in hexadecimal
 */
public record WeightFile(Path file, List<Tensor> tensors, Map<String, String> others, String checksum) {

    /**
     * Copies the list and the map.
     *
     * @param file where the tensors come from
     * @param tensors all tensors
     * @param others what is not read, by name
     * @param checksum SHA-256 of the file
     */
    public WeightFile {
        tensors = List.copyOf(tensors);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /**
     * Reads a file.
     *
     * @param file its name ends in {@code .safetensors} or {@code .npz}
     * @return its tensors
     * @throws IOException if the file is missing or corrupt; the message names the file and the first fault
     * @throws IllegalArgumentException if the ending is another
     */
    public static WeightFile read(Path file) throws IOException {
        if (Weights.isSafeTensors(file, Weights.conversion(file))) {
            SafeTensorsFile read = SafeTensorsFile.read(file);
            return new WeightFile(file, List.copyOf(read.tensors().values()), read.others(), Sha256.of(file));
        }
        NpzFile read = NpzFile.read(file);
        return new WeightFile(file, List.copyOf(read.tensors().values()), read.others(), Sha256.of(file));
    }

    /**
     * Tells whether the layers of the file have biases, so that a network like them can be made.
     *
     * @return whether there is a floating-point tensor of one dimension, the state of an optimizer aside
     */
    public boolean hasBiases() {
        return tensors.stream().anyMatch(tensor -> TensorMatcher.isWeight(tensor) && tensor.shape().length == 1);
    }

    /**
     * Matches the tensors to the parameters of a network.
     *
     * @param network the network
     * @return theta, and what went where
     * @throws IOException if they do not fit, or a weight is NaN or infinite; see {@link #fit(Graph, Map)}
     */
    public ImportedWeights fit(Graph network) throws IOException {
        return fit(network, Map.of());
    }

    /**
     * Matches the tensors to the parameters of a network, some of them by hand.
     *
     * @param network the network
     * @param renames names of parameters by names of tensors; an empty name leaves the tensor out
     * @return theta, and what went where
     * @throws IOException if they do not fit: the message names the file, says what is wrong, and below it, line by line,
     *     lists every parameter with its tensor and every tensor that was left; if nothing tells the orientation of the weights
     *     (say it by {@link #fit(Graph, Map, Orientation)}) or the order of layers; or if a weight is NaN or infinite, naming the
     *     tensor and the index
     * @throws IllegalArgumentException if a rename names no tensor of the file or no parameter of the network, or two of
     *     them the same parameter; the message lists the names
     */
    public ImportedWeights fit(Graph network, Map<String, String> renames) throws IOException {
        return new TensorMatcher(this, network).match(renames, Optional.empty());
    }

    /**
     * Matches the tensors to the parameters of a network, whose orientation the caller knows.
     *
     * @param network the network
     * @param renames names of parameters by names of tensors; an empty name leaves the tensor out
     * @param orientation how the file has its weights
     * @return theta, and what went where
     * @throws IOException as {@link #fit(Graph, Map)}
     * @throws IllegalArgumentException as {@link #fit(Graph, Map)}
     */
    public ImportedWeights fit(Graph network, Map<String, String> renames, Orientation orientation) throws IOException {
        return new TensorMatcher(this, network).match(renames, Optional.of(orientation));
    }
}
