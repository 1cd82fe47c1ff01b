package org.thalweg.linalg.kernels;

/** Tiles of four by four scalars: sixteen independent chains keep both multipliers of a core busy. */
final class PortableTiles implements Tiles {

    @Override
    public int width() {
        return 4;
    }

    @Override
    public int panels() {
        return 1;
    }

    @Override
    public int rows(int panels) {
        return 4;
    }

    @Override
    public int packedRows() {
        return 4;
    }

    @Override
    public int rowBlock() {
        return 128;
    }

    @Override
    public int depthBlock() {
        return 512;
    }

    @Override
    public int elementsWorthPacking() {
        return 8192;
    }

    @Override
    public void tile(
            int rows,
            int panels,
            int depth,
            double[] a,
            int aOffset,
            int aRowStride,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            int bPanel,
            double[] c,
            int cOffset,
            int cRowStride) {
        if (rows == 4) {
            tile4(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
            return;
        }
        for (int i = 0; i < rows; i++) {
            tile1(depth, a, aOffset + i * aRowStride, aStep, b, bOffset, bStep, c, cOffset + i * cRowStride);
        }
    }

    private static void tile4(
            int depth,
            double[] a,
            int a0,
            int aRowStride,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            double[] c,
            int r0,
            int cRowStride) {
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        double c00 = c[r0];
        double c01 = c[r0 + 1];
        double c02 = c[r0 + 2];
        double c03 = c[r0 + 3];
        double c10 = c[r1];
        double c11 = c[r1 + 1];
        double c12 = c[r1 + 2];
        double c13 = c[r1 + 3];
        double c20 = c[r2];
        double c21 = c[r2 + 1];
        double c22 = c[r2 + 2];
        double c23 = c[r2 + 3];
        double c30 = c[r3];
        double c31 = c[r3 + 1];
        double c32 = c[r3 + 2];
        double c33 = c[r3 + 3];
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            double b0 = b[bp];
            double b1 = b[bp + 1];
            double b2 = b[bp + 2];
            double b3 = b[bp + 3];
            int ap = p * aStep;
            double x = a[a0 + ap];
            c00 = Math.fma(x, b0, c00);
            c01 = Math.fma(x, b1, c01);
            c02 = Math.fma(x, b2, c02);
            c03 = Math.fma(x, b3, c03);
            x = a[a1 + ap];
            c10 = Math.fma(x, b0, c10);
            c11 = Math.fma(x, b1, c11);
            c12 = Math.fma(x, b2, c12);
            c13 = Math.fma(x, b3, c13);
            x = a[a2 + ap];
            c20 = Math.fma(x, b0, c20);
            c21 = Math.fma(x, b1, c21);
            c22 = Math.fma(x, b2, c22);
            c23 = Math.fma(x, b3, c23);
            x = a[a3 + ap];
            c30 = Math.fma(x, b0, c30);
            c31 = Math.fma(x, b1, c31);
            c32 = Math.fma(x, b2, c32);
            c33 = Math.fma(x, b3, c33);
        }
        c[r0] = c00;
        c[r0 + 1] = c01;
        c[r0 + 2] = c02;
        c[r0 + 3] = c03;
        c[r1] = c10;
        c[r1 + 1] = c11;
        c[r1 + 2] = c12;
        c[r1 + 3] = c13;
        c[r2] = c20;
        c[r2 + 1] = c21;
        c[r2 + 2] = c22;
        c[r2 + 3] = c23;
        c[r3] = c30;
        c[r3 + 1] = c31;
        c[r3 + 2] = c32;
        c[r3 + 3] = c33;
    }

    private static void tile1(
            int depth, double[] a, int aOffset, int aStep, double[] b, int bOffset, int bStep, double[] c, int r) {
        double c0 = c[r];
        double c1 = c[r + 1];
        double c2 = c[r + 2];
        double c3 = c[r + 3];
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            double x = a[aOffset + p * aStep];
            c0 = Math.fma(x, b[bp], c0);
            c1 = Math.fma(x, b[bp + 1], c1);
            c2 = Math.fma(x, b[bp + 2], c2);
            c3 = Math.fma(x, b[bp + 3], c3);
        }
        c[r] = c0;
        c[r + 1] = c1;
        c[r + 2] = c2;
        c[r + 3] = c3;
    }

    @Override
    public void copyPanel(int depth, double[] from, int offset, int rowStride, double[] to, int toOffset) {
        for (int p = 0; p < depth; p++) {
            int at = offset + p * rowStride;
            int dest = toOffset + 4 * p;
            to[dest] = from[at];
            to[dest + 1] = from[at + 1];
            to[dest + 2] = from[at + 2];
            to[dest + 3] = from[at + 3];
        }
    }
}
