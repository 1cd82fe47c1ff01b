package org.thalweg.linalg.estimate;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.MatrixProduct;

/** A symmetric matrix as an operator that counts its products. */
final class Dense implements LinearOperator {

    final DMatrixRMaj matrix;
    private final MatrixProduct product = MatrixProduct.of();
    long products;

    Dense(DMatrixRMaj matrix) {
        this.matrix = matrix;
    }

    /** {@code U diag(eigenvalue(0), ..., eigenvalue(n-1)) U'}, where U is a product of n random reflections. */
    static Dense withSpectrum(int n, long seed, IntToDoubleFunction eigenvalue) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            a.set(i, i, eigenvalue.applyAsDouble(i));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int reflection = 0; reflection < n; reflection++) {
            double[] v = random.doubles(n, -1, 1).toArray();
            reflect(a, v);
        }
        return new Dense(a);
    }

    /** {@code A <- (I - 2 v v' / v'v) A (I - 2 v v' / v'v)}. */
    private static void reflect(DMatrixRMaj a, double... v) {
        int n = v.length;
        double square = 0;
        double[] av = new double[n];
        for (int i = 0; i < n; i++) {
            square += v[i] * v[i];
            for (int j = 0; j < n; j++) {
                av[i] += a.get(i, j) * v[j];
            }
        }
        double form = 0;
        for (int i = 0; i < n; i++) {
            form += v[i] * av[i];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double change = -2 / square * (v[i] * av[j] + av[i] * v[j]) + 4 * form / square / square * v[i] * v[j];
                a.set(i, j, a.get(i, j) + change);
                a.set(j, i, a.get(i, j));
            }
        }
    }

    double trace() {
        double trace = 0;
        for (int i = 0; i < matrix.numRows; i++) {
            trace += matrix.get(i, i);
        }
        return trace;
    }

    @Override
    public int dimension() {
        return matrix.numRows;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj result) {
        products += vectors.numRows;
        product.multiply(vectors, matrix, result);
    }
}
