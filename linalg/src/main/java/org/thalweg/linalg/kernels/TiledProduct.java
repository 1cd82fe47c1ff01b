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

    private static final int DEPTH_BLOCK = 256;
    private static final int ROW_BLOCK = 128;
    /** From this many panels of C on, a packed copy of A is read often enough to pay for itself. */
    private static final int PANELS_WORTH_PACKING = 9;

    private final Tiles tiles;
    private final int width;

    public TiledProduct(Tiles tiles) {
        this.tiles = tiles;
        this.width = tiles.width();
    }

    /** Elements of work space that a call of {@link #multiplyAdd} needs. */
    public int scratchLength() {
        return ROW_BLOCK * DEPTH_BLOCK + DEPTH_BLOCK * width + tiles.rows(1) * width;
    }

    /** Elements of B packed: its columns filled up to whole panels. */
    public long packedLength(int depth, int columns) {
        return (long) panels(columns) * width * depth;
    }

    /** Rows of A to a unit of work that is best not cut further. */
    public int rowBlock() {
        return ROW_BLOCK;
    }

    /** Columns of C to a panel. */
    public int width() {
        return width;
    }

    /**
     * Packs columns of B, {@code [depth x count]} with element {@code (p, j)} at {@code offset + p rowStride + j
     * columnStride}, as columns {@code first ... first + count - 1} of a packed matrix.
     *
     * @param last whether these columns are the last, so that their panel is to be filled up with zeros
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
            if (columnStride == 1) {
                for (int p = 0; p < depth; p++) {
                    for (int l = 0; l < lanes; l++) {
                        packed[to + p * width + l] = b[from + p * rowStride + l];
                    }
                }
            } else {
                for (int l = 0; l < lanes; l++) {
                    int column = from + l * columnStride;
                    for (int p = 0; p < depth; p++) {
                        packed[to + l + p * width] = b[column + p * rowStride];
                    }
                }
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
     * @param firstPanel the first panel of B and C to use
     * @param panels how many panels to use
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
        boolean pack = alpha != 1 || panels >= PANELS_WORTH_PACKING;
        int tileRows = tiles.rows(tiles.panels());
        int panelLength = width * depth;
        for (int i = 0; i < rows; i += ROW_BLOCK) {
            int m = min(ROW_BLOCK, rows - i);
            for (int p = 0; p < depth; p += DEPTH_BLOCK) {
                int k = min(DEPTH_BLOCK, depth - p);
                int from = aOffset + i * aRowStride + p * aColumnStride;
                if (pack) {
                    packRows(m, k, tileRows, alpha, a, from, aRowStride, aColumnStride, scratch);
                }
                int j = firstPanel;
                int end = firstPanel + panels;
                while (j < end) {
                    int valid = columns - j * width;
                    int group = end - j >= tiles.panels() && valid >= tiles.panels() * width ? tiles.panels() : 1;
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

    /** {@code C += A B} with B as it lies, its rows contiguous. */
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
        int edge = ROW_BLOCK * DEPTH_BLOCK;
        for (int p = 0; p < depth; p += DEPTH_BLOCK) {
            int k = min(DEPTH_BLOCK, depth - p);
            int from = aOffset + p * aColumnStride;
            int bFrom = bOffset + p * bRowStride;
            int j = 0;
            while (j < full) {
                int group = full - j >= tiles.panels() ? tiles.panels() : 1;
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

    /**
     * One column of tiles: {@code valid} columns of C from {@code cOffset} on. With {@code tileRows > 0} A is packed in
     * tiles of that many rows.
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
        int most = tileRows > 0 ? tileRows : tiles.rows(group);
        boolean cut = valid < width;
        int edge = ROW_BLOCK * DEPTH_BLOCK + DEPTH_BLOCK * width;
        int i = 0;
        while (i < rows) {
            int r = min(most, Integer.highestOneBit(rows - i));
            int aAt = aOffset + (tileRows > 0 ? i / tileRows * tileRows * depth + i % tileRows : i * aRowStride);
            int cAt = cOffset + i * cRowStride;
            if (cut) {
                copy(r, valid, c, cAt, cRowStride, scratch, edge, width);
                tiles.tile(r, 1, depth, a, aAt, aRowStride, aStep, b, bOffset, bStep, bPanel, scratch, edge, width);
                copy(r, valid, scratch, edge, width, c, cAt, cRowStride);
            } else {
                tiles.tile(r, group, depth, a, aAt, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cAt, cRowStride);
            }
            i += r;
        }
    }

    private static void packRows(
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
            if (rowStride == 1) {
                for (int p = 0; p < depth; p++) {
                    for (int r = 0; r < m; r++) {
                        scratch[to + p * tileRows + r] = alpha * a[from + p * columnStride + r];
                    }
                }
            } else {
                for (int r = 0; r < m; r++) {
                    for (int p = 0; p < depth; p++) {
                        scratch[to + r + p * tileRows] = alpha * a[from + r * rowStride + p * columnStride];
                    }
                }
            }
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
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[toOffset + i * toStride + j] = from[fromOffset + i * fromStride + j];
            }
        }
    }

    /** Panels that so many columns take. */
    public int panels(int columns) {
        return (columns + width - 1) / width;
    }
}
