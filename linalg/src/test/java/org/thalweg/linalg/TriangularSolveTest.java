package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct.Side;
import org.thalweg.linalg.TriangularSolve.Diagonal;
import org.thalweg.linalg.TriangularSolve.Triangle;

/** Every kind of system against plain substitution, to the last bit, and the backward error against its bound. */
class TriangularSolveTest {

    private static final double U = 0x1p-53;

    /** A triangle with a diagonal away from zero; what must not be read is NaN. */
    private static DMatrixRMaj triangle(int n, Triangle triangle, Diagonal diagonal, long seed) {
        double[] t = random(n * n, seed);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean unread = triangle == Triangle.LOWER ? j > i : j < i;
                if (unread || (i == j && diagonal == Diagonal.ONES)) {
                    t[i * n + j] = Double.NaN;
                } else if (i == j) {
                    t[i * n + j] = Math.copySign(2 + Math.abs(t[i * n + j]), t[i * n + j]);
                } else {
                    t[i * n + j] *= 0.5;
                }
            }
        }
        return DMatrixRMaj.wrap(n, n, t);
    }

    /** {@code op(T) x = b} for one vector, unknown by unknown in the order in which they become known. */
    private static double[] substitute(
            int n, Triangle triangle, boolean transposed, Diagonal diagonal, double[] t, double... b) {
        double[] x = b.clone();
        boolean forward = triangle == Triangle.LOWER ^ transposed;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            for (int q = 0; q < step; q++) {
                int p = forward ? q : n - 1 - q;
                x[i] = Math.fma(-(transposed ? t[p * n + i] : t[i * n + p]), x[p], x[i]);
            }
            x[i] = diagonal == Diagonal.ONES ? x[i] : x[i] / t[i * n + i];
        }
        return x;
    }

    private static void check(TriangularSolve solve, int n, int m) {
        for (Triangle triangle : Triangle.values()) {
            for (Transpose transpose : Transpose.values()) {
                for (Diagonal diagonal : Diagonal.values()) {
                    check(solve, n, m, triangle, transpose, diagonal);
                }
            }
        }
    }

    private static void check(
            TriangularSolve solve, int n, int m, Triangle triangle, Transpose transpose, Diagonal diagonal) {
        DMatrixRMaj t = triangle(n, triangle, diagonal, 1);
        double[] b = random(m * n, 2);
        boolean transposed = transpose == Transpose.YES;
        double[] left = new double[m * n];
        double[] right = new double[m * n];
        for (int r = 0; r < m; r++) {
            double[] row = java.util.Arrays.copyOfRange(b, r * n, (r + 1) * n);
            System.arraycopy(substitute(n, triangle, transposed, diagonal, t.data, row), 0, left, r * n, n);
            System.arraycopy(substitute(n, triangle, !transposed, diagonal, t.data, row), 0, right, r * n, n);
        }
        String what = triangle + " " + transpose + " " + diagonal + " " + n + " x " + m;
        DMatrixRMaj x = new DMatrixRMaj(n, m);
        DMatrixRMaj columns = DMatrixRMaj.wrap(n, m, Chains.transpose(m, n, b));
        solve.solve(Side.LEFT, triangle, transpose, diagonal, t, columns, x);
        assertSameBits(Chains.transpose(m, n, left), x.data, "left " + what);
        x = new DMatrixRMaj(m, n);
        solve.solve(Side.RIGHT, triangle, transpose, diagonal, t, DMatrixRMaj.wrap(m, n, b), x);
        assertSameBits(right, x.data, "right " + what);
    }

    @Test
    void everyUnknownIsOneChain() {
        TriangularSolve solve = TriangularSolve.of();
        for (int n : new int[] {0, 1, 2, 3, 7, 8, 9, 16, 17, 31, 64, 100}) {
            for (int m : new int[] {0, 1, 2, 7, 8, 9, 31, 130}) {
                check(solve, n, m);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void workersDoNotChangeABit(int threads) {
        try (Workers workers = Workers.of(threads)) {
            TriangularSolve solve = TriangularSolve.of(workers);
            check(solve, 257, 300);
            check(solve, 300, 1);
            check(solve, 60, 700);
        }
    }

    /** {@code |T x - b| <= gamma_n |T| |x|}, and as much again for the rounding of the residual itself. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e150, 1e-150})
    void backwardErrorStaysBelowItsBound(double scale) {
        int n = 200;
        DMatrixRMaj t = triangle(n, Triangle.LOWER, Diagonal.GIVEN, 3);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                t.data[i * n + j] *= i == j ? 0.3 * scale : scale;
            }
        }
        double[] b = random(n, 4);
        DMatrixRMaj x = new DMatrixRMaj(n, 1);
        TriangularSolve.of()
                .solve(Side.LEFT, Triangle.LOWER, Transpose.NO, Diagonal.GIVEN, t, DMatrixRMaj.wrap(n, 1, b), x);
        double gamma = (n + 2) * U / (1 - (n + 2) * U);
        for (int i = 0; i < n; i++) {
            double residual = -b[i];
            double sizes = 0;
            for (int j = 0; j <= i; j++) {
                residual = Math.fma(t.data[i * n + j], x.data[j], residual);
                sizes += Math.abs(t.data[i * n + j] * x.data[j]);
            }
            assertTrue(Math.abs(residual) <= 2 * gamma * (sizes + Math.abs(b[i])), "row " + i + ": " + residual);
        }
    }

    @Test
    void repeatedCallsAllocateNothing() {
        try (Workers workers = Workers.of(2)) {
            TriangularSolve solve = TriangularSolve.of(workers);
            DMatrixRMaj t = triangle(100, Triangle.LOWER, Diagonal.GIVEN, 5);
            DMatrixRMaj b = DMatrixRMaj.wrap(300, 100, random(30_000, 6));
            DMatrixRMaj x = new DMatrixRMaj(300, 100);
            Runnable task = () -> solve.solve(Side.RIGHT, Triangle.LOWER, Transpose.YES, Diagonal.GIVEN, t, b, x);
            assertTrue(Allocation.perCall(50, task) < Allocation.SMALLEST_OBJECT);
        }
    }

    @Test
    void badArgumentsAreNamed() {
        DMatrixRMaj t = triangle(3, Triangle.LOWER, Diagonal.GIVEN, 7);
        DMatrixRMaj b = new DMatrixRMaj(3, 2);
        DMatrixRMaj x = new DMatrixRMaj(3, 2);
        assertMessage("T: [3 x 2], expected a square matrix", Side.LEFT, b, b, x);
        assertMessage("B: [3 x 2], expected [3 x 3], as T is [3 x 3]", Side.RIGHT, t, b, x);
        assertMessage("X: [3 x 3], expected [3 x 2], as B is [3 x 2]", Side.LEFT, t, b, t);
        assertMessage("X: the same array as B, expected another", Side.LEFT, t, b, b);
        assertMessage("X: the same array as T, expected another", Side.LEFT, t, t.copy(), t);
        t.data[4] = 0;
        assertMessage("T: element (1, 1) is 0, expected a diagonal without zeros", Side.LEFT, t, b, x);
    }

    private static void assertMessage(String message, Side side, DMatrixRMaj t, DMatrixRMaj b, DMatrixRMaj x) {
        TriangularSolve solve = TriangularSolve.of();
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> solve.solve(side, Triangle.LOWER, Transpose.NO, Diagonal.GIVEN, t, b, x))
                        .getMessage());
    }
}
