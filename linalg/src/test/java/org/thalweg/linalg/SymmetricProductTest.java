package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct.Side;

/** Every product against a chain of fused multiply-adds for each element, to the last bit. */
class SymmetricProductTest {

    private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 31, 64, 100, 257};
    private static final int[] DEPTHS = {0, 1, 8, 31, 257};

    private static DMatrixRMaj matrix(int rows, int columns, Transpose transpose, double... values) {
        return transpose == Transpose.NO
                ? DMatrixRMaj.wrap(rows, columns, values)
                : DMatrixRMaj.wrap(columns, rows, Chains.transpose(rows, columns, values));
    }

    /** A matrix of which only the lower triangle is given; the rest is NaN. */
    private static double[] lowerHalf(int n, double... full) {
        double[] half = full.clone();
        for (int i = 0; i < n; i++) {
            Arrays.fill(half, i * n + i + 1, i * n + n, Double.NaN);
        }
        return half;
    }

    private static double[] symmetric(int n, long seed) {
        double[] a = random(n * n, seed);
        mirror(n, a);
        return a;
    }

    private static void mirror(int n, double[] a) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
    }

    /** {@code beta old}, or what is to be forgotten. */
    private static double[] start(double beta, double... old) {
        double[] start = new double[old.length];
        for (int i = 0; i < old.length; i++) {
            start[i] = beta == 0 ? 0 : beta * old[i];
        }
        return start;
    }

    private static double[] old(int n, double beta, long seed) {
        double[] old = random(n, seed);
        if (beta == 0) {
            Arrays.fill(old, Double.NaN);
        }
        return old;
    }

    private static void checkUpdates(SymmetricProduct product, int n, int k, double alpha, double beta) {
        double[] a = random(n * k, 1);
        double[] b = random(n * k, 2);
        double[] old = old(n * n, beta, 3);
        double[] one = start(beta, old);
        Chains.multiplyAdd(n, n, k, alpha, a, Chains.transpose(n, k, a), one);
        mirror(n, one);
        double[] two = start(beta, old);
        Chains.multiplyAdd(n, n, k, alpha, a, Chains.transpose(n, k, b), two);
        Chains.multiplyAdd(n, n, k, alpha, b, Chains.transpose(n, k, a), two);
        mirror(n, two);
        for (Transpose transpose : Transpose.values()) {
            String what = n + " x " + k + ", transpose " + transpose;
            DMatrixRMaj c = DMatrixRMaj.wrap(n, n, lowerHalf(n, old));
            product.rankUpdate(alpha, transpose, matrix(n, k, transpose, a), beta, c);
            assertSameBits(one, c.data, "rank k " + what);
            c = DMatrixRMaj.wrap(n, n, lowerHalf(n, old));
            product.rankTwoUpdate(alpha, transpose, matrix(n, k, transpose, a), matrix(n, k, transpose, b), beta, c);
            assertSameBits(two, c.data, "rank 2k " + what);
        }
    }

    private static void checkProducts(SymmetricProduct product, int n, int m, double alpha, double beta) {
        double[] a = symmetric(n, 4);
        DMatrixRMaj half = DMatrixRMaj.wrap(n, n, lowerHalf(n, a));
        double[] b = random(n * m, 5);
        double[] old = old(n * m, beta, 6);
        double[] left = start(beta, old);
        Chains.multiplyAdd(n, m, n, alpha, a, b, left);
        DMatrixRMaj c = DMatrixRMaj.wrap(n, m, old.clone());
        product.multiply(Side.LEFT, alpha, half, DMatrixRMaj.wrap(n, m, b), beta, c);
        assertSameBits(left, c.data, "left " + n + " x " + m);
        double[] right = start(beta, old);
        Chains.multiplyAdd(m, n, n, alpha, b, a, right);
        c = DMatrixRMaj.wrap(m, n, old.clone());
        product.multiply(Side.RIGHT, alpha, half, DMatrixRMaj.wrap(m, n, b), beta, c);
        assertSameBits(right, c.data, "right " + n + " x " + m);
    }

    private static void checkVector(SymmetricProduct product, int n, double alpha, double beta) {
        double[] a = symmetric(n, 7);
        double[] x = random(n, 8);
        double[] old = old(n, beta, 9);
        double[] expected = start(beta, old);
        Chains.multiplyAdd(1, n, n, alpha, x, a, expected);
        product.multiply(alpha, DMatrixRMaj.wrap(n, n, lowerHalf(n, a)), x, beta, old);
        assertSameBits(expected, old, "vector " + n);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "-0.37, 1.7"})
    void everyElementIsOneChain(double alpha, double beta) {
        SymmetricProduct product = SymmetricProduct.of();
        for (int n : SIZES) {
            checkVector(product, n, alpha, beta);
            for (int k : DEPTHS) {
                checkUpdates(product, n, k, alpha, beta);
                checkProducts(product, n, k, alpha, beta);
            }
        }
    }

    /** Sizes beyond the cuts of depth, rows, slabs, squares and waves, shared and alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void workersDoNotChangeABit(int threads) {
        try (Workers workers = Workers.of(threads)) {
            SymmetricProduct product = SymmetricProduct.of(workers);
            checkUpdates(product, 300, 64, 1, 1);
            checkUpdates(product, 33, 2100, -2.5, 0);
            checkProducts(product, 600, 3, 1, 1);
            checkProducts(product, 530, 40, -0.5, 0);
            checkVector(product, 256, 1, 1);
            checkVector(product, 1029, -0.7, 0);
        }
    }

    @Test
    void manyColumnsTakeSeveralSlabs() {
        int n = 4103;
        double[] a = random(n, 10);
        DMatrixRMaj c = new DMatrixRMaj(n, n);
        try (Workers workers = Workers.of(2)) {
            SymmetricProduct.of(workers).rankUpdate(1, Transpose.NO, DMatrixRMaj.wrap(n, 1, a), 0, c);
        }
        for (int i = 0; i < n; i += 3) {
            for (int j = 0; j < n; j++) {
                if (c.data[i * n + j] != a[i] * a[j]) {
                    fail("element (" + i + ", " + j + ")");
                }
            }
        }
    }

    @Test
    void specialValuesReachWhatTheyTouchAndNothingElse() {
        int n = 20;
        double[] a = random(n * n, 11);
        a[3 * n + 5] = Double.NaN;
        DMatrixRMaj c = new DMatrixRMaj(n, n);
        SymmetricProduct.of().rankUpdate(1, Transpose.NO, DMatrixRMaj.wrap(n, n, a), 0, c);
        for (int i = 0; i < n * n; i++) {
            assertEquals(i / n == 3 || i % n == 3, Double.isNaN(c.data[i]), "element " + i);
        }
        double[] y = new double[n];
        double[] x = new double[n];
        x[0] = 1;
        x[7] = Double.POSITIVE_INFINITY;
        SymmetricProduct.of().multiply(1, DMatrixRMaj.wrap(n, n, symmetric(n, 12)), x, 0, y);
        assertTrue(Arrays.stream(y).allMatch(Double::isInfinite));
    }

    @Test
    void repeatedCallsAllocateNothing() {
        try (Workers workers = Workers.of(2)) {
            SymmetricProduct product = SymmetricProduct.of(workers);
            DMatrixRMaj a = DMatrixRMaj.wrap(130, 300, random(39_000, 13));
            DMatrixRMaj c = new DMatrixRMaj(130, 130);
            DMatrixRMaj s = DMatrixRMaj.wrap(300, 300, symmetric(300, 14));
            DMatrixRMaj p = new DMatrixRMaj(130, 300);
            double[] x = random(300, 15);
            double[] y = new double[300];
            Runnable task = () -> {
                product.rankUpdate(1, Transpose.NO, a, 0, c);
                product.multiply(Side.RIGHT, 1, s, a, 0, p);
                product.multiply(1, s, x, 0, y);
            };
            assertTrue(Allocation.perCall(50, task) < Allocation.SMALLEST_OBJECT);
        }
    }

    @Test
    void wrongShapesAreNamed() {
        SymmetricProduct product = SymmetricProduct.of();
        DMatrixRMaj a = new DMatrixRMaj(2, 3);
        DMatrixRMaj c = new DMatrixRMaj(4, 4);
        assertMessage(
                "C: [4 x 4], expected [2 x 2], as op(A) is [2 x 3]",
                () -> product.rankUpdate(1, Transpose.NO, a, 0, c));
        assertMessage(
                "C: [4 x 4], expected [3 x 3], as op(A) is [3 x 2]",
                () -> product.rankUpdate(1, Transpose.YES, a, 0, c));
        assertMessage(
                "B: [4 x 4], expected [2 x 3], as A is [2 x 3]",
                () -> product.rankTwoUpdate(1, Transpose.NO, a, c, 0, c));
        assertMessage("A: [2 x 3], expected a square matrix", () -> product.multiply(Side.LEFT, 1, a, a, 0, c));
        assertMessage(
                "B: [2 x 3], expected [4 x 3], as A is [4 x 4]", () -> product.multiply(Side.LEFT, 1, c, a, 0, c));
        assertMessage(
                "B: [2 x 3], expected [2 x 4], as A is [4 x 4]", () -> product.multiply(Side.RIGHT, 1, c, a, 0, c));
        DMatrixRMaj b = new DMatrixRMaj(4, 1);
        assertMessage(
                "C: [2 x 3], expected [4 x 1], as B is [4 x 1]", () -> product.multiply(Side.LEFT, 1, c, b, 0, a));
        assertMessage(
                "x: length 3, expected 4, as A is [4 x 4]",
                () -> product.multiply(1, c, new double[3], 0, new double[4]));
    }

    @Test
    void aliasesAreRejected() {
        SymmetricProduct product = SymmetricProduct.of();
        DMatrixRMaj a = new DMatrixRMaj(3, 3);
        DMatrixRMaj b = new DMatrixRMaj(3, 3);
        double[] x = new double[3];
        assertMessage("C: the same array as A, expected another", () -> product.rankUpdate(1, Transpose.NO, a, 0, a));
        assertMessage(
                "C: the same array as B, expected another", () -> product.rankTwoUpdate(1, Transpose.NO, a, b, 0, b));
        assertMessage("C: the same array as B, expected another", () -> product.multiply(Side.LEFT, 1, a, b, 0, b));
        assertMessage("y: the same array as x, expected another", () -> product.multiply(1, a, x, 0, x));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
