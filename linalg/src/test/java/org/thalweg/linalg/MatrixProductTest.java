package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.MatrixProduct.Transpose;

class MatrixProductTest {

    private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 31, 64, 100, 257};

    private static DMatrixRMaj matrix(int rows, int columns, Transpose transpose, double... values) {
        return transpose == Transpose.NO
                ? DMatrixRMaj.wrap(rows, columns, values)
                : DMatrixRMaj.wrap(columns, rows, Chains.transpose(rows, columns, values));
    }

    /** One shape against the chain, in all transposes. */
    private static void check(MatrixProduct product, int m, int n, int k, double alpha, double beta) {
        double[] a = random(m * k, 1);
        double[] b = random(k * n, 2);
        double[] old = random(m * n, 3);
        double[] expected = new double[m * n];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = beta == 0 ? 0 : beta * old[i];
        }
        if (beta == 0) {
            Arrays.fill(old, Double.NaN);
        }
        Chains.multiplyAdd(m, n, k, alpha, a, b, expected);
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                DMatrixRMaj c = DMatrixRMaj.wrap(m, n, old.clone());
                product.multiply(alpha, ta, matrix(m, k, ta, a), tb, matrix(k, n, tb, b), beta, c);
                assertSameBits(expected, c.data, m + " x " + n + " x " + k + ", transposes " + ta + " " + tb);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "-0.37, 1.7"})
    void everyElementIsOneChain(double alpha, double beta) {
        MatrixProduct product = MatrixProduct.of();
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : SIZES) {
                    check(product, m, n, k, alpha, beta);
                }
            }
        }
    }

    /** Sizes beyond the cuts of depth, rows and slabs, shared and alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void workersDoNotChangeABit(int threads) {
        try (Workers workers = Workers.of(threads)) {
            MatrixProduct product = MatrixProduct.of(workers);
            check(product, 1021, 64, 31, 1, 1);
            check(product, 31, 1021, 100, 1, 0);
            check(product, 100, 9, 1021, -2.5, 1);
            check(product, 3, 7, 2100, 1, 1);
            check(product, 9, 4099, 8, 1, 1);
            check(product, 17, 4100, 1030, 1, 1);
            check(product, 0, 9, 2100, 1, 2);
        }
    }

    @Test
    void largeSquare() {
        int n = 1021;
        DMatrixRMaj a = DMatrixRMaj.wrap(n, n, random(n * n, 4));
        DMatrixRMaj b = DMatrixRMaj.wrap(n, n, random(n * n, 5));
        DMatrixRMaj c = new DMatrixRMaj(n, n);
        try (Workers workers = Workers.of(2)) {
            MatrixProduct.of(workers).multiply(a, b, c);
        }
        SplittableRandom random = new SplittableRandom(6);
        for (int trial = 0; trial < 2000; trial++) {
            int i = trial < n ? trial : random.nextInt(n);
            int j = trial < n ? n - 1 - trial / 2 : random.nextInt(n);
            double sum = 0;
            for (int p = 0; p < n; p++) {
                sum = Math.fma(a.get(i, p), b.get(p, j), sum);
            }
            assertEquals(sum, c.get(i, j), 0, i + ", " + j);
        }
    }

    /** Against exact sums of exact products, of numbers whose sizes differ by twenty orders of magnitude. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1021})
    void errorStaysBelowItsBound(int k) {
        int m = 8;
        SplittableRandom random = new SplittableRandom(7);
        double[] a = new double[m * k];
        double[] b = new double[k * m];
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-35, 35));
            b[i] = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-35, 35));
        }
        DMatrixRMaj c = new DMatrixRMaj(m, m);
        MatrixProduct.of().multiply(DMatrixRMaj.wrap(m, k, a), DMatrixRMaj.wrap(k, m, b), c);
        double gamma = k * 0x1p-53 / (1 - k * 0x1p-53);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                BigDecimal exact = BigDecimal.ZERO;
                BigDecimal sizes = BigDecimal.ZERO;
                for (int p = 0; p < k; p++) {
                    BigDecimal term = new BigDecimal(a[i * k + p]).multiply(new BigDecimal(b[p * m + j]));
                    exact = exact.add(term);
                    sizes = sizes.add(term.abs());
                }
                BigDecimal error = new BigDecimal(c.get(i, j)).subtract(exact).abs();
                assertTrue(error.compareTo(sizes.multiply(new BigDecimal(gamma))) <= 0, "error " + error);
            }
        }
    }

    @Test
    void specialValuesReachWhatTheyTouchAndNothingElse() {
        int n = 40;
        double[] a = random(n * n, 8);
        double[] b = random(n * n, 9);
        a[3 * n + 5] = Double.NaN;
        a[7 * n + 39] = Double.POSITIVE_INFINITY;
        b[11 * n + 38] = Double.NaN;
        DMatrixRMaj c = new DMatrixRMaj(n, n);
        MatrixProduct.of().multiply(DMatrixRMaj.wrap(n, n, a), DMatrixRMaj.wrap(n, n, b), c);
        double[] expected = new double[n * n];
        Chains.multiplyAdd(n, n, n, 1, a, b, expected);
        assertSameBits(expected, c.data, "NaN and infinity");
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertEquals(i == 3 || j == 38, Double.isNaN(c.get(i, j)), i + ", " + j);
                assertEquals(i == 7 && j != 38, Double.isInfinite(c.get(i, j)), i + ", " + j);
            }
        }
        MatrixProduct.of()
                .multiply(0, Transpose.NO, DMatrixRMaj.wrap(n, n, a), Transpose.NO, DMatrixRMaj.wrap(n, n, b), 0, c);
        assertTrue(Double.isNaN(c.get(3, 0)) && c.get(0, 0) == 0);
    }

    @Test
    void repeatedCallsAllocateNothing() {
        try (Workers workers = Workers.of(2)) {
            MatrixProduct product = MatrixProduct.of(workers);
            DMatrixRMaj a = DMatrixRMaj.wrap(130, 300, random(39_000, 1));
            DMatrixRMaj b = DMatrixRMaj.wrap(400, 300, random(120_000, 2));
            DMatrixRMaj c = new DMatrixRMaj(130, 400);
            Runnable task = () -> product.multiply(2, Transpose.NO, a, Transpose.YES, b, 1, c);
            assertTrue(Allocation.perCall(100, task) < Allocation.SMALLEST_OBJECT);
        }
    }

    @Test
    void wrongShapesAreNamed() {
        MatrixProduct product = MatrixProduct.of();
        DMatrixRMaj a = new DMatrixRMaj(2, 3);
        DMatrixRMaj b = new DMatrixRMaj(4, 5);
        assertMessage("op(B): [4 x 5], expected [3 x 5], as op(A) is [2 x 3]", () -> product.multiply(a, b, a));
        assertMessage(
                "op(B): [5 x 4], expected [3 x 4], as op(A) is [2 x 3]",
                () -> product.multiply(1, Transpose.NO, a, Transpose.YES, b, 0, a));
        assertMessage(
                "C: [4 x 5], expected [3 x 3], as op(A) is [3 x 2] and op(B) is [2 x 3]",
                () -> product.multiply(1, Transpose.YES, a, Transpose.NO, a, 0, b));
    }

    @Test
    void aliasesAreRejected() {
        MatrixProduct product = MatrixProduct.of();
        DMatrixRMaj a = new DMatrixRMaj(3, 3);
        DMatrixRMaj b = new DMatrixRMaj(3, 3);
        assertMessage("C: the same array as A, expected another", () -> product.multiply(a, b, a));
        assertMessage("C: the same array as B, expected another", () -> product.multiply(a, b, b));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
