package org.thalweg.benchmarks;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;

/** Standard normal numbers with a fixed seed: dense, without zeros to skip. */
final class Normal {

    private Normal() {}

    static DMatrixRMaj matrix(int rows, int columns, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, i -> random.nextGaussian());
        return matrix;
    }

    /** A symmetric matrix whose upper triangle is that of {@link #matrix}. */
    static DMatrixRMaj symmetric(int n, long seed) {
        DMatrixRMaj a = matrix(n, n, seed);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a.data[i * n + j] = a.data[j * n + i];
            }
        }
        return a;
    }
}
