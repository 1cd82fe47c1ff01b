package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import org.thalweg.linalg.kernels.RowKernels;

/** Rows in whole vectors and a scalar rest. */
final class VectorRows implements RowKernels {

    @Override
    public void scale(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            int factor = fo + i * width;
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * width;
                scaleRow(width, f, factor, x, xo + at, y, yo + at);
            }
        }
    }

    private static void scaleRow(int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        int l = 0;
        for (; l <= width - LENGTH; l += LENGTH) {
            fromArray(DOUBLE, f, fo + l).mul(fromArray(DOUBLE, x, xo + l)).intoArray(y, yo + l);
        }
        for (; l < width; l++) {
            y[yo + l] = f[fo + l] * x[xo + l];
        }
    }

    @Override
    public void addScaled(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            int factor = fo + i * width;
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * width;
                addScaledRow(width, f, factor, x, xo + at, y, yo + at);
            }
        }
    }

    private static void addScaledRow(int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        int l = 0;
        for (; l <= width - LENGTH; l += LENGTH) {
            fromArray(DOUBLE, f, fo + l)
                    .fma(fromArray(DOUBLE, x, xo + l), fromArray(DOUBLE, y, yo + l))
                    .intoArray(y, yo + l);
        }
        for (; l < width; l++) {
            y[yo + l] = Math.fma(f[fo + l], x[xo + l], y[yo + l]);
        }
    }
}
