package org.thalweg.nn;

/** How a program keeps the weight of a layer: which of the two comes first. */
public enum Orientation {
    /** {@code [outputs, inputs]}, as here and in PyTorch, whose tensors are called {@code weight}. */
    OUTPUTS_INPUTS("[outputs, inputs]"),
    /** {@code [inputs, outputs]}, as in Keras and Flax, whose tensors are called {@code kernel}; it is turned when it is read. */
    INPUTS_OUTPUTS("[inputs, outputs]");

    private final String text;

    Orientation(String text) {
        this.text = text;
    }

    /** {@return whether weights are turned when they are read} */
    public boolean turned() {
        return this == INPUTS_OUTPUTS;
    }

    /** The shape, as in {@code [outputs, inputs]}. */
    @Override
    public String toString() {
        return text;
    }
}
