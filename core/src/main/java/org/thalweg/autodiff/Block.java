package org.thalweg.autodiff;

import java.util.Arrays;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.ParallelProduct;
import org.thalweg.linalg.kernels.SparseProduct;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * What an operation sees of a sweep: some rows of every value, the parameters and directions, and where its results go.
 * Each quantity is an array and an offset into it; see {@link Operation} for their meaning.
 *
 * <p>A block belongs to one worker and is filled anew for each piece of work.
 */
public final class Block {

    private static final int ROWS_WORTH_PACKING = 96;
    /** Numbers of masks in a task. */
    private static final int MASKS_WORTH_SHARING = 1 << 13;

    private final Kernels kernels;
    private final TiledProduct product;
    private final Workers workers;
    private final ParallelProduct together;
    private final double[] productScratch;
    private final SparseProduct sparseProduct;
    private double[] scratch = new double[0];

    double[] theta;
    double[][] prepared;
    double[][] preparedDirections;
    double[] directionValues;
    double[] gradientValues;
    Scope scope;
    Frame frame;
    int frameRow;
    int firstRow;
    int rows;
    int directions;
    double[] inputValues;
    int inputOffset;
    double[] tangentValues;
    double[] cotangentValues;
    /** Where a node's tangents begin, in units of {@code rows x directions}. */
    int[] tangentColumns;
    /** Where a node's cotangents begin, in units of {@code rows x directions}. */
    int[] cotangentColumns;
    /** Whether the adjoints of the frame are what is carried backwards. */
    boolean first;

    /** The inputs without zeros, or {@code null}. */
    SparseInput sparse;
    /** Those of the rows of this block, or {@code null}. */
    SparseInput.Part sparsePart;

    Targets targets;
    Masks masks;
    int sampleCount;

    /**
     * A block.
     *
     * @param together who shares each piece of work; {@code null} if workers have a block each
     */
    Block(Kernels kernels, Workers together) {
        this.workers = together;
        this.kernels = kernels;
        this.product = kernels.product();
        this.together = together == null ? null : new ParallelProduct(product, together);
        this.sparseProduct = new SparseProduct(kernels.sparse(), together);
        this.productScratch = new double[product.scratchLength()];
    }

    /**
     * The size of the block.
     *
     * @return the number of rows
     */
    public int rows() {
        return rows;
    }

    /**
     * Which rows these are.
     *
     * @return the index of the first row among the samples
     */
    public int firstRow() {
        return firstRow;
    }

    /**
     * How many directions or cotangents are carried at once.
     *
     * @return {@code k}
     */
    public int directions() {
        return directions;
    }

    /**
     * The number of samples, by which losses are averaged.
     *
     * @return {@code n}
     */
    public int sampleCount() {
        return sampleCount;
    }

    /**
     * Whether a value depends on the parameters of the sweep; if not, it has no tangent and wants no cotangent.
     *
     * @param node the value
     * @return whether it varies
     */
    public boolean varies(Node node) {
        return scope.varies(node);
    }

    /**
     * Whether a parameter takes part in the sweep; if not, its direction is zero and its gradient is not wanted.
     *
     * @param parameter the parameter
     * @return whether it has directions and gradients
     */
    public boolean active(Parameter parameter) {
        return scope.active(parameter);
    }

    /**
     * Theta; a parameter begins at its {@link Parameter#offset offset}.
     *
     * @return the array of all parameters
     */
    public double[] parameters() {
        return theta;
    }

    /**
     * The array of directions.
     *
     * @return the array that {@link #directionsAt} points into
     */
    public double[] directionValues() {
        return directionValues;
    }

    /**
     * Where the directions of a parameter lie, {@code [k x size]}.
     *
     * @param parameter an active parameter
     * @return the offset
     */
    public int directionsAt(Parameter parameter) {
        return directions * scope.offset(parameter);
    }

    /**
     * The array of gradients.
     *
     * @return the array that {@link #gradientsAt} points into
     */
    public double[] gradients() {
        return gradientValues;
    }

    /**
     * Where the gradients of a parameter lie, {@code [k x size]}.
     *
     * @param parameter an active parameter
     * @return the offset
     */
    public int gradientsAt(Parameter parameter) {
        return directions * scope.offset(parameter);
    }

    /**
     * The array of a value.
     *
     * @param node the value
     * @return the array that {@link #valuesAt} points into
     */
    public double[] values(Node node) {
        return node.index() == 0 ? inputValues : frame.numbers;
    }

    /**
     * Where a value lies, {@code [rows x width]}.
     *
     * @param node the value
     * @return the offset
     */
    public int valuesAt(Node node) {
        return node.index() == 0 ? inputOffset : frame.valuesAt(node) + frameRow * node.width();
    }

    /**
     * The array of adjoints.
     *
     * @return the array that {@link #adjointsAt} points into
     */
    public double[] adjoints() {
        return frame.numbers;
    }

    /**
     * Where the adjoints of a value lie, {@code [rows x width]}.
     *
     * @param node the value; not the input
     * @return the offset
     */
    public int adjointsAt(Node node) {
        return frame.adjointsAt(node) + frameRow * node.width();
    }

    /**
     * The array of saved numbers.
     *
     * @return the array that {@link #savedAt} points into
     */
    public double[] saved() {
        return frame.numbers;
    }

    /**
     * Where a matrix lies that the operation of a node saved, {@code [rows x width]}.
     *
     * @param node the node
     * @param part which of its {@link Operation#savedWidths matrices}
     * @return the offset
     */
    public int savedAt(Node node, int part) {
        return frame.savedAt(node, part, frameRow);
    }

    /**
     * The array of tangents.
     *
     * @return the array that {@link #tangentsAt} points into
     */
    public double[] tangents() {
        return tangentValues;
    }

    /**
     * Where the tangents of a value lie, {@code [rows x k x width]}.
     *
     * @param node a value that varies
     * @return the offset
     */
    public int tangentsAt(Node node) {
        return tangentColumns[node.index()] * rows * directions;
    }

    /**
     * The array of cotangents.
     *
     * @return the array that {@link #cotangentsAt} points into
     */
    public double[] cotangents() {
        return first ? frame.numbers : cotangentValues;
    }

    /**
     * Where the cotangents of a value lie, {@code [rows x k x width]}.
     *
     * @param node a value that varies
     * @return the offset
     */
    public int cotangentsAt(Node node) {
        return first ? adjointsAt(node) : cotangentColumns[node.index()] * rows * directions;
    }

    /**
     * Whether nothing has been added to the cotangents of an input yet when the sweep comes to a node on its way back. An
     * operation that {@link Operation#reverseInPlace reverses in place} then finds numbers without meaning there.
     *
     * @param at the node of the output
     * @param input an input that varies
     * @return whether this node is the first to write there
     */
    public boolean untouched(Node at, Node input) {
        return scope.lastReader(input) == at.index();
    }

    /**
     * What an operation prepared of the parameters.
     *
     * @param node the node
     * @return its numbers
     */
    public double[] prepared(Node node) {
        return prepared[node.index()];
    }

    /**
     * What an operation prepared of the directions.
     *
     * @param node the node
     * @return its numbers
     */
    public double[] preparedDirections(Node node) {
        return preparedDirections[node.index()];
    }

    /**
     * What the outputs should be.
     *
     * @return the targets of all samples
     */
    public Targets targets() {
        return targets;
    }

    /**
     * The masks of dropout.
     *
     * @return where masks come from
     */
    public Masks masks() {
        return masks;
    }

    /**
     * Writes the masks of dropout for some rows, which all workers share if they are free.
     *
     * @param request which rows of which mask
     * @param to where to write, {@code [rows x width]}
     * @param offset where to begin
     */
    public void fillMasks(Masks.Request request, double[] to, int offset) {
        int piece = Math.max(1, MASKS_WORTH_SHARING / Math.max(1, request.width()));
        if (workers == null || request.shared() || request.rows() <= piece) {
            masks.fill(request, to, offset);
            return;
        }
        workers.run((request.rows() + piece - 1) / piece, (index, worker) -> {
            int row = index * piece;
            Masks.Request part = request.part(row, Math.min(piece, request.rows() - row));
            masks.fill(part, to, offset + row * request.width());
        });
    }

    /**
     * The kernels, for products and elementary functions.
     *
     * @return the kernels of this process
     */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * Work space for an operation, good until the next call.
     *
     * @param length how much is needed
     * @return an array of at least that length, of any content
     */
    public double[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new double[length];
        }
        return scratch;
    }

    /**
     * Packs columns of B for {@link #multiplyPacked}, as {@link TiledProduct#pack} does.
     *
     * @param depth columns of A, rows of B
     * @param first the first column to fill
     * @param count how many columns
     * @param last whether these columns are the last
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
        if (together != null) {
            together.pack(depth, first, count, last, b, offset, rowStride, columnStride, packed, packedOffset);
        } else {
            product.pack(depth, first, count, last, b, offset, rowStride, columnStride, packed, packedOffset);
        }
    }

    /**
     * Packs the transpose of a weight for {@link #multiplyInput}, as {@link SparseProduct#packTransposed} does.
     *
     * @param depth columns of the weight
     * @param columns rows of the weight
     * @param weight holds the weight, {@code [columns x depth]}, row-major
     * @param offset where it begins
     * @param packed the packed matrix
     * @param packedOffset where it begins
     */
    public void packForInput(int depth, int columns, double[] weight, int offset, double[] packed, int packedOffset) {
        sparseProduct.packTransposed(depth, columns, weight, offset, packed, packedOffset);
    }

    /** Products with the input without its zeros. */
    SparseProduct sparseProduct() {
        return sparseProduct;
    }

    /**
     * {@code C += A B} with B {@link TiledProduct#pack packed}.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param depth columns of A, rows of B
     * @param a holds A: element {@code (i, p)} at {@code aOffset + i aRowStride + p aColumnStride}
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param packed holds B
     * @param packedOffset where B begins
     * @param c holds C, rows contiguous
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiplyPacked(
            int m,
            int n,
            int depth,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColumnStride,
            double[] packed,
            int packedOffset,
            double[] c,
            int cOffset,
            int cRowStride) {
        if (together != null) {
            together.multiply(
                    m,
                    n,
                    depth,
                    1,
                    a,
                    aOffset,
                    aRowStride,
                    aColumnStride,
                    packed,
                    packedOffset,
                    1,
                    c,
                    cOffset,
                    cRowStride);
        } else {
            product.multiplyAdd(
                    m,
                    n,
                    depth,
                    1,
                    a,
                    aOffset,
                    aRowStride,
                    aColumnStride,
                    packed,
                    packedOffset,
                    0,
                    product.panels(n),
                    c,
                    cOffset,
                    cRowStride,
                    productScratch);
        }
    }

    /**
     * {@code C += A B} with the rows of B contiguous.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param depth columns of A, rows of B
     * @param a holds A: element {@code (i, p)} at {@code aOffset + i aRowStride + p aColumnStride}
     * @param aOffset where A begins
     * @param aRowStride distance of rows of A
     * @param aColumnStride distance of columns of A
     * @param b holds B
     * @param bOffset where B begins
     * @param bRowStride distance of rows of B
     * @param c holds C, rows contiguous
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiply(
            int m,
            int n,
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
            int cRowStride) {
        if (together != null || m >= ROWS_WORTH_PACKING) {
            double[] packed = scratch(Math.toIntExact(product.packedLength(depth, n)));
            pack(depth, 0, n, true, b, bOffset, bRowStride, 1, packed, 0);
            multiplyPacked(m, n, depth, a, aOffset, aRowStride, aColumnStride, packed, 0, c, cOffset, cRowStride);
        } else {
            product.multiplyAdd(
                    m,
                    n,
                    depth,
                    a,
                    aOffset,
                    aRowStride,
                    aColumnStride,
                    b,
                    bOffset,
                    bRowStride,
                    c,
                    cOffset,
                    cRowStride,
                    productScratch);
        }
    }

    /**
     * Whether a node reads the input of the graph without its zeros, through {@link #multiplyInput} and
     * {@link #multiplyInputTransposed}. Parameters and directions are prepared for that or for the dense input.
     *
     * @param at the node
     * @return whether the zeros are left out
     */
    public boolean readsSparse(Node at) {
        return sparse != null && sparse.feeds(at) && (sparsePart != null || rows == 0);
    }

    /**
     * {@code C += X B} with the input X of the graph, {@code [rows x inputs]}, where a node {@link #readsSparse reads} it
     * without its zeros.
     *
     * @param n columns of B and C
     * @param packed holds B, {@link SparseProduct#packTransposed packed}
     * @param packedOffset where B begins
     * @param c holds C, rows contiguous
     * @param cOffset where C begins
     * @param cRowStride distance of rows of C
     */
    public void multiplyInput(int n, double[] packed, int packedOffset, double[] c, int cOffset, int cRowStride) {
        sparseProduct.multiplyAdd(
                sparsePart.rows(), n, packed, packedOffset, SparseProduct.PACKED, c, cOffset, cRowStride);
    }

    /**
     * {@code C += X' B} with the input X of the graph, {@code [rows x inputs]}, where a node {@link #readsSparse reads} it
     * without its zeros.
     *
     * @param n columns of B and C
     * @param b holds B, rows contiguous
     * @param bOffset where B begins
     * @param bRowStride distance of rows of B
     * @param packed holds C, packed
     * @param packedOffset where C begins
     */
    public void multiplyInputTransposed(
            int n, double[] b, int bOffset, int bRowStride, double[] packed, int packedOffset) {
        sparseProduct.multiplyAdd(
                sparsePart.columns(), n, b, bOffset, bRowStride, packed, packedOffset, SparseProduct.PACKED);
    }

    /** Numbers of work space held. */
    long scratchLength() {
        return scratch.length + productScratch.length + (together == null ? 0 : together.scratchLength());
    }

    /** Fills with zeros the cotangents of those inputs of a node that it is the first to add to. */
    void clearUntouched(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.inputs().get(i);
            if (varies(input) && untouched(node, input)) {
                clearCotangents(input);
            }
        }
    }

    /** Fills with zeros the cotangents of a node that nobody reads, to which nobody adds. */
    void clearUnread(Node node) {
        if (scope.lastReader(node) < 0) {
            clearCotangents(node);
        }
    }

    private void clearCotangents(Node node) {
        int at = cotangentsAt(node);
        Arrays.fill(cotangents(), at, at + rows * directions * node.width(), 0);
    }

    /** Carries the cotangents of a node back to its inputs. */
    void reverse(Node node) {
        if (!node.operation().reverseInPlace()) {
            clearUntouched(node);
        }
        node.operation().reverse(this, node);
    }
}
