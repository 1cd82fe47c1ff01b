package org.thalweg.nn;

import java.util.Arrays;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.ElementType;

/**
 * A tensor of a weight file and the parameter that got its numbers.
 *
 * @param tensor the name in the file
 * @param shape its shape, that of the parameter
 * @param type how the file holds its numbers
 * @param parameter the parameter of the network
 * @param rule what brought the two together
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorMatch(String tensor, int[] shape, ElementType type, Parameter parameter, Rule rule) {

    /** What brings a tensor and a parameter together. */
    public enum Rule {
        /** The caller said so. */
        RENAME,
        /** Every parameter that was not renamed has a tensor of its name and shape. */
        NAME,
        /** The bias beside a weight: {@code fc1.bias} goes where {@code fc1.weight} went. */
        SIBLING,
        /** The place among the tensors of its shape, in the order of the numbers in their names. */
        ORDER
    }

    /** One line: {@code fc1.weight [50, 784] F32 -> 0.weight}. */
    @Override
    public String toString() {
        return tensor + " " + Arrays.toString(shape) + " " + type + " -> " + parameter.name();
    }
}
