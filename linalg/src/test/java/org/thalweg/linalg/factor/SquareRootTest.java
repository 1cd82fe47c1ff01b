package org.thalweg.linalg.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;

import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.factor.SquareRoot.Decomposition;

class SquareRootTest {

    private static final double U = 0x1p-53;

    /** Symmetric to the last bit, with given eigenvalues. */
    private static DMatrixRMaj withSpectrum(int n, IntToDoubleFunction eigenvalue) {
        DMatrixRMaj q = ThinQr.of().decompose(TallMatrices.random(n, n, 1)).orthonormal();
        DMatrixRMaj scaled = q.copy();
        for (int i = 0; i < n * n; i++) {
            scaled.data[i] *= eigenvalue.applyAsDouble(i % n);
        }
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(scaled, q, a);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a.data[j * n + i] = a.data[i * n + j];
            }
        }
        return a;
    }

    /** In the Frobenius norm, which is not smaller than the spectral one of the promise. */
    private static double distance(DMatrixRMaj a, DMatrixRMaj b) {
        double square = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            square += (a.data[i] - b.data[i]) * (a.data[i] - b.data[i]);
        }
        return Math.sqrt(square);
    }

    private static void assertSquareRoot(DMatrixRMaj a, double norm, Decomposition found) {
        int n = a.numRows;
        DMatrixRMaj square = new DMatrixRMaj(n, n);
        CommonOps_DDRM.mult(found.root(), found.root(), square);
        double bound = 60 * n * U * norm;
        assertTrue(distance(a, square) <= bound, "B B: " + distance(a, square) + " > " + bound);
        CommonOps_DDRM.multTransA(found.factor(), found.factor(), square);
        assertTrue(distance(a, square) <= bound, "F'F: " + distance(a, square) + " > " + bound);
        assertSameBits(found.root().data, CommonOps_DDRM.transpose(found.root(), null).data, "symmetry");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 20, 75})
    void squaresToTheMatrix(int n) {
        assertSquareRoot(withSpectrum(n, i -> i + 0.5), n, SquareRoot.of().decompose(withSpectrum(n, i -> i + 0.5)));
        DMatrixRMaj graded = withSpectrum(n, i -> Math.scalb(1.0, -3 * i));
        assertSquareRoot(graded, 1, SquareRoot.of().decompose(graded));
        for (double scale : new double[] {1e150, 1e-150}) {
            DMatrixRMaj a = withSpectrum(n, i -> scale * (1 + i % 4));
            Decomposition found = SquareRoot.of().decompose(a);
            assertSquareRoot(a, 4 * scale, found);
        }
    }

    @Test
    void closedForms() {
        DMatrixRMaj a = DMatrixRMaj.wrap(2, 2, new double[] {5, 4, 4, 5});
        Decomposition found = SquareRoot.of().decompose(a);
        assertArrayEquals(new double[] {2, 1, 1, 2}, found.root().data, 20 * U);
        assertEquals(1, found.smallestEigenvalue(), 180 * U);
        found = SquareRoot.of().decompose(new DMatrixRMaj(3, 3));
        assertArrayEquals(new double[9], found.root().data);
        assertEquals(0, found.factor().numRows);
    }

    /** The root of {@code 2^(2 e) A} is {@code 2^e B}, from subnormal A to one whose eigenvalues are beyond the largest double. */
    @ParameterizedTest
    @ValueSource(ints = {-536, -520, -150, 150, 508})
    void matricesOfAnySize(int half) {
        int n = 45;
        DMatrixRMaj g = TallMatrices.random(n, n, 3);
        for (int i = 0; i < n * n; i++) {
            g.data[i] = Math.rint(1.6 * g.data[i]);
        }
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(g, g, a);
        Decomposition expected = SquareRoot.of().decompose(a);
        for (int i = 0; i < n * n; i++) {
            a.data[i] = Math.scalb(a.data[i], 2 * half);
            expected.root().data[i] = Math.scalb(expected.root().data[i], half);
        }
        for (int i = 0; i < expected.factor().getNumElements(); i++) {
            expected.factor().data[i] = Math.scalb(expected.factor().data[i], half);
        }
        Decomposition found = SquareRoot.of().decompose(a);
        assertEquals(expected.factor().numRows, found.factor().numRows);
        // The fourth roots of powers of two that are no powers of 16 are rounded.
        double bound = n * n * U * CommonOps_DDRM.elementMaxAbs(expected.root());
        assertArrayEquals(expected.root().data, found.root().data, bound);
        assertArrayEquals(expected.factor().data, found.factor().data, bound);
        assertEquals(Math.scalb(expected.smallestEigenvalue(), 2 * half), found.smallestEigenvalue(), 0);
    }

    /** Semidefinite, of rank 3, rounded once to multiples of the smallest double: as negative as that makes it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 9, 40})
    void subnormalMatricesRoundedOnce(int n) {
        boolean negative = false;
        for (int seed = 0; seed < 50; seed++) {
            DMatrixRMaj g = TallMatrices.random(n, 3, seed);
            DMatrixRMaj a = new DMatrixRMaj(n, n);
            CommonOps_DDRM.multTransB(g, g, a);
            for (int i = 0; i < n * n; i++) {
                a.data[i] *= 0x1p-1070;
            }
            Decomposition found = SquareRoot.of().decompose(a);
            negative |= found.smallestEigenvalue() < -Double.MIN_VALUE;
            for (int i = 0; i < n * n; i++) {
                found.root().data[i] *= 0x1p535;
                a.data[i] = a.data[i] * 0x1p1000 * 0x1p70;
            }
            DMatrixRMaj square = new DMatrixRMaj(n, n);
            CommonOps_DDRM.mult(found.root(), found.root(), square);
            assertEquals(0, distance(a, square), n * 0x1p-4, "rounding, in units of 2^-1070");
        }
        assertTrue(negative || n == 2, "rounding makes some negative");
    }

    /** {@code (c 11')^(1/2) = sqrt(c / n) 11'}, where c n is no double. */
    @Test
    void anEigenvalueBeyondTheLargestDouble() {
        int n = 48;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        a.fill(0x1p1020);
        Decomposition found = SquareRoot.of().decompose(a);
        for (double element : found.root().data) {
            assertEquals(0x1p510 / Math.sqrt(n), element, 1e-6 * 0x1p510);
        }
    }

    @Test
    void zeroEigenvaluesAreClipped() {
        int n = 40;
        DMatrixRMaj a = withSpectrum(n, i -> i < 5 ? 3 - i * 0.5 : 0);
        Decomposition found = SquareRoot.of().decompose(a);
        assertSquareRoot(a, 3, found);
        assertTrue(found.smallestEigenvalue() < 0, "rounding makes some negative");
        assertTrue(found.factor().numRows < n);
    }

    @Test
    void negativeEigenvaluesAreErrorsUnlessTolerated() {
        DMatrixRMaj a = withSpectrum(10, i -> i == 4 ? -1e-6 : 1);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> SquareRoot.of().decompose(a))
                .getMessage();
        assertTrue(
                message.matches("A: eigenvalue -(1.0000|9.9999)\\d*E-[67], expected none below -1\\.\\d*E-14, "
                        + "as A is to be positive semidefinite"),
                message);
        Decomposition found = SquareRoot.of().decompose(a, 2e-6);
        assertEquals(-1e-6, found.smallestEigenvalue(), 1e-13);
        assertEquals(9, found.factor().numRows);
        assertThrows(IllegalArgumentException.class, () -> SquareRoot.of().decompose(a, 1e-7));
        assertThrows(IllegalArgumentException.class, () -> SquareRoot.of().decompose(a, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> SquareRoot.of().decompose(new DMatrixRMaj(2, 3)));
    }

    @Test
    void workersDoNotChangeABit() {
        DMatrixRMaj a = withSpectrum(150, i -> i);
        Decomposition one = SquareRoot.of().decompose(a);
        try (Workers workers = Workers.of(3)) {
            Decomposition many = SquareRoot.of(workers).decompose(a);
            assertSameBits(one.root().data, many.root().data, "B");
            assertSameBits(one.factor().data, many.factor().data, "F");
        }
    }
}
