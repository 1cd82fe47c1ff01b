package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.factor.TallSvd.Decomposition;

/** Residual and orthogonality, closed forms, EJML, and determinants for the small singular values of scaled matrices. */
class TallSvdTest {

    private static final double U = 0x1p-53;

    private static double tolerance(int m, int n) {
        return 10 * Math.max(Math.min(m, n), Math.min(Math.max(m, n), 1024)) * U;
    }

    static Stream<Arguments> matrices() {
        return TallMatrices.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void contract(String name, DMatrixRMaj a) {
        DMatrixRMaj before = a.copy();
        Decomposition found = TallSvd.of().decompose(a);
        assertSameBits(before.data, a.data, name);
        assertDecomposes(a, found);
        DMatrixRMaj turned = CommonOps_DDRM.transpose(a, null);
        assertDecomposes(turned, TallSvd.of().decompose(turned));
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"30, 30", "40, 16", "6, 3", "2, 2", "24, 1"})
    void steepMatrices(int m, int n) {
        TallMatrices.steep(m, n).forEach((name, a) -> assertDecomposes(a, name));
    }

    /** Rows that fall by 150 orders of magnitude, columns of which every other one is small: where U was none. */
    @Test
    void manySteepRowsAndColumns() {
        DMatrixRMaj random = TallMatrices.random(112, 56, 7);
        for (double orders : new double[] {45, 150, 300}) {
            assertDecomposes(
                    TallMatrices.inTens(random, i -> -orders * i / 112, j -> 0), "rows that fall by " + orders);
            assertDecomposes(
                    TallMatrices.inTens(random, i -> 0, j -> j % 2 == 0 ? orders / 2 : -orders / 2),
                    "columns that alternate by " + orders);
        }
    }

    private static void assertDecomposes(DMatrixRMaj a, String name) {
        try {
            assertDecomposes(a, TallSvd.of().decompose(a));
            DMatrixRMaj turned = CommonOps_DDRM.transpose(a, null);
            assertDecomposes(turned, TallSvd.of().decompose(turned));
        } catch (AssertionError failure) {
            throw new AssertionError(name, failure);
        }
    }

    /**
     * Every singular value of {@code A = B D} has a relative error of at most {@code e k(B)}, over all orders of magnitude that
     * doubles have: against rotations of decimal numbers of 50 digits and any exponent.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void singularValuesOfScaledColumnsAreSharp(int seed) {
        int m = 7;
        int n = 5;
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj b = TallMatrices.random(m, n, 100 + seed);
        double[] orders = random.doubles(n, -290, 290).toArray();
        // A power of ten is rounded: what k(B) is of is A with columns of about 1 again.
        DMatrixRMaj a = TallMatrices.inTens(b, i -> 0, j -> orders[j]);
        double[] condition = TallSvd.of().decompose(b).singularValues();
        double bound = 2 * tolerance(m, n) * condition[0] / condition[n - 1];
        double[] expected = PreciseJacobi.singularValues(a);
        assertTrue(expected[n - 1] < 1e-100 * expected[0]);
        double[] found = TallSvd.of().decompose(a).singularValues();
        double[] turned =
                TallSvd.of().decompose(CommonOps_DDRM.transpose(a, null)).singularValues();
        for (int i = 0; i < n; i++) {
            assertEquals(expected[i], found[i], bound * expected[i], "value " + i);
            assertEquals(expected[i], turned[i], bound * expected[i], "value " + i);
        }
    }

    private static void assertDecomposes(DMatrixRMaj a, Decomposition found) {
        int m = a.numRows;
        int n = a.numCols;
        int count = Math.min(m, n);
        assertTrue(found.converged());
        assertEquals(count, found.singularValues().length);
        assertEquals(m, found.left().numRows);
        assertEquals(n, found.right().numCols);
        double tolerance = tolerance(m, n);
        TallMatrices.assertOrthonormalColumns(found.left(), tolerance);
        TallMatrices.assertOrthonormalColumns(CommonOps_DDRM.transpose(found.right(), null), tolerance);
        for (int i = 0; i < count; i++) {
            double value = found.singularValues()[i];
            assertTrue(value >= 0 && (i == 0 || value <= found.singularValues()[i - 1]), "order " + i);
        }
        double largest = CommonOps_DDRM.elementMaxAbs(a);
        int exponent = !(largest > 0) ? 0 : Math.getExponent(largest);
        double error = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = -Math.scalb(a.get(i, j), -exponent);
                for (int p = 0; p < count; p++) {
                    double value = Math.scalb(found.singularValues()[p], -exponent);
                    sum = Math.fma(found.left().get(i, p) * value, found.right().get(p, j), sum);
                }
                error += sum * sum;
            }
        }
        double norm = count == 0 ? 0 : Math.scalb(found.singularValues()[0], -exponent);
        double bound = tolerance * norm + n * Math.scalb(Double.MIN_VALUE, -exponent);
        // The Frobenius norm is up to the square root of count larger than the spectral one.
        assertTrue(Math.sqrt(error) <= Math.sqrt(count) * bound, "residual " + Math.sqrt(error) + " > " + bound);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 2500})
    void knownSingularValues(int m) {
        int n = 25;
        DMatrixRMaj u = ThinQr.of().decompose(TallMatrices.random(m, n, 1)).orthonormal();
        DMatrixRMaj v = ThinQr.of().decompose(TallMatrices.random(n, n, 2)).orthonormal();
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            expected[i] = i % 5 == 0 && i > 0 ? 1 : Math.scalb(1.0, -2 * i);
            for (int r = 0; r < m; r++) {
                u.data[r * n + i] *= expected[i];
            }
        }
        DMatrixRMaj a = new DMatrixRMaj(m, n);
        CommonOps_DDRM.multTransB(u, v, a);
        Arrays.sort(expected);
        double[] found = TallSvd.of().decompose(a).singularValues();
        for (int i = 0; i < n; i++) {
            // As much again for the departures of U and V and the product.
            assertEquals(expected[n - 1 - i], found[i], 4 * tolerance(m, n));
        }
    }

    /** Where eigenvectors prepare the way, what is below the square root of rounding comes out right all the same. */
    @ParameterizedTest
    @ValueSource(ints = {24, 80})
    void smallSingularValuesOfOneScale(int n) {
        DMatrixRMaj u = ThinQr.of().decompose(TallMatrices.random(n, n, 7)).orthonormal();
        DMatrixRMaj v = ThinQr.of().decompose(TallMatrices.random(n, n, 8)).orthonormal();
        for (int i = 0; i < n * n; i++) {
            u.data[i] *= Math.scalb(1.0, -46 * (i % n) / n);
        }
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(u, v, a);
        Decomposition found = TallSvd.of().decompose(a);
        assertDecomposes(a, found);
        for (int i = 0; i < n; i++) {
            assertEquals(Math.scalb(1.0, -46 * i / n), found.singularValues()[i], 4 * tolerance(n, n));
        }
    }

    @Test
    void sameAsEjml() {
        DMatrixRMaj a = TallMatrices.random(120, 40, 3);
        SingularValueDecomposition_F64<DMatrixRMaj> ejml = DecompositionFactory_DDRM.svd(120, 40, false, false, true);
        assertTrue(ejml.decompose(a.copy()));
        double[] expected = ejml.getSingularValues().clone();
        Arrays.sort(expected);
        double[] found = TallSvd.of().decompose(a).singularValues();
        for (int i = 0; i < 40; i++) {
            assertEquals(expected[39 - i], found[i], 2 * tolerance(120, 40) * found[0]);
        }
    }

    /** The singular values of a shear are the golden ratio and its inverse, 1.618... and 0.618... */
    @Test
    void closedForm() {
        DMatrixRMaj a = DMatrixRMaj.wrap(2, 2, new double[] {1, 1, 0, 1});
        double ratio = (1 + Math.sqrt(5)) / 2;
        assertArrayEquals(
                new double[] {ratio, 1 / ratio}, TallSvd.of().decompose(a).singularValues(), 8 * U);
    }

    /**
     * Columns that fall by 2^-40 each: the determinant, known exactly, is the product of all singular values and would show
     * a wrong digit of any. The condition number of the unit triangle is below 200, hence the bound.
     */
    @ParameterizedTest
    @ValueSource(ints = {-40, 40})
    void smallSingularValuesOfScaledColumnsAreSharp(int step) {
        int n = 20;
        DMatrixRMaj a = TallMatrices.random(n, n, 4);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double element = i == j ? 1 : i > j ? a.get(i, j) / 2 : 0;
                a.set(i, j, Math.scalb(element, step * (j - n / 2)));
            }
        }
        Decomposition found = TallSvd.of().decompose(a);
        double mantissas = 1;
        int exponents = 0;
        for (int i = 0; i < n; i++) {
            int exponent = Math.getExponent(found.singularValues()[i]);
            mantissas *= Math.scalb(found.singularValues()[i], -exponent);
            exponents += exponent - step * (i - n / 2);
        }
        assertEquals(1, Math.scalb(mantissas, exponents), n * 200 * tolerance(n, n));
        assertTrue(found.singularValues()[n - 1] < 1e-200 * found.singularValues()[0]);
    }

    /** Of one scale, and with columns that differ. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void workersDoNotChangeABit(int grade) {
        for (int[] shape : new int[][] {{220, 203}, {33, 4000}}) {
            DMatrixRMaj a = TallMatrices.graded(shape[0], shape[1], 5, grade, 0);
            Decomposition one = TallSvd.of().decompose(a);
            try (Workers workers = Workers.of(2)) {
                Decomposition many = TallSvd.of(workers).decompose(a);
                assertSameBits(one.singularValues(), many.singularValues(), "S");
                assertSameBits(one.left().data, many.left().data, "U");
                assertSameBits(one.right().data, many.right().data, "V");
            }
        }
    }

    @Test
    void badMatricesAreErrors() {
        DMatrixRMaj a = TallMatrices.random(3, 2, 6);
        a.data[1] = Double.NaN;
        assertMessage("A: element (0, 1) is NaN, expected finite numbers", a);
        a.fill(1.5e308);
        assertMessage("A: a singular value above 1.7976931348623157E308, expected a smaller matrix", a);
    }

    private static void assertMessage(String message, DMatrixRMaj a) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> TallSvd.of().decompose(a))
                        .getMessage());
    }
}
