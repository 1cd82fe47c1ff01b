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

    /**
     * Columns of a panel: the elements of one vector.
     *
     * @return elements of a vector
     */
    int width();

    /**
     * The most panels a tile spans.
     *
     * @return panels
     */
    int panels();

    /**
     * The most rows a tile of this many panels has.
     *
     * @param panels how many panels of columns
     * @return rows
     */
    int rows(int panels);

    /**
     * The most rows a tile has where A is packed, {@code aRowStride = 1} and {@code aStep = packedRows()}.
     *
     * @return rows
     */
    int packedRows();

    /**
     * Rows of a block of A that is packed at a time, a multiple of {@link #packedRows}. With {@link #depthBlock} columns
     * it is to stay in the second-level cache.
     *
     * @return rows
     */
    int rowBlock();

    /**
     * The most columns of a packed block of A.
     *
     * @return columns of A, rows of B
     */
    int depthBlock();

    /**
     * The largest block of A that is read where it lies even for many columns: it is in the first-level cache anyway.
     *
     * @return elements of A
     */
    int elementsWorthPacking();

    /**
     * Updates one tile.
     *
     * @param rows {@code rows(panels)}, or {@code packedRows()}, or a power of two below either
     * @param panels at most {@code panels()}
     * @param depth columns of A, rows of B
     * @param a holds A
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aStep distance of columns of A
     * @param b holds B
     * @param bOffset where B begins
     * @param bStep distance of rows of B
     * @param bPanel distance of panels of B
     * @param c holds C
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
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

    /**
     * Copies a full panel, {@code [depth x width()]}: {@code to[toOffset + p width() + l] = from[offset + p rowStride + l]}.
     *
     * @param depth columns of A, rows of B
     * @param from the source
     * @param offset where the source begins
     * @param rowStride distance of its rows
     * @param to the destination
     * @param toOffset where it begins
     */
    void copyPanel(int depth, double[] from, int offset, int rowStride, double[] to, int toOffset);
}
