package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
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

    /** The last vector overlaps the one before, so that no element is left over; it computes the same there. */
    private static void scaleRow(int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        int last = width - LENGTH;
        if (last < 0) {
            for (int l = 0; l < width; l++) {
                y[yo + l] = f[fo + l] * x[xo + l];
            }
            return;
        }
        DoubleVector end = fromArray(DOUBLE, f, fo + last).mul(fromArray(DOUBLE, x, xo + last));
        for (int l = 0; l < last; l += LENGTH) {
            fromArray(DOUBLE, f, fo + l).mul(fromArray(DOUBLE, x, xo + l)).intoArray(y, yo + l);
        }
        end.intoArray(y, yo + last);
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

    /** The last vector is computed first, from elements that the others have not changed yet. */
    private static void addScaledRow(int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        int last = width - LENGTH;
        if (last < 0) {
            for (int l = 0; l < width; l++) {
                y[yo + l] = Math.fma(f[fo + l], x[xo + l], y[yo + l]);
            }
            return;
        }
        DoubleVector end =
                fromArray(DOUBLE, f, fo + last).fma(fromArray(DOUBLE, x, xo + last), fromArray(DOUBLE, y, yo + last));
        for (int l = 0; l < last; l += LENGTH) {
            fromArray(DOUBLE, f, fo + l)
                    .fma(fromArray(DOUBLE, x, xo + l), fromArray(DOUBLE, y, yo + l))
                    .intoArray(y, yo + l);
        }
        end.intoArray(y, yo + last);
    }

    @Override
    public void rectify(int n, double[] x, int xo, double[] y, int yo, double[] slope, int so) {
        DoubleVector zero = DoubleVector.zero(DOUBLE);
        DoubleVector one = DoubleVector.broadcast(DOUBLE, 1);
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            DoubleVector v = fromArray(DOUBLE, x, xo + i);
            v.blend(zero, v.compare(VectorOperators.LE, zero)).intoArray(y, yo + i);
            zero.blend(one, v.compare(VectorOperators.GT, zero)).intoArray(slope, so + i);
        }
        for (; i < n; i++) {
            double v = x[xo + i];
            y[yo + i] = v <= 0 ? 0 : v;
            slope[so + i] = v > 0 ? 1 : 0;
        }
    }
}
