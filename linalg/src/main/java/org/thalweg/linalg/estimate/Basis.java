package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;

/** Orthonormal rows {@code Q [k x n]} that grow, and the projector {@code P = I - Q'Q}. */
final class Basis {

    /** A row that shrinks by more is made orthogonal to the whole basis again, not to the newest rows alone. */
    private static final double SMALL = 0.01;

    private final int dimension;
    private final Workers workers;
    /** Made when there is something to multiply: its work space costs more than a small operator's estimate. */
    private MatrixProduct product;

    private final DMatrixRMaj coefficients = new DMatrixRMaj(0, 0);
    private final DMatrixRMaj rows;
    /** Whether the array of the rows is ours to write to. */
    private boolean owned;

    Basis(DMatrixRMaj start, Workers workers) {
        dimension = start.numCols;
        this.workers = workers;
        rows = DMatrixRMaj.wrap(start.numRows, dimension, start.data);
    }

    int size() {
        return rows.numRows;
    }

    double[] data() {
        return rows.data;
    }

    /** {@code x <- P x} for every row, twice, so that what is left is orthogonal to the basis to rounding. */
    void project(DMatrixRMaj x) {
        if (rows.numRows == 0) {
            return;
        }
        if (product == null) {
            product = MatrixProduct.of(workers);
        }
        coefficients.reshape(x.numRows, rows.numRows);
        for (int pass = 0; pass < 2; pass++) {
            product.multiply(1, Transpose.NO, x, Transpose.YES, rows, 0, coefficients);
            product.multiply(-1, Transpose.NO, coefficients, Transpose.NO, rows, 1, x);
        }
    }

    /**
     * Adds the directions of rows that are new.
     *
     * @param x rows {@code [b x n]}; destroyed
     * @param negligible a norm up to which nothing new is left of a row
     * @return how many rows were added
     */
    int extend(DMatrixRMaj x, double negligible) {
        int before = rows.numRows;
        int room = (before + x.numRows) * dimension;
        if (!owned || rows.data.length < room) {
            rows.data = Arrays.copyOf(rows.data, Math.max(room, 2 * before * dimension));
            owned = true;
        }
        project(x);
        for (int j = 0; j < x.numRows; j++) {
            int from = j * dimension;
            double old;
            double norm = Sums.norm(dimension, x.data, from);
            int first = before;
            do {
                old = norm;
                if (norm > negligible) {
                    orthogonalise(x.data, from, first);
                    norm = Sums.norm(dimension, x.data, from);
                }
                first = norm < SMALL * old ? 0 : before;
            } while (norm > negligible && norm < 0.5 * old);
            if (norm > negligible) {
                int to = rows.numRows * dimension;
                for (int i = 0; i < dimension; i++) {
                    rows.data[to + i] = x.data[from + i] / norm;
                }
                rows.numRows++;
            }
        }
        return rows.numRows - before;
    }

    private void orthogonalise(double[] x, int from, int first) {
        for (int q = first; q < rows.numRows; q++) {
            int row = q * dimension;
            double overlap = Sums.dot(dimension, rows.data, row, x, from);
            for (int i = 0; i < dimension; i++) {
                x[from + i] = Math.fma(-overlap, rows.data[row + i], x[from + i]);
            }
        }
    }
}
