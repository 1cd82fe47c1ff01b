package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;

/**
 * Samples that are read block by block and never all in memory. They can be read again from the start, and then are the
 * same.
 */
public interface RowStream {

    /** {@return the number of columns {@code D}} */
    int columns();

    /** Goes back to the first row. */
    void restart();

    /**
     * Reads the next rows.
     *
     * @param block where to write them, {@code [b x D]}, from its first row on
     * @return how many rows were read, at most {@code b}; 0 at the end
     */
    int read(DMatrixRMaj block);

    /**
     * The rows of a matrix as a stream.
     *
     * @param samples the samples {@code [N x D]}; not copied
     * @return a stream at its start
     */
    static RowStream of(DMatrixRMaj samples) {
        return new MatrixRows(samples);
    }
}
