package org.thalweg.linalg.internal;

import java.util.Arrays;
import org.thalweg.linalg.kernels.SymmetricKernels;

/** Plain loops over eight lanes. */
public final class PortableSymmetric implements SymmetricKernels {

    @Override
    public void symmetricRows(
            int columns,
            double[] a,
            int aOffset,
            int aRowStride,
            double[] x,
            int rowOffset,
            double[] y,
            double[] lanes) {
        for (int r = 0; r < LANES; r++) {
            symmetricRow(columns, a, aOffset + r * aRowStride, x, x[rowOffset + r], y, lanes, LANES * r);
        }
    }

    private static void symmetricRow(
            int columns, double[] a, int ao, double[] x, double own, double[] y, double[] lanes, int at) {
        for (int j = 0; j < columns; j += LANES) {
            for (int l = 0; l < LANES; l++) {
                double element = a[ao + j + l];
                lanes[at + l] = Math.fma(element, x[j + l], lanes[at + l]);
                y[j + l] = Math.fma(element, own, y[j + l]);
            }
        }
    }

    @Override
    public void dots(
            int rows,
            int n,
            double[] a,
            int aOffset,
            int aRowStride,
            double[] x,
            int xOffset,
            double[] y,
            int yOffset,
            double[] lanes) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(lanes, 0, LANES, 0);
            int ao = aOffset + r * aRowStride;
            int j = 0;
            for (; j <= n - LANES; j += LANES) {
                for (int l = 0; l < LANES; l++) {
                    lanes[l] = Math.fma(a[ao + j + l], x[xOffset + j + l], lanes[l]);
                }
            }
            for (int l = 0; l < n - j; l++) {
                lanes[l] = Math.fma(a[ao + j + l], x[xOffset + j + l], lanes[l]);
            }
            y[yOffset + r] = SymmetricKernels.sum(lanes, 0);
        }
    }

    @Override
    public void addRows(
            int rows,
            int n,
            double[] c,
            int cOffset,
            double[] a,
            int aOffset,
            int aRowStride,
            double[] y,
            int yOffset) {
        for (int r = 0; r < rows; r++) {
            double factor = c[cOffset + r];
            int ao = aOffset + r * aRowStride;
            for (int j = 0; j < n; j++) {
                y[yOffset + j] = Math.fma(factor, a[ao + j], y[yOffset + j]);
            }
        }
    }

    @Override
    public void secular(
            int from, int to, double[] d, double[] w, double origin, double shift, double[] sums, double[] lanes) {
        Arrays.fill(lanes, 0, 2 * LANES, 0);
        for (int i = from; i < to; i++) {
            int l = (i - from) % LANES;
            double r = 1 / ((d[i] - origin) - shift);
            double p = w[i] * r;
            lanes[l] += p;
            lanes[LANES + l] = Math.fma(p, r, lanes[LANES + l]);
        }
        sums[0] = SymmetricKernels.sum(lanes, 0);
        sums[1] = SymmetricKernels.sum(lanes, LANES);
    }
}
