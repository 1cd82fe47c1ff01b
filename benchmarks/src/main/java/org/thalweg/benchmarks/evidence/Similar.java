package org.thalweg.benchmarks.evidence;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Matrices with chosen eigenvalues. */
final class Similar {

    private Similar() {}

    /** {@code U diag(eigenvalues) U'}, where U is a product of n random reflections; exactly symmetric. */
    static DMatrixRMaj matrix(double[] eigenvalues, SplittableRandom random) {
        int n = eigenvalues.length;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            a.set(i, i, eigenvalues[i]);
        }
        for (int reflection = 0; reflection < n; reflection++) {
            reflect(a, random.doubles(n, -1, 1).toArray());
        }
        return a;
    }

    /** {@code A <- (I - 2 v v' / v'v) A (I - 2 v v' / v'v)}. */
    private static void reflect(DMatrixRMaj a, double... v) {
        int n = v.length;
        double square = 0;
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            square += v[i] * v[i];
            for (int j = 0; j < n; j++) {
                w[i] += a.data[i * n + j] * v[j];
            }
        }
        double form = 0;
        for (int i = 0; i < n; i++) {
            w[i] *= 2 / square;
            form += v[i] * w[i];
        }
        for (int i = 0; i < n; i++) {
            w[i] -= form / square * v[i];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double element = a.data[i * n + j] - (v[i] * w[j] + w[i] * v[j]);
                a.data[i * n + j] = element;
                a.data[j * n + i] = element;
            }
        }
    }
}
