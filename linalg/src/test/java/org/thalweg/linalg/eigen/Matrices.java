package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.random.Draws;

/** Symmetric matrices with known eigenvalues: {@code H_3 H_2 H_1 diag(d) H_1 H_2 H_3} with random Householder reflections. */
final class Matrices {

    private Matrices() {}

    /** A dense operator: the slow, plain product. */
    static LinearOperator dense(int n, double... a) {
        return new LinearOperator() {
            @Override
            public int dimension() {
                return n;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                for (int row = 0; row < vectors.numRows; row++) {
                    for (int i = 0; i < n; i++) {
                        double sum = 0;
                        for (int j = 0; j < n; j++) {
                            sum = Math.fma(a[i * n + j], vectors.data[row * n + j], sum);
                        }
                        products.data[row * n + i] = sum;
                    }
                }
            }
        };
    }

    static LinearOperator diagonal(double... d) {
        int n = d.length;
        return new LinearOperator() {
            @Override
            public int dimension() {
                return n;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                for (int i = 0; i < vectors.numRows * n; i++) {
                    products.data[i] = d[i % n] * vectors.data[i];
                }
            }
        };
    }

    /** A dense matrix with these eigenvalues, to a few units of rounding. */
    static double[] withEigenvalues(long seed, double... d) {
        int n = d.length;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = d[i];
        }
        double[] u = new double[n];
        for (int reflection = 0; reflection < 3; reflection++) {
            new Draws(seed, 99).normals(reflection, u, 0, n);
            reflect(a, u);
        }
        return a;
    }

    private static void reflect(double[] a, double[] u) {
        int n = u.length;
        double square = Arrays.stream(u).map(x -> x * x).sum();
        double[] p = new double[n];
        double along = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                p[i] += a[i * n + j] * u[j];
            }
            p[i] *= 2 / square;
            along += p[i] * u[i] / square;
        }
        for (int i = 0; i < n; i++) {
            p[i] -= along * u[i];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i * n + j] -= u[i] * p[j] + p[i] * u[j];
                a[j * n + i] = a[i * n + j];
            }
        }
    }
}
