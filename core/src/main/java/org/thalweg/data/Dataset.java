package org.thalweg.data;

import org.ejml.data.DMatrixRMaj;

/**
 * Samples to learn from: inputs, targets and where they came from.
 *
 * <p>Matrices are kept, not copied, and are meant not to change; a data set may then be read by any number of threads.
 *
 * @param name what to call it in logs and on plots
 * @param inputs the inputs {@code [n x d]}, one sample a row
 * @param targets the targets of the {@code n} samples
 * @param identity what tells it from every other: the checksum of the source, and what was done to it since
 */
public record Dataset(String name, DMatrixRMaj inputs, Targets targets, DataIdentity identity) {

    /**
     * Checks that inputs and targets fit together and that every input is a number.
     *
     * @param name what to call it
     * @param inputs one sample a row
     * @param targets as many as there are rows
     * @param identity of as many samples
     * @throws IllegalArgumentException if there is no sample, inputs, targets and identity differ in number, or an input is
     *     NaN or infinite (naming its row and column)
     */
    public Dataset {
        if (inputs.numRows == 0) {
            throw new IllegalArgumentException("data set `" + name + "`: found no samples, expected at least one");
        }
        if (inputs.numRows != targets.size()) {
            throw new IllegalArgumentException("data set `" + name + "`: found " + targets.size()
                    + " targets, expected " + inputs.numRows + ", one for each row of the inputs");
        }
        if (identity.samples() != inputs.numRows) {
            throw new IllegalArgumentException("data set `" + name + "`: found the identity of " + identity.samples()
                    + " samples, expected " + inputs.numRows);
        }
        Rows.requireFinite("inputs", inputs);
    }

    /**
     * A data set from memory; its checksum is that of its numbers.
     *
     * @param name what to call it
     * @param inputs the inputs, one sample a row
     * @param targets the targets of the samples
     * @return the data set
     * @throws IllegalArgumentException if inputs and targets do not fit together
     */
    public static Dataset of(String name, DMatrixRMaj inputs, Targets targets) {
        return new Dataset(name, inputs, targets, DataIdentity.of(Checksum.of(inputs, targets), inputs.numRows));
    }

    /**
     * A data set for classification from arrays.
     *
     * @param name what to call it
     * @param inputs the inputs, one sample an array
     * @param labels the class of each sample, {@code 0 <= label < classes}
     * @param classes the number of classes
     * @return the data set
     * @throws IllegalArgumentException if the arrays are ragged, do not fit together or hold a wrong label
     */
    public static Dataset of(String name, double[][] inputs, int[] labels, int classes) {
        return of(name, Rows.matrix("inputs", inputs), new Targets.Labels(labels, classes));
    }

    /**
     * A data set for regression from arrays.
     *
     * @param name what to call it
     * @param inputs the inputs, one sample an array
     * @param targets the target of each sample
     * @return the data set
     * @throws IllegalArgumentException if the arrays are ragged or do not fit together
     */
    public static Dataset of(String name, double[][] inputs, double[][] targets) {
        return of(name, Rows.matrix("inputs", inputs), new Targets.Values(Rows.matrix("targets", targets)));
    }

    /** {@return the SHA-256 of the source; what was made of one source keeps it, see {@link #identity}} */
    public String checksum() {
        return identity.checksum();
    }

    /** {@return the number of samples, {@code n}} */
    public int size() {
        return inputs.numRows;
    }

    /**
     * The first samples as a data set of their own, copied.
     *
     * @param count how many, {@code 1 <= count <= size()}
     * @return the samples {@code 0} to {@code count - 1}
     * @throws IllegalArgumentException if there are not so many
     */
    public Dataset first(int count) {
        if (count < 1 || count > size()) {
            throw new IllegalArgumentException(
                    "samples of `" + name + "`: found " + count + ", expected 1 to " + size());
        }
        return count == size()
                ? this
                : new Dataset(name, Rows.first(inputs, count), targets.first(count), identity.first(count));
    }

    /**
     * The same samples with every input {@code x} replaced by {@code (x - mean) / standardDeviation}, as
     * {@code torchvision.transforms.Normalize} does. Inputs of images are between 0 and 1 before; for MNIST the usual numbers
     * are then 0.1307 and 0.3081. The identity tells it, unless nothing changes: mean 0 and standard deviation 1.
     *
     * @param mean a finite number
     * @param standardDeviation a finite number above 0
     * @return a data set with the same targets and new inputs
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Dataset normalized(double mean, double standardDeviation) {
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean to normalize by: found " + mean + ", expected a finite number");
        }
        if (!(standardDeviation > 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("standard deviation to normalize by: found " + standardDeviation
                    + ", expected a finite number above 0");
        }
        if (mean == 0 && standardDeviation == 1) {
            return this;
        }
        double shift = mean + 0.0; // of the two zeros, whose differences differ in their sign, one
        DMatrixRMaj result = new DMatrixRMaj(inputs.numRows, inputs.numCols);
        for (int i = 0; i < result.getNumElements(); i++) {
            result.data[i] = (inputs.data[i] - shift) / standardDeviation;
        }
        String change = "normalised by mean " + DataIdentity.text(mean) + ", standard deviation "
                + DataIdentity.text(standardDeviation);
        return new Dataset(name, result, targets, identity.then(change));
    }

    /**
     * Copies chosen inputs, as a minibatch: row {@code j} of {@code into} becomes the input of sample
     * {@code rows[from + j]}. Allocates nothing once {@code into} has room for {@code count} rows;
     * {@link Targets#gather(int[], int, int, DMatrixRMaj)} does the same for the targets.
     *
     * @param rows indices of samples
     * @param from the first index to use
     * @param count how many to use
     * @param into reshaped to {@code [count x d]} and overwritten
     * @throws IndexOutOfBoundsException if there is no such index or sample
     */
    public void gather(int[] rows, int from, int count, DMatrixRMaj into) {
        Rows.gather(inputs, rows, from, count, into);
    }
}
