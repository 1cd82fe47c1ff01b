package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;

/**
 * All that a run of {@link Lanczos} knows between two products, as arrays that can be written to a file. A run that goes on
 * from it ends in the same bits as one that was never interrupted. The arrays are the state's own: not to be changed.
 *
 * @param counters whole numbers: the format, what was asked for, sizes and counts, a digest of the known vectors
 * @param numbers estimates of norms
 * @param projected the projected matrix, with couplings to the next vectors
 * @param basis the rows of the basis and the next vectors, {@code [. x n]}
 * @param polynomials what the second start knows of each of its points
 * @param known what the operator makes of known vectors, {@code [2 q x q]}; the vectors are not kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record LanczosState(
        long[] counters,
        double[] numbers,
        DMatrixRMaj projected,
        DMatrixRMaj basis,
        DMatrixRMaj polynomials,
        DMatrixRMaj known) {}
