package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
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

    /** How the powers of ten of rows or of columns go, from 0 down to -1. */
    private enum Course {
        FALL,
        RISE,
        TURN,
        VALLEY,
        SCATTERED;

        double at(int i, int n) {
            return switch (this) {
                case FALL -> -(double) i / n;
                case RISE -> (double) i / n - 1;
                case TURN -> -(i % 2);
                case VALLEY -> -Math.abs(2.0 * i / n - 1);
                case SCATTERED -> -new SplittableRandom(i).nextDouble();
            };
        }
    }

    /**
     * Matrices whose rows, columns or both fall, rise, alternate and scatter over up to 600 orders of magnitude, at every size of double,
     * full and of low rank; and triangles and bidiagonal matrices whose singular values are far below their elements.
     */
    static Map<String, DMatrixRMaj> steep(int m, int n) {
        Map<String, DMatrixRMaj> all = new LinkedHashMap<>();
        DMatrixRMaj random = random(m, n, 7);
        DMatrixRMaj low = lowRank(m, n, 3, 8);
        DMatrixRMaj twice = random.copy();
        for (int i = 0; i < m; i++) {
            for (int j = 1; j < n; j += 2) {
                twice.set(i, j, twice.get(i, j - 1));
            }
        }
        for (Course course : Course.values()) {
            for (double orders : new double[] {45, 150, 300, 600}) {
                double top = orders > 300 ? 300 : 0;
                String name = course + " " + orders;
                all.put("rows " + name, inTens(random, i -> top + orders * course.at(i, m), j -> 0));
                all.put("columns " + name, inTens(random, i -> 0, j -> top + orders * course.at(j, n)));
                for (Course other : Course.values()) {
                    double half = orders / 2;
                    all.put(
                            "rows and columns " + name + " " + other,
                            inTens(random, i -> top + half * course.at(i, m), j -> half * other.at(j, n)));
                }
            }
            all.put("low rank, rows " + course, inTens(low, i -> 200 * course.at(i, m), j -> 0));
            all.put("low rank, columns " + course, inTens(low, i -> 0, j -> 200 * course.at(j, n)));
            all.put("equal columns, rows " + course, inTens(twice, i -> 150 * course.at(i, m), j -> 0));
            all.put("equal columns, columns " + course, inTens(twice, i -> 0, j -> 150 * course.at(j, n)));
        }
        all.put("equal columns", twice);
        for (double size : new double[] {306, -306, -315, -320, -322}) {
            all.put("size " + size, inTens(random, i -> size, j -> 0));
        }
        all.put("columns of 1e150 and 1e-150", inTens(random, i -> 0, j -> j % 2 == 0 ? 150 : -150));
        all.put("one column of 1e300", inTens(random, i -> 0, j -> j == 0 ? 300 : 0));
        all.put("one row of 1e300", inTens(random, i -> i == m - 1 ? 300 : 0, j -> 0));
        for (double cosine : new double[] {0.1, 0.5, 0.9, 0.99}) {
            all.put("kahan " + cosine, kahan(m, n, cosine));
        }
        DMatrixRMaj shift = new DMatrixRMaj(m, n);
        DMatrixRMaj fallingShift = new DMatrixRMaj(m, n);
        DMatrixRMaj hilbert = new DMatrixRMaj(m, n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                hilbert.set(i, j, 1.0 / (i + j + 1));
                shift.set(i, j, i == j ? 1e-8 : i + 1 == j ? 1 : 0);
                fallingShift.set(i, j, i == j || i + 1 == j ? 1 : 0);
            }
        }
        all.put("hilbert", hilbert);
        all.put("shift", shift);
        all.put("falling shift", inTens(fallingShift, i -> -200.0 * i / m, j -> 0));
        return all;
    }

    /** {@code s^i} times a triangle of ones on the diagonal and -c above it, {@code s^2 + c^2 = 1} (Kahan, 1966). */
    private static DMatrixRMaj kahan(int m, int n, double c) {
        DMatrixRMaj a = new DMatrixRMaj(m, n);
        double power = 1;
        for (int i = 0; i < Math.min(m, n); i++) {
            for (int j = i; j < n; j++) {
                a.set(i, j, i == j ? power : -c * power);
            }
            power *= Math.sqrt(1 - c * c);
        }
        return a;
    }

    /** Element (i, j) times 10 to the power of what row and column say together, at most 307. */
    static DMatrixRMaj inTens(DMatrixRMaj a, IntToDoubleFunction rows, IntToDoubleFunction columns) {
        DMatrixRMaj scaled = a.copy();
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                double tens = rows.applyAsDouble(i) + columns.applyAsDouble(j);
                // In halves, as 10^-320 has but few bits.
                scaled.set(i, j, a.get(i, j) * Math.pow(10, tens / 2) * Math.pow(10, tens / 2));
            }
        }
        return scaled;
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
