package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import org.thalweg.linalg.internal.PortableSymmetric;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * Rows in whole vectors. As many rows are taken together as a vector has elements: the sums of eight rows of one 512-bit
 * vector, of four rows of two 256-bit vectors, or of two rows of four 128-bit vectors take eight registers. The sums are
 * loaded before a loop and stored after it, because the compiler of JDK 17 does not keep sums in registers that start
 * from zero vectors.
 */
final class VectorSymmetric implements SymmetricKernels {

    private static final int TOGETHER = LENGTH;

    private final SymmetricKernels rest = new PortableSymmetric();

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
        switch (LENGTH) {
            case 8 -> symmetric8(columns, a, aOffset, aRowStride, x, rowOffset, y, lanes);
            case 4 -> {
                symmetric4(columns, a, aOffset, aRowStride, x, rowOffset, y, lanes, 0);
                symmetric4(columns, a, aOffset + 4 * aRowStride, aRowStride, x, rowOffset + 4, y, lanes, 32);
            }
            case 2 -> {
                for (int r = 0; r < LANES; r += 2) {
                    int at = LANES * r;
                    symmetric2(columns, a, aOffset + r * aRowStride, aRowStride, x, rowOffset + r, y, lanes, at);
                }
            }
            default -> rest.symmetricRows(columns, a, aOffset, aRowStride, x, rowOffset, y, lanes);
        }
    }

    private static void symmetric8(
            int columns, double[] a, int a0, int aRowStride, double[] x, int own, double[] y, double[] lanes) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        DoubleVector x0 = broadcast(DOUBLE, x[own]);
        DoubleVector x1 = broadcast(DOUBLE, x[own + 1]);
        DoubleVector x2 = broadcast(DOUBLE, x[own + 2]);
        DoubleVector x3 = broadcast(DOUBLE, x[own + 3]);
        DoubleVector x4 = broadcast(DOUBLE, x[own + 4]);
        DoubleVector x5 = broadcast(DOUBLE, x[own + 5]);
        DoubleVector x6 = broadcast(DOUBLE, x[own + 6]);
        DoubleVector x7 = broadcast(DOUBLE, x[own + 7]);
        DoubleVector s00 = fromArray(DOUBLE, lanes, 0);
        DoubleVector s10 = fromArray(DOUBLE, lanes, 8);
        DoubleVector s20 = fromArray(DOUBLE, lanes, 16);
        DoubleVector s30 = fromArray(DOUBLE, lanes, 24);
        DoubleVector s40 = fromArray(DOUBLE, lanes, 32);
        DoubleVector s50 = fromArray(DOUBLE, lanes, 40);
        DoubleVector s60 = fromArray(DOUBLE, lanes, 48);
        DoubleVector s70 = fromArray(DOUBLE, lanes, 56);
        for (int j = 0; j < columns; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, j);
            DoubleVector yj0 = fromArray(DOUBLE, y, j);
            DoubleVector e00 = fromArray(DOUBLE, a, a0 + j);
            s00 = e00.fma(xj0, s00);
            yj0 = e00.fma(x0, yj0);
            DoubleVector e10 = fromArray(DOUBLE, a, a1 + j);
            s10 = e10.fma(xj0, s10);
            yj0 = e10.fma(x1, yj0);
            DoubleVector e20 = fromArray(DOUBLE, a, a2 + j);
            s20 = e20.fma(xj0, s20);
            yj0 = e20.fma(x2, yj0);
            DoubleVector e30 = fromArray(DOUBLE, a, a3 + j);
            s30 = e30.fma(xj0, s30);
            yj0 = e30.fma(x3, yj0);
            DoubleVector e40 = fromArray(DOUBLE, a, a4 + j);
            s40 = e40.fma(xj0, s40);
            yj0 = e40.fma(x4, yj0);
            DoubleVector e50 = fromArray(DOUBLE, a, a5 + j);
            s50 = e50.fma(xj0, s50);
            yj0 = e50.fma(x5, yj0);
            DoubleVector e60 = fromArray(DOUBLE, a, a6 + j);
            s60 = e60.fma(xj0, s60);
            yj0 = e60.fma(x6, yj0);
            DoubleVector e70 = fromArray(DOUBLE, a, a7 + j);
            s70 = e70.fma(xj0, s70);
            yj0 = e70.fma(x7, yj0);
            yj0.intoArray(y, j);
        }
        s00.intoArray(lanes, 0);
        s10.intoArray(lanes, 8);
        s20.intoArray(lanes, 16);
        s30.intoArray(lanes, 24);
        s40.intoArray(lanes, 32);
        s50.intoArray(lanes, 40);
        s60.intoArray(lanes, 48);
        s70.intoArray(lanes, 56);
    }

    private static void symmetric4(
            int columns, double[] a, int a0, int aRowStride, double[] x, int own, double[] y, double[] lanes, int at) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        DoubleVector x0 = broadcast(DOUBLE, x[own]);
        DoubleVector x1 = broadcast(DOUBLE, x[own + 1]);
        DoubleVector x2 = broadcast(DOUBLE, x[own + 2]);
        DoubleVector x3 = broadcast(DOUBLE, x[own + 3]);
        DoubleVector s00 = fromArray(DOUBLE, lanes, at);
        DoubleVector s01 = fromArray(DOUBLE, lanes, at + 4);
        DoubleVector s10 = fromArray(DOUBLE, lanes, at + 8);
        DoubleVector s11 = fromArray(DOUBLE, lanes, at + 12);
        DoubleVector s20 = fromArray(DOUBLE, lanes, at + 16);
        DoubleVector s21 = fromArray(DOUBLE, lanes, at + 20);
        DoubleVector s30 = fromArray(DOUBLE, lanes, at + 24);
        DoubleVector s31 = fromArray(DOUBLE, lanes, at + 28);
        for (int j = 0; j < columns; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, j);
            DoubleVector yj0 = fromArray(DOUBLE, y, j);
            DoubleVector e00 = fromArray(DOUBLE, a, a0 + j);
            s00 = e00.fma(xj0, s00);
            yj0 = e00.fma(x0, yj0);
            DoubleVector e10 = fromArray(DOUBLE, a, a1 + j);
            s10 = e10.fma(xj0, s10);
            yj0 = e10.fma(x1, yj0);
            DoubleVector e20 = fromArray(DOUBLE, a, a2 + j);
            s20 = e20.fma(xj0, s20);
            yj0 = e20.fma(x2, yj0);
            DoubleVector e30 = fromArray(DOUBLE, a, a3 + j);
            s30 = e30.fma(xj0, s30);
            yj0 = e30.fma(x3, yj0);
            yj0.intoArray(y, j);
            DoubleVector xj1 = fromArray(DOUBLE, x, j + 4);
            DoubleVector yj1 = fromArray(DOUBLE, y, j + 4);
            DoubleVector e01 = fromArray(DOUBLE, a, a0 + j + 4);
            s01 = e01.fma(xj1, s01);
            yj1 = e01.fma(x0, yj1);
            DoubleVector e11 = fromArray(DOUBLE, a, a1 + j + 4);
            s11 = e11.fma(xj1, s11);
            yj1 = e11.fma(x1, yj1);
            DoubleVector e21 = fromArray(DOUBLE, a, a2 + j + 4);
            s21 = e21.fma(xj1, s21);
            yj1 = e21.fma(x2, yj1);
            DoubleVector e31 = fromArray(DOUBLE, a, a3 + j + 4);
            s31 = e31.fma(xj1, s31);
            yj1 = e31.fma(x3, yj1);
            yj1.intoArray(y, j + 4);
        }
        s00.intoArray(lanes, at);
        s01.intoArray(lanes, at + 4);
        s10.intoArray(lanes, at + 8);
        s11.intoArray(lanes, at + 12);
        s20.intoArray(lanes, at + 16);
        s21.intoArray(lanes, at + 20);
        s30.intoArray(lanes, at + 24);
        s31.intoArray(lanes, at + 28);
    }

    private static void symmetric2(
            int columns, double[] a, int a0, int aRowStride, double[] x, int own, double[] y, double[] lanes, int at) {
        int a1 = a0 + aRowStride;
        DoubleVector x0 = broadcast(DOUBLE, x[own]);
        DoubleVector x1 = broadcast(DOUBLE, x[own + 1]);
        DoubleVector s00 = fromArray(DOUBLE, lanes, at);
        DoubleVector s01 = fromArray(DOUBLE, lanes, at + 2);
        DoubleVector s02 = fromArray(DOUBLE, lanes, at + 4);
        DoubleVector s03 = fromArray(DOUBLE, lanes, at + 6);
        DoubleVector s10 = fromArray(DOUBLE, lanes, at + 8);
        DoubleVector s11 = fromArray(DOUBLE, lanes, at + 10);
        DoubleVector s12 = fromArray(DOUBLE, lanes, at + 12);
        DoubleVector s13 = fromArray(DOUBLE, lanes, at + 14);
        for (int j = 0; j < columns; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, j);
            DoubleVector yj0 = fromArray(DOUBLE, y, j);
            DoubleVector e00 = fromArray(DOUBLE, a, a0 + j);
            s00 = e00.fma(xj0, s00);
            yj0 = e00.fma(x0, yj0);
            DoubleVector e10 = fromArray(DOUBLE, a, a1 + j);
            s10 = e10.fma(xj0, s10);
            yj0 = e10.fma(x1, yj0);
            yj0.intoArray(y, j);
            DoubleVector xj1 = fromArray(DOUBLE, x, j + 2);
            DoubleVector yj1 = fromArray(DOUBLE, y, j + 2);
            DoubleVector e01 = fromArray(DOUBLE, a, a0 + j + 2);
            s01 = e01.fma(xj1, s01);
            yj1 = e01.fma(x0, yj1);
            DoubleVector e11 = fromArray(DOUBLE, a, a1 + j + 2);
            s11 = e11.fma(xj1, s11);
            yj1 = e11.fma(x1, yj1);
            yj1.intoArray(y, j + 2);
            DoubleVector xj2 = fromArray(DOUBLE, x, j + 4);
            DoubleVector yj2 = fromArray(DOUBLE, y, j + 4);
            DoubleVector e02 = fromArray(DOUBLE, a, a0 + j + 4);
            s02 = e02.fma(xj2, s02);
            yj2 = e02.fma(x0, yj2);
            DoubleVector e12 = fromArray(DOUBLE, a, a1 + j + 4);
            s12 = e12.fma(xj2, s12);
            yj2 = e12.fma(x1, yj2);
            yj2.intoArray(y, j + 4);
            DoubleVector xj3 = fromArray(DOUBLE, x, j + 6);
            DoubleVector yj3 = fromArray(DOUBLE, y, j + 6);
            DoubleVector e03 = fromArray(DOUBLE, a, a0 + j + 6);
            s03 = e03.fma(xj3, s03);
            yj3 = e03.fma(x0, yj3);
            DoubleVector e13 = fromArray(DOUBLE, a, a1 + j + 6);
            s13 = e13.fma(xj3, s13);
            yj3 = e13.fma(x1, yj3);
            yj3.intoArray(y, j + 6);
        }
        s00.intoArray(lanes, at);
        s01.intoArray(lanes, at + 2);
        s02.intoArray(lanes, at + 4);
        s03.intoArray(lanes, at + 6);
        s10.intoArray(lanes, at + 8);
        s11.intoArray(lanes, at + 10);
        s12.intoArray(lanes, at + 12);
        s13.intoArray(lanes, at + 14);
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
        if (LENGTH != 8 && LENGTH != 4 && LENGTH != 2) {
            rest.dots(rows, n, a, aOffset, aRowStride, x, xOffset, y, yOffset, lanes);
            return;
        }
        int whole = n & -LANES;
        for (int r = 0, together; r < rows; r += together) {
            together = rows - r >= TOGETHER ? TOGETHER : 1;
            int from = aOffset + r * aRowStride;
            Arrays.fill(lanes, 0, together * LANES, 0);
            if (together == 1) {
                dots1(whole, a, from, x, xOffset, lanes);
            } else {
                switch (LENGTH) {
                    case 8 -> dots8(whole, a, from, aRowStride, x, xOffset, lanes);
                    case 4 -> dots4(whole, a, from, aRowStride, x, xOffset, lanes);
                    default -> dots2(whole, a, from, aRowStride, x, xOffset, lanes);
                }
            }
            for (int s = 0; s < together; s++) {
                for (int l = 0; l < n - whole; l++) {
                    int at = s * LANES + l;
                    lanes[at] = Math.fma(a[from + s * aRowStride + whole + l], x[xOffset + whole + l], lanes[at]);
                }
                y[yOffset + r + s] = SymmetricKernels.sum(lanes, s * LANES);
            }
        }
    }

    private static void dots8(int n, double[] a, int a0, int aRowStride, double[] x, int xo, double[] lanes) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        DoubleVector s00 = fromArray(DOUBLE, lanes, 0);
        DoubleVector s10 = fromArray(DOUBLE, lanes, 8);
        DoubleVector s20 = fromArray(DOUBLE, lanes, 16);
        DoubleVector s30 = fromArray(DOUBLE, lanes, 24);
        DoubleVector s40 = fromArray(DOUBLE, lanes, 32);
        DoubleVector s50 = fromArray(DOUBLE, lanes, 40);
        DoubleVector s60 = fromArray(DOUBLE, lanes, 48);
        DoubleVector s70 = fromArray(DOUBLE, lanes, 56);
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, xo + j);
            s00 = fromArray(DOUBLE, a, a0 + j).fma(xj0, s00);
            s10 = fromArray(DOUBLE, a, a1 + j).fma(xj0, s10);
            s20 = fromArray(DOUBLE, a, a2 + j).fma(xj0, s20);
            s30 = fromArray(DOUBLE, a, a3 + j).fma(xj0, s30);
            s40 = fromArray(DOUBLE, a, a4 + j).fma(xj0, s40);
            s50 = fromArray(DOUBLE, a, a5 + j).fma(xj0, s50);
            s60 = fromArray(DOUBLE, a, a6 + j).fma(xj0, s60);
            s70 = fromArray(DOUBLE, a, a7 + j).fma(xj0, s70);
        }
        s00.intoArray(lanes, 0);
        s10.intoArray(lanes, 8);
        s20.intoArray(lanes, 16);
        s30.intoArray(lanes, 24);
        s40.intoArray(lanes, 32);
        s50.intoArray(lanes, 40);
        s60.intoArray(lanes, 48);
        s70.intoArray(lanes, 56);
    }

    private static void dots4(int n, double[] a, int a0, int aRowStride, double[] x, int xo, double[] lanes) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        DoubleVector s00 = fromArray(DOUBLE, lanes, 0);
        DoubleVector s01 = fromArray(DOUBLE, lanes, 4);
        DoubleVector s10 = fromArray(DOUBLE, lanes, 8);
        DoubleVector s11 = fromArray(DOUBLE, lanes, 12);
        DoubleVector s20 = fromArray(DOUBLE, lanes, 16);
        DoubleVector s21 = fromArray(DOUBLE, lanes, 20);
        DoubleVector s30 = fromArray(DOUBLE, lanes, 24);
        DoubleVector s31 = fromArray(DOUBLE, lanes, 28);
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, xo + j);
            s00 = fromArray(DOUBLE, a, a0 + j).fma(xj0, s00);
            s10 = fromArray(DOUBLE, a, a1 + j).fma(xj0, s10);
            s20 = fromArray(DOUBLE, a, a2 + j).fma(xj0, s20);
            s30 = fromArray(DOUBLE, a, a3 + j).fma(xj0, s30);
            DoubleVector xj1 = fromArray(DOUBLE, x, xo + j + 4);
            s01 = fromArray(DOUBLE, a, a0 + j + 4).fma(xj1, s01);
            s11 = fromArray(DOUBLE, a, a1 + j + 4).fma(xj1, s11);
            s21 = fromArray(DOUBLE, a, a2 + j + 4).fma(xj1, s21);
            s31 = fromArray(DOUBLE, a, a3 + j + 4).fma(xj1, s31);
        }
        s00.intoArray(lanes, 0);
        s01.intoArray(lanes, 4);
        s10.intoArray(lanes, 8);
        s11.intoArray(lanes, 12);
        s20.intoArray(lanes, 16);
        s21.intoArray(lanes, 20);
        s30.intoArray(lanes, 24);
        s31.intoArray(lanes, 28);
    }

    private static void dots2(int n, double[] a, int a0, int aRowStride, double[] x, int xo, double[] lanes) {
        int a1 = a0 + aRowStride;
        DoubleVector s00 = fromArray(DOUBLE, lanes, 0);
        DoubleVector s01 = fromArray(DOUBLE, lanes, 2);
        DoubleVector s02 = fromArray(DOUBLE, lanes, 4);
        DoubleVector s03 = fromArray(DOUBLE, lanes, 6);
        DoubleVector s10 = fromArray(DOUBLE, lanes, 8);
        DoubleVector s11 = fromArray(DOUBLE, lanes, 10);
        DoubleVector s12 = fromArray(DOUBLE, lanes, 12);
        DoubleVector s13 = fromArray(DOUBLE, lanes, 14);
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xj0 = fromArray(DOUBLE, x, xo + j);
            s00 = fromArray(DOUBLE, a, a0 + j).fma(xj0, s00);
            s10 = fromArray(DOUBLE, a, a1 + j).fma(xj0, s10);
            DoubleVector xj1 = fromArray(DOUBLE, x, xo + j + 2);
            s01 = fromArray(DOUBLE, a, a0 + j + 2).fma(xj1, s01);
            s11 = fromArray(DOUBLE, a, a1 + j + 2).fma(xj1, s11);
            DoubleVector xj2 = fromArray(DOUBLE, x, xo + j + 4);
            s02 = fromArray(DOUBLE, a, a0 + j + 4).fma(xj2, s02);
            s12 = fromArray(DOUBLE, a, a1 + j + 4).fma(xj2, s12);
            DoubleVector xj3 = fromArray(DOUBLE, x, xo + j + 6);
            s03 = fromArray(DOUBLE, a, a0 + j + 6).fma(xj3, s03);
            s13 = fromArray(DOUBLE, a, a1 + j + 6).fma(xj3, s13);
        }
        s00.intoArray(lanes, 0);
        s01.intoArray(lanes, 2);
        s02.intoArray(lanes, 4);
        s03.intoArray(lanes, 6);
        s10.intoArray(lanes, 8);
        s11.intoArray(lanes, 10);
        s12.intoArray(lanes, 12);
        s13.intoArray(lanes, 14);
    }

    private static void dots1(int n, double[] a, int ao, double[] x, int xo, double[] lanes) {
        for (int l = 0; l < LANES; l += LENGTH) {
            DoubleVector sum = fromArray(DOUBLE, lanes, l);
            for (int j = l; j < n; j += LANES) {
                sum = fromArray(DOUBLE, a, ao + j).fma(fromArray(DOUBLE, x, xo + j), sum);
            }
            sum.intoArray(lanes, l);
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
        int whole = n - n % LENGTH;
        int r = 0;
        for (; r <= rows - 8; r += 8) {
            addRows8(whole, c, cOffset + r, a, aOffset + r * aRowStride, aRowStride, y, yOffset);
        }
        for (; r < rows; r++) {
            addRow(whole, c[cOffset + r], a, aOffset + r * aRowStride, y, yOffset);
        }
        if (whole < n) {
            rest.addRows(rows, n - whole, c, cOffset, a, aOffset + whole, aRowStride, y, yOffset + whole);
        }
    }

    private static void addRows8(int n, double[] c, int co, double[] a, int a0, int aRowStride, double[] y, int yo) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        DoubleVector c0 = broadcast(DOUBLE, c[co]);
        DoubleVector c1 = broadcast(DOUBLE, c[co + 1]);
        DoubleVector c2 = broadcast(DOUBLE, c[co + 2]);
        DoubleVector c3 = broadcast(DOUBLE, c[co + 3]);
        DoubleVector c4 = broadcast(DOUBLE, c[co + 4]);
        DoubleVector c5 = broadcast(DOUBLE, c[co + 5]);
        DoubleVector c6 = broadcast(DOUBLE, c[co + 6]);
        DoubleVector c7 = broadcast(DOUBLE, c[co + 7]);
        for (int j = 0; j < n; j += LENGTH) {
            DoubleVector yj = fromArray(DOUBLE, y, yo + j);
            yj = fromArray(DOUBLE, a, a0 + j).fma(c0, yj);
            yj = fromArray(DOUBLE, a, a1 + j).fma(c1, yj);
            yj = fromArray(DOUBLE, a, a2 + j).fma(c2, yj);
            yj = fromArray(DOUBLE, a, a3 + j).fma(c3, yj);
            yj = fromArray(DOUBLE, a, a4 + j).fma(c4, yj);
            yj = fromArray(DOUBLE, a, a5 + j).fma(c5, yj);
            yj = fromArray(DOUBLE, a, a6 + j).fma(c6, yj);
            yj = fromArray(DOUBLE, a, a7 + j).fma(c7, yj);
            yj.intoArray(y, yo + j);
        }
    }

    private static void addRow(int n, double factor, double[] a, int ao, double[] y, int yo) {
        DoubleVector c = broadcast(DOUBLE, factor);
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(DOUBLE, a, ao + j).fma(c, fromArray(DOUBLE, y, yo + j)).intoArray(y, yo + j);
        }
    }

    @Override
    public void secular(
            int from, int to, double[] d, double[] w, double origin, double shift, double[] sums, double[] lanes) {
        if (LENGTH > LANES) {
            rest.secular(from, to, d, w, origin, shift, sums, lanes);
            return;
        }
        Arrays.fill(lanes, 0, 2 * LANES, 0);
        int whole = from + ((to - from) & -LANES);
        for (int l = 0; l < LANES; l += LENGTH) {
            secularLanes(from + l, whole, d, w, origin, shift, lanes, l);
        }
        for (int i = whole; i < to; i++) {
            int l = i - whole;
            double r = 1 / ((d[i] - origin) - shift);
            double p = w[i] * r;
            lanes[l] += p;
            lanes[LANES + l] = Math.fma(p, r, lanes[LANES + l]);
        }
        sums[0] = SymmetricKernels.sum(lanes, 0);
        sums[1] = SymmetricKernels.sum(lanes, LANES);
    }

    private static void secularLanes(
            int from, int to, double[] d, double[] w, double origin, double shift, double[] lanes, int lane) {
        DoubleVector s = fromArray(DOUBLE, lanes, lane);
        DoubleVector slope = fromArray(DOUBLE, lanes, LANES + lane);
        DoubleVector one = broadcast(DOUBLE, 1);
        for (int i = from; i < to; i += LANES) {
            DoubleVector r = one.div(fromArray(DOUBLE, d, i).sub(origin).sub(shift));
            DoubleVector p = fromArray(DOUBLE, w, i).mul(r);
            s = s.add(p);
            slope = p.fma(r, slope);
        }
        s.intoArray(lanes, lane);
        slope.intoArray(lanes, LANES + lane);
    }
}
