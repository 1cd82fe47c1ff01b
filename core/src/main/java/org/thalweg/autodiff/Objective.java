package org.thalweg.autodiff;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.operations.CrossEntropy;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;

/**
 * The loss of a network on a data set as a function of theta, with its exact derivatives:
 * {@code L(theta) = (1/n) sum_i w_i l_i(theta)}.
 *
 * <p>Set the point with {@link #at}, then ask. Results are computed when first asked for and kept until the point, the
 * masks or the weights change. Operators ({@link #operator}) always act at the present point.
 *
 * <p><strong>Cost.</strong> Let a forward sweep of the network cost F flops, {@code F1} of them in its first layer. A
 * gradient costs {@code 3 F - F1}; with values and adjoints kept from before, a Hessian-vector product costs
 * {@code 6 F - 4 F1} and one with another matrix {@code 4 F - 2 F1}. Steady calls allocate nothing.
 *
 * <p><strong>Memory.</strong> What products read again at every call (values, slopes, adjoints of all rows) is kept as far as
 * the memory budget allows, and computed again, block by block, beyond it. {@link #memory} tells what is in use.
 *
 * <p><strong>Bits.</strong> The same input gives the same bits for any number of workers, any kernels and any budget: rows are
 * dealt to lanes, whose number depends on the number of rows alone, and lanes are added in a fixed order.
 *
 * <p>Not thread safe: one call at a time, those of its operators and Jacobians included; a second one meanwhile is an
 * {@link IllegalStateException}. Threads that take turns must know by themselves whose point it is. The workers may be shared with others that do not run at the same time.
 */
public final class Objective {

    /** The budget if none is given: one gibibyte. */
    public static final long DEFAULT_MEMORY_BUDGET = 1L << 30;

    /** At most so many directions go through a sweep at once. */
    private static final int MOST_DIRECTIONS = 8;

    private final Turnstile turnstile = new Turnstile();
    private final Schedule schedule;
    private final Sweeps sweeps;
    private final LaneSum laneSum;
    private final Map<Wanted, Products> products = new HashMap<>();
    private final Map<Differentiated, Jacobian> jacobians = new HashMap<>();
    private final Graph network;
    private final Loss lossOfNetwork;
    private final long memoryBudget;
    private final double[] gradient;
    private final int mostDirections;
    private boolean located;
    private boolean lossKnown;
    private boolean gradientKnown;
    private boolean keepsFrames;
    private boolean framesReady;
    private double loss;
    private long revision;

    private Objective(Graph network, Loss loss, Schedule schedule, long memoryBudget) {
        this.network = network;
        this.lossOfNetwork = loss;
        this.memoryBudget = memoryBudget;
        this.schedule = schedule;
        this.gradient = new double[schedule.theta.length];
        this.laneSum = new LaneSum(schedule.lanes, schedule.workers);
        this.sweeps = new Sweeps(schedule, laneSum);

        schedule.leaveOutZeros(memoryBudget);
        // A direction takes a vector in the order of sweeps and prepared, the total, at most a sum for each lane, and
        // tangents and cotangents for each worker of a sweep.
        long tangents = 2L * schedule.atOnce() * schedule.frameRows() * schedule.valueWidth();
        long bytesOfDirection = 8 * (gradient.length * (schedule.lanes + 2L) + schedule.preparedDirection() + tangents);
        long free = memoryBudget - schedule.memory() - schedule.memoryOfWorkers();
        this.mostDirections = (int) Math.max(1, Math.min(MOST_DIRECTIONS, free / 2 / bytesOfDirection));
        schedule.keepFrames(free - mostDirections * bytesOfDirection);
    }

    /**
     * Compiles the loss of a network on a data set, with the default memory budget.
     *
     * @param network the network
     * @param loss the loss
     * @param data the samples
     * @param workers who computes
     * @return the objective; set a point before asking anything
     * @throws IllegalArgumentException if the data do not fit the network or the loss
     */
    public static Objective of(Graph network, Loss loss, Dataset data, Workers workers) {
        return of(network, loss, data, workers, DEFAULT_MEMORY_BUDGET);
    }

    /**
     * Compiles the loss of a network on a data set.
     *
     * @param network the network
     * @param loss the loss
     * @param data the samples
     * @param workers who computes
     * @param memoryBudget how many bytes may be used to keep what products read again; at least what one block of rows for
     *     each worker takes is used in any case
     * @return the objective; set a point before asking anything
     * @throws IllegalArgumentException if the data do not fit the network or the loss
     */
    public static Objective of(Graph network, Loss loss, Dataset data, Workers workers, long memoryBudget) {
        Graph.Builder builder = network.extend();
        List<Node> terms = loss.attach(builder, network);
        Graph graph = builder.build(network.output());
        check(
                "inputs",
                data.inputs().numCols,
                "layer of inputs",
                network.input().width());
        check(
                "targets",
                data.targets().width(),
                "outputs of the network",
                network.output().width());
        for (Node term : terms) {
            check("loss term", term.width(), "a number a sample", 1);
            if (term.operation() instanceof CrossEntropy && !(data.targets() instanceof Targets.Labels)) {
                throw new IllegalArgumentException("targets: rows of numbers, expected labels for cross-entropy");
            }
        }
        return new Objective(network, loss, new Schedule(graph, terms, data, workers), memoryBudget);
    }

    private static void check(String what, int found, String whose, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(what + ": width " + found + ", expected " + expected + ", the " + whose);
        }
    }

    /**
     * The length of theta.
     *
     * @return the number of parameters
     */
    public int dimension() {
        return gradient.length;
    }

    /**
     * The number of samples.
     *
     * @return {@code n}
     */
    public int sampleCount() {
        return schedule.sampleCount;
    }

    /**
     * The network.
     *
     * @return the graph without the loss
     */
    public Graph network() {
        return network;
    }

    /**
     * Moves to a point.
     *
     * @param theta the parameters; copied
     * @return this
     * @throws IllegalArgumentException if the length is not the dimension
     */
    public Objective at(double... theta) {
        turnstile.enter();
        try {
            requireLength("theta", theta.length, dimension());
            schedule.moveTo(theta);
            located = true;
            return forget();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Sets the masks of dropout, {@link Masks#NONE} at first.
     *
     * @param masks the masks
     * @return this
     */
    public Objective masks(Masks masks) {
        turnstile.enter();
        try {
            schedule.masks = Objects.requireNonNull(masks);
            return forget();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Sets the weights of the samples, one each at first.
     *
     * @param weights the weights {@code w_i}; copied
     * @return this
     */
    public Objective sampleWeights(double... weights) {
        turnstile.enter();
        try {
            requireLength("sample weights", weights.length, sampleCount());
            schedule.sampleWeights = weights.clone();
            return forget();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * The same loss of another network on the same data, at the same point and with the same masks, weights, workers and
     * memory budget. The other network has the same parameters, and the nodes that the loss reads, if it reads any but the
     * output.
     *
     * @param other the other network
     * @return a new objective, which no longer follows this one
     * @throws IllegalArgumentException if the data or the parameters do not fit the other network
     */
    public Objective onNetwork(Graph other) {
        if (!other.parameters().equals(network.parameters())) {
            throw new IllegalArgumentException(
                    "other network: parameters " + other.parameters() + ", expected " + network.parameters());
        }
        Objective result = of(other, lossOfNetwork, schedule.data, schedule.workers, memoryBudget)
                .masks(schedule.masks)
                .sampleWeights(schedule.sampleWeights);
        return located ? result.at(schedule.theta) : result;
    }

    /**
     * A number that changes whenever the point, the masks or the weights are set, for whoever keeps results of this
     * objective.
     *
     * @return how often they have been set
     */
    public long revision() {
        return revision;
    }

    /**
     * The present point.
     *
     * @return a copy of theta
     */
    public double[] theta() {
        turnstile.enter();
        try {
            requirePoint();
            return schedule.theta.clone();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * All parameters, those of the loss included.
     *
     * @return the parameters in the order of theta
     */
    public List<Parameter> parameters() {
        return schedule.graph.parameters();
    }

    /**
     * The terms of the loss.
     *
     * @return the nodes whose sum is the loss of a sample
     */
    public List<Node> terms() {
        return List.of(schedule.terms);
    }

    /**
     * The data.
     *
     * @return the samples
     */
    public Dataset data() {
        return schedule.data;
    }

    /**
     * Who computes.
     *
     * @return the workers
     */
    public Workers workers() {
        return schedule.workers;
    }

    /**
     * The masks of dropout.
     *
     * @return the masks that were set last
     */
    public Masks masks() {
        return schedule.masks;
    }

    /**
     * The weights of the samples.
     *
     * @return a copy of {@code w_i}
     */
    public double[] sampleWeights() {
        return schedule.sampleWeights.clone();
    }

    /**
     * Takes note that the numbers of the data set have been changed in place, as those of a {@link org.thalweg.train.Minibatches
     * minibatch} are. Whatever was made of them is made again.
     *
     * @return this
     */
    public Objective dataChanged() {
        turnstile.enter();
        try {
            schedule.dataChanged();
            return forget();
        } finally {
            turnstile.leave();
        }
    }

    private Objective forget() {
        revision++;
        lossKnown = false;
        gradientKnown = false;
        framesReady = false;
        return this;
    }

    static void requireLength(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(what + ": length " + found + ", expected " + expected);
        }
    }

    private void requirePoint() {
        if (!located) {
            throw new IllegalStateException("objective: no point set, expected a call of at(theta) first");
        }
    }

    /**
     * The loss.
     *
     * @return {@code L(theta)}
     */
    public double loss() {
        turnstile.enter();
        try {
            requirePoint();
            if (!lossKnown) {
                loss = sweeps.loss();
                lossKnown = true;
            }
            return loss;
        } finally {
            turnstile.leave();
        }
    }

    /**
     * The gradient, in a new array.
     *
     * @return the derivative of L by theta
     */
    public double[] gradient() {
        return gradient(new double[dimension()]);
    }

    /**
     * The gradient. The loss is computed along the way.
     *
     * @param result overwritten with the derivative of L by theta
     * @return {@code result}
     */
    public double[] gradient(double[] result) {
        turnstile.enter();
        try {
            requireLength("gradient", result.length, dimension());
            computeGradient();
            schedule.copy(gradient, result);
            return result;
        } finally {
            turnstile.leave();
        }
    }

    private void computeGradient() {
        requirePoint();
        if (!gradientKnown) {
            loss = sweeps.gradient(keepsFrames, gradient);
            framesReady = keepsFrames;
            lossKnown = true;
            gradientKnown = true;
        }
    }

    /**
     * The outputs of the network.
     *
     * @return a new matrix {@code [n x outputs]}
     */
    public DMatrixRMaj outputs() {
        turnstile.enter();
        try {
            requirePoint();
            return sweeps.values(network.output());
        } finally {
            turnstile.leave();
        }
    }

    private void requireComputed(Node node) {
        if (!schedule.graph.nodes().contains(node) || node.index() == 0) {
            throw new IllegalArgumentException(node + ": expected a node that this network computes");
        }
    }

    /**
     * The derivative of a value of the network by all parameters or by chosen ones.
     *
     * @param node the value; not the input
     * @param parameters the chosen parameters; all if none is given. Vectors hold them in the order of theta, whatever the
     *     order here
     * @return the derivative, which acts at the present point of this objective
     * @throws IllegalArgumentException if the node or a parameter is not of this network, or a parameter is given twice
     */
    public Jacobian jacobian(Node node, Parameter... parameters) {
        turnstile.enter();
        try {
            requireComputed(node);
            keepsFrames = true;
            return jacobians.computeIfAbsent(
                    new Differentiated(node, chosen(parameters)),
                    wanted -> new Jacobian(
                            schedule,
                            new Scope(schedule.graph, wanted.parameters),
                            laneSum,
                            node,
                            mostDirections,
                            turnstile,
                            this::prepare));
        } finally {
            turnstile.leave();
        }
    }

    /**
     * The loss of each sample, without its weight.
     *
     * @return {@code l_i}
     */
    public double[] sampleLosses() {
        turnstile.enter();
        try {
            requirePoint();
            return sweeps.sampleLosses();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * The norm of the gradient of each sample's weighted loss, {@code |g_i|}, without forming the gradients where every
     * parameter belongs to one affine layer.
     *
     * @return {@code n} norms
     */
    public double[] sampleGradientNorms() {
        turnstile.enter();
        try {
            requirePoint();
            return sweeps.sampleGradientNorms();
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Sums of the samples' gradients with given weights, several at once: row j becomes {@code sum_i c_ji g_i}, where
     * {@code g_i} is the gradient of {@code w_i l_i}. One reverse sweep; the sums form no gradient of a single sample.
     *
     * @param coefficients {@code c}, {@code [k x n]}
     * @param sums the results {@code [k x dimension]}; overwritten
     * @param parameters the parameters by which to differentiate; all if none is given. Rows of the sums hold them in the order
     *     of theta, whatever the order here
     * @throws IllegalArgumentException if the shapes do not fit, or a parameter is not of this network or given twice
     */
    public void weightedGradients(DMatrixRMaj coefficients, DMatrixRMaj sums, Parameter... parameters) {
        turnstile.enter();
        try {
            Products products = products(null, chosen(parameters));
            requireLength("coefficients", coefficients.numCols, sampleCount());
            requireLength("sums", sums.numCols, products.dimension());
            requireLength("rows of the sums", sums.numRows, coefficients.numRows);
            prepare();
            products.weightedGradients(coefficients, sums);
        } finally {
            turnstile.leave();
        }
    }

    /**
     * A matrix of curvature as an operator, on all parameters or on chosen ones, whose block of the matrix it then is: rows
     * and columns are those of the whole matrix that belong to them, in the same order. Its sweeps leave out whatever does not
     * depend on them.
     *
     * <p>The Hessian and the Gauss-Newton matrix by the parameters of one affine layer, a outputs and b inputs, are written
     * out ({@link LinearOperator#toMatrix}) by a single product of {@code n a^2 b^2 / 2} flops, an eighth of what products with
     * the coordinate vectors take or less.
     *
     * @param matrix which matrix
     * @param parameters the chosen parameters; all if none is given. Vectors hold them in the order of theta, whatever the
     *     order here
     * @return the operator, which acts at the present point of this objective
     * @throws IllegalArgumentException if a parameter is not of this network or given twice, or the matrix is not defined for
     *     this loss
     */
    public LinearOperator operator(Curvature matrix, Parameter... parameters) {
        turnstile.enter();
        try {
            if (matrix == Curvature.GAUSS_NEWTON) {
                requireTermsOfOutputs();
            }
            keepsFrames = true;
            List<Parameter> chosen = chosen(parameters);
            return new CurvatureOperator(
                    matrix, schedule, chosen, products(matrix, chosen), turnstile, this::prepare, gradient);
        } finally {
            turnstile.leave();
        }
    }

    private List<Parameter> chosen(Parameter... parameters) {
        return Parameter.chosen(schedule.graph.parameters(), parameters);
    }

    private void requireTermsOfOutputs() {
        for (Node term : schedule.terms) {
            if (!term.operation().parameters().isEmpty()) {
                throw new IllegalArgumentException("Gauss-Newton matrix: the loss term " + term.operation()
                        + " reads parameters, expected terms of the network's outputs alone");
            }
        }
    }

    /** Work space is made once for each matrix and scope; {@code null} stands for weighted gradients. */
    private Products products(Curvature matrix, List<Parameter> parameters) {
        return products.computeIfAbsent(
                new Wanted(matrix, parameters),
                wanted ->
                        new Products(schedule, new Scope(schedule.graph, parameters), laneSum, matrix, mostDirections));
    }

    private record Wanted(Curvature matrix, List<Parameter> parameters) {}

    private record Differentiated(Node node, List<Parameter> parameters) {}

    /** Makes values, adjoints and the gradient at the present point available to products. */
    private void prepare() {
        keepsFrames = true;
        if (!framesReady) {
            gradientKnown = false;
        }
        computeGradient();
    }

    /**
     * The memory in use.
     *
     * @return bytes held for values, adjoints, directions and sums, the data not counted
     */
    public long memory() {
        long ofProducts = products.values().stream().mapToLong(Products::memory).sum();
        long ofJacobians =
                jacobians.values().stream().mapToLong(Jacobian::memory).sum();
        return schedule.memory() + ofProducts + ofJacobians + 8L * (laneSum.allocated() + gradient.length);
    }
}
