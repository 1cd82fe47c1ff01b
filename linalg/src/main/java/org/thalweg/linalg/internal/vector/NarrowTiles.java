package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import jdk.incubator.vector.DoubleVector;
import org.thalweg.linalg.kernels.Tiles;

/**
 * Tiles for sixteen registers, which is what vectors narrower than 512 bits can count on: six rows of two vectors take 12
 * accumulators, two vectors of B and one element of A spread over a vector, and leave one register free.
 *
 * <p>The multipliers are kept waiting here not by registers alone but by instructions: bounds checks and index arithmetic
 * of one step in the depth must fit beside its twelve multiply-adds. So the tile that does most of the work, {@code
 * packed6x2}, has constant steps, and the others count indices up rather than multiply.
 *
 * <p>A packed block of A is deep rather than high. A tile begins by waiting for its part of C, which lies in no near cache in
 * a large product, and nothing hides that wait; a fourfold depth makes it a quarter as often.
 */
final class NarrowTiles implements Tiles {

    @Override
    public int width() {
        return LENGTH;
    }

    @Override
    public int panels() {
        return 2;
    }

    @Override
    public int rows(int panels) {
        return panels == 2 ? 6 : 8;
    }

    @Override
    public int packedRows() {
        return 6;
    }

    @Override
    public int rowBlock() {
        return 48;
    }

    @Override
    public int depthBlock() {
        return 1024;
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
        if (panels == 2) {
            switch (rows) {
                case 6 -> {
                    if (aRowStride == 1 && aStep == 6 && bStep == LENGTH) {
                        packed6x2(depth, a, aOffset, b, bOffset, bPanel, c, cOffset, cRowStride);
                    } else {
                        tile6x2(
                                depth,
                                a,
                                aOffset,
                                aRowStride,
                                aStep,
                                b,
                                bOffset,
                                bStep,
                                bPanel,
                                c,
                                cOffset,
                                cRowStride);
                    }
                }
                case 4 ->
                    tile4x2(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
                case 2 ->
                    tile2x2(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, bPanel, c, cOffset, cRowStride);
                default -> tile1x2(depth, a, aOffset, aStep, b, bOffset, bStep, bPanel, c, cOffset);
            }
        } else {
            switch (rows) {
                case 8 -> tile8x1(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
                case 6 -> tile6x1(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
                case 4 -> tile4x1(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
                case 2 -> tile2x1(depth, a, aOffset, aRowStride, aStep, b, bOffset, bStep, c, cOffset, cRowStride);
                default -> tile1x1(depth, a, aOffset, aStep, b, bOffset, bStep, c, cOffset);
            }
        }
    }

    /**
     * Six rows of two panels, both operands packed. Steps are constants, so the compiler drops the checks of B's bounds and
     * merges those of A into two. Two counters of unlike step are meant: were A's a multiple of the loop's own, no check
     * would be left in the loop, and the compiler would load all of A first and have no registers for it.
     */
    private static void packed6x2(
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
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
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
        int ap = aOffset;
        for (int bp = 0; bp < depth * LENGTH; bp += LENGTH) {
            DoubleVector b0 = fromArray(DOUBLE, b, bOffset + bp);
            DoubleVector b1 = fromArray(DOUBLE, b, b1Offset + bp);
            DoubleVector x = broadcast(DOUBLE, a[ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(DOUBLE, a[ap + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = broadcast(DOUBLE, a[ap + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = broadcast(DOUBLE, a[ap + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = broadcast(DOUBLE, a[ap + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = broadcast(DOUBLE, a[ap + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            ap += 6;
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
    }

    private static void tile6x2(
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
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
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
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
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
            ap += aStep;
            bp += bStep;
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
    }

    private static void tile4x2(
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
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c21 = fromArray(DOUBLE, c, r2 + LENGTH);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c31 = fromArray(DOUBLE, c, r3 + LENGTH);
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
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
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + LENGTH);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + LENGTH);
    }

    private static void tile2x2(
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
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c11 = fromArray(DOUBLE, c, r1 + LENGTH);
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + LENGTH);
    }

    private static void tile1x2(
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
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector b1 = fromArray(DOUBLE, b, bp + bPanel);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LENGTH);
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
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
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
            ap += aStep;
            bp += bStep;
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

    private static void tile6x1(
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
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        DoubleVector c40 = fromArray(DOUBLE, c, r4);
        DoubleVector c50 = fromArray(DOUBLE, c, r5);
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
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
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, r1);
        c20.intoArray(c, r2);
        c30.intoArray(c, r3);
        c40.intoArray(c, r4);
        c50.intoArray(c, r5);
    }

    private static void tile4x1(
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
        int r1 = cOffset + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        DoubleVector c20 = fromArray(DOUBLE, c, r2);
        DoubleVector c30 = fromArray(DOUBLE, c, r3);
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            x = broadcast(DOUBLE, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            x = broadcast(DOUBLE, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, r1);
        c20.intoArray(c, r2);
        c30.intoArray(c, r3);
    }

    private static void tile2x1(
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
        int r1 = cOffset + cRowStride;
        DoubleVector c00 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c10 = fromArray(DOUBLE, c, r1);
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            x = broadcast(DOUBLE, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            ap += aStep;
            bp += bStep;
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, r1);
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
        int ap = 0;
        int bp = bOffset;
        for (int p = 0; p < depth; p++) {
            DoubleVector b0 = fromArray(DOUBLE, b, bp);
            DoubleVector x = broadcast(DOUBLE, a[aOffset + ap]);
            c00 = x.fma(b0, c00);
            ap += aStep;
            bp += bStep;
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
