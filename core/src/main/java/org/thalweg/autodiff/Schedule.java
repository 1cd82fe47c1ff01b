package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Which rows are worked on together, by whom, and where their numbers are.
 *
 * <p>Rows are cut into lanes, lanes into frames of at most {@value #FRAME_ROWS} rows. A worker takes a lane and carries each
 * of its frames through the whole graph while it is in the cache. The cut depends on the number of rows alone, never on
 * workers or memory, and what a lane adds up it adds up in the order of its rows: hence the same bits for any workers.
 * With a single lane the workers share each product instead.
 *
 * <p>A frame is kept between sweeps if the memory budget has room for it; the others are filled anew, in a frame that
 * belongs to the worker, whenever their numbers are needed.
 */
final class Schedule {

    /** Rows of a frame. */
    static final int FRAME_ROWS = 128;

    /** Lanes of a problem of moderate size; more of them cost time to add up their sums. */
    private static final int USUAL_LANES = 8;
    /** So many rows are worth a lane of their own, and with it one more worker. */
    private static final int ROWS_WORTH_A_LANE = 2048;

    final Graph graph;
    /** All nodes but the input; arrays, because to step through a list makes an object. */
    final Node[] nodes;

    final Node[] backwards;
    final Node[] terms;
    final Dataset data;
    final int sampleCount;
    final Workers workers;
    final Scope everything;
    /** Everything varies, but no gradients are wanted. */
    final Scope adjointsOnly;

    final int lanes;
    /** The inputs without zeros, or {@code null}. */
    SparseInput sparse;

    final double[] theta;
    double[] sampleWeights;
    Masks masks = Masks.NONE;

    private final boolean[] isTerm;
    private final int[] laneStarts;
    private final Frame.Layout layout;
    private final Frame[][] kept;
    private final PerWorker<Frame> own;
    private final PerWorker<Block> blocks;
    private final double[][] prepared;
    /** Outside of sweeps. */
    private final SharedCopy copy;
    /** Without rows and for all workers, to prepare parameters or directions. */
    private final Block together;

    private long keptBytes;

    Schedule(Graph graph, List<Node> terms, Dataset data, Workers workers) {
        this.graph = graph;
        List<Node> computed =
                new ArrayList<>(graph.nodes().subList(1, graph.nodes().size()));
        this.nodes = computed.toArray(Node[]::new);
        Collections.reverse(computed);
        this.backwards = computed.toArray(Node[]::new);
        this.terms = terms.toArray(Node[]::new);
        this.isTerm = new boolean[graph.nodes().size()];
        terms.forEach(term -> isTerm[term.index()] = true);
        this.data = data;
        this.sampleCount = data.size();
        this.sampleWeights = new double[sampleCount];
        Arrays.fill(sampleWeights, 1);
        this.workers = workers;
        this.everything = new Scope(graph, graph.parameters());
        this.adjointsOnly = everything.withoutParameters(graph);
        this.theta = new double[graph.parameterCount()];
        this.layout = new Frame.Layout(graph);

        this.lanes = lanes(sampleCount);
        this.laneStarts = new int[lanes + 1];
        for (int lane = 0; lane < lanes; lane++) {
            laneStarts[lane] = (int) ((long) (sampleCount / FRAME_ROWS) * lane / lanes) * FRAME_ROWS;
        }
        laneStarts[lanes] = sampleCount;

        Kernels kernels = Kernels.selected();
        this.own = PerWorker.of(workers, () -> new Frame(layout, frameRows()));
        this.blocks = PerWorker.of(workers, () -> new Block(kernels, lanes == 1 ? workers : null));
        this.together = lanes == 1 ? blocks.get(0) : new Block(kernels, workers);
        this.copy = new SharedCopy(workers);
        this.kept = new Frame[lanes][0];
        this.prepared = new double[graph.nodes().size()][];
        for (Node node : nodes) {
            prepared[node.index()] = new double[node.operation().preparedLength(node)];
        }
    }

    private static int lanes(int rows) {
        int usual = Math.min(USUAL_LANES, rows / FRAME_ROWS);
        return Integer.highestOneBit(Math.max(1, Math.max(usual, rows / ROWS_WORTH_A_LANE)));
    }

    /** Decides which frames are kept: the first of every lane, as many as so many bytes hold. They are made when filled. */
    void keepFrames(long bytes) {
        long affordable = bytes / Math.max(1, 8L * layout.width() * FRAME_ROWS);
        for (int lane = 0; lane < lanes; lane++) {
            int share = (int) Math.max(0, Math.min(frames(lane), affordable / (lanes - lane)));
            affordable -= share;
            kept[lane] = new Frame[share];
        }
    }

    /** Leaves out the zeros of the inputs where that pays and fits; before parameters are prepared. */
    void leaveOutZeros(long memoryBudget) {
        sparse = SparseInput.of(this, memoryBudget).orElse(null);
    }

    /** Takes note that the inputs have changed. */
    void dataChanged() {
        if (sparse != null) {
            sparse.fill();
        }
    }

    /** Takes the sums of a sweep apart, which undoes {@link Scope#interleave}: row j of {@code to} becomes the vector over the scope of direction j. */
    void separate(Scope scope, int k, double[] sums, double[] to, int offset) {
        for (Parameter p : scope.parameters()) {
            int at = scope.offset(p);
            for (int j = 0; j < k; j++) {
                int from = k * at + j * p.size();
                int into = offset + j * scope.dimension() + at;
                if (sparse != null && sparse.packs(p)) {
                    together.sparseProduct().unpackTransposed(p.columns(), p.rows(), sums, from, to, into);
                } else {
                    copy.copy(sums, from, to, into, p.size());
                }
            }
        }
    }

    /** Copies a vector over all parameters. */
    void copy(double[] from, double[] to) {
        copy.copy(from, 0, to, 0, theta.length);
    }

    /** Moves to new parameters. */
    void moveTo(double[] values) {
        copy(values, theta);
        Block block = withoutRows(everything, 1);
        for (Node node : nodes) {
            node.operation().prepare(block, node, prepared[node.index()]);
        }
    }

    boolean isTerm(Node node) {
        return isTerm[node.index()];
    }

    /** The most rows of a frame. */
    int frameRows() {
        return Math.min(FRAME_ROWS, sampleCount);
    }

    /** Numbers a row that all values together take. */
    int valueWidth() {
        return Arrays.stream(nodes).mapToInt(Node::width).sum();
    }

    /** Numbers that operations prepare of one direction. */
    long preparedDirection() {
        return Arrays.stream(nodes)
                .mapToLong(node -> node.operation().preparedDirectionsLength(node, 1))
                .sum();
    }

    /** How many workers take part in a sweep. */
    int atOnce() {
        return Math.min(workers.threads(), lanes);
    }

    /** Bytes of the work space that workers make when they first take part: frames, and what products need. */
    long memoryOfWorkers() {
        long ofProducts = (long) (workers.threads() + atOnce())
                * Kernels.selected().product().scratchLength();
        return 8 * (atOnce() * (long) layout.width() * frameRows() + ofProducts);
    }

    /** The number of frames of a lane. */
    int frames(int lane) {
        return (laneStarts[lane + 1] - laneStarts[lane] + FRAME_ROWS - 1) / FRAME_ROWS;
    }

    boolean isKept(int lane, int index) {
        return index < kept[lane].length;
    }

    /** A block without rows, to prepare parameters or directions. */
    Block withoutRows(Scope scope, int directions) {
        place(together, scope, 0, 0, 0);
        together.directions = directions;
        return together;
    }

    /** Brings a worker's block to a frame: to the kept one if wanted and there is one, else to the worker's own. */
    Block place(Scope scope, int worker, int lane, int index, boolean keep) {
        Block block = blocks.get(worker);
        block.frame = keep && isKept(lane, index) ? keptFrame(lane, index) : own.get(worker);
        place(block, scope, frameStart(lane, index), 0, frameRows(lane, index));
        block.sparsePart = sparse == null ? null : sparse.part(lane, index);
        return block;
    }

    /** The first sample of a frame. */
    int frameStart(int lane, int index) {
        return laneStarts[lane] + index * FRAME_ROWS;
    }

    /** The number of rows of a frame. */
    int frameRows(int lane, int index) {
        return Math.min(FRAME_ROWS, laneStarts[lane + 1] - frameStart(lane, index));
    }

    /** Brings a block to some rows of its frame, which begins with sample {@code frameStart}; their input is dense. */
    void place(Block block, Scope scope, int frameStart, int from, int rows) {
        block.theta = theta;
        block.prepared = prepared;
        block.scope = scope;
        block.firstRow = frameStart + from;
        block.frameRow = from;
        block.rows = rows;
        block.directions = 1;
        block.first = true;
        block.sparse = sparse;
        block.sparsePart = null;
        block.inputValues = data.inputs().data;
        block.inputOffset = block.firstRow * data.inputs().numCols;
        block.targets = data.targets();
        block.masks = masks;
        block.sampleCount = sampleCount;
    }

    private Frame keptFrame(int lane, int index) {
        if (kept[lane][index] == null) {
            kept[lane][index] = new Frame(layout, FRAME_ROWS);
            synchronized (this) {
                keptBytes += 8L * kept[lane][index].numbers.length;
            }
        }
        return kept[lane][index];
    }

    void forward(Block block) {
        for (Node node : nodes) {
            node.operation().forward(block, node);
        }
    }

    /** Seeds the adjoints of the terms with {@code w_i / n} and sweeps back; gradients are added to those of the block. */
    void adjoints(Block block) {
        clearUnread(block);
        for (Node term : terms) {
            int at = block.adjointsAt(term);
            for (int i = 0; i < block.rows; i++) {
                block.adjoints()[at + i] = sampleWeights[block.firstRow + i] / sampleCount;
            }
        }
        for (Node node : backwards) {
            if (block.varies(node)) {
                block.reverse(node);
            }
        }
    }

    /**
     * Carries tangents forward, from nodes up to a number onwards, and their second derivatives back to these nodes.
     *
     * @param hessian whether the curvature of all operations counts, or that of the loss alone
     * @param upTo nodes up to this number have their tangents already, or need none
     */
    void secondOrder(Block block, boolean hessian, int upTo) {
        for (Node node : nodes) {
            if (node.index() > upTo && block.varies(node) && !isTerm(node)) {
                node.operation().tangent(block, node);
            }
        }
        clearUnread(block);
        for (Node node : backwards) {
            if (node.index() > upTo && block.varies(node)) {
                if (isTerm(node)) {
                    block.clearUntouched(node);
                } else {
                    block.reverse(node);
                }
                if (hessian || isTerm(node)) {
                    node.operation().curvature(block, node);
                }
            }
        }
    }

    /** Fills with zeros the cotangents of varying nodes that nobody reads, to which nobody adds. */
    void clearUnread(Block block) {
        for (Node node : nodes) {
            if (block.varies(node)) {
                block.clearUnread(node);
            }
        }
    }

    /** Bytes held. */
    long memory() {
        long numbers = (long) theta.length + sampleWeights.length;
        for (double[] p : prepared) {
            numbers += p == null ? 0 : p.length;
        }
        if (sparse != null) {
            numbers += sparse.memory() / 8;
        }
        numbers += own.stream().mapToLong(frame -> frame.numbers.length).sum();
        numbers += blocks.stream().mapToLong(Block::scratchLength).sum();
        numbers += lanes == 1 ? 0 : together.scratchLength();
        return 8 * numbers + keptBytes;
    }
}
