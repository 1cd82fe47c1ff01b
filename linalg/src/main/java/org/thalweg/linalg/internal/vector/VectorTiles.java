package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import jdk.incubator.vector.DoubleVector;
import org.thalweg.linalg.kernels.Tiles;

/**
 * Tiles of 512-bit vectors, written out row by row because the compiler keeps only named variables in registers.
 * {@link NarrowTiles} are for other widths.
 *
 * <p>Nine rows of three vectors take 31 of 32 registers: 27 accumulators, three vectors of B and one element of A spread
 * over a vector. C is loaded before the loop; accumulators that start from zero vectors are not kept in registers by the
 * compiler of JDK 17. Where A is not packed, eight rows do, as numbers of rows are more often multiples of eight.
 */
public final class VectorTiles implements Tiles {

    @Override
    public int width() {
        return LENGTH;
    }

    @Override
    public int panels() {
        return 3;
    }

    @Override
    public int rows(int panels) {
        return 8;
    }

    @Override
    public int packedRows() {
        return 9;
    }

    @Override
    public int rowBlock() {
        return 144;
    }

    @Override
    public int depthBlock() {
        return 512;
    }

    /** Small, as only packed operands are for the best tile. */
    @Override
    public int elementsWorthPacking() {
        return 1000;
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
        if (rows == 9) {
            if (panels == 3 && aRowStride == 1 && aStep == 9 && bStep == LENGTH) {
                packed9x3(depth, a, aOffset, b, bOffset, bPanel, c, cOffset, cRowStride);
                return;
            }
            int a8 = aOffset + 8 * aRowStride;
            int r8 = cOffset + 8 * cRowStride;
            tile(8, panels, depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
            tile(1, panels, depth, a, a8, aRowStride, aStep, b, bOffset, bStep, bPanel, c, r8, cRowStride);
        } else if (panels == 3) {
            switch (rows) {
                case 8 ->
                    tile8x3(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
                case 4 ->
                    tile4x3(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
                case 2 ->
                    tile2x3(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
                default -> tile1x3(depth, a, aOffset, aStep, b, bOffset, bStep, bPanel, c, cOffset);
            }
        } else if (panels == 2 && rows == 8) {
            tile8x2(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
        } else if (panels == 2) {
            tile(rows, 1, depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
            tile(
                    rows,
                    1,
                    depth,
                    a,
                    aOffset,
                    aRowStride,
                    aStep,
                    b,
                    bOffset + bPanel,
                    bStep,
                    bPanel,
                    c,
                    cOffset + LENGTH,
                    cRowStride);
        } else if (rows == 8) {
            tile8x1(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
        } else {
            for (int i = 0; i < rows; i++) {
                tile1x1(depth, a, aOffset + i * aRowStride, aStep, b, bOffset, bStep, c, cOffset + i * cRowStride);
            }
        }
    }

    /**
     * Nine rows of three panels, both operands packed. Steps are constants, so the compiler drops the checks of B's bounds and
     * merges those of A into two. Two counters of unlike step are meant: were A's a multiple of the loop's own, no check
     * would be left in the loop, and the compiler would load all of A first and have no registers for it.
     */
    private static void packed9x3(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int bPanel,
            double[] c,
            int cOffset,
            int cRowStride) {
        int b1Offset = bOffset + bPanel;
        int b2Offset = b1Offset + bPanel;
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        int r8 = r7 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c02 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c12 = fromArray(DOUBLE, c, r1 + 2 * LENGTH);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c21 = fromArray(DOUBLE, c, r2 + LENGTH);
        DoubleVector c22 = fromArray(DOUBLE, c, r2 + 2 * LENGTH);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c31 = fromArray(DOUBLE, c, r3 + LENGTH);
        DoubleVector c32 = fromArray(DOUBLE, c, r3 + 2 * LENGTH);
        DoubleVector c40 = fromArray(DOUBLE, c, r4);
        DoubleVector c41 = fromArray(DOUBLE, c, r4 + LENGTH);
        DoubleVector c42 = fromArray(DOUBLE, c, r4 + 2 * LENGTH);
        DoubleVector c50 = fromArray(DOUBLE, c, r5);
        DoubleVector c51 = fromArray(DOUBLE, c, r5 + LENGTH);
        DoubleVector c52 = fromArray(DOUBLE, c, r5 + 2 * LENGTH);
        DoubleVector c60 = fromArray(DOUBLE, c, r6);
        DoubleVector c61 = fromArray(DOUBLE, c, r6 + LENGTH);
        DoubleVector c62 = fromArray(DOUBLE, c, r6 + 2 * LENGTH);
        DoubleVector c70 = fromArray(DOUBLE, c, r7);
        DoubleVector c71 = fromArray(DOUBLE, c, r7 + LENGTH);
        DoubleVector c72 = fromArray(DOUBLE, c, r7 + 2 * LENGTH);
        DoubleVector c80 = fromArray(DOUBLE, c, r8);
        DoubleVector c81 = fromArray(DOUBLE, c, r8 + LENGTH);
        DoubleVector c82 = fromArray(DOUBLE, c, r8 + 2 * LENGTH);
        int end = depth * LENGTH;
        for (int p = 0, ap = aOffset; p < end; p += LENGTH, ap += 9) {
            DoubleVector b0 = fromArray(DOUBLE, b, bOffset + p);
            DoubleVector b1 = fromArray(DOUBLE, b, b1Offset + p);
            DoubleVector b2 = fromArray(DOUBLE, b, b2Offset + p);
            DoubleVector x = broadcast(DOUBLE, a[ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(DOUBLE, a[ap + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = broadcast(DOUBLE, a[ap + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = broadcast(DOUBLE, a[ap + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = broadcast(DOUBLE, a[ap + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = broadcast(DOUBLE, a[ap + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = broadcast(DOUBLE, a[ap + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = broadcast(DOUBLE, a[ap + 7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
            x = broadcast(DOUBLE, a[ap + 8]);
            c80 = x.fma(b0, c80);
            c81 = x.fma(b1, c81);
            c82 = x.fma(b2, c82);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c02.intoArray(c, cOffset + 2 * LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c12.intoArray(c, r1 + 2 * LENGTH);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + LENGTH);
        c22.intoArray(c, r2 + 2 * LENGTH);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + LENGTH);
        c32.intoArray(c, r3 + 2 * LENGTH);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + LENGTH);
        c42.intoArray(c, r4 + 2 * LENGTH);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + LENGTH);
        c52.intoArray(c, r5 + 2 * LENGTH);
        c60.intoArray(c, r6);
        c61.intoArray(c, r6 + LENGTH);
        c62.intoArray(c, r6 + 2 * LENGTH);
        c70.intoArray(c, r7);
        c71.intoArray(c, r7 + LENGTH);
        c72.intoArray(c, r7 + 2 * LENGTH);
        c80.intoArray(c, r8);
        c81.intoArray(c, r8 + LENGTH);
        c82.intoArray(c, r8 + 2 * LENGTH);
    }

    private static void tile8x3(
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
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c02 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c12 = fromArray(DOUBLE, c, r1 + 2 * LENGTH);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c21 = fromArray(DOUBLE, c, r2 + LENGTH);
        DoubleVector c22 = fromArray(DOUBLE, c, r2 + 2 * LENGTH);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c31 = fromArray(DOUBLE, c, r3 + LENGTH);
        DoubleVector c32 = fromArray(DOUBLE, c, r3 + 2 * LENGTH);
        DoubleVector c40 = fromArray(DOUBLE, c, r4);
        DoubleVector c41 = fromArray(DOUBLE, c, r4 + LENGTH);
        DoubleVector c42 = fromArray(DOUBLE, c, r4 + 2 * LENGTH);
        DoubleVector c50 = fromArray(DOUBLE, c, r5);
        DoubleVector c51 = fromArray(DOUBLE, c, r5 + LENGTH);
        DoubleVector c52 = fromArray(DOUBLE, c, r5 + 2 * LENGTH);
        DoubleVector c60 = fromArray(DOUBLE, c, r6);
        DoubleVector c61 = fromArray(DOUBLE, c, r6 + LENGTH);
        DoubleVector c62 = fromArray(DOUBLE, c, r6 + 2 * LENGTH);
        DoubleVector c70 = fromArray(DOUBLE, c, r7);
        DoubleVector c71 = fromArray(DOUBLE, c, r7 + LENGTH);
        DoubleVector c72 = fromArray(DOUBLE, c, r7 + 2 * LENGTH);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector b2 = fromArray(DOUBLE, b, bp + 2 * bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = broadcast(DOUBLE, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = broadcast(DOUBLE, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = broadcast(DOUBLE, a[a4 + ap]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = broadcast(DOUBLE, a[a5 + ap]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = broadcast(DOUBLE, a[a6 + ap]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = broadcast(DOUBLE, a[a7 + ap]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c02.intoArray(c, cOffset + 2 * LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c12.intoArray(c, r1 + 2 * LENGTH);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + LENGTH);
        c22.intoArray(c, r2 + 2 * LENGTH);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + LENGTH);
        c32.intoArray(c, r3 + 2 * LENGTH);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + LENGTH);
        c42.intoArray(c, r4 + 2 * LENGTH);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + LENGTH);
        c52.intoArray(c, r5 + 2 * LENGTH);
        c60.intoArray(c, r6);
        c61.intoArray(c, r6 + LENGTH);
        c62.intoArray(c, r6 + 2 * LENGTH);
        c70.intoArray(c, r7);
        c71.intoArray(c, r7 + LENGTH);
        c72.intoArray(c, r7 + 2 * LENGTH);
    }

    private static void tile4x3(
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
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c02 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c12 = fromArray(DOUBLE, c, r1 + 2 * LENGTH);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c21 = fromArray(DOUBLE, c, r2 + LENGTH);
        DoubleVector c22 = fromArray(DOUBLE, c, r2 + 2 * LENGTH);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c31 = fromArray(DOUBLE, c, r3 + LENGTH);
        DoubleVector c32 = fromArray(DOUBLE, c, r3 + 2 * LENGTH);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector b2 = fromArray(DOUBLE, b, bp + 2 * bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = broadcast(DOUBLE, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = broadcast(DOUBLE, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c02.intoArray(c, cOffset + 2 * LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c12.intoArray(c, r1 + 2 * LENGTH);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + LENGTH);
        c22.intoArray(c, r2 + 2 * LENGTH);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + LENGTH);
        c32.intoArray(c, r3 + 2 * LENGTH);
    }

    private static void tile2x3(
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
        int a1 = aOffset + aRowStride;
        int r1 = cOffset + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c02 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c12 = fromArray(DOUBLE, c, r1 + 2 * LENGTH);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector b2 = fromArray(DOUBLE, b, bp + 2 * bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c02.intoArray(c, cOffset + 2 * LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c12.intoArray(c, r1 + 2 * LENGTH);
    }

    private static void tile1x3(
            int depth,
            double[] a,
            int aOffset,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            int bPanel,
            double[] c,
            int cOffset) {
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c02 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector b2 = fromArray(DOUBLE, b, bp + 2 * bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c02.intoArray(c, cOffset + 2 * LENGTH);
    }

    private static void tile8x2(
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
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c01 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c21 = fromArray(DOUBLE, c, r2 + LENGTH);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c31 = fromArray(DOUBLE, c, r3 + LENGTH);
        DoubleVector c40 = fromArray(DOUBLE, c, r4);
        DoubleVector c41 = fromArray(DOUBLE, c, r4 + LENGTH);
        DoubleVector c50 = fromArray(DOUBLE, c, r5);
        DoubleVector c51 = fromArray(DOUBLE, c, r5 + LENGTH);
        DoubleVector c60 = fromArray(DOUBLE, c, r6);
        DoubleVector c61 = fromArray(DOUBLE, c, r6 + LENGTH);
        DoubleVector c70 = fromArray(DOUBLE, c, r7);
        DoubleVector c71 = fromArray(DOUBLE, c, r7 + LENGTH);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = broadcast(DOUBLE, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = broadcast(DOUBLE, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = broadcast(DOUBLE, a[a4 + ap]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = broadcast(DOUBLE, a[a5 + ap]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = broadcast(DOUBLE, a[a6 + ap]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = broadcast(DOUBLE, a[a7 + ap]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + LENGTH);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + LENGTH);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + LENGTH);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + LENGTH);
        c60.intoArray(c, r6);
        c61.intoArray(c, r6 + LENGTH);
        c70.intoArray(c, r7);
        c71.intoArray(c, r7 + LENGTH);
    }

    private static void tile8x1(
            int depth,
            double[] a,
            int aOffset,
            int aRowStride,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            double[] c,
            int cOffset,
            int cRowStride) {
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int a6 = a5 + aRowStride;
        int a7 = a6 + aRowStride;
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c40 = fromArray(DOUBLE, c, r4);
        DoubleVector c50 = fromArray(DOUBLE, c, r5);
        DoubleVector c60 = fromArray(DOUBLE, c, r6);
        DoubleVector c70 = fromArray(DOUBLE, c, r7);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            x = broadcast(DOUBLE, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            x = broadcast(DOUBLE, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            x = broadcast(DOUBLE, a[a4 + ap]);
            c40 = x.fma(b0, c40);
            x = broadcast(DOUBLE, a[a5 + ap]);
            c50 = x.fma(b0, c50);
            x = broadcast(DOUBLE, a[a6 + ap]);
            c60 = x.fma(b0, c60);
            x = broadcast(DOUBLE, a[a7 + ap]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, r1);
        c20.intoArray(c, r2);
        c30.intoArray(c, r3);
        c40.intoArray(c, r4);
        c50.intoArray(c, r5);
        c60.intoArray(c, r6);
        c70.intoArray(c, r7);
    }

    private static void tile1x1(
            int depth,
            double[] a,
            int aOffset,
            int aStep,
            double[] b,
            int bOffset,
            int bStep,
            double[] c,
            int cOffset) {
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        for (int p = 0; p < depth; p++) {
            int bp = bOffset + p * bStep;
            int ap = p * aStep;
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
        }
        c00.intoArray(c, cOffset);
    }

    @Override
    public void copyPanel(int depth, double[] from, int offset, int rowStride, double[] to, int toOffset) {
        for (int p = 0; p < depth; p++) {
            fromArray(DOUBLE, from, offset + p * rowStride).intoArray(to, toOffset + p * LENGTH);
        }
    }
}
