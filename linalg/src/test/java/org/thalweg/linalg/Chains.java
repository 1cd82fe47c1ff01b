package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.SplittableRandom;

/** What a product must be to the last bit: one chain of fused multiply-adds an element. */
public final class Chains {

    private Chains() {}

    /** Uniform numbers in (-1, 1). */
    public static double[] random(int length, long seed) {
        return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
    }

    /** {@code C += alpha A B}, element by element; A {@code [m x k]}, B {@code [k x n]}, C {@code [m x n]}, row-major. */
    public static void multiplyAdd(int m, int n, int k, double alpha, double[] a, double[] b, double[] c) {
        double[] column = new double[k];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < k; p++) {
                column[p] = b[p * n + j];
            }
            for (int i = 0; i < m; i++) {
                double sum = c[i * n + j];
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(alpha * a[i * k + p], column[p], sum);
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** The transpose of a {@code [rows x columns]} matrix. */
    public static double[] transpose(int rows, int columns, double[] x) {
        double[] t = new double[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                t[j * rows + i] = x[i * columns + j];
            }
        }
        return t;
    }

    /** Fails at the first number whose bits differ; all NaN count as one. */
    public static void assertSameBits(double[] expected, double[] found, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(found[i])) {
                fail(what + ": element " + i + " is " + found[i] + ", expected " + expected[i]);
            }
        }
    }
}
