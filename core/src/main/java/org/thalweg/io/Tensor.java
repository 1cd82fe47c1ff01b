package org.thalweg.io;

import java.util.Arrays;

/**
 * An array of numbers with a name and a shape, as weight files hold them.
 *
 * <p>Values are in C order: the last index runs fastest, so a matrix {@code [r x c]} lies row by row. A shape without
 * dimensions is a single number. The arrays are not copied, and two tensors are equal only if they share them. NaN and
 * infinities are allowed: a file holds what it holds.
 *
 * @param name the name, not empty
 * @param shape the length of each dimension
 * @param values the numbers, as many as the product of the shape
 * @param type how the file that it was read from holds each number; {@link ElementType#F64} for one made in memory
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(String name, int[] shape, double[] values, ElementType type) {

    /**
     * Checks that name, shape and values fit together.
     *
     * @param name the name
     * @param shape the length of each dimension
     * @param values the numbers
     * @param type how a file holds each number
     * @throws IllegalArgumentException if the name is empty or the shape does not hold as many numbers as there are
     *     values
     */
    public Tensor {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("tensor name: found an empty one, expected at least one character");
        }
        long size = 1;
        for (int length : shape) {
            // Beyond the longest array a product can only be wrong; stopping there keeps it from overflowing.
            size = length < 0 || size > Integer.MAX_VALUE ? -1 : size * length;
            if (size < 0) {
                break;
            }
        }
        if (size != values.length) {
            throw new IllegalArgumentException("tensor `" + name + "`: found " + values.length
                    + " values, expected the product of its shape " + Arrays.toString(shape));
        }
    }

    /**
     * A tensor made in memory.
     *
     * @param name the name
     * @param shape the length of each dimension
     * @param values the numbers
     * @throws IllegalArgumentException if the name is empty or the shape does not hold as many numbers as there are
     *     values
     */
    public Tensor(String name, int[] shape, double[] values) {
        this(name, shape, values, ElementType.F64);
    }

    /** The name and the shape, without the values. */
    @Override
    public String toString() {
        return name + " " + Arrays.toString(shape);
    }
}
