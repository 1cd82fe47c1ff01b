package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;

/** Means of columns, and their removal. */
final class Centring {

    private Centring() {}

    static void subtract(double[] mean, DMatrixRMaj rows, int count) {
        if (rows.numCols != mean.length) {
            throw new IllegalArgumentException(
                    "samples: [" + rows.numRows + " x " + rows.numCols + "], expected " + mean.length + " columns");
        }
        for (int i = 0; i < count; i++) {
            int from = i * mean.length;
            for (int j = 0; j < mean.length; j++) {
                rows.data[from + j] -= mean[j];
            }
        }
    }

    /** The mean of rows, then the mean of what its removal leaves, so that rounding of the first is made good. */
    static double[] mean(DMatrixRMaj rows, int count) {
        int columns = rows.numCols;
        double[] mean = new double[columns];
        for (int pass = 0; pass < 2; pass++) {
            double[] rest = new double[columns];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < columns; j++) {
                    rest[j] += rows.data[i * columns + j] - mean[j];
                }
            }
            for (int j = 0; j < columns; j++) {
                mean[j] += rest[j] / count;
            }
        }
        return mean;
    }

    static void checkFinite(DMatrixRMaj rows, int count, long firstRow) {
        int columns = rows.numCols;
        for (int i = 0; i < count * columns; i++) {
            if (!(Math.abs(rows.data[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("samples: " + rows.data[i] + " in row " + (firstRow + i / columns)
                        + ", column " + i % columns + ", expected finite numbers");
            }
        }
    }
}
