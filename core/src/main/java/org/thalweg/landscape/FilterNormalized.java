package org.thalweg.landscape;

import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.random.Draws;

/**
 * Random directions on the scale of the weights: each filter r, a row of a weight unless {@link Filters whole weights} are
 * asked for, has the norm of the same filter of theta,
 *
 * <pre>{@code d_r = |w_r| z_r / |z_r|      z standard normal}</pre>
 *
 * <p>A rectifier network computes the same function when the incoming weights of a neuron are multiplied by a factor and the
 * outgoing ones divided by it. A direction of fixed length would call the network with the smaller weights sharper; along
 * these directions two networks can be compared. Source: H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, "Visualizing the
 * loss landscape of neural nets", 2018, arXiv:1712.09913.
 *
 * <p>The same seed and index give the same bits on every machine. Stateless.
 */
public final class FilterNormalized {
    /** Keeps these draws apart from all others with the same seed. */
    private static final long PURPOSE = 0x66696c7465727321L;

    private FilterNormalized() {}

    /** What of a weight is one filter. */
    public enum Filters {
        /** Each row, the incoming weights of a neuron: the filters of the authors' code. */
        ROWS,
        /** All rows together: "one layer is one filter", as some papers have it for fully connected networks. */
        LAYERS
    }

    /** What happens to vectors: biases, and the scales and shifts of a normalisation. */
    public enum Vectors {
        /** They do not move, as in the authors' code. */
        FIXED,
        /** Each vector moves as one filter, scaled to its own norm. */
        SCALED
    }

    /**
     * Draws a direction whose filters are the rows of the weights.
     *
     * @param network names and shapes
     * @param theta where the direction is to be used
     * @param vectors whether vectors move
     * @param seed any number; another seed gives other directions
     * @param index which direction of that seed
     * @param moved the parameters that move, each once, all others staying where they are; all if none is
     *     given
     * @return a new array as long as theta
     * @throws IllegalArgumentException if theta has another length, or a parameter is not of the network or given
     *     twice
     */
    public static double[] direction(
            Graph network, double[] theta, Vectors vectors, long seed, long index, Parameter... moved) {
        return direction(network, theta, Filters.ROWS, vectors, seed, index, moved);
    }

    /**
     * Draws a direction. The draws are the same for all kinds of filters, only the scales differ.
     *
     * @param network names and shapes
     * @param theta where the direction is to be used
     * @param filters what of a weight is one filter
     * @param vectors whether vectors move
     * @param seed any number; another seed gives other directions
     * @param index which direction of that seed
     * @param moved the parameters that move, each once, all others staying where they are; all if none is
     *     given
     * @return a new array as long as theta
     * @throws IllegalArgumentException if theta has another length, or a parameter is not of the network or given
     *     twice
     */
    public static double[] direction(
            Graph network,
            double[] theta,
            Filters filters,
            Vectors vectors,
            long seed,
            long index,
            Parameter... moved) {
        double[] direction = new double[theta.length];
        new Draws(seed, PURPOSE).normals(index, direction, 0, direction.length);
        normalize(network, theta, filters, vectors, direction, moved);
        return direction;
    }

    /**
     * Scales every row of the weights of a direction to the norm of that row of theta.
     *
     * @param network names and shapes
     * @param theta where the direction is to be used
     * @param vectors whether vectors move
     * @param direction as long as theta; changed in place
     * @param moved the parameters that move, each once, all others getting 0; all if none is given
     * @throws IllegalArgumentException if theta or the direction has another length, or a parameter is not of the network or given
     *     twice
     */
    public static void normalize(
            Graph network, double[] theta, Vectors vectors, double[] direction, Parameter... moved) {
        normalize(network, theta, Filters.ROWS, vectors, direction, moved);
    }

    /**
     * Scales every filter of a direction to the norm of that filter of theta. A filter of norm 0 stays at rest; so does one
     * whose direction is 0.
     *
     * @param network names and shapes
     * @param theta where the direction is to be used
     * @param filters what of a weight is one filter
     * @param vectors whether vectors move
     * @param direction as long as theta; changed in place
     * @param moved the parameters that move, each once, all others getting 0; all if none is given
     * @throws IllegalArgumentException if theta or the direction has another length, or a parameter is not of the network or given
     *     twice
     */
    public static void normalize(
            Graph network, double[] theta, Filters filters, Vectors vectors, double[] direction, Parameter... moved) {
        requireLength("theta", theta, network);
        requireLength("direction", direction, network);
        boolean[] moves = moves(network, moved);
        for (Parameter p : network.parameters()) {
            boolean still = !moves[p.index()] || (p.vector() && vectors == Vectors.FIXED);
            int count = p.vector() || filters == Filters.LAYERS ? 1 : p.rows();
            int length = p.size() / count;
            for (int filter = 0; filter < count; filter++) {
                int from = p.offset() + filter * length;
                double drawn = norm(direction, from, length);
                double scale = still || drawn == 0 ? 0 : norm(theta, from, length) / drawn;
                for (int i = from; i < from + length; i++) {
                    direction[i] = scale == 0 ? 0 : scale * direction[i];
                }
            }
        }
    }

    static void requireLength(String what, double[] vector, Graph network) {
        if (vector.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    what + ": length " + vector.length + ", expected " + network.parameterCount());
        }
    }

    /** Which parameters move, by their index: the chosen ones, or all if none is chosen. */
    static boolean[] moves(Graph network, Parameter... moved) {
        boolean[] moves = new boolean[network.parameters().size()];
        Parameter.chosen(network.parameters(), moved).forEach(p -> moves[p.index()] = true);
        return moves;
    }

    static double norm(double[] x, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum = Math.fma(x[i], x[i], sum);
        }
        return Math.sqrt(sum);
    }
}
