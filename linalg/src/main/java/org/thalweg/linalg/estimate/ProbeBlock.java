package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * A block of vectors {@code z_j} and their products {@code A z_j}, both {@code [count x n]}. What is drawn for vector
 * {@code j} depends on its number alone, not on how vectors are cut into blocks.
 */
final class ProbeBlock {

    /** Vectors in a block. Operators of curvature gain little beyond. */
    static final int MOST = 16;

    final DMatrixRMaj vectors;
    final DMatrixRMaj products;
    private final LinearOperator operator;
    private final Workers workers;
    private final int dimension;
    private long applied;

    ProbeBlock(LinearOperator operator, Workers workers) {
        this.operator = operator;
        this.workers = workers;
        dimension = operator.dimension();
        vectors = new DMatrixRMaj(MOST, dimension);
        products = new DMatrixRMaj(MOST, dimension);
    }

    int dimension() {
        return dimension;
    }

    Workers workers() {
        return workers;
    }

    /** How many products were taken so far. */
    long applied() {
        return applied;
    }

    int count() {
        return vectors.numRows;
    }

    private void resize(int count) {
        vectors.reshape(count, dimension);
        products.reshape(count, dimension);
    }

    void drawSigns(Draws draws, long first, int count) {
        resize(count);
        workers.run(count, (j, worker) -> draws.signs(first + j, vectors.data, j * dimension, dimension));
    }

    void drawNormals(Draws draws, long first, int count) {
        resize(count);
        workers.run(count, (j, worker) -> draws.normals(first + j, vectors.data, j * dimension, dimension));
    }

    void setCoordinates(int first, int count) {
        resize(count);
        Arrays.fill(vectors.data, 0, count * dimension, 0);
        for (int j = 0; j < count; j++) {
            vectors.data[j * dimension + first + j] = 1;
        }
    }

    /** Copies rows of a matrix {@code [k x n]}. */
    void copyFrom(double[] rows, int first, int count) {
        resize(count);
        System.arraycopy(rows, first * dimension, vectors.data, 0, count * dimension);
    }

    /** Multiplies the block. */
    void apply() {
        operator.apply(vectors, products);
        applied += vectors.numRows;
        for (int i = 0; i < vectors.numRows * dimension; i++) {
            if (!(Math.abs(products.data[i]) <= Double.MAX_VALUE)) {
                throw new ArithmeticException("operator: element " + i % dimension + " of a product is "
                        + products.data[i] + ", expected finite numbers");
            }
        }
    }

    /** Does something for every row, shared among the workers. */
    void each(Workers.Task task) {
        workers.run(count(), task);
    }

    /** {@code z_j' A z_j}. */
    double quadraticForm(int j) {
        return Sums.dot(dimension, vectors.data, j * dimension, products.data, j * dimension);
    }

    /** {@code |A z_j|}. */
    double productNorm(int j) {
        return Sums.norm(dimension, products.data, j * dimension);
    }

    /** {@code |z_j|}. */
    double vectorNorm(int j) {
        return Sums.norm(dimension, vectors.data, j * dimension);
    }

    /**
     * What rounding may add to {@code z_j' A z_j}: of the sum itself, and of a product that the operator computes to {@link
     * Sums#OPERATOR}.
     */
    double rounding(int j) {
        return (0.125 * dimension + 16 + Sums.OPERATOR) * Sums.ROUNDING * vectorNorm(j) * productNorm(j);
    }
}
