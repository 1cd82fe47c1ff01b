package org.thalweg.linalg.estimate;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.random.Draws;

/**
 * The distribution of the eigenvalues of a symmetric operator, {@code (1/n) sum_i delta(x - lambda_i)}, by stochastic
 * Lanczos quadrature.
 *
 * <p>A start v, uniform on the unit sphere, has the spectral measure {@code sum_i (v . u_i)^2 delta(x - lambda_i)}, whose mean
 * over v is the distribution. {@code m} steps of Lanczos give its Gauss rule, m nodes and weights that integrate polynomials
 * of degree {@code 2 m - 1} exactly (G. H. Golub and G. Meurant, Matrices, Moments and Quadrature, 2010; L. Lin, Y. Saad and
 * C. Yang 2016, DOI 10.1137/130934283). The result is the mean of the rules of all starts. Eigenvalues at the ends of the
 * spectrum become nodes of their own; within the bulk, details finer than about {@code 3 / m} of its width are not resolved.
 *
 * <p>Errors are standard errors of the mean over the starts. They hold the chance of the starts, not what m steps cannot
 * resolve: compare with more steps.
 *
 * <p>Rounding moves nodes, by up to {@link #rounding}. Details finer than that are none, and a spectrum no wider than that is
 * a single point, {@link #atom}: whoever draws a density asks for it before choosing an axis.
 *
 * <p>Known eigenpairs (see {@link Deflation}) count with a weight of exactly {@code 1/n}, and starts are orthogonal to them.
 * If the space that they leave has no more than m dimensions, m is that number.
 *
 * <p>Cost: {@code starts x steps} products; one more for each of the first 16 starts if products of unit vectors are zero or
 * so far from 1 that the operator is scaled (by a power of two, beyond {@code 2^400} and {@code 2^-400}). Work space: {@code 48 n} numbers. The same seed gives the same bits for any number
 * of threads. Thread safe once estimated.
 */
public final class SpectralDensity {

    private static final long PURPOSE = 0x44656E73L;

    private final int dimension;
    private final double[] known;
    private final double[][] nodes;
    private final double[][] weights;
    private final int steps;
    private final double rounding;
    private final long products;

    private SpectralDensity(
            int dimension,
            double[] known,
            double[][] nodes,
            double[][] weights,
            int steps,
            double rounding,
            long products) {
        this.dimension = dimension;
        this.known = known;
        this.nodes = nodes;
        this.weights = weights;
        this.steps = steps;
        this.rounding = rounding;
        this.products = products;
    }

    /**
     * Estimates in the calling thread, without known eigenpairs.
     *
     * @param operator the operator, of dimension at least 1
     * @param starts how many starts, at least 1
     * @param steps steps of Lanczos from each, at least 1
     * @param seed the key of the starts
     * @return the density
     * @throws IllegalArgumentException if a number is out of its range
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static SpectralDensity estimate(LinearOperator operator, int starts, int steps, long seed) {
        return estimate(operator, starts, steps, seed, Deflation.none(operator.dimension()), Workers.of(1));
    }

    /**
     * Estimates.
     *
     * @param operator the operator, of dimension at least 1
     * @param starts how many starts, at least 1
     * @param steps steps of Lanczos from each, at least 1
     * @param seed the key of the starts
     * @param deflation eigenpairs that are known
     * @param workers threads for what is done beside the products; not closed by this
     * @return the density
     * @throws IllegalArgumentException if a number is out of its range
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static SpectralDensity estimate(
            LinearOperator operator, int starts, int steps, long seed, Deflation deflation, Workers workers) {
        int n = operator.dimension();
        deflation.checkFits(n);
        if (n < 1) {
            throw new IllegalArgumentException("dimension: 0, expected at least 1 for a density");
        }
        if (starts < 1) {
            throw new IllegalArgumentException("starts: " + starts + ", expected at least 1");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + ", expected at least 1");
        }
        int most = Math.min(steps, n - deflation.count());
        ProbeBlock block = new ProbeBlock(operator, workers);
        Basis basis = new Basis(deflation.eigenvectors(), workers);
        LanczosRun lanczos = new LanczosRun(block, basis, new Draws(seed, PURPOSE), most);
        double[][] nodes = new double[starts][];
        double[][] weights = new double[starts][];
        double share = (double) (n - deflation.count()) / n;
        for (int first = 0; first < starts; first += ProbeBlock.MOST) {
            int count = Math.min(ProbeBlock.MOST, starts - first);
            if (most > 0) {
                lanczos.run(first, count);
            }
            for (int j = 0; j < count; j++) {
                int length = most == 0 ? 0 : lanczos.length[j];
                double[] theta = Arrays.copyOf(lanczos.diagonal[j], length);
                double[] component = new double[length];
                GaussRule.solve(length, theta, Arrays.copyOf(lanczos.offDiagonal[j], length), component);
                for (int i = 0; i < length; i++) {
                    theta[i] /= lanczos.scale();
                    component[i] *= component[i] * share;
                }
                nodes[first + j] = theta;
                weights[first + j] = component;
            }
        }
        double[] known = deflation.eigenvalues().clone();
        double rounding = lanczos.rounding(known);
        return new SpectralDensity(n, known, nodes, weights, most, rounding, block.applied());
    }

    /** {@return how many starts there were} */
    public int starts() {
        return nodes.length;
    }

    /** {@return how many steps of Lanczos were taken from each start} */
    public int steps() {
        return steps;
    }

    /** {@return how many products with the operator it took} */
    public long products() {
        return products;
    }

    /** {@return the smallest node: not below the smallest eigenvalue, but for rounding} */
    public double smallest() {
        double smallest = Double.POSITIVE_INFINITY;
        for (double[] rule : nodes) {
            for (double node : rule) {
                smallest = Math.min(smallest, node);
            }
        }
        for (double eigenvalue : known) {
            smallest = Math.min(smallest, eigenvalue);
        }
        return smallest;
    }

    /** {@return the largest node: not above the largest eigenvalue, but for rounding} */
    public double largest() {
        double largest = Double.NEGATIVE_INFINITY;
        for (double[] rule : nodes) {
            for (double node : rule) {
                largest = Math.max(largest, node);
            }
        }
        for (double eigenvalue : known) {
            largest = Math.max(largest, eigenvalue);
        }
        return largest;
    }

    /**
     * How far rounding may have moved a node: {@code m^(1/2) (512 + n/8 + 16) u} of the size of the operator, as seen by its
     * products, with {@code u = 2^-53}. That products are right to {@code 512 u} of their norm is assumed.
     *
     * @return the largest distance, positive
     */
    public double rounding() {
        return rounding;
    }

    /**
     * Where all eigenvalues lie, if that is a single point to rounding: {@code largest() - smallest() <= 2 rounding()}. The
     * weight of this atom is 1, and nothing is left to chance.
     *
     * @return the middle of the nodes, no further than {@link #rounding} from any of them; empty if the spectrum is wider
     */
    public OptionalDouble atom() {
        double smallest = smallest();
        double largest = largest();
        return largest - smallest <= 2 * rounding
                ? OptionalDouble.of(smallest + 0.5 * (largest - smallest))
                : OptionalDouble.empty();
    }

    /**
     * The density, every node spread to a normal distribution: {@code sum_k w_k exp(-(x - x_k)^2 / (2 s^2)) / (s (2 pi)^(1/2))},
     * a fraction of all eigenvalues per unit of the axis.
     *
     * @param axis what x is
     * @param points where to evaluate it, on the axis, ascending
     * @param width the standard deviation {@code s}, in units of the axis, positive
     * @return the density
     * @throws IllegalArgumentException if points do not ascend, or the width is not finite or below {@code 2^-1022}, the
     *     smallest for which the density is sure to be a double
     */
    public SpectralCurve density(Axis axis, double[] points, double width) {
        double[] ascending = ascending(points);
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("width: " + width + ", expected a positive finite number");
        }
        if (width < Double.MIN_NORMAL) {
            throw new IllegalArgumentException("width: " + width + ", expected at least " + Double.MIN_NORMAL
                    + ", as the density is up to 0.4 / width and must be a double");
        }
        ElementaryFunctions functions = Kernels.selected().functions();
        double height = 0.3989422804014327 / width;
        double[] terms = new double[ascending.length];
        return curve(ascending, ascending.length, height, axis, (node, weight, to) -> {
            for (int i = 0; i < ascending.length; i++) {
                double distance = (ascending[i] - node) / width;
                terms[i] = -0.5 * distance * distance;
            }
            functions.exp(ascending.length, terms, 0, terms, 0);
            for (int i = 0; i < ascending.length; i++) {
                to[i] = Math.fma(weight, terms[i], to[i]);
            }
        });
    }

    /**
     * The fraction of all eigenvalues in each bin {@code [edge_i, edge_(i+1))}, as it is, not divided by the bin's width.
     *
     * @param axis what the edges are measured on
     * @param edges the edges of the bins, ascending, at least two
     * @return a curve whose points are the edges and whose values belong to the bins, one fewer
     * @throws IllegalArgumentException if the edges do not ascend or are fewer than two
     */
    public SpectralCurve histogram(Axis axis, double... edges) {
        double[] ascending = ascending(edges);
        if (edges.length < 2) {
            throw new IllegalArgumentException("edges: " + edges.length + ", expected at least 2");
        }
        return curve(ascending, edges.length - 1, 1, axis, (node, weight, to) -> {
            int found = Arrays.binarySearch(ascending, node);
            int bin = found >= 0 ? found : -found - 2;
            if (bin >= 0 && bin < to.length) {
                to[bin] += weight;
            }
        });
    }

    /**
     * The fraction of all eigenvalues that lie on the axis up to each point: {@code lambda <= x} on the linear axis,
     * {@code 0 < lambda <= 10^x} or {@code 0 < -lambda <= 10^x} on the others.
     *
     * @param axis what x is
     * @param points where to evaluate it, ascending
     * @return the cumulative distribution
     * @throws IllegalArgumentException if points do not ascend
     */
    public SpectralCurve cumulative(Axis axis, double... points) {
        double[] ascending = ascending(points);
        return curve(ascending, ascending.length, 1, axis, (node, weight, to) -> {
            int found = Arrays.binarySearch(ascending, node);
            for (int i = found >= 0 ? found : -found - 1; i < ascending.length; i++) {
                to[i] += weight;
            }
        });
    }

    /** Adds what a node contributes. */
    @FunctionalInterface
    private interface Spread {
        void add(double node, double weight, double[] to);
    }

    /** All values are multiplied by {@code unit} in the end, as squares of a density might not be doubles. */
    private SpectralCurve curve(double[] points, int size, double unit, Axis axis, Spread spread) {
        double[] values = new double[size];
        double[] squares = new double[size];
        for (int start = 0; start < nodes.length; start++) {
            double[] one = new double[size];
            add(axis.positions(nodes[start]), weights[start], spread, one);
            for (int i = 0; i < size; i++) {
                double difference = one[i] - values[i];
                values[i] += difference / (start + 1);
                squares[i] = Math.fma(difference, one[i] - values[i], squares[i]);
            }
        }
        int starts = nodes.length;
        for (int i = 0; i < size; i++) {
            squares[i] = starts == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(squares[i] / starts / (starts - 1));
        }
        double[] equal = new double[known.length];
        Arrays.fill(equal, 1.0 / dimension);
        add(axis.positions(known), equal, spread, values);
        for (int i = 0; i < size; i++) {
            values[i] *= unit;
            squares[i] *= unit;
        }
        return new SpectralCurve(points, values, squares);
    }

    private static void add(double[] positions, double[] weights, Spread spread, double[] to) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] > Double.NEGATIVE_INFINITY) {
                spread.add(positions[i] + 0.0, weights[i], to);
            }
        }
    }

    /** A checked copy. It has 0.0 for -0.0, as nodes have: they are equal, but a search keeps them apart. */
    private static double[] ascending(double... points) {
        double[] copy = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            if (!Double.isFinite(points[i]) || (i > 0 && !(points[i - 1] < points[i]))) {
                throw new IllegalArgumentException(
                        "points: " + points[i] + " at " + i + ", expected finite numbers that ascend");
            }
            copy[i] = points[i] + 0.0;
        }
        return copy;
    }
}
