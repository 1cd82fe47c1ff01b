package org.thalweg.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Runs operations over rows: the schedule of the engine.
 *
 * <p>Rows are cut into lanes, lanes into frames of at most {@value #FRAME_ROWS} rows; a worker takes a lane and carries
 * each of its frames through the whole graph while it is in the cache. A frame whose numbers are kept between sweeps is
 * filled once for each theta; the others are filled again in the worker's own frame.
 */
final class Sweeps {

    private static final int FRAME_ROWS = 128;
    /** A lane below this many rows does not pay for adding up its sum. */
    private static final int LANE_ROWS = 128;

    private static final int MOST_LANES = 16;
    /** Directions of one sweep; more are dealt with one sweep after the other. */
    private static final int MOST_DIRECTIONS = 8;
    /** Tangents and cotangents of a piece of work should stay in the second-level cache. */
    private static final int DIRECTION_BYTES = 512 * 1024;

    private final Graph graph;
    /** Arrays, because to step through a list makes an object. */
    private final Node[] nodes;

    private final Node[] backwards;
    private final Node[] terms;
    private final boolean[] isTerm;
    private final Dataset data;
    private final int sampleCount;
    private final Workers workers;
    private final Scope everything;
    private final Frame.Layout layout;
    private final int[] directionColumns;
    private final int allColumns;

    private final int[] laneStarts;
    private final Frame[][] kept;
    private final Frame[] own;
    private final Block[] blocks;
    private final double[] laneLosses;
    private final LaneSum laneSum;

    private final Workers.Task lossTask = this::lossOfLane;
    private final Workers.Task gradientTask = this::gradientOfLane;
    private boolean keep;

    private final double[] theta;
    private final double[][] prepared;
    private double[] sampleWeights;
    private Masks masks = Masks.NONE;
    private boolean framesReady;
    private long keptBytes;
    private long productBytes;

    Sweeps(Graph graph, List<Node> terms, Dataset data, Workers workers, long memoryBudget) {
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
        this.workers = workers;
        this.everything = new Scope(graph, graph.parameters());
        this.layout = new Frame.Layout(graph);
        this.directionColumns = new int[graph.nodes().size()];
        int columns = 0;
        for (Node node : nodes) {
            directionColumns[node.index()] = columns;
            columns += node.width();
        }
        this.allColumns = columns;

        int lanes = Math.max(1, Math.min(MOST_LANES, sampleCount / LANE_ROWS));
        this.laneStarts = new int[lanes + 1];
        for (int lane = 0; lane <= lanes; lane++) {
            laneStarts[lane] = (int) ((long) sampleCount * lane / lanes);
        }
        this.laneLosses = new double[lanes];
        this.laneSum = new LaneSum(lanes);
        this.own = new Frame[workers.threads()];
        this.blocks = new Block[workers.threads()];
        Kernels kernels = Kernels.selected();
        for (int worker = 0; worker < blocks.length; worker++) {
            blocks[worker] = new Block(kernels, lanes == 1 ? workers : null);
            own[worker] = new Frame(layout, FRAME_ROWS);
        }
        this.kept = new Frame[lanes][];
        planFrames(memoryBudget);

        this.theta = new double[graph.parameterCount()];
        this.prepared = new double[graph.nodes().size()][];
        for (Node node : nodes) {
            prepared[node.index()] = new double[node.operation().preparedLength(node)];
        }
    }

    /** Decides which frames are kept: the first of every lane, as many as the budget holds. They are made when filled. */
    private void planFrames(long memoryBudget) {
        long frameBytes = 8L * layout.width() * FRAME_ROWS;
        long affordable = memoryBudget / Math.max(1, frameBytes);
        for (int lane = 0; lane < kept.length; lane++) {
            int frames = framesOf(lane);
            int share = (int) Math.min(frames, affordable / (kept.length - lane));
            affordable -= share;
            kept[lane] = new Frame[share];
        }
    }

    private int framesOf(int lane) {
        return (laneStarts[lane + 1] - laneStarts[lane] + FRAME_ROWS - 1) / FRAME_ROWS;
    }

    void theta(double[] values) {
        System.arraycopy(values, 0, theta, 0, theta.length);
        Block block = blocks[0];
        block.theta = theta;
        block.directions = 1;
        block.scope = everything;
        for (Node node : nodes) {
            node.operation().prepare(block, node, prepared[node.index()]);
        }
    }

    void masks(Masks masks) {
        this.masks = masks;
    }

    void sampleWeights(double[] weights) {
        this.sampleWeights = weights;
    }

    void forget() {
        framesReady = false;
    }

    boolean framesReady() {
        return framesReady;
    }

    long memory() {
        long numbers = theta.length + laneSum.allocated() + sampleWeights.length;
        for (double[] p : prepared) {
            numbers += p == null ? 0 : p.length;
        }
        numbers += (long) own.length * layout.width() * FRAME_ROWS;
        return 8 * numbers + keptBytes + productBytes;
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Pieces of work: what is done with the rows of one frame

    /** Work on the rows of one frame by one worker. */
    @FunctionalInterface
    private interface Piece {
        void run(Block block);
    }

    /** Carries every frame through a piece of work. */
    private void forEachFrame(Piece piece) {
        workers.run(laneLosses.length, (lane, worker) -> {
            Block block = blocks[worker];
            block.frame = own[worker];
            int end = laneStarts[lane + 1];
            for (int row = laneStarts[lane]; row < end; row += FRAME_ROWS) {
                place(block, everything, row, Math.min(FRAME_ROWS, end - row));
                piece.run(block);
            }
        });
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

    private void place(Block block, Scope scope, int row, int rows) {
        block.theta = theta;
        block.prepared = prepared;
        block.scope = scope;
        block.firstRow = row;
        block.frameRow = 0;
        block.rows = rows;
        block.directions = 1;
        block.first = true;
        block.inputValues = data.inputs().data;
        block.inputOffset = row * data.inputs().numCols;
        block.directionColumns = directionColumns;
        block.targets = data.targets();
        block.sampleWeights = sampleWeights;
        block.masks = masks;
        block.sampleCount = sampleCount;
    }

    private void forward(Block block) {
        for (Node node : nodes) {
            node.operation().forward(block, node);
        }
    }

    private void addLosses(Block block, int lane) {
        double sum = laneLosses[lane];
        for (int i = 0; i < block.rows; i++) {
            double weight = sampleWeights[block.firstRow + i];
            for (Node term : terms) {
                sum = Math.fma(weight, block.values(term)[block.valuesAt(term) + i], sum);
            }
        }
        laneLosses[lane] = sum;
    }

    private double totalLoss() {
        double sum = 0;
        for (double loss : laneLosses) {
            sum += loss;
        }
        return sum / sampleCount;
    }

    /** Seeds the adjoints of the terms with {@code w_i / n} and sweeps back; gradients are added to those of the block. */
    private void adjoints(Block block) {
        block.first = true;
        block.directions = 1;
        for (Node node : nodes) {
            if (block.varies(node)) {
                block.clearCotangents(node);
            }
        }
        for (Node term : terms) {
            int at = block.adjointsAt(term);
            for (int i = 0; i < block.rows; i++) {
                block.adjoints()[at + i] = sampleWeights[block.firstRow + i] / sampleCount;
            }
        }
        for (Node node : backwards) {
            if (block.varies(node)) {
                node.operation().reverse(block, node);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Sweeps of one theta

    double loss() {
        Arrays.fill(laneLosses, 0);
        workers.run(laneLosses.length, lossTask);
        return totalLoss();
    }

    private void lossOfLane(int lane, int worker) {
        Block block = blocks[worker];
        block.frame = own[worker];
        int end = laneStarts[lane + 1];
        for (int row = laneStarts[lane]; row < end; row += FRAME_ROWS) {
            place(block, everything, row, Math.min(FRAME_ROWS, end - row));
            forward(block);
            addLosses(block, lane);
        }
    }

    double gradient(boolean keep, double[] result) {
        this.keep = keep;
        Arrays.fill(laneLosses, 0);
        laneSum.start(everything.dimension());
        workers.run(laneLosses.length, gradientTask);
        System.arraycopy(laneSum.total(), 0, result, 0, result.length);
        framesReady = keep;
        return totalLoss();
    }

    private void gradientOfLane(int lane, int worker) {
        Block block = blocks[worker];
        block.gradientValues = laneSum.take();
        int end = laneStarts[lane + 1];
        int index = 0;
        for (int row = laneStarts[lane]; row < end; row += FRAME_ROWS) {
            block.frame = keep && index < kept[lane].length ? keptFrame(lane, index) : own[worker];
            place(block, everything, row, Math.min(FRAME_ROWS, end - row));
            forward(block);
            addLosses(block, lane);
            adjoints(block);
            index++;
        }
        laneSum.put(lane, block.gradientValues);
    }

    DMatrixRMaj values(Node node) {
        DMatrixRMaj result = new DMatrixRMaj(sampleCount, node.width());
        forEachFrame(block -> {
            forward(block);
            System.arraycopy(
                    block.values(node),
                    block.valuesAt(node),
                    result.data,
                    block.firstRow * node.width(),
                    block.rows * node.width());
        });
        return result;
    }

    double[] sampleLosses() {
        double[] result = new double[sampleCount];
        forEachFrame(block -> {
            forward(block);
            for (Node term : terms) {
                for (int i = 0; i < block.rows; i++) {
                    result[block.firstRow + i] += block.values(term)[block.valuesAt(term) + i];
                }
            }
        });
        return result;
    }

    double[] sampleGradientNorms() {
        double[] result = new double[sampleCount];
        boolean inOnePiece = readsEveryParameterOnce();
        forEachFrame(block -> {
            forward(block);
            block.gradientValues = new double[everything.dimension()];
            adjoints(block);
            double[] norms = new double[block.rows];
            boolean known = inOnePiece;
            for (Node node : nodes) {
                known = known && node.operation().addSquaredNorms(block, node, norms);
            }
            if (!known) {
                squaredNormsRowByRow(block, norms);
            }
            int first = block.firstRow;
            for (int i = 0; i < norms.length; i++) {
                result[first + i] = sampleCount * Math.sqrt(norms[i]);
            }
        });
        return result;
    }

    private boolean readsEveryParameterOnce() {
        List<Parameter> read = Arrays.stream(nodes)
                .flatMap(node -> node.operation().parameters().stream())
                .toList();
        return read.size() == read.stream().distinct().count();
    }

    private void squaredNormsRowByRow(Block block, double[] norms) {
        int first = block.firstRow;
        for (int i = 0; i < norms.length; i++) {
            Arrays.fill(block.gradientValues, 0);
            place(block, everything, first + i, 1);
            block.frameRow = i;
            adjoints(block);
            norms[i] = 0;
            for (double g : block.gradientValues) {
                norms[i] += g * g;
            }
        }
        place(block, everything, first, norms.length);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Sweeps with directions

    void weightedGradients(DMatrixRMaj coefficients, DMatrixRMaj sums) {
        products(null, everything).weightedGradients(coefficients, sums);
    }

    Products products(Curvature matrix, Scope scope) {
        if (matrix == Curvature.GAUSS_NEWTON) {
            for (Node term : terms) {
                if (!term.operation().parameters().isEmpty()) {
                    throw new IllegalArgumentException("Gauss-Newton matrix: the loss term " + term
                            + " reads parameters, expected terms of the network's outputs alone");
                }
            }
        }
        return new Products(matrix, scope);
    }

    /** Products with one matrix over one scope, and the work space they need. */
    final class Products {
        private final Curvature matrix;
        private final Scope scope;
        private final int mostDirections;
        private final int pieceRows;
        private final double[] directions;
        private final double[][] preparedDirections;
        private final double[][] tangents;
        private final double[][] cotangents;
        private final double[] shifts;
        private final Workers.Task task = this::lane;
        private double[] coefficients;
        private int k;

        private Products(Curvature matrix, Scope scope) {
            this.matrix = matrix;
            this.scope = scope;
            this.mostDirections = MOST_DIRECTIONS;
            int columns = Arrays.stream(nodes)
                    .filter(scope::varies)
                    .mapToInt(Node::width)
                    .sum();
            int rows = DIRECTION_BYTES / Math.max(1, 16 * columns * mostDirections);
            this.pieceRows = Math.max(8, Math.min(FRAME_ROWS, rows / 8 * 8));
            this.directions = new double[Math.multiplyExact(mostDirections, scope.dimension())];
            this.shifts = new double[mostDirections];
            this.preparedDirections = new double[graph.nodes().size()][];
            long numbers = directions.length;
            for (Node node : nodes) {
                if (scope.varies(node)) {
                    int length = node.operation().preparedDirectionsLength(node, mostDirections);
                    preparedDirections[node.index()] = new double[length];
                    numbers += length;
                }
            }
            int length = Math.multiplyExact(allColumns, Math.max(pieceRows * mostDirections, FRAME_ROWS));
            tangents = new double[workers.threads()][length];
            cotangents = new double[workers.threads()][length];
            productBytes += 8 * (numbers + 2L * workers.threads() * length);
        }

        int dimension() {
            return scope.dimension();
        }

        void apply(DMatrixRMaj vectors, DMatrixRMaj results, double[] gradient) {
            int dimension = scope.dimension();
            for (int first = 0; first < vectors.numRows; first += mostDirections) {
                k = Math.min(mostDirections, vectors.numRows - first);
                scope.interleave(k, vectors.data, first * dimension, directions);
                Block block = blocks[0];
                place(block, scope, 0, 0);
                block.directions = k;
                block.directionValues = directions;
                for (Node node : nodes) {
                    if (scope.varies(node)) {
                        node.operation().prepareDirections(block, node, preparedDirections[node.index()]);
                    }
                }
                if (matrix == Curvature.GRADIENT_COVARIANCE) {
                    for (int j = 0; j < k; j++) {
                        shifts[j] = alongGradient(vectors.data, (first + j) * dimension, gradient);
                    }
                }
                laneSum.start(k * dimension);
                workers.run(laneLosses.length, task);
                scope.separate(k, laneSum.total(), results.data, first * dimension);
            }
        }

        private double alongGradient(double[] vector, int offset, double[] gradient) {
            double sum = 0;
            for (Parameter p : scope.parameters()) {
                int from = offset + scope.offset(p);
                for (int i = 0; i < p.size(); i++) {
                    sum = Math.fma(vector[from + i], gradient[p.offset() + i], sum);
                }
            }
            return sum;
        }

        void weightedGradients(DMatrixRMaj c, DMatrixRMaj sums) {
            coefficients = c.data;
            for (int first = 0; first < c.numRows; first += mostDirections) {
                k = Math.min(mostDirections, c.numRows - first);
                coefficients = c.data;
                offset = first * sampleCount;
                laneSum.start(k * scope.dimension());
                workers.run(laneLosses.length, task);
                scope.separate(k, laneSum.total(), sums.data, first * scope.dimension());
            }
        }

        private int offset;

        private void lane(int lane, int worker) {
            Block block = blocks[worker];
            double[] sum = laneSum.take();
            int end = laneStarts[lane + 1];
            int index = 0;
            for (int row = laneStarts[lane]; row < end; row += FRAME_ROWS) {
                int rows = Math.min(FRAME_ROWS, end - row);
                if (index < kept[lane].length) {
                    block.frame = kept[lane][index];
                } else {
                    block.frame = own[worker];
                    place(block, everything, row, rows);
                    block.gradientValues = laneSum.take();
                    forward(block);
                    adjoints(block);
                    laneSum.giveBack(block.gradientValues);
                }
                for (int from = 0; from < rows; from += pieceRows) {
                    place(block, scope, row + from, Math.min(pieceRows, rows - from));
                    block.frameRow = from;
                    block.directions = k;
                    block.first = false;
                    block.directionValues = directions;
                    block.preparedDirections = preparedDirections;
                    block.tangentValues = tangents[worker];
                    block.cotangentValues = cotangents[worker];
                    block.gradientValues = sum;
                    piece(block);
                }
                index++;
            }
            laneSum.put(lane, sum);
        }

        private void piece(Block block) {
            boolean secondOrder = matrix == Curvature.HESSIAN || matrix == Curvature.GAUSS_NEWTON;
            if (matrix != null) {
                for (Node node : nodes) {
                    if (scope.varies(node) && !(secondOrder && isTerm[node.index()])) {
                        node.operation().tangent(block, node);
                    }
                }
            }
            for (Node node : nodes) {
                if (scope.varies(node)) {
                    block.clearCotangents(node);
                }
            }
            if (!secondOrder) {
                seed(block);
            }
            for (Node node : backwards) {
                if (scope.varies(node)) {
                    boolean term = isTerm[node.index()];
                    if (!secondOrder || !term) {
                        node.operation().reverse(block, node);
                    }
                    if (matrix == Curvature.HESSIAN || (secondOrder && term)) {
                        node.operation().curvature(block, node);
                    }
                }
            }
        }

        /** Cotangents of the terms: {@code w_i (w_i g_i . v - g . v) / n}, or the coefficients of weighted gradients. */
        private void seed(Block block) {
            for (int i = 0; i < block.rows; i++) {
                int sample = block.firstRow + i;
                double weight = sampleWeights[sample];
                for (int j = 0; j < k; j++) {
                    double slope = 0;
                    if (matrix == null) {
                        slope = coefficients[offset + j * sampleCount + sample] * weight;
                    } else {
                        for (Node term : terms) {
                            slope += scope.varies(term) ? block.tangentValues[block.tangentsAt(term) + i * k + j] : 0;
                        }
                        double shift = matrix == Curvature.GRADIENT_COVARIANCE ? shifts[j] : 0;
                        slope = weight * (weight * slope - shift) / sampleCount;
                    }
                    for (Node term : terms) {
                        if (scope.varies(term)) {
                            block.cotangentValues[block.cotangentsAt(term) + i * k + j] = slope;
                        }
                    }
                }
            }
        }
    }
}
