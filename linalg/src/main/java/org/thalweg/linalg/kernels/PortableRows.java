package org.thalweg.linalg.kernels;

/** Plain loops. */
final class PortableRows implements RowKernels {

    @Override
    public void scale(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            int factor = fo + i * width;
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * width;
                for (int l = 0; l < width; l++) {
                    y[yo + at + l] = f[factor + l] * x[xo + at + l];
                }
            }
        }
    }

    @Override
    public void addScaled(int rows, int k, int width, double[] f, int fo, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            int factor = fo + i * width;
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * width;
                for (int l = 0; l < width; l++) {
                    y[yo + at + l] = Math.fma(f[factor + l], x[xo + at + l], y[yo + at + l]);
                }
            }
        }
    }

    @Override
    public void rectify(int n, double[] x, int xo, double[] y, int yo, double[] slope, int so) {
        for (int i = 0; i < n; i++) {
            double v = x[xo + i];
            y[yo + i] = v <= 0 ? 0 : v;
            slope[so + i] = v > 0 ? 1 : 0;
        }
    }
}
