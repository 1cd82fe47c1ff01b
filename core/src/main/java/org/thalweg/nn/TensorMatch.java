package org.thalweg.nn;

import java.util.Arrays;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.ElementType;
import org.thalweg.io.Printable;

/**
 * A tensor of a weight file and the parameter that got its numbers.
 *
 * @param tensor the name in the file
 * @param shape its shape in the file: that of the parameter, or the other way round
 * @param type how the file holds its numbers
 * @param parameter the parameter of the network
 * @param rule what brought the two together
 * @param turned whether the file has a weight as {@code [inputs, outputs]}, so that it was turned
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorMatch(
        String tensor, int[] shape, ElementType type, Parameter parameter, Rule rule, boolean turned) {

    /** What brings a tensor and a parameter together. */
    public enum Rule {
        /** The caller said so. */
        RENAME,
        /** Every parameter that was not renamed has a tensor of its name and shape. */
        NAME,
        /** The bias beside a weight: {@code fc1.bias} goes where {@code fc1.weight} went, {@code b1} where {@code W1}. */
        SIBLING,
        /** The place among the tensors of its shape, in the order of the numbers in their names. */
        ORDER
    }

    /** One line: {@code fc1.weight [50, 784] F32 -> 0.weight}, {@code W1 [784, 50] F32, turned -> 0.weight}. */
    @Override
    public String toString() {
        return Printable.of(tensor) + " " + Arrays.toString(shape) + " " + type + (turned ? ", turned" : "") + " -> "
                + parameter.name();
    }
}
