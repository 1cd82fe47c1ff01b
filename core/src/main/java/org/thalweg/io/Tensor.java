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
        if (!holds(shape, values.length)) {
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

    private static boolean holds(int[] shape, int count) {
        try {
            return Arrays.stream(shape).allMatch(length -> length >= 0) && size(shape) == count;
        } catch (ArithmeticException overflow) {
            return false;
        }
    }

    /**
     * How many numbers a shape has: the product of its lengths, 1 without any.
     *
     * @throws ArithmeticException if that is more than a {@code long} holds, and no length is 0
     */
    static long size(int... shape) {
        if (Arrays.stream(shape).anyMatch(length -> length == 0)) {
            return 0;
        }
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** The name and the shape, without the values. */
    @Override
    public String toString() {
        return Printable.of(name) + " " + Arrays.toString(shape);
    }
}
