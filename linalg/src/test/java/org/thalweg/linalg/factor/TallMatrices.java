package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Matrices of all shapes on which factorizations have failed. */
final class TallMatrices {

    private TallMatrices() {}

    /** All of them by name, also wide ones. */
    static Map<String, DMatrixRMaj> all() {
        Map<String, DMatrixRMaj> all = new LinkedHashMap<>();
        int[][] shapes = {
            {0, 0},
            {1, 1},
            {2, 0},
            {0, 3},
            {5, 1},
            {1, 5},
            {8, 8},
            {9, 8},
            {17, 16},
            {30, 9},
            {64, 64},
            {65, 65},
            {100, 33},
            {150, 140},
            {33, 100},
            {513, 3},
            {1023, 7},
            {1024, 7},
            {5000, 1},
            {4100, 20}
        };
        for (int[] shape : shapes) {
            all.put("random " + shape[0] + " x " + shape[1], random(shape[0], shape[1], 1));
        }
        for (int[] shape : new int[][] {{60, 20}, {1500, 9}, {100, 30}}) {
            int m = shape[0];
            int n = shape[1];
            String size = " " + m + " x " + n;
            all.put("zero" + size, new DMatrixRMaj(m, n));
            DMatrixRMaj ones = new DMatrixRMaj(m, n);
            ones.fill(1);
            all.put("ones" + size, ones);
            all.put("scaled by 1e150" + size, scaled(random(m, n, 2), 1e150));
            all.put("scaled by 1e-150" + size, scaled(random(m, n, 2), 1e-150));
            all.put("scaled by 1e306" + size, scaled(random(m, n, 2), 1e306));
            all.put("scaled by 1e-306" + size, scaled(random(m, n, 2), 1e-306));
            all.put("subnormal" + size, scaled(random(m, n, 2), 1e-315));
            all.put("columns fall" + size, graded(m, n, 3, -1, 0));
            all.put("columns rise" + size, graded(m, n, 3, 1, 0));
            all.put("rows fall" + size, graded(m, n, 4, 0, -1));
            all.put("rows rise" + size, graded(m, n, 4, 0, 1));
            all.put("low rank" + size, lowRank(m, n, 3, 5));
            all.put("vandermonde" + size, vandermonde(m, n));
            all.put("identity" + size, CommonOps_DDRM.identity(m, n));
            DMatrixRMaj corner = new DMatrixRMaj(m, n);
            corner.set(m - 1, n - 1, -3);
            all.put("one element" + size, corner);
        }
        return all;
    }

    static DMatrixRMaj random(int m, int n, long seed) {
        return DMatrixRMaj.wrap(
                m, n, new SplittableRandom(seed).doubles((long) m * n, -1, 1).toArray());
    }

    static DMatrixRMaj scaled(DMatrixRMaj a, double factor) {
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] *= factor;
        }
        return a;
    }

    /** A column, or a row, is larger or smaller than its neighbour by a constant factor, 300 orders of magnitude in all. */
    static DMatrixRMaj graded(int m, int n, long seed, int byColumn, int byRow) {
        DMatrixRMaj a = random(m, n, seed);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int exponent = byColumn * 1000 * j / n + byRow * 1000 * i / m;
                a.set(i, j, Math.scalb(a.get(i, j), exponent - 500 * (byColumn + byRow)));
            }
        }
        return a;
    }

    static DMatrixRMaj lowRank(int m, int n, int rank, long seed) {
        DMatrixRMaj a = new DMatrixRMaj(m, n);
        CommonOps_DDRM.mult(random(m, rank, seed), random(rank, n, seed + 1), a);
        return a;
    }

    /** Powers of numbers in [0, 1]: columns that come ever closer to the span of those before. */
    static DMatrixRMaj vandermonde(int m, int n) {
        DMatrixRMaj a = new DMatrixRMaj(m, n);
        for (int i = 0; i < m; i++) {
            double power = 1;
            for (int j = 0; j < n; j++) {
                a.set(i, j, power);
                power *= (double) i / m;
            }
        }
        return a;
    }

    /** {@code |Q'Q - I|}, in the infinity norm and with inner products as if in twice the precision, is at most a bound. */
    static void assertOrthonormalColumns(DMatrixRMaj q, double bound) {
        DMatrixRMaj columns = CommonOps_DDRM.transpose(q, null);
        for (int i = 0; i < q.numCols; i++) {
            double departure = 0;
            for (int j = 0; j < q.numCols; j++) {
                departure += Math.abs(dot(q.numRows, columns.data, i * q.numRows, j * q.numRows, i == j ? -1 : 0));
            }
            assertTrue(departure <= bound, "orthogonality " + i + ": " + departure + " > " + bound);
        }
    }

    /** {@code start + x'y}, compensated (Ogita, Rump and Oishi, 2005, DOI 10.1137/030601818). */
    static double dot(int n, double[] data, int x, int y, double start) {
        double sum = start;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double product = data[x + i] * data[y + i];
            double low = Math.fma(data[x + i], data[y + i], -product);
            double next = sum + product;
            double part = next - sum;
            rest += low + ((sum - (next - part)) + (product - part));
            sum = next;
        }
        return sum + rest;
    }
}
