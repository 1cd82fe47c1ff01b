package org.thalweg.experiments.cli;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.linalg.LinearOperator;

/**
 * The Hessian at one point less that at another, {@code H(theta_1) - H(theta_0)}. A block of products moves the objective to both
 * points, which costs two gradients more than the products.
 */
final class HessianDifference implements LinearOperator {

    private final Objective objective;
    private final LinearOperator hessian;
    private final double[] more;
    private final double[] less;
    private DMatrixRMaj taken = new DMatrixRMaj(0, 0);

    /**
     * Makes the difference.
     *
     * @param objective is moved by every product
     * @param hessian of the objective; follows it from point to point
     * @param more where the Hessian is
     * @param less where that is which is taken from it
     */
    HessianDifference(Objective objective, LinearOperator hessian, double[] more, double... less) {
        this.objective = objective;
        this.hessian = hessian;
        this.more = more;
        this.less = less;
    }

    @Override
    public int dimension() {
        return hessian.dimension();
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        if (taken.numRows != vectors.numRows) {
            taken = new DMatrixRMaj(vectors.numRows, vectors.numCols);
        }
        objective.at(more);
        hessian.apply(vectors, products);
        objective.at(less);
        hessian.apply(vectors, taken);
        for (int i = 0; i < taken.data.length; i++) {
            products.data[i] -= taken.data[i];
        }
    }
}
