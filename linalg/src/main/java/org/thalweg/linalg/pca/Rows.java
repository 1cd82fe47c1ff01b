package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;

/** Makes rows orthonormal. */
final class Rows {

    /** What is left of a row after projection counts as nothing below this fraction. */
    private static final double NEGLIGIBLE = 1e-12;

    private Rows() {}

    /** Gram and Schmidt, twice; a row with nothing of its own is replaced by what is new of a coordinate vector. */
    static void orthonormalise(DMatrixRMaj rows) {
        int n = rows.numCols;
        int coordinate = 0;
        for (int i = 0; i < rows.numRows; i++) {
            double before = norm(rows, i);
            project(rows, i);
            double norm = norm(rows, i);
            while (!(norm > NEGLIGIBLE * before)) {
                for (int j = 0; j < n; j++) {
                    rows.data[i * n + j] = j == coordinate ? 1 : 0;
                }
                coordinate++;
                before = 0x1p20;
                project(rows, i);
                norm = norm(rows, i);
            }
            divide(rows, i, norm);
            project(rows, i);
            divide(rows, i, norm(rows, i));
        }
    }

    private static void project(DMatrixRMaj rows, int i) {
        int n = rows.numCols;
        for (int q = 0; q < i; q++) {
            double overlap = 0;
            for (int j = 0; j < n; j++) {
                overlap = Math.fma(rows.data[q * n + j], rows.data[i * n + j], overlap);
            }
            for (int j = 0; j < n; j++) {
                rows.data[i * n + j] = Math.fma(-overlap, rows.data[q * n + j], rows.data[i * n + j]);
            }
        }
    }

    static double norm(DMatrixRMaj rows, int i) {
        int n = rows.numCols;
        double sum = 0;
        for (int j = i * n; j < (i + 1) * n; j++) {
            sum = Math.fma(rows.data[j], rows.data[j], sum);
        }
        return Math.sqrt(sum);
    }

    private static void divide(DMatrixRMaj rows, int i, double by) {
        int n = rows.numCols;
        for (int j = i * n; j < (i + 1) * n; j++) {
            rows.data[j] /= by;
        }
    }
}
