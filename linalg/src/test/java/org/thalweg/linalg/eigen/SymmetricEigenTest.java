package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.linalg.Chains.assertSameBits;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen.Decomposition;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;
import org.thalweg.linalg.internal.PowersOfTwo;

/** Residuals and orthogonality on hard spectra, closed forms, ranges, errors, bits. */
class SymmetricEigenTest {

    private static final double U = 0x1p-53;

    /** Leaves up to 40, merges by one thread up to 256, by all of them beyond. */
    static Stream<Arguments> hardMatrices() {
        return Stream.concat(
                        IntStream.of(0, 1, 2, 3, 10, 42, 105, 150, 300).mapToObj(SymmetricMatrices::hard),
                        IntStream.of(0, 1, 3, 42, 105).mapToObj(SymmetricMatrices::ofExtremeSize))
                .flatMap(all -> all.entrySet().stream())
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue().numRows, entry.getValue()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("hardMatrices")
    void residualAndOrthogonality(String name, int n, DMatrixRMaj a) {
        DMatrixRMaj before = a.copy();
        Decomposition found = SymmetricEigen.of().decompose(a, Settings.withVectors());
        assertSameBits(before.data, a.data, name + ": A");
        assertDecomposes(a, found, 0, n);
        Decomposition values = SymmetricEigen.of().decompose(a, Settings.values());
        assertEquals(0, values.vectors().numRows);
        assertEquals(n, values.vectors().numCols);
        assertArrayEquals(found.eigenvalues(), values.eigenvalues(), found.errorBound());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void tridiagonalMatrices(int kind) {
        for (int seed = 0; seed < 20; seed++) {
            int n = 41 + 4 * seed;
            DMatrixRMaj a = SymmetricMatrices.tridiagonal(n, kind, seed);
            Decomposition found = SymmetricEigen.of().decompose(a, Settings.withVectors());
            assertDecomposes(a, found, 0, n);
            Decomposition values = SymmetricEigen.of().decompose(a, Settings.values());
            assertArrayEquals(found.eigenvalues(), values.eigenvalues(), found.errorBound());
        }
    }

    /** Row i of {@code X A - diag(lambda) X} and of {@code X X' - I}, and the trace if the spectrum is whole. */
    static void assertDecomposes(DMatrixRMaj a, Decomposition found, int from, int to) {
        int n = a.numRows;
        int count = to - from;
        double[] values = found.eigenvalues();
        DMatrixRMaj x = found.vectors();
        assertEquals(count, values.length);
        assertEquals(count, x.numRows);
        assertEquals(n, x.numCols);
        double largest = CommonOps_DDRM.elementMaxAbs(a);
        if (n == 0 || largest == 0) {
            assertEquals(0, found.errorBound());
        }
        int exponent = PowersOfTwo.exponent(largest);
        DMatrixRMaj scaled = a.copy();
        for (int i = 0; i < n * n; i++) {
            scaled.data[i] = Math.scalb(a.data[i], -exponent);
        }
        double bound = Math.scalb(found.errorBound(), -exponent);
        DMatrixRMaj product = new DMatrixRMaj(count, n);
        CommonOps_DDRM.mult(x, scaled, product);
        DMatrixRMaj gram = new DMatrixRMaj(count, count);
        CommonOps_DDRM.multTransB(x, x, gram);
        double trace = 0;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double value = Math.scalb(values[i], -exponent);
            sum += value;
            double residual = 0;
            for (int j = 0; j < n; j++) {
                double r = product.data[i * n + j] - value * x.data[i * n + j];
                residual += r * r;
            }
            assertTrue(Math.sqrt(residual) <= bound, "residual " + i + ": " + Math.sqrt(residual) + " > " + bound);
            double departure = 0;
            for (int j = 0; j < count; j++) {
                departure += Math.abs(gram.data[i * count + j] - (i == j ? 1 : 0));
            }
            assertTrue(departure <= 10 * n * U, "orthogonality " + i + ": " + departure + " > " + 10 * n * U);
            assertTrue(i == 0 || values[i] <= values[i - 1], "eigenvalue " + i + " is not in order");
        }
        if (count == n) {
            for (int i = 0; i < n; i++) {
                trace += scaled.data[i * n + i];
            }
            assertEquals(trace, sum, n * bound);
        }
    }

    /** A power of two is no more than an exponent, also where eigenvalues are subnormal, and rounded, or infinite. */
    @ParameterizedTest
    @ValueSource(ints = {-1074, -1070, -1040, -1000, 1000, 1018})
    void powersOfTwoChangeNoBit(int exponent) {
        int n = 70;
        DMatrixRMaj a = SymmetricMatrices.random(n, 12);
        for (int i = 0; i < n * n; i++) {
            a.data[i] = Math.rint(20 * a.data[i]);
        }
        Decomposition expected = SymmetricEigen.of().decompose(a, Settings.withVectors());
        for (int i = 0; i < n * n; i++) {
            a.data[i] = Math.scalb(a.data[i], exponent);
        }
        Decomposition found = SymmetricEigen.of().decompose(a, Settings.withVectors());
        assertSameBits(expected.vectors().data, found.vectors().data, "vectors");
        for (int i = 0; i < n; i++) {
            assertEquals(Math.scalb(expected.eigenvalues()[i], exponent), found.eigenvalues()[i], 0);
        }
        double bound = Math.scalb(expected.errorBound(), exponent);
        assertTrue(found.errorBound() >= bound && found.errorBound() <= bound + Double.MIN_VALUE);
    }

    /** Rounding of subnormal elements is no lack of symmetry. */
    @Test
    void subnormalElementsMayDifferByTheirRounding() {
        int n = 4;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        a.data[1] = 100 * Double.MIN_VALUE;
        a.data[n] = 104 * Double.MIN_VALUE;
        double[] values = SymmetricEigen.of().decompose(a, Settings.values()).eigenvalues();
        assertArrayEquals(new double[] {102 * 0x1p-1074, 0, 0, -102 * 0x1p-1074}, values);
        a.data[n] = 105 * Double.MIN_VALUE;
        SymmetricEigen solver = SymmetricEigen.of();
        assertThrows(IllegalArgumentException.class, () -> solver.decompose(a, Settings.values()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 64, 200})
    void secondDifference(int n) {
        double[] expected = IntStream.range(0, n)
                .mapToDouble(i -> 2 - 2 * Math.cos(Math.PI * (n - i) / (n + 1)))
                .toArray();
        for (Settings settings : new Settings[] {Settings.values(), Settings.withVectors()}) {
            Decomposition found = SymmetricEigen.of().decompose(SymmetricMatrices.laplacian(n), settings);
            assertArrayEquals(expected, found.eigenvalues(), found.errorBound());
            assertEquals(10 * n * U * expected[0], found.errorBound(), 1e-12 * found.errorBound());
        }
    }

    @Test
    void givenSpectra() {
        int n = 90;
        double[] expected =
                IntStream.range(0, n).mapToDouble(i -> n - 1 - i - 40.5).toArray();
        DMatrixRMaj a = SymmetricMatrices.withSpectrum(n, i -> i - 40.5, 1);
        Decomposition found = SymmetricEigen.of().decompose(a, Settings.values());
        assertArrayEquals(expected, found.eigenvalues(), 2 * found.errorBound());
    }

    @ParameterizedTest
    @ValueSource(ints = {77, 260})
    void ranges(int n) {
        for (Map.Entry<String, DMatrixRMaj> entry : SymmetricMatrices.hard(n).entrySet()) {
            DMatrixRMaj a = entry.getValue();
            int size = a.numRows;
            double[] all =
                    SymmetricEigen.of().decompose(a, Settings.withVectors()).eigenvalues();
            for (int[] range : new int[][] {{0, 1}, {0, size}, {size - 3, size}, {20, 45}, {30, 30}, {size, size}}) {
                Settings settings = Settings.withVectors().range(range[0], range[1]);
                Decomposition part = SymmetricEigen.of().decompose(a, settings);
                assertDecomposes(a, part, range[0], range[1]);
                double[] expected = java.util.Arrays.copyOfRange(all, range[0], range[1]);
                assertArrayEquals(expected, part.eigenvalues(), part.errorBound(), entry.getKey());
            }
            Settings last = Settings.values().range(size - 2, Settings.END);
            assertEquals(2, SymmetricEigen.of().decompose(a, last).eigenvalues().length);
        }
    }

    @Test
    void agreesWithEjml() {
        int n = 130;
        DMatrixRMaj a = SymmetricMatrices.random(n, 9);
        EigenDecomposition_F64<DMatrixRMaj> ejml = DecompositionFactory_DDRM.eig(n, false, true);
        assertTrue(ejml.decompose(a.copy()));
        double[] expected = IntStream.range(0, n)
                .mapToDouble(i -> -ejml.getEigenvalue(i).real)
                .sorted()
                .map(value -> -value)
                .toArray();
        Decomposition found = SymmetricEigen.of().decompose(a, Settings.withVectors());
        assertArrayEquals(expected, found.eigenvalues(), found.errorBound());
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (int n : new int[] {33, 300}) {
            DMatrixRMaj a = SymmetricMatrices.random(n, 5);
            Decomposition one = SymmetricEigen.of().decompose(a, Settings.withVectors());
            double[] values =
                    SymmetricEigen.of().decompose(a, Settings.values()).eigenvalues();
            for (int threads : new int[] {2, 3}) {
                try (Workers workers = Workers.of(threads)) {
                    SymmetricEigen solver = SymmetricEigen.of(workers);
                    Decomposition many = solver.decompose(a, Settings.withVectors());
                    assertSameBits(one.eigenvalues(), many.eigenvalues(), "eigenvalues");
                    assertSameBits(one.vectors().data, many.vectors().data, "vectors");
                    Decomposition again = solver.decompose(a, Settings.values());
                    assertSameBits(values, again.eigenvalues(), "eigenvalues only");
                }
            }
        }
    }

    @Test
    void asymmetryOfRoundingIsAveraged() {
        DMatrixRMaj a = SymmetricMatrices.random(20, 6);
        double[] expected = SymmetricEigen.of().decompose(a, Settings.values()).eigenvalues();
        a.data[3] += 20 * U;
        a.data[60] -= 20 * U;
        Decomposition found = SymmetricEigen.of().decompose(a, Settings.values());
        assertArrayEquals(expected, found.eigenvalues(), found.errorBound());
    }

    @Test
    void badMatricesAreErrors() {
        DMatrixRMaj a = SymmetricMatrices.random(5, 7);
        a.data[7] = 0.5;
        a.data[11] = 0.25;
        assertMessage(a, "A: element (1, 2) is 0.5 and (2, 1) is 0.25, expected a symmetric matrix");
        a.data[8] = Double.NaN;
        assertMessage(a, "A: element (1, 3) is NaN, expected finite numbers");
        a.data[2] = Double.NEGATIVE_INFINITY;
        assertMessage(a, "A: element (0, 2) is -Infinity, expected finite numbers");
        assertMessage(new DMatrixRMaj(3, 4), "A: [3 x 4], expected a square matrix");
    }

    private static void assertMessage(DMatrixRMaj a, String expected) {
        SymmetricEigen solver = SymmetricEigen.of();
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, () -> solver.decompose(a, Settings.values()))
                        .getMessage());
    }

    @Test
    void badRangesAreErrors() {
        Settings settings = Settings.values();
        assertThrows(IllegalArgumentException.class, () -> settings.range(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> settings.range(3, 2));
        assertThrows(IllegalArgumentException.class, () -> new Settings(null, 0, 1));
        DMatrixRMaj a = SymmetricMatrices.random(5, 8);
        SymmetricEigen solver = SymmetricEigen.of();
        assertEquals(
                "range: 2 to 6, expected within 0 to 5, as A is [5 x 5]",
                assertThrows(IllegalArgumentException.class, () -> solver.decompose(a, settings.range(2, 6)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> solver.decompose(a, settings.range(6, Settings.END)));
    }
}
