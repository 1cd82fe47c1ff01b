package org.thalweg.linalg.kernels;

/**
 * The innermost loop of the matrix product: one small tile of C held in registers while the depth runs by.
 *
 * <p>For {@code i < rows}, {@code g < panels}, {@code l < width()}, with {@code j = g width() + l}:
 *
 * <pre>{@code
 * for p = 0, 1, ..., depth - 1:   c(i, j) = fma(a(i, p), b(p, j), c(i, j))
 * a(i, p) = a[aOffset + i aRowStride + p aStep]
 * b(p, j) = b[bOffset + p bStep + g bPanel + l]
 * c(i, j) = c[cOffset + i cRowStride + j]
 * }</pre>
 *
 * <p>Every element is one chain of fused multiply-adds in ascending {@code p} that starts from C, so every
 * implementation gives the same bits.
 */
public interface Tiles {

    /** Columns of a panel: the elements of one vector. */
    int width();

    /** The most panels a tile spans. */
    int panels();

    /** The most rows a tile of this many panels has; a power of two. */
    int rows(int panels);

    /**
     * Updates one tile.
     *
     * @param rows a power of two, at most {@code rows(panels)}
     * @param panels 1 or {@code panels()}
     */
    void tile(
            int rows,
            int panels,
            int depth,
            double[] a,
            int aOffset,
            int aRowStride,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            int bPanel,
            double[] c,
            int cOffset,
            int cRowStride);
}
