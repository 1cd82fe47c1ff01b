package org.thalweg.linalg.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import jdk.incubator.vector.DoubleVector;
import org.thalweg.linalg.kernels.CompressedRows;
import org.thalweg.linalg.kernels.SparseKernel;

/**
 * A row of C in registers while the entries of a row of A pass by, written out for 1, 4, 7, 10 and 13 vectors because the
 * compiler keeps only named variables in registers, of which the narrower processors have 16.
 *
 * <p>The last vectors of a row begin where they still end within it, so they may overlap those before: both then compute the same.
 */
final class VectorSparse implements SparseKernel {

    private static final int MOST_VECTORS = 13;

    @Override
    public void multiplyAdd(
            CompressedRows a,
            int first,
            int end,
            int columns,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        if (columns < LENGTH) {
            SparseKernel.PORTABLE.multiplyAdd(a, first, end, columns, b, bOffset, bRowStride, c, cOffset, cRowStride);
            return;
        }
        int most = MOST_VECTORS * LENGTH;
        int passes = (columns + most - 1) / most;
        for (int pass = 0; pass < passes; pass++) {
            int from = columns * pass / passes;
            int n = columns * (pass + 1) / passes - from;
            pass(a, first, end, n, b, bOffset + from, bRowStride, c, cOffset + from, cRowStride);
        }
    }

    private static void pass(
            CompressedRows a,
            int first,
            int end,
            int n,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int vectors = (n + LENGTH - 1) / LENGTH;
        int[] starts = a.starts();
        int[] index = a.columns();
        double[] values = a.values();
        for (int i = first; i < end; i++) {
            int from = starts[i];
            int to = starts[i + 1];
            int at = cOffset + (i - first) * cRowStride;
            if (vectors > 10) {
                row13(from, to, index, values, b, bOffset, bRowStride, c, at, n);
            } else if (vectors > 7) {
                row10(from, to, index, values, b, bOffset, bRowStride, c, at, n);
            } else if (vectors > 4) {
                row7(from, to, index, values, b, bOffset, bRowStride, c, at, n);
            } else if (vectors > 1) {
                row4(from, to, index, values, b, bOffset, bRowStride, c, at, n);
            } else {
                row1(from, to, index, values, b, bOffset, bRowStride, c, at);
            }
        }
    }

    private static void row13(
            int from,
            int to,
            int[] index,
            double[] values,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int n) {
        int last = n - LENGTH;
        int before = Math.min(11 * LENGTH, last);
        int first = Math.min(10 * LENGTH, last);
        DoubleVector c0 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c1 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c2 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c3 = fromArray(DOUBLE, c, cOffset + 3 * LENGTH);
        DoubleVector c4 = fromArray(DOUBLE, c, cOffset + 4 * LENGTH);
        DoubleVector c5 = fromArray(DOUBLE, c, cOffset + 5 * LENGTH);
        DoubleVector c6 = fromArray(DOUBLE, c, cOffset + 6 * LENGTH);
        DoubleVector c7 = fromArray(DOUBLE, c, cOffset + 7 * LENGTH);
        DoubleVector c8 = fromArray(DOUBLE, c, cOffset + 8 * LENGTH);
        DoubleVector c9 = fromArray(DOUBLE, c, cOffset + 9 * LENGTH);
        DoubleVector c10 = fromArray(DOUBLE, c, cOffset + first);
        DoubleVector c11 = fromArray(DOUBLE, c, cOffset + before);
        DoubleVector c12 = fromArray(DOUBLE, c, cOffset + last);
        for (int e = from; e < to; e++) {
            int at = bOffset + index[e] * bRowStride;
            DoubleVector x = broadcast(DOUBLE, values[e]);
            c0 = x.fma(fromArray(DOUBLE, b, at), c0);
            c1 = x.fma(fromArray(DOUBLE, b, at + LENGTH), c1);
            c2 = x.fma(fromArray(DOUBLE, b, at + 2 * LENGTH), c2);
            c3 = x.fma(fromArray(DOUBLE, b, at + 3 * LENGTH), c3);
            c4 = x.fma(fromArray(DOUBLE, b, at + 4 * LENGTH), c4);
            c5 = x.fma(fromArray(DOUBLE, b, at + 5 * LENGTH), c5);
            c6 = x.fma(fromArray(DOUBLE, b, at + 6 * LENGTH), c6);
            c7 = x.fma(fromArray(DOUBLE, b, at + 7 * LENGTH), c7);
            c8 = x.fma(fromArray(DOUBLE, b, at + 8 * LENGTH), c8);
            c9 = x.fma(fromArray(DOUBLE, b, at + 9 * LENGTH), c9);
            c10 = x.fma(fromArray(DOUBLE, b, at + first), c10);
            c11 = x.fma(fromArray(DOUBLE, b, at + before), c11);
            c12 = x.fma(fromArray(DOUBLE, b, at + last), c12);
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + LENGTH);
        c2.intoArray(c, cOffset + 2 * LENGTH);
        c3.intoArray(c, cOffset + 3 * LENGTH);
        c4.intoArray(c, cOffset + 4 * LENGTH);
        c5.intoArray(c, cOffset + 5 * LENGTH);
        c6.intoArray(c, cOffset + 6 * LENGTH);
        c7.intoArray(c, cOffset + 7 * LENGTH);
        c8.intoArray(c, cOffset + 8 * LENGTH);
        c9.intoArray(c, cOffset + 9 * LENGTH);
        c10.intoArray(c, cOffset + first);
        c11.intoArray(c, cOffset + before);
        c12.intoArray(c, cOffset + last);
    }

    private static void row10(
            int from,
            int to,
            int[] index,
            double[] values,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int n) {
        int last = n - LENGTH;
        int before = Math.min(8 * LENGTH, last);
        int first = Math.min(7 * LENGTH, last);
        DoubleVector c0 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c1 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c2 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c3 = fromArray(DOUBLE, c, cOffset + 3 * LENGTH);
        DoubleVector c4 = fromArray(DOUBLE, c, cOffset + 4 * LENGTH);
        DoubleVector c5 = fromArray(DOUBLE, c, cOffset + 5 * LENGTH);
        DoubleVector c6 = fromArray(DOUBLE, c, cOffset + 6 * LENGTH);
        DoubleVector c7 = fromArray(DOUBLE, c, cOffset + first);
        DoubleVector c8 = fromArray(DOUBLE, c, cOffset + before);
        DoubleVector c9 = fromArray(DOUBLE, c, cOffset + last);
        for (int e = from; e < to; e++) {
            int at = bOffset + index[e] * bRowStride;
            DoubleVector x = broadcast(DOUBLE, values[e]);
            c0 = x.fma(fromArray(DOUBLE, b, at), c0);
            c1 = x.fma(fromArray(DOUBLE, b, at + LENGTH), c1);
            c2 = x.fma(fromArray(DOUBLE, b, at + 2 * LENGTH), c2);
            c3 = x.fma(fromArray(DOUBLE, b, at + 3 * LENGTH), c3);
            c4 = x.fma(fromArray(DOUBLE, b, at + 4 * LENGTH), c4);
            c5 = x.fma(fromArray(DOUBLE, b, at + 5 * LENGTH), c5);
            c6 = x.fma(fromArray(DOUBLE, b, at + 6 * LENGTH), c6);
            c7 = x.fma(fromArray(DOUBLE, b, at + first), c7);
            c8 = x.fma(fromArray(DOUBLE, b, at + before), c8);
            c9 = x.fma(fromArray(DOUBLE, b, at + last), c9);
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + LENGTH);
        c2.intoArray(c, cOffset + 2 * LENGTH);
        c3.intoArray(c, cOffset + 3 * LENGTH);
        c4.intoArray(c, cOffset + 4 * LENGTH);
        c5.intoArray(c, cOffset + 5 * LENGTH);
        c6.intoArray(c, cOffset + 6 * LENGTH);
        c7.intoArray(c, cOffset + first);
        c8.intoArray(c, cOffset + before);
        c9.intoArray(c, cOffset + last);
    }

    private static void row7(
            int from,
            int to,
            int[] index,
            double[] values,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int n) {
        int last = n - LENGTH;
        int before = Math.min(5 * LENGTH, last);
        int first = Math.min(4 * LENGTH, last);
        DoubleVector c0 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c1 = fromArray(DOUBLE, c, cOffset + LENGTH);
        DoubleVector c2 = fromArray(DOUBLE, c, cOffset + 2 * LENGTH);
        DoubleVector c3 = fromArray(DOUBLE, c, cOffset + 3 * LENGTH);
        DoubleVector c4 = fromArray(DOUBLE, c, cOffset + first);
        DoubleVector c5 = fromArray(DOUBLE, c, cOffset + before);
        DoubleVector c6 = fromArray(DOUBLE, c, cOffset + last);
        for (int e = from; e < to; e++) {
            int at = bOffset + index[e] * bRowStride;
            DoubleVector x = broadcast(DOUBLE, values[e]);
            c0 = x.fma(fromArray(DOUBLE, b, at), c0);
            c1 = x.fma(fromArray(DOUBLE, b, at + LENGTH), c1);
            c2 = x.fma(fromArray(DOUBLE, b, at + 2 * LENGTH), c2);
            c3 = x.fma(fromArray(DOUBLE, b, at + 3 * LENGTH), c3);
            c4 = x.fma(fromArray(DOUBLE, b, at + first), c4);
            c5 = x.fma(fromArray(DOUBLE, b, at + before), c5);
            c6 = x.fma(fromArray(DOUBLE, b, at + last), c6);
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + LENGTH);
        c2.intoArray(c, cOffset + 2 * LENGTH);
        c3.intoArray(c, cOffset + 3 * LENGTH);
        c4.intoArray(c, cOffset + first);
        c5.intoArray(c, cOffset + before);
        c6.intoArray(c, cOffset + last);
    }

    private static void row4(
            int from,
            int to,
            int[] index,
            double[] values,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset,
            int n) {
        int last = n - LENGTH;
        int before = Math.min(2 * LENGTH, last);
        int first = Math.min(LENGTH, last);
        DoubleVector c0 = fromArray(DOUBLE, c, cOffset);
        DoubleVector c1 = fromArray(DOUBLE, c, cOffset + first);
        DoubleVector c2 = fromArray(DOUBLE, c, cOffset + before);
        DoubleVector c3 = fromArray(DOUBLE, c, cOffset + last);
        for (int e = from; e < to; e++) {
            int at = bOffset + index[e] * bRowStride;
            DoubleVector x = broadcast(DOUBLE, values[e]);
            c0 = x.fma(fromArray(DOUBLE, b, at), c0);
            c1 = x.fma(fromArray(DOUBLE, b, at + first), c1);
            c2 = x.fma(fromArray(DOUBLE, b, at + before), c2);
            c3 = x.fma(fromArray(DOUBLE, b, at + last), c3);
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + first);
        c2.intoArray(c, cOffset + before);
        c3.intoArray(c, cOffset + last);
    }

    private static void row1(
            int from,
            int to,
            int[] index,
            double[] values,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] c,
            int cOffset) {
        DoubleVector c0 = fromArray(DOUBLE, c, cOffset);
        for (int e = from; e < to; e++) {
            int at = bOffset + index[e] * bRowStride;
            DoubleVector x = broadcast(DOUBLE, values[e]);
            c0 = x.fma(fromArray(DOUBLE, b, at), c0);
        }
        c0.intoArray(c, cOffset);
    }
}
