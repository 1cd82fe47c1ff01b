package org.thalweg.data;

import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/** Work on the rows of a matrix. */
final class Rows {
    private Rows() {}

    /**
     * Copies chosen rows: row {@code j} of {@code into} becomes row {@code rows[from + j]} of {@code matrix}. Allocates
     * nothing once {@code into} has room for {@code count} rows.
     */
    static void gather(DMatrixRMaj matrix, int[] rows, int from, int count, DMatrixRMaj into) {
        int width = matrix.numCols;
        into.reshape(count, width);
        for (int j = 0; j < count; j++) {
            int row = Objects.checkIndex(rows[from + j], matrix.numRows);
            System.arraycopy(matrix.data, row * width, into.data, j * width, width);
        }
    }

    /** The first {@code count} rows as a new matrix. */
    static DMatrixRMaj first(DMatrixRMaj matrix, int count) {
        DMatrixRMaj first = new DMatrixRMaj(count, matrix.numCols);
        System.arraycopy(matrix.data, 0, first.data, 0, first.getNumElements());
        return first;
    }

    /** Refuses NaN and infinities, naming row and column. */
    static void requireFinite(String name, DMatrixRMaj matrix) {
        for (int i = 0; i < matrix.getNumElements(); i++) {
            if (!Double.isFinite(matrix.data[i])) {
                throw new IllegalArgumentException(name + ", row " + i / matrix.numCols + ", column "
                        + i % matrix.numCols + ": found " + matrix.data[i] + ", expected a finite number");
            }
        }
    }

    /** Makes a matrix of arrays of equal length. */
    static DMatrixRMaj matrix(String name, double[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        DMatrixRMaj matrix = new DMatrixRMaj(rows.length, width);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != width) {
                throw new IllegalArgumentException(name + ", row " + i + ": found " + rows[i].length
                        + " numbers, expected " + width + " as in row 0");
            }
            System.arraycopy(rows[i], 0, matrix.data, i * width, width);
        }
        return matrix;
    }
}
