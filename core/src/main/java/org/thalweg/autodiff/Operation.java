package org.thalweg.autodiff;

import java.util.List;
import java.util.Optional;

/**
 * A differentiable operation {@code y = f(x, theta)} of the graph, applied to a block of rows at a time.
 *
 * <p>Everything the engine can do follows from four methods. Write {@code x_i} for row {@code i} of the input, {@code J} for
 * the derivative of {@code f} at it, and a dot for a derivative along one of {@code k} directions {@code v_1 ... v_k} in
 * theta:
 *
 * <table>
 * <caption>The four methods</caption>
 * <tr><th>method</th><th>reads</th><th>writes</th><th>formula</th></tr>
 * <tr><td>{@link #forward}</td><td>values of the inputs</td><td>values of the output, saved numbers</td>
 *     <td>{@code y = f(x, theta)}</td></tr>
 * <tr><td>{@link #tangent}</td><td>tangents of the inputs, directions</td><td>tangents of the output</td>
 *     <td>{@code ydot = J (xdot, v)}</td></tr>
 * <tr><td>{@link #reverse}</td><td>cotangents of the output</td><td>adds to cotangents of the inputs and to
 *     gradients</td><td>{@code (xbar, thetabar) += J' ybar}</td></tr>
 * <tr><td>{@link #curvature}</td><td>adjoints of the output, tangents of the inputs, directions</td><td>adds to cotangents
 *     of the inputs and to gradients</td><td>{@code (xbar, thetabar) += Jdot' y*}</td></tr>
 * </table>
 *
 * <p>Adjoints {@code y*} are the derivatives of the loss, one for each element of a value; cotangents are whatever is
 * being carried backwards, {@code k} of them at once. A gradient is {@code reverse} with the adjoints as the only
 * cotangents. A Hessian-vector product is {@code tangent} through the graph, then {@code reverse} and {@code curvature}
 * back through it (Pearlmutter, "Fast exact multiplication by the Hessian", 1994): differentiate {@code xbar = J' ybar}
 * along {@code v} by the product rule. Leaving out {@code curvature} everywhere but at the loss gives the Gauss-Newton
 * product.
 *
 * <p>An operation has no state: what it needs between the sweeps it keeps in the {@link Block}, and one instance may serve
 * several nodes and threads. In the block a value with {@code k} directions is {@code [rows x k x width]}, row-major, which
 * a product may read as {@code [(rows k) x width]} or as {@code [rows x (k width)]}.
 */
public interface Operation {

    /** Nothing saved. */
    int[] NOTHING = {};

    /**
     * The number of columns of the output.
     *
     * @param inputWidths the numbers of columns of the inputs
     * @return the width
     * @throws IllegalArgumentException if the inputs do not fit
     */
    int width(int... inputWidths);

    /**
     * The parameters read.
     *
     * @return the parameters, each once
     */
    default List<Parameter> parameters() {
        return List.of();
    }

    /**
     * A weight that this operation, if it reads the input of the graph, can multiply by it without its zeros; it does so where
     * {@link Block#readsSparse} says, and then adds the gradient of this weight in the order that
     * {@link org.thalweg.linalg.kernels.SparseProduct#packTransposed} makes.
     *
     * @return the weight, {@code [outputs x inputs]}
     */
    default Optional<Parameter> weightOfInput() {
        return Optional.empty();
    }

    /**
     * What {@link #forward} saves for the other methods: matrices with the rows of the block.
     *
     * @param at the node
     * @return the number of columns of each
     */
    default int[] savedWidths(Node at) {
        return NOTHING;
    }

    /**
     * Computes the values of the output.
     *
     * @param block the rows to work on
     * @param at the node of the output
     */
    void forward(Block block, Node at);

    /**
     * Computes the tangents of the output. Called only if the output varies with the directions.
     *
     * @param block the rows to work on
     * @param at the node of the output
     */
    void tangent(Block block, Node at);

    /**
     * Adds the transposed derivative times the cotangents of the output to the cotangents of those inputs that
     * {@link Block#varies vary}, and to the gradients of the {@link Block#active active} parameters.
     *
     * @param block the rows to work on
     * @param at the node of the output
     */
    void reverse(Block block, Node at);

    /**
     * Adds the directional derivative of the transposed derivative, times the adjoints of the output, to the same places.
     * Nothing to do where the operation is linear in everything that varies.
     *
     * @param block the rows to work on
     * @param at the node of the output
     */
    default void curvature(Block block, Node at) {}

    /**
     * Whether {@link #reverse} works element by element and sets the cotangents of an input that is {@link Block#untouched
     * untouched} instead of adding to zeros. Where nothing else reads the input, its cotangents then lie in the place of those
     * of the output. For every other operation the engine fills untouched cotangents with zeros.
     *
     * @return whether {@code xbar = J' ybar} may overwrite {@code ybar}
     */
    default boolean reverseInPlace() {
        return false;
    }

    /**
     * Whether {@link #tangent} works element by element and {@link #curvature} does not read the tangents of the input. Where
     * nothing else reads the input, its tangents then lie in the place of those of the output.
     *
     * @return whether {@code ydot = J xdot} may overwrite {@code xdot}
     */
    default boolean tangentInPlace() {
        return false;
    }

    /**
     * How many numbers {@link #prepare} makes of the parameters.
     *
     * @param at the node
     * @return numbers, shared by all blocks
     */
    default int preparedLength(Node at) {
        return 0;
    }

    /**
     * Brings the parameters into the form that {@link #forward} and {@link #reverse} want; called once for each theta.
     *
     * @param block gives access to parameters and products; it has no rows
     * @param at the node
     * @param prepared where to put the numbers
     */
    default void prepare(Block block, Node at, double[] prepared) {}

    /**
     * How many numbers {@link #prepareDirections} makes of the directions.
     *
     * @param at the node
     * @param directions how many directions there are at most
     * @return numbers, shared by all blocks
     */
    default int preparedDirectionsLength(Node at, int directions) {
        return 0;
    }

    /**
     * Brings the directions into the form that {@link #tangent} and {@link #curvature} want; called once for each sweep.
     *
     * @param block gives access to directions and products; it has no rows
     * @param at the node
     * @param prepared where to put the numbers
     */
    default void prepareDirections(Block block, Node at, double[] prepared) {}

    /**
     * Adds, for each row, the square of the norm of that row's own derivative by the parameters of this operation,
     * {@code |thetabar_i|^2}, to {@code norms}; asked only if no other operation reads them.
     *
     * @param block the rows to work on, with one cotangent each
     * @param at the node of the output
     * @param norms a number a row of the block
     * @return whether this operation can do it; if not, the engine forms the derivatives row by row
     */
    default boolean addSquaredNorms(Block block, Node at, double[] norms) {
        return parameters().isEmpty();
    }
}
