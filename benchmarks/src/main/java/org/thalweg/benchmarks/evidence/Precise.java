package org.thalweg.benchmarks.evidence;

import org.ejml.data.DMatrixRMaj;

/** Sums as if in twice the precision: T. Ogita, S. M. Rump and S. Oishi 2005, DOI 10.1137/030601818. */
final class Precise {

    /** The unit roundoff of doubles. */
    static final double U = 0x1p-53;

    private Precise() {}

    /** {@code start + sum_i x_i y_i}, the elements a stride apart. */
    static double dot(int n, double[] x, int xo, int xStride, double[] y, int yo, int yStride, double start) {
        double sum = start;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double a = x[xo + i * xStride];
            double b = y[yo + i * yStride];
            double product = a * b;
            double low = Math.fma(a, b, -product);
            double next = sum + product;
            double part = next - sum;
            rest += low + ((sum - (next - part)) + (product - part));
            sum = next;
        }
        return sum + rest;
    }

    /** {@code |X X' - I|} for rows, in the infinity norm. */
    static double departureOfRows(DMatrixRMaj x) {
        int n = x.numCols;
        double largest = 0;
        for (int i = 0; i < x.numRows; i++) {
            double sum = 0;
            for (int j = 0; j < x.numRows; j++) {
                sum += Math.abs(dot(n, x.data, i * n, 1, x.data, j * n, 1, i == j ? -1 : 0));
            }
            largest = Double.isNaN(sum) ? Double.NaN : Math.max(largest, sum);
        }
        return largest;
    }

    /** {@code |X' X - I|} for columns, in the infinity norm. */
    static double departureOfColumns(DMatrixRMaj x) {
        return departureOfRows(transposed(x));
    }

    static DMatrixRMaj transposed(DMatrixRMaj a) {
        DMatrixRMaj t = new DMatrixRMaj(a.numCols, a.numRows);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                t.data[j * a.numRows + i] = a.data[i * a.numCols + j];
            }
        }
        return t;
    }

    static double largest(double... x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The Euclidean norm of elements that are a stride apart, of any size. */
    static double norm(int n, double[] x, int offset, int stride) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(x[offset + i * stride]));
        }
        if (largest == 0) {
            return 0;
        }
        int exponent = Math.getExponent(largest);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double scaled = Math.scalb(x[offset + i * stride], -exponent);
            sum += scaled * scaled;
        }
        return Math.scalb(Math.sqrt(sum), exponent);
    }

    /** {@code 2^exponent A}. */
    static DMatrixRMaj scaled(DMatrixRMaj a, int exponent) {
        DMatrixRMaj scaled = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.numRows * a.numCols; i++) {
            scaled.data[i] = Math.scalb(a.data[i], exponent);
        }
        return scaled;
    }
}
