package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Chains;
import org.thalweg.linalg.Workers;

class CholeskyTest {

    private static final double U = 0x1p-53;

    /** {@code G G' / n + 1/2 I} with a random G. */
    private static DMatrixRMaj positiveDefinite(int n, long seed) {
        double[] g = random(n * n, seed);
        double[] a = new double[n * n];
        Chains.multiplyAdd(n, n, n, 1.0 / Math.max(1, n), g, Chains.transpose(n, n, g), a);
        for (int i = 0; i < n; i++) {
            a[i * n + i] += 0.5;
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
        return DMatrixRMaj.wrap(n, n, a);
    }

    /** Element by element, one chain each. */
    private static double[] chains(int n, double... a) {
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i * n + j];
                for (int p = 0; p < j; p++) {
                    sum = Math.fma(-l[i * n + p], l[j * n + p], sum);
                }
                l[i * n + j] = i == j ? Math.sqrt(sum) : sum / l[j * n + j];
            }
        }
        return l;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyElementIsOneChain(int threads) {
        try (Workers workers = Workers.of(threads)) {
            Cholesky cholesky = Cholesky.of(workers);
            for (int n : new int[] {0, 1, 2, 3, 8, 15, 16, 17, 31, 64, 100, 257, 333}) {
                DMatrixRMaj a = positiveDefinite(n, n);
                DMatrixRMaj half = a.copy();
                for (int i = 0; i < n; i++) {
                    Arrays.fill(half.data, i * n + i + 1, (i + 1) * n, Double.NaN);
                }
                assertSameBits(chains(n, a.data), cholesky.decompose(half).lower().data, "n = " + n);
            }
        }
    }

    /** {@code |L L' - A| <= gamma_(n+1) |L| |L'|}, and as much again for the rounding of L L' itself. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e150, 1e-150})
    void backwardErrorStaysBelowItsBound(double scale) {
        int n = 150;
        DMatrixRMaj a = positiveDefinite(n, 1);
        for (int i = 0; i < n * n; i++) {
            int graded = i / n % 7 + i % n % 7;
            a.data[i] = Math.scalb(a.data[i] * scale, -20 * graded);
        }
        double[] l = Cholesky.of().decompose(a).lower().data;
        double gamma = (n + 1) * U / (1 - (n + 1) * U);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double error = -a.data[i * n + j];
                double sizes = 0;
                for (int p = 0; p <= j; p++) {
                    error = Math.fma(l[i * n + p], l[j * n + p], error);
                    sizes += Math.abs(l[i * n + p] * l[j * n + p]);
                }
                assertTrue(Math.abs(error) <= 2 * gamma * (sizes + Math.abs(a.data[i * n + j])), i + ", " + j);
            }
        }
    }

    /**
     * With {@code D = diag(2^d_i)} the factor of {@code D A D} is {@code D L}, to the last bit, and the solution of
     * {@code D A D x = b} is {@code D^-1 A^-1 D^-1 b}: from subnormal elements to the largest, also side by side.
     */
    @ParameterizedTest
    @ValueSource(ints = {-535, -500, 508, 0, 1})
    void powersOfTwoChangeNoBit(int exponent) {
        int n = 60;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        DMatrixRMaj b = new DMatrixRMaj(n, 2);
        DMatrixRMaj scaled = new DMatrixRMaj(n, n);
        DMatrixRMaj scaledB = new DMatrixRMaj(n, 2);
        int[] d = new int[n];
        for (int i = 0; i < n; i++) {
            // 0: alternating, 1: falling
            d[i] = Math.abs(exponent) > 1 ? exponent : exponent == 0 ? (i % 2 == 0 ? 500 : -500) : 500 - 1000 * i / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a.set(i, j, i == j ? 7 : (i * j) % 5 == 1 ? 1.0 / 4 : 0);
                scaled.set(i, j, Math.scalb(a.get(i, j), d[i] + d[j]));
            }
            for (int c = 0; c < 2; c++) {
                b.set(i, c, i % 7 - 3 * c);
                scaledB.set(i, c, Math.scalb(b.get(i, c), d[i]));
            }
        }
        assumeExact(a, scaled, d);
        Cholesky.Decomposition expected = Cholesky.of().decompose(a);
        Cholesky.Decomposition found = Cholesky.of().decompose(scaled);
        DMatrixRMaj x = new DMatrixRMaj(n, 2);
        expected.solve(b, x);
        DMatrixRMaj y = new DMatrixRMaj(n, 2);
        found.solve(scaledB, y);
        double logarithm = expected.logDeterminant();
        for (int i = 0; i < n; i++) {
            logarithm += 2 * d[i] * Math.log(2);
            for (int j = 0; j <= i; j++) {
                assertEquals(
                        Math.scalb(expected.lower().get(i, j), d[i]),
                        found.lower().get(i, j),
                        0,
                        i + ", " + j);
            }
            for (int c = 0; c < 2; c++) {
                assertEquals(Math.scalb(x.get(i, c), -d[i]), y.get(i, c), 0, "x " + i);
            }
        }
        assertEquals(logarithm, found.logDeterminant(), 1e-12 * n * 1000);
    }

    private static void assumeExact(DMatrixRMaj a, DMatrixRMaj scaled, int... d) {
        int n = d.length;
        for (int i = 0; i < n * n; i++) {
            assertEquals(a.data[i], Math.scalb(scaled.data[i], -d[i / n] - d[i % n]), 0, "the test's own matrix");
        }
    }

    @Test
    void hugeElementsOfNoPositiveDefiniteMatrix() {
        assertMessage("A: pivot 1 is -Infinity", 2, 1e-300, 1e300, 1e300, 1e-300);
        assertMessage("A: pivot 2 is -Infinity", 3, 1e-300, 0, 1e300, 0, 1, 0, 1e300, 0, 1e-300);
        assertMessage("A: pivot 1 is -6.9E-323", 2, 0x1p-1072, 0x1p-1071, 0x1p-1071, 0x1p-1073);
    }

    /** The smaller index, counted from 1, is the product of a triangle of ones with its transpose. */
    @Test
    void closedForms() {
        int n = 100;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n * n; i++) {
            a.data[i] = 1 + Math.min(i / n, i % n);
        }
        Cholesky.Decomposition found = Cholesky.of().decompose(a);
        for (int i = 0; i < n * n; i++) {
            assertEquals(i % n <= i / n ? 1 : 0, found.lower().data[i], 0);
        }
        assertEquals(0, found.logDeterminant(), 0);
        assertEquals(0, Cholesky.of().decompose(new DMatrixRMaj(0, 0)).logDeterminant(), 0);
        DMatrixRMaj diagonal = DMatrixRMaj.wrap(2, 2, new double[] {Math.E * 1e300, 0, 0, 1e-300});
        assertEquals(1, Cholesky.of().decompose(diagonal).logDeterminant(), 1e-12);
    }

    @Test
    void solves() {
        int n = 120;
        DMatrixRMaj a = positiveDefinite(n, 3);
        double[] expected = random(n * 5, 4);
        DMatrixRMaj b = new DMatrixRMaj(n, 5);
        Chains.multiplyAdd(n, 5, n, 1, a.data, expected, b.data);
        DMatrixRMaj x = new DMatrixRMaj(n, 5);
        Cholesky.of().decompose(a).solve(b, x);
        // Eigenvalues are between 1/2 and 2, or so: a condition number of 4, times gamma_(3n+1) n.
        assertArrayEquals(expected, x.data, 4 * 3 * n * n * U);
        assertThrows(
                IllegalArgumentException.class, () -> Cholesky.of().decompose(a).solve(b, b));
    }

    @Test
    void notPositiveDefiniteNamesThePivot() {
        assertMessage("A: pivot 1 is -3.0", 2, 1, 2, 2, 1);
        assertMessage("A: pivot 0 is 0.0", 2, 0, 0, 0, 0);
        assertMessage("A: pivot 1 is 0.0", 2, 4, 2, 2, 1);
        DMatrixRMaj a = positiveDefinite(90, 5);
        a.data[70 * 90 + 70] = -1;
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Cholesky.of().decompose(a))
                .getMessage();
        assertTrue(message.startsWith("A: pivot 70 is -1."), message);
    }

    private static void assertMessage(String start, int n, double... a) {
        assertEquals(
                start + ", expected a positive number, as A is to be positive definite",
                assertThrows(IllegalArgumentException.class, () -> Cholesky.of().decompose(DMatrixRMaj.wrap(n, n, a)))
                        .getMessage());
    }

    @Test
    void badMatricesAreErrors() {
        assertThrows(IllegalArgumentException.class, () -> Cholesky.of().decompose(new DMatrixRMaj(2, 3)));
        DMatrixRMaj a = positiveDefinite(4, 6);
        a.data[9] = Double.NaN;
        assertEquals(
                "A: element (2, 1) is NaN, expected finite numbers",
                assertThrows(IllegalArgumentException.class, () -> Cholesky.of().decompose(a))
                        .getMessage());
    }
}
