package org.thalweg.autodiff;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/**
 * A matrix of curvature, or a block of it, at the present point of an objective.
 *
 * @param matrix which matrix
 * @param schedule the rows, and how they are dealt with
 * @param parameters whose block it is
 * @param products multiplies by it
 * @param turnstile lets in one call at a time
 * @param prepare makes values, adjoints and the gradient known
 * @param gradient where the gradient then is
 */
@SuppressWarnings("ArrayRecordComponent")
record CurvatureOperator(
        Curvature matrix,
        Schedule schedule,
        List<Parameter> parameters,
        Products products,
        Turnstile turnstile,
        Runnable prepare,
        double[] gradient)
        implements LinearOperator {

    @Override
    public int dimension() {
        return products.dimension();
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj results) {
        Objective.requireLength("vectors", vectors.numCols, dimension());
        Objective.requireLength("products", results.numCols, dimension());
        Objective.requireLength("rows of the products", results.numRows, vectors.numRows);
        if (vectors.data == results.data) {
            throw new IllegalArgumentException("products: the same array as the vectors, expected another");
        }
        turnstile.enter();
        try {
            prepare.run();
            products.apply(vectors, results, gradient);
        } finally {
            turnstile.leave();
        }
    }

    /** By {@link LayerCurvature}, where the parameters are those of one affine layer. */
    @Override
    public DMatrixRMaj toMatrix(IntConsumer rowsDone) {
        boolean hessian = matrix == Curvature.HESSIAN;
        Optional<Node> layer =
                hessian || matrix == Curvature.GAUSS_NEWTON ? schedule.graph.affineLayer(parameters) : Optional.empty();
        if (layer.isEmpty()) {
            return LinearOperator.super.toMatrix(rowsDone);
        }
        DMatrixRMaj written;
        turnstile.enter();
        try {
            prepare.run();
            written = LayerCurvature.matrix(schedule, new Scope(schedule.graph, parameters), hessian, layer.get());
        } finally {
            turnstile.leave();
        }
        rowsDone.accept(dimension());
        return written;
    }
}
