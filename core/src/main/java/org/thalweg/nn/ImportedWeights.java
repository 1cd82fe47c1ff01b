package org.thalweg.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.thalweg.io.Tensor;

/**
 * Weights of a file that fit a network.
 *
 * @param theta the parameters in the order of the network; every number is finite
 * @param matches which tensor went where, in the order of the parameters
 * @param orientation how the file has its weights: as here, or turned when they were read
 * @param unused the tensors that are no weights of this network: single numbers such as {@code num_batches_tracked},
 *     integers, the state of an optimizer, and what the caller left out
 * @param others what the file has besides tensors of numbers, and was not read: what it is by its name
 * @param checksum SHA-256 of the file in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImportedWeights(
        double[] theta,
        List<TensorMatch> matches,
        Orientation orientation,
        List<Tensor> unused,
        Map<String, String> others,
        String checksum) {

    /**
     * Copies the lists and the map; theta is kept.
     *
     * @param theta the parameters
     * @param matches which tensor went where
     * @param orientation how the file has its weights
     * @param unused the other tensors
     * @param others what was not read
     * @param checksum SHA-256 of the file
     */
    public ImportedWeights {
        matches = List.copyOf(matches);
        unused = List.copyOf(unused);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }
}
