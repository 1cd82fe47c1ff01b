package org.thalweg.benchmarks;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.random.Draws;

/**
 * Power iteration with deflation, the algorithm of PyHessian (Yao et al., 2020, arXiv:1912.07145): the eigenvalues of largest
 * magnitude one after the other, each from a random start that is kept orthogonal to the vectors before, until two Rayleigh
 * quotients in a row agree to a relative tolerance.
 */
final class PowerIteration {

    private static final double NO_DIVISION_BY_ZERO = 1e-6;

    private PowerIteration() {}

    /**
     * What was found.
     *
     * @param eigenvalues in the order found
     * @param products how many products it took
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(double[] eigenvalues, int products) {}

    static Found run(LinearOperator operator, int k, double tolerance, int mostSteps) {
        int n = operator.dimension();
        Draws draws = new Draws(1, 1);
        double[][] vectors = new double[k][n];
        double[] values = new double[k];
        double[] product = new double[n];
        int products = 0;
        for (int i = 0; i < k; i++) {
            double[] v = vectors[i];
            draws.signs(i, v, 0, n);
            double before = Double.NaN;
            for (int step = 0; step < mostSteps; step++) {
                deflate(v, vectors, i);
                operator.apply(DMatrixRMaj.wrap(1, n, v), DMatrixRMaj.wrap(1, n, product));
                products++;
                values[i] = dot(v, product);
                System.arraycopy(product, 0, v, 0, n);
                if (Math.abs(values[i] - before) / (Math.abs(before) + NO_DIVISION_BY_ZERO) < tolerance) {
                    break;
                }
                before = values[i];
            }
            deflate(v, vectors, i);
        }
        return new Found(values, products);
    }

    private static void deflate(double[] v, double[][] vectors, int count) {
        for (int j = 0; j < count; j++) {
            add(-dot(v, vectors[j]), vectors[j], v);
        }
        double length = Math.sqrt(dot(v, v));
        for (int i = 0; i < v.length; i++) {
            v[i] /= length;
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void add(double factor, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += factor * x[i];
        }
    }
}
