package org.thalweg.linalg.kernels;

import static java.lang.Math.min;

/**
 * The matrix product {@code C += alpha A B} over tiles, after Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication" (2008): the depth is cut so that a slice of A stays in the second-level cache while slices of B pass
 * over it.
 *
 * <p>A is read where it lies, in any strides, unless many columns make a packed copy pay. B is read where it lies if its
 * rows are contiguous and few rows of A would share a packed copy; otherwise it comes packed in panels of {@code width}
 * columns, the last one filled up with zeros. Cuts, packing and tiles never change a bit of the result (see
 * {@link Tiles}); {@code alpha} multiplies the elements of A before they enter a chain.
 */
public final class TiledProduct {

    /** A good number of panels to keep together. */
    public static final int PANEL_GROUP = 6;

    /** A is read once or twice where it is not packed, best in long runs. Cuts of a longer depth are of equal length. */
    private static final int UNPACKED_DEPTH = 1024;

    /** From this depth on a tile has the time to fetch the next part of C. */
    private static final int DEPTH_WORTH_TOUCHING = 128;

    /** Doubles in a line of the cache. */
    private static final int LINE = 8;

    /** From this many panels of C on, a packed copy of A is read often enough to pay for itself. */
    private static final int PANELS_WORTH_PACKING = 9;

    private final Tiles tiles;
    private final int width;
    private final int rowBlock;

    /**
     * The product over some tiles.
     *
     * @param tiles the innermost loop
     */
    public TiledProduct(Tiles tiles) {
        this.tiles = tiles;
        this.width = tiles.width();
        this.rowBlock = tiles.rowBlock();
    }

    /**
     * Elements of work space that a call of {@link #multiplyAdd} needs.
     *
     * @return elements of work space
     */
    public int scratchLength() {
        return touched() + 1;
    }

    /** Scratch holds a packed slice of A, then the last columns of B, then the last columns of C, then what was touched. */
    private int edgeOfB() {
        return rowBlock * tiles.depthBlock();
    }

    private int edgeOfC() {
        return edgeOfB() + UNPACKED_DEPTH * width;
    }

    private int touched() {
        return edgeOfC() + rowBlock * tiles.panels() * width;
    }

    /**
     * Elements of B packed: its columns filled up to whole panels.
     *
     * @param depth columns of A, rows of B
     * @param columns columns of B and C
     * @return elements
     */
    public long packedLength(int depth, int columns) {
        return (long) panels(columns) * width * depth;
    }

    /**
     * Rows of A to a unit of work that is best not cut further.
     *
     * @return rows
     */
    public int rowBlock() {
        return rowBlock;
    }

    /**
     * Rows of C to a tile; a number of rows that it divides wastes none.
     *
     * @return rows
     */
    public int tileRows() {
        return tiles.packedRows();
    }

    /**
     * Columns of C to a panel.
     *
     * @return elements of a vector
     */
    public int width() {
        return width;
    }

    /**
     * Packs columns of B, {@code [depth x count]} with element {@code (p, j)} at {@code offset + p rowStride + j
     * columnStride}, as columns {@code first ... first + count - 1} of a packed matrix.
     *
     * @param depth columns of A, rows of B
     * @param first the first column to fill
     * @param count how many columns
     * @param last whether these columns are the last, so that their panel is to be filled up with zeros
     * @param b holds B
     * @param offset where the source begins
     * @param rowStride distance of its rows
     * @param columnStride distance of its columns
     * @param packed holds B, packed
     * @param packedOffset where B begins
     */
    public void pack(
            int depth,
            int first,
            int count,
            boolean last,
            double[] b,
            int offset,
            int rowStride,
            int columnStride,
            double[] packed,
            int packedOffset) {
        int j = 0;
        while (j < count) {
            int lane = (first + j) % width;
            int lanes = min(width - lane, count - j);
            int to = packedOffset + (first + j) / width * width * depth + lane;
            int from = offset + j * columnStride;
            if (columnStride == 1 && lanes == width) {
                tiles.copyPanel(depth, b, from, rowStride, packed, to);
            } else if (columnStride == 1) {
                for (int p = 0; p < depth; p++) {
                    for (int l = 0; l < lanes; l++) {
                        packed[to + p * width + l] = b[from + p * rowStride + l];
                    }
                }
            } else {
                interleave(lanes, depth, 1, b, from, columnStride, rowStride, packed, to, width);
            }
            j += lanes;
        }
        int filled = (first + count) % width;
        if (last && filled > 0) {
            int to = packedOffset + (first + count) / width * width * depth;
            for (int p = 0; p < depth; p++) {
                for (int l = filled; l < width; l++) {
                    packed[to + p * width + l] = 0;
                }
            }
        }
    }

    /**
     * {@code C += alpha A B} with B packed, for the columns of the given panels.
     *
     * @param rows rows
     * @param columns columns of B and C
     * @param depth columns of A, rows of B
     * @param alpha what multiplies the elements of A
     * @param a holds A
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param packed holds B, packed
     * @param packedOffset where B begins
     * @param firstPanel the first panel of B and C to use
     * @param panels how many panels to use
     * @param c holds C
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     * @param scratch work space of {@code scratchLength()} elements; overwritten
     */
    public void multiplyAdd(
            int rows,
            int columns,
            int depth,
            double alpha,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            double[] packed,
            int packedOffset,
            int firstPanel,
            int panels,
            double[] c,
            int cOffset,
            int cRowStride,
            double[] scratch) {
        boolean pack = alpha != 1
                || (panels >= PANELS_WORTH_PACKING
                        && (long) min(rows, rowBlock) * depth > tiles.elementsWorthPacking());
        int tileRows = tileRows();
        int panelLength = width * depth;
        int slice = slice(depth, pack ? tiles.depthBlock() : UNPACKED_DEPTH);
        for (int i = 0; i < rows; i += rowBlock) {
            int m = min(rowBlock, rows - i);
            for (int p = 0, k; p < depth; p += k) {
                k = min(slice, depth - p);
                int from = aOffset + i * aRowStride + p * aColumnStride;
                if (pack) {
                    packRows(m, k, tileRows, alpha, a, from, aRowStride, aColumnStride, scratch);
                }
                int j = firstPanel;
                int end = firstPanel + panels;
                while (j < end) {
                    int valid = columns - j * width;
                    int group = group(end - j);
                    int bAt = packedOffset + j * panelLength + p * width;
                    int cAt = cOffset + i * cRowStride + j * width;
                    if (pack) {
                        column(
                                m,
                                valid,
                                k,
                                group,
                                tileRows,
                                scratch,
                                0,
                                1,
                                tileRows,
                                packed,
                                bAt,
                                width,
                                panelLength,
                                c,
                                cAt,
                                cRowStride,
                                scratch);
                    } else {
                        column(
                                m,
                                valid,
                                k,
                                group,
                                0,
                                a,
                                from,
                                aRowStride,
                                aColumnStride,
                                packed,
                                bAt,
                                width,
                                panelLength,
                                c,
                                cAt,
                                cRowStride,
                                scratch);
                    }
                    j += group;
                }
            }
        }
    }

    /**
     * {@code C += A B} with B as it lies, its rows contiguous.
     *
     * @param rows rows
     * @param columns columns of B and C
     * @param depth columns of A, rows of B
     * @param a holds A
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param b holds B
     * @param bOffset where B begins
     * @param bRowStride distance of rows of B
     * @param c holds C
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     * @param scratch work space of {@code scratchLength()} elements; overwritten
     */
    public void multiplyAdd(
            int rows,
            int columns,
            int depth,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int cRowStride,
            double[] scratch) {
        int full = columns / width;
        int rest = columns % width;
        int edge = edgeOfB();
        int slice = slice(depth, UNPACKED_DEPTH);
        for (int p = 0, k; p < depth; p += k) {
            k = min(slice, depth - p);
            int from = aOffset + p * aColumnStride;
            int bFrom = bOffset + p * bRowStride;
            int j = 0;
            while (j < full) {
                int group = group(full - j);
                column(
                        rows,
                        group * width,
                        k,
                        group,
                        0,
                        a,
                        from,
                        aRowStride,
                        aColumnStride,
                        b,
                        bFrom + j * width,
                        bRowStride,
                        width,
                        c,
                        cOffset + j * width,
                        cRowStride,
                        scratch);
                j += group;
            }
            if (rest > 0) {
                pack(k, 0, rest, true, b, bFrom + full * width, bRowStride, 1, scratch, edge);
                column(
                        rows,
                        rest,
                        k,
                        1,
                        0,
                        a,
                        from,
                        aRowStride,
                        aColumnStride,
                        scratch,
                        edge,
                        width,
                        0,
                        c,
                        cOffset + full * width,
                        cRowStride,
                        scratch);
            }
        }
    }

    /** How many panels to take together so that as few as possible are left alone: of seven three, two and two. */
    private int group(int panels) {
        int groups = (panels + tiles.panels() - 1) / tiles.panels();
        return (panels + groups - 1) / groups;
    }

    /** The length of equal slices of at most {@code most}. */
    private static int slice(int depth, int most) {
        int slices = (depth + most - 1) / most;
        return (depth + slices - 1) / Math.max(1, slices);
    }

    /**
     * One column of tiles: {@code valid} columns of C from {@code cOffset} on. With {@code tileRows > 0} A is packed in
     * tiles of that many rows. Columns that do not fill their panels are worked on in a copy.
     */
    private void column(
            int rows,
            int valid,
            int depth,
            int group,
            int tileRows,
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
            int cRowStride,
            double[] scratch) {
        if (valid >= group * width) {
            tiles(
                    rows,
                    depth,
                    group,
                    tileRows,
                    a,
                    aOffset,
                    aRowStride,
                    aStep,
                    b,
                    bOffset,
                    bStep,
                    bPanel,
                    c,
                    cOffset,
                    cRowStride,
                    scratch);
            return;
        }
        int edge = edgeOfC();
        for (int i = 0; i < rows; i += rowBlock) {
            int m = min(rowBlock, rows - i);
            int cAt = cOffset + i * cRowStride;
            copy(m, valid, c, cAt, cRowStride, scratch, edge, group * width);
            tiles(
                    m,
                    depth,
                    group,
                    tileRows,
                    a,
                    aOffset + i * aRowStride,
                    aRowStride,
                    aStep,
                    b,
                    bOffset,
                    bStep,
                    bPanel,
                    scratch,
                    edge,
                    group * width,
                    scratch);
            copy(m, valid, scratch, edge, group * width, c, cAt, cRowStride);
        }
    }

    private void tiles(
            int rows,
            int depth,
            int group,
            int tileRows,
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
            int cRowStride,
            double[] scratch) {
        int most = tileRows > 0 ? tileRows : tiles.rows(group);
        int i = 0;
        while (i < rows) {
            int r = rows - i >= most ? most : Integer.highestOneBit(rows - i);
            if (depth >= DEPTH_WORTH_TOUCHING && i + r < rows) {
                // Keeping the sum keeps the reads.
                scratch[touched()] =
                        touch(min(r, rows - i - r), group * width, c, cOffset + (i + r) * cRowStride, cRowStride);
            }
            int aAt = aOffset + (tileRows > 0 ? i / tileRows * tileRows * depth + i % tileRows : i * aRowStride);
            tiles.tile(
                    r,
                    group,
                    depth,
                    a,
                    aAt,
                    aRowStride,
                    aStep,
                    b,
                    bOffset,
                    bStep,
                    bPanel,
                    c,
                    cOffset + i * cRowStride,
                    cRowStride);
            i += r;
        }
    }

    /**
     * Reads an element of each line of a part of C, which then is on its way into the cache while the tile before is worked on: a
     * tile begins with reading C, and there is nothing else to do meanwhile.
     */
    private static double touch(int rows, int columns, double[] c, int offset, int rowStride) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            int at = offset + i * rowStride;
            sum += c[at + columns - 1];
            for (int j = 0; j < columns; j += LINE) {
                sum += c[at + j];
            }
        }
        return sum;
    }

    private void packRows(
            int rows,
            int depth,
            int tileRows,
            double alpha,
            double[] a,
            int offset,
            int rowStride,
            int columnStride,
            double[] scratch) {
        for (int i = 0; i < rows; i += tileRows) {
            int m = min(tileRows, rows - i);
            int to = i * depth;
            int from = offset + i * rowStride;
            if (rowStride == 1 && alpha == 1 && m == tileRows && m == width) {
                tiles.copyPanel(depth, a, from, columnStride, scratch, to);
            } else if (rowStride == 1) {
                for (int p = 0; p < depth; p++) {
                    for (int r = 0; r < m; r++) {
                        scratch[to + p * tileRows + r] = alpha * a[from + p * columnStride + r];
                    }
                }
            } else {
                interleave(m, depth, alpha, a, from, rowStride, columnStride, scratch, to, tileRows);
            }
        }
    }

    /**
     * Lays vectors side by side: {@code to[toOffset + p step + v] = alpha from[offset + v vectorStride + p stride]}. Four
     * contiguous vectors at a time write a line of the cache once instead of four times.
     */
    private static void interleave(
            int vectors,
            int length,
            double alpha,
            double[] from,
            int offset,
            int vectorStride,
            int stride,
            double[] to,
            int toOffset,
            int step) {
        int v = 0;
        for (; stride == 1 && v + 4 <= vectors; v += 4) {
            interleaveFour(length, alpha, from, offset + v * vectorStride, vectorStride, to, toOffset + v, step);
        }
        for (; stride == 1 && v + 2 <= vectors; v += 2) {
            interleaveTwo(length, alpha, from, offset + v * vectorStride, vectorStride, to, toOffset + v, step);
        }
        for (; v < vectors; v++) {
            for (int p = 0; p < length; p++) {
                to[toOffset + v + p * step] = alpha * from[offset + v * vectorStride + p * stride];
            }
        }
    }

    private static void interleaveFour(
            int length, double alpha, double[] from, int first, int vectorStride, double[] to, int toOffset, int step) {
        int second = first + vectorStride;
        int third = second + vectorStride;
        int fourth = third + vectorStride;
        for (int p = 0; p < length; p++) {
            to[toOffset + p * step] = alpha * from[first + p];
            to[toOffset + p * step + 1] = alpha * from[second + p];
            to[toOffset + p * step + 2] = alpha * from[third + p];
            to[toOffset + p * step + 3] = alpha * from[fourth + p];
        }
    }

    private static void interleaveTwo(
            int length, double alpha, double[] from, int first, int vectorStride, double[] to, int toOffset, int step) {
        int second = first + vectorStride;
        for (int p = 0; p < length; p++) {
            to[toOffset + p * step] = alpha * from[first + p];
            to[toOffset + p * step + 1] = alpha * from[second + p];
        }
    }

    private static void copy(
            int rows,
            int columns,
            double[] from,
            int fromOffset,
            int fromStride,
            double[] to,
            int toOffset,
            int toStride) {
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                to[toOffset + i * toStride + j] = from[fromOffset + i * fromStride + j];
            }
        }
    }

    /**
     * Panels that so many columns take.
     *
     * @param columns columns of B and C
     * @return panels
     */
    public int panels(int columns) {
        return (columns + width - 1) / width;
    }
}
