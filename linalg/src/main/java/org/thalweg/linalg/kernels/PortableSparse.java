package org.thalweg.linalg.kernels;

/** Plain loops, which run over short rows of B. */
final class PortableSparse implements SparseKernel {

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
        int[] starts = a.starts();
        int[] index = a.columns();
        double[] values = a.values();
        for (int i = first; i < end; i++) {
            int to = cOffset + (i - first) * cRowStride;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                add(values[e], columns, b, bOffset + index[e] * bRowStride, c, to);
            }
        }
    }

    private static void add(double factor, int n, double[] b, int from, double[] c, int to) {
        for (int j = 0; j < n; j++) {
            c[to + j] = Math.fma(factor, b[from + j], c[to + j]);
        }
    }
}
