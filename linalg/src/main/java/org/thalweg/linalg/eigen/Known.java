package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;

/**
 * What a run of {@link Lanczos} knows of its operator before the first product: the vectors that were deflated, by count and
 * digest, what A makes of them, and how products round.
 *
 * @param count q, how many vectors are known
 * @param digest of their bits, 0 for none
 * @param products F and {@code E'E}
 * @param rounding how products round
 */
record Known(int count, long digest, KnownProducts products, Rounding rounding) {

    private static final long PRIME = 0x100000001b3L;

    /** For an n x n matrix of which nothing is known. */
    static Known nothing(int n) {
        return new Known(0, 0, new KnownProducts(0, new DMatrixRMaj(0, 0)), Rounding.of(n));
    }

    /** For vectors and what A makes of them. */
    static Known of(DMatrixRMaj vectors, KnownProducts products, Complement complement) {
        return new Known(vectors.numRows, digest(vectors), products, complement.rounding(products));
    }

    /** The hash of Fowler, Noll and Vo over the words of the elements, with shifts that let high bits reach low ones. */
    static long digest(DMatrixRMaj vectors) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < vectors.getNumElements(); i++) {
            hash = (hash ^ Double.doubleToRawLongBits(vectors.data[i])) * PRIME;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
