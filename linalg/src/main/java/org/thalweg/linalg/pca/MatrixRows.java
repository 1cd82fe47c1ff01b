package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;

/** The rows of a matrix as a stream. */
final class MatrixRows implements RowStream {

    private final DMatrixRMaj samples;
    private int next;

    MatrixRows(DMatrixRMaj samples) {
        this.samples = samples;
    }

    @Override
    public int columns() {
        return samples.numCols;
    }

    @Override
    public void restart() {
        next = 0;
    }

    @Override
    public int read(DMatrixRMaj block) {
        int count = Math.min(block.numRows, samples.numRows - next);
        System.arraycopy(samples.data, next * samples.numCols, block.data, 0, count * samples.numCols);
        next += count;
        return count;
    }
}
