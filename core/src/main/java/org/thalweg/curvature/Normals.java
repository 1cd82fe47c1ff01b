package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.random.Draws;

/** Where the standard normal numbers of draws come from. A draw takes them in parts of equal length. */
@FunctionalInterface
interface Normals {

    /** Writes the first {@code count} numbers of a part of a draw. Called by several threads at once. */
    void take(long draw, int part, int count, double[] to);

    /** One draw a row, part after part. */
    static Normals given(DMatrixRMaj matrix, int parts) {
        int length = matrix.numCols / parts;
        return (draw, part, count, to) ->
                System.arraycopy(matrix.data, (int) draw * matrix.numCols + part * length, to, 0, count);
    }

    /** Every part is a vector of the source. */
    static Normals drawn(Draws draws, int parts) {
        return (draw, part, count, to) -> draws.normals(draw * parts + part, to, 0, count);
    }
}
