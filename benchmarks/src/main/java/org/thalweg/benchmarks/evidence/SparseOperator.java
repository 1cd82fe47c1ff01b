package org.thalweg.benchmarks.evidence;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** A matrix by its elements that are not zero. */
final class SparseOperator implements LinearOperator {

    private final int dimension;
    private final int[] starts;
    private final int[] columns;
    private final double[] values;

    SparseOperator(DMatrixRMaj matrix) {
        dimension = matrix.numRows;
        int[] places = IntStream.range(0, matrix.data.length)
                .filter(i -> matrix.data[i] != 0)
                .toArray();
        starts = new int[dimension + 1];
        columns = new int[places.length];
        values = new double[places.length];
        for (int p = 0; p < places.length; p++) {
            starts[places[p] / dimension + 1] = p + 1;
            columns[p] = places[p] % dimension;
            values[p] = matrix.data[places[p]];
        }
        for (int i = 1; i <= dimension; i++) {
            starts[i] = Math.max(starts[i], starts[i - 1]);
        }
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        for (int row = 0; row < vectors.numRows; row++) {
            int at = row * dimension;
            for (int i = 0; i < dimension; i++) {
                double sum = 0;
                for (int p = starts[i]; p < starts[i + 1]; p++) {
                    sum += values[p] * vectors.data[at + columns[p]];
                }
                products.data[at + i] = sum;
            }
        }
    }
}
