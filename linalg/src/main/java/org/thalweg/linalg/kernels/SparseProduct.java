package org.thalweg.linalg.kernels;

import static java.lang.Math.min;

import org.thalweg.linalg.Workers;

/**
 * The product of a sparse and a dense matrix, {@code C += A B}.
 *
 * <p>Columns of B and C are worked on in groups of at most {@value #GROUP_COLUMNS}, so that the rows of B which the entries of A
 * pick, or the rows of C they add to, stay in the second-level cache. The larger of the two dense matrices is held
 * <em>packed</em>: group after group, each with contiguous rows, {@code [depth x columns of the group]}, which takes no more room
 * than the matrix itself. A row stride of {@link #PACKED} says so.
 *
 * <p>Each element of C is one chain of fused multiply-adds in ascending depth that starts from C and leaves out the terms where A is
 * zero. A product with zero adds nothing, so for finite B these are the bits of {@link TiledProduct} (but for the sign of a C that is
 * {@code -0} where A has a zero). Where B is infinite or NaN the product with zero would be NaN; here it is left out.
 *
 * <p>Cost: {@code 2 entries columns} flops; every entry reads one row of a group. One instance belongs to one thread, whose helpers
 * share the groups, with the same bits.
 */
public final class SparseProduct implements Workers.Task {

    /** The row stride of a packed matrix. */
    public static final int PACKED = 0;

    /** 784 rows of so many columns fill two thirds of a cache of half a mebibyte. */
    private static final int GROUP_COLUMNS = 52;
    /** Multiply-adds that are worth waking a helper. */
    private static final long WORTH_SHARING = 200_000;

    /** Numbers in a line of the cache. */
    private static final int LINE = 8;

    private final SparseKernel kernel;
    private final Workers workers;

    private CompressedRows a;
    private int columns;
    private int rowStep;
    private double[] b;
    private int bOffset;
    private int bRowStride;
    private double[] c;
    private int cOffset;
    private int cRowStride;

    private final Workers.Task packGroup = this::packGroup;
    private final Workers.Task unpackGroup = this::unpackGroup;
    private int depth;

    /**
     * A product.
     *
     * @param kernel the innermost loop
     * @param workers who shares the work, or {@code null} for the calling thread alone
     */
    public SparseProduct(SparseKernel kernel, Workers workers) {
        this.kernel = kernel;
        this.workers = workers;
    }

    private static int groups(int columns) {
        return (columns + GROUP_COLUMNS - 1) / GROUP_COLUMNS;
    }

    /** The first column of a group; groups differ by one column at most. */
    private static int start(int group, int columns) {
        return (int) ((long) columns * group / groups(columns));
    }

    /**
     * Packs the transpose of a matrix.
     *
     * @param depth columns of the source, rows of the packed matrix
     * @param columns rows of the source, columns of the packed matrix
     * @param source holds the source, {@code [columns x depth]}, row-major
     * @param offset where it begins
     * @param packed the packed matrix, {@code depth columns} numbers
     * @param packedOffset where it begins
     */
    public void packTransposed(int depth, int columns, double[] source, int offset, double[] packed, int packedOffset) {
        transposeGroups(packGroup, depth, columns, source, offset, packed, packedOffset);
    }

    /**
     * Undoes {@link #packTransposed}.
     *
     * @param depth columns of the result, rows of the packed matrix
     * @param columns rows of the result, columns of the packed matrix
     * @param packed the packed matrix
     * @param packedOffset where it begins
     * @param result becomes {@code [columns x depth]}, row-major
     * @param offset where it begins
     */
    public void unpackTransposed(
            int depth, int columns, double[] packed, int packedOffset, double[] result, int offset) {
        transposeGroups(unpackGroup, depth, columns, packed, packedOffset, result, offset);
    }

    private void transposeGroups(
            Workers.Task group, int depth, int columns, double[] from, int fromOffset, double[] to, int toOffset) {
        this.depth = depth;
        this.columns = columns;
        this.b = from;
        this.bOffset = fromOffset;
        this.c = to;
        this.cOffset = toOffset;
        int groups = groups(columns);
        if (workers != null && (long) depth * columns >= WORTH_SHARING) {
            workers.run(groups, group);
        } else {
            for (int g = 0; g < groups; g++) {
                group.run(g, 0);
            }
        }
    }

    private void packGroup(int group, int worker) {
        int first = start(group, columns);
        int width = start(group + 1, columns) - first;
        int at = first * depth;
        transpose(width, depth, b, bOffset + at, depth, c, cOffset + at, width);
    }

    private void unpackGroup(int group, int worker) {
        int first = start(group, columns);
        int width = start(group + 1, columns) - first;
        int at = first * depth;
        transpose(depth, width, b, bOffset + at, width, c, cOffset + at, depth);
    }

    /**
     * {@code to(j, i) = from(i, j)} for a source of {@code [rows x columns]}, a cache line of a row at a time. The lines that
     * are written to are as many, so both sides stay in the first-level cache until they are done with.
     */
    private static void transpose(
            int rows,
            int columns,
            double[] from,
            int fromOffset,
            int fromStride,
            double[] to,
            int toOffset,
            int toStride) {
        int j = 0;
        for (; j + LINE <= columns; j += LINE) {
            int to0 = toOffset + j * toStride;
            int to1 = to0 + toStride;
            int to2 = to1 + toStride;
            int to3 = to2 + toStride;
            int to4 = to3 + toStride;
            int to5 = to4 + toStride;
            int to6 = to5 + toStride;
            int to7 = to6 + toStride;
            for (int i = 0; i < rows; i++) {
                int at = fromOffset + i * fromStride + j;
                to[to0 + i] = from[at];
                to[to1 + i] = from[at + 1];
                to[to2 + i] = from[at + 2];
                to[to3 + i] = from[at + 3];
                to[to4 + i] = from[at + 4];
                to[to5 + i] = from[at + 5];
                to[to6 + i] = from[at + 6];
                to[to7 + i] = from[at + 7];
            }
        }
        for (; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                to[toOffset + j * toStride + i] = from[fromOffset + i * fromStride + j];
            }
        }
    }

    /**
     * {@code C += A B}.
     *
     * @param a the sparse matrix
     * @param columns columns of B and C
     * @param b holds B
     * @param bOffset where B begins
     * @param bRowStride distance of its rows, or {@link #PACKED}
     * @param c holds C
     * @param cOffset where C begins
     * @param cRowStride distance of its rows, or {@link #PACKED}
     */
    public void multiplyAdd(
            CompressedRows a,
            int columns,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        this.a = a;
        this.columns = columns;
        this.b = b;
        this.bOffset = bOffset;
        this.bRowStride = bRowStride;
        this.c = c;
        this.cOffset = cOffset;
        this.cRowStride = cRowStride;
        int groups = groups(columns);
        rowStep = Math.max(1, a.rows());
        if (workers == null || workers.threads() == 1 || (long) a.entries() * columns < WORTH_SHARING) {
            for (int group = 0; group < groups; group++) {
                run(group, 0);
            }
            return;
        }
        int pieces = (2 * workers.threads() + groups - 1) / groups;
        rowStep = Math.max(1, (a.rows() + pieces - 1) / pieces);
        workers.run(groups * ((a.rows() + rowStep - 1) / rowStep), this);
    }

    @Override
    public void run(int index, int worker) {
        int groups = groups(columns);
        int group = index % groups;
        int first = start(group, columns);
        int width = start(group + 1, columns) - first;
        int row = index / groups * rowStep;
        int cStride = cRowStride == PACKED ? width : cRowStride;
        kernel.multiplyAdd(
                a,
                row,
                min(a.rows(), row + rowStep),
                width,
                b,
                bOffset + (bRowStride == PACKED ? first * a.width() : first),
                bRowStride == PACKED ? width : bRowStride,
                c,
                cOffset + (cRowStride == PACKED ? first * a.rows() : first) + row * cStride,
                cStride);
    }
}
