package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Chains;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.factor.ThinQr.Decomposition;

/** Residual by columns, orthogonality, form and sign, against closed forms and EJML. */
class ThinQrTest {

    private static final double U = 0x1p-53;

    @Test
    void aTriangleBeyondTheLargestDoubleIsAnError() {
        DMatrixRMaj a = new DMatrixRMaj(4, 2);
        a.fill(1);
        for (int i = 0; i < 4; i++) {
            a.set(i, 1, 1.5e308);
        }
        String found = assertThrows(
                        IllegalArgumentException.class, () -> ThinQr.of().decompose(a))
                .getMessage();
        assertEquals("A: column 1 is longer than 1.7976931348623157E308, expected a smaller matrix", found);
        DMatrixRMaj turned = CommonOps_DDRM.transpose(a, null);
        found = assertThrows(IllegalArgumentException.class, () -> ThinQr.of().decomposeRows(turned))
                .getMessage();
        assertEquals("X: row 1 is longer than 1.7976931348623157E308, expected a smaller matrix", found);
    }

    static Stream<Arguments> matrices() {
        return TallMatrices.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void contract(String name, DMatrixRMaj a) {
        DMatrixRMaj before = a.copy();
        Decomposition columns = ThinQr.of().decompose(a);
        assertSameBits(before.data, a.data, name);
        assertDecomposes(a, columns);
        DMatrixRMaj turned = CommonOps_DDRM.transpose(a, null);
        Decomposition rows = ThinQr.of().decomposeRows(turned);
        assertSameBits(CommonOps_DDRM.transpose(columns.orthonormal(), null).data, rows.orthonormal().data, "Q");
        assertSameBits(CommonOps_DDRM.transpose(columns.triangular(), null).data, rows.triangular().data, "R");
        assertArrayEquals(columns.dependent(), rows.dependent());
    }

    private static void assertDecomposes(DMatrixRMaj a, Decomposition found) {
        int m = a.numRows;
        int n = a.numCols;
        int count = Math.min(m, n);
        DMatrixRMaj q = found.orthonormal();
        DMatrixRMaj r = found.triangular();
        assertEquals(m, q.numRows);
        assertEquals(count, q.numCols);
        assertEquals(count, r.numRows);
        assertEquals(n, r.numCols);
        double tolerance = 10 * Math.max(n, Math.min(m, 1024)) * U;
        TallMatrices.assertOrthonormalColumns(q, tolerance);
        for (int i = 0; i < count; i++) {
            assertTrue(r.get(i, i) >= 0, "diagonal " + i);
            for (int j = 0; j < i; j++) {
                assertEquals(0, r.get(i, j), 0);
            }
        }
        for (int j = 0; j < n; j++) {
            double largest = 0;
            for (int i = 0; i < m; i++) {
                largest = Math.max(largest, Math.abs(a.get(i, j)));
            }
            int exponent = largest == 0 ? 0 : Math.getExponent(largest);
            double error = 0;
            double size = 0;
            for (int i = 0; i < m; i++) {
                double element = Math.scalb(a.get(i, j), -exponent);
                double sum = -element;
                for (int p = 0; p < count; p++) {
                    sum = Math.fma(q.get(i, p), Math.scalb(r.get(p, j), -exponent), sum);
                }
                error += sum * sum;
                size += element * element;
            }
            // R may underflow where A is all but zero.
            double bound = tolerance * Math.sqrt(size) + n * Math.scalb(Double.MIN_VALUE, -exponent);
            assertTrue(Math.sqrt(error) <= bound, "column " + j + ": " + Math.sqrt(error) + " > " + bound);
        }
    }

    @Test
    void orthogonalColumnsAreTheirOwnFactor() {
        DMatrixRMaj a = DMatrixRMaj.wrap(4, 2, new double[] {1, 1, 1, -1, -1, 1, -1, -1});
        Decomposition found = ThinQr.of().decompose(a);
        assertArrayEquals(new double[] {0.5, 0.5, 0.5, -0.5, -0.5, 0.5, -0.5, -0.5}, found.orthonormal().data, 4 * U);
        assertArrayEquals(new double[] {2, 0, 0, 2}, found.triangular().data, 8 * U);
        assertEquals(2, found.independent());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 3000})
    void sameAsEjmlUpToSigns(int m) {
        int n = 30;
        DMatrixRMaj a = DMatrixRMaj.wrap(m, n, random(m * n, 1));
        QRDecomposition<DMatrixRMaj> ejml = DecompositionFactory_DDRM.qr(m, n);
        assertTrue(ejml.decompose(a.copy()));
        DMatrixRMaj r = ejml.getR(null, true);
        Decomposition found = ThinQr.of().decompose(a);
        for (int i = 0; i < n; i++) {
            double sign = Math.signum(r.get(i, i));
            for (int j = i; j < n; j++) {
                // Both are off by e |a_j|, times the condition number, of at most 30 for m = 40.
                double bound = 30 * 2 * 10 * Math.min(m, 1024) * U * Math.sqrt(m);
                assertEquals(sign * r.get(i, j), found.triangular().get(i, j), bound);
            }
        }
    }

    /** By blocks, in one piece, and by a tree of two and of three levels. */
    @ParameterizedTest
    @ValueSource(strings = {"300 x 200", "1500 x 70", "9000 x 5", "70000 x 64", "20 x 100"})
    void workersDoNotChangeABit(String shape) {
        int m = Integer.parseInt(shape.split(" x ")[0]);
        int n = Integer.parseInt(shape.split(" x ")[1]);
        DMatrixRMaj a = DMatrixRMaj.wrap(m, n, random(m * n, 2));
        Decomposition one = ThinQr.of().decompose(a);
        for (int threads : new int[] {2, 4}) {
            try (Workers workers = Workers.of(threads)) {
                Decomposition many = ThinQr.of(workers).decompose(a);
                assertSameBits(one.orthonormal().data, many.orthonormal().data, "Q");
                assertSameBits(one.triangular().data, many.triangular().data, "R");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 5000})
    void dependentColumnsAreReported(int m) {
        int n = 40;
        double[] a = random(m * n, 3);
        for (int i = 0; i < m; i++) {
            a[i * n + 7] = 0;
            a[i * n + 11] = 3 * a[i * n + 2];
            a[i * n + 30] = a[i * n + 1] - a[i * n + 2] + a[i * n + 29] / 3;
            a[i * n + 35] = a[i * n + 34] + 1e-9 * a[i * n + 35];
        }
        Decomposition found = ThinQr.of().decompose(DMatrixRMaj.wrap(m, n, a));
        for (int j = 0; j < n; j++) {
            assertEquals(j == 7 || j == 11 || j == 30, found.dependent()[j], "column " + j);
        }
        assertEquals(n - 3, found.independent());
        assertDecomposes(DMatrixRMaj.wrap(m, n, a), found);
    }

    /** Sums of equal terms: their rounding errors do not cancel. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1023, 2999, 40000})
    void equalColumnsAreReported(int m) {
        DMatrixRMaj a = new DMatrixRMaj(m, 9);
        a.fill(0.7);
        assertEquals(1, ThinQr.of().decompose(a).independent());
    }

    @Test
    void wideMatricesHaveMoreVectorsThanDimensions() {
        Decomposition found = ThinQr.of().decompose(DMatrixRMaj.wrap(2, 4, random(8, 4)));
        assertArrayEquals(new boolean[] {false, false, true, true}, found.dependent());
        assertFalse(found.triangular().get(0, 3) == 0);
    }

    @Test
    void badMatricesAreErrors() {
        DMatrixRMaj a = DMatrixRMaj.wrap(3, 2, Chains.random(6, 5));
        a.data[3] = Double.NaN;
        assertEquals(
                "A: element (1, 1) is NaN, expected finite numbers",
                assertThrows(IllegalArgumentException.class, () -> ThinQr.of().decompose(a))
                        .getMessage());
        a.data[3] = Double.NEGATIVE_INFINITY;
        assertEquals(
                "X: element (1, 1) is -Infinity, expected finite numbers",
                assertThrows(IllegalArgumentException.class, () -> ThinQr.of().decomposeRows(a))
                        .getMessage());
    }
}
