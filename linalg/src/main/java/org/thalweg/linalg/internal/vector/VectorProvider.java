package org.thalweg.linalg.internal.vector;

import org.thalweg.linalg.internal.elementary.VectorFunctions;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.RowKernels;
import org.thalweg.linalg.kernels.SparseKernel;
import org.thalweg.linalg.kernels.SymmetricKernels;
import org.thalweg.linalg.kernels.Tiles;

/** The door to everything that needs {@code jdk.incubator.vector}: nothing else outside this package names it. */
public final class VectorProvider {

    private VectorProvider() {}

    /** {@code vector-} and the width of a vector in bits. */
    public static String name() {
        return "vector-" + Species.DOUBLE.vectorBitSize();
    }

    /** Tiles of vectors. */
    public static Tiles tiles() {
        return Species.LENGTH == 8 ? new VectorTiles() : new NarrowTiles();
    }

    /** Products of rows on vectors. */
    public static RowKernels rows() {
        return new VectorRows();
    }

    /** What the dense symmetric eigensolver needs beside products, on vectors. */
    public static SymmetricKernels symmetric() {
        return new VectorSymmetric();
    }

    /** Rows of sparse matrices times dense ones, on vectors. */
    public static SparseKernel sparse() {
        return new VectorSparse();
    }

    /** Elementary functions on vectors. */
    public static ElementaryFunctions functions() {
        return new VectorFunctions();
    }
}
