package org.thalweg.data;

import java.util.Arrays;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * What a network should answer, one target a sample: class labels for cross-entropy, or rows of numbers for squared
 * error.
 *
 * <p>Arrays and matrices are kept, not copied; whoever changes them afterwards changes the targets.
 */
public sealed interface Targets permits Targets.Labels, Targets.Values {

    /** {@return the number of samples} */
    int size();

    /** {@return the number of outputs of a network for these targets: classes of labels, columns of values} */
    int width();

    /**
     * The first targets, copied.
     *
     * @param count how many, {@code 0 <= count <= size()}
     * @return the targets of samples {@code 0} to {@code count - 1}
     * @throws IllegalArgumentException if there are not so many
     */
    Targets first(int count);

    /**
     * Copies chosen targets to rows of a matrix: row {@code j} of {@code into} becomes the target of sample
     * {@code rows[from + j]}, a label as a row that is 1 at the label and 0 elsewhere. Allocates nothing once
     * {@code into} has room for {@code count} rows.
     *
     * @param rows indices of samples
     * @param from the first index to use
     * @param count how many to use
     * @param into reshaped to {@code [count x width()]} and overwritten
     * @throws IndexOutOfBoundsException if there is no such index or sample
     */
    void gather(int[] rows, int from, int count, DMatrixRMaj into);

    /**
     * Class labels.
     *
     * @param values the label of each sample, {@code 0 <= label < classes}
     * @param classes the number of classes, whether or not each occurs
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Labels(int[] values, int classes) implements Targets {

        /**
         * Checks every label.
         *
         * @param values the label of each sample
         * @param classes the number of classes
         * @throws IllegalArgumentException if a label is no class, naming its index and value
         */
        public Labels {
            for (int i = 0; i < values.length; i++) {
                if (values[i] < 0 || values[i] >= classes) {
                    throw new IllegalArgumentException(
                            "label " + i + ": found " + values[i] + ", expected 0 to " + (classes - 1));
                }
            }
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public int width() {
            return classes;
        }

        @Override
        public Labels first(int count) {
            return new Labels(Arrays.copyOf(values, requireCount(count, size())), classes);
        }

        @Override
        public void gather(int[] rows, int from, int count, DMatrixRMaj into) {
            into.reshape(count, classes);
            into.zero();
            for (int j = 0; j < count; j++) {
                into.data[j * classes + values[rows[from + j]]] = 1;
            }
        }

        /**
         * Copies chosen labels: {@code into[j]} becomes the label of sample {@code rows[from + j]}.
         *
         * @param rows indices of samples
         * @param from the first index to use
         * @param count how many to use
         * @param into overwritten from index 0
         * @throws IndexOutOfBoundsException if there is no such index or sample, or {@code into} is shorter than
         *     {@code count}
         */
        public void gather(int[] rows, int from, int count, int[] into) {
            Objects.checkFromIndexSize(0, count, into.length);
            for (int j = 0; j < count; j++) {
                into[j] = values[rows[from + j]];
            }
        }

        /** {@return the labels as a new matrix {@code [size x classes]}: 1 at the label, 0 elsewhere} */
        public DMatrixRMaj oneHot() {
            DMatrixRMaj matrix = new DMatrixRMaj(values.length, classes);
            for (int i = 0; i < values.length; i++) {
                matrix.data[i * classes + values[i]] = 1;
            }
            return matrix;
        }
    }

    /**
     * Rows of numbers.
     *
     * @param matrix the targets, {@code [size x width]}, one sample a row
     */
    record Values(DMatrixRMaj matrix) implements Targets {

        /**
         * Checks every number.
         *
         * @param matrix one sample a row
         * @throws IllegalArgumentException if one is NaN or infinite, naming its row and column
         */
        public Values {
            Rows.requireFinite("targets", matrix);
        }

        @Override
        public int size() {
            return matrix.numRows;
        }

        @Override
        public int width() {
            return matrix.numCols;
        }

        @Override
        public Values first(int count) {
            return new Values(Rows.first(matrix, requireCount(count, size())));
        }

        @Override
        public void gather(int[] rows, int from, int count, DMatrixRMaj into) {
            Rows.gather(matrix, rows, from, count, into);
        }
    }

    private static int requireCount(int count, int size) {
        if (count < 0 || count > size) {
            throw new IllegalArgumentException("samples: found " + count + ", expected 0 to " + size);
        }
        return count;
    }
}
