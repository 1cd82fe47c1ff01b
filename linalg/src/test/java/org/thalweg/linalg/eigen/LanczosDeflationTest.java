package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/** Known vectors, exact and inexact, left out of a run; all intervals hold their truth. */
class LanczosDeflationTest {

    private static final double U = 0x1p-53;

    /**
     * {@code H diag(d) H} with the reflection {@code H = I - 2 u u' / u'u}, applied factor by factor: its eigenvalues are
     * exactly d, its eigenvectors the rows of H, and products round at {@code u |A|}.
     */
    private static final class Reflected implements LinearOperator {
        final double[] d;
        final double[] u;

        Reflected(double... d) {
            this.d = d;
            u = new double[d.length];
            new Draws(5, 17).normals(0, u, 0, u.length);
        }

        @Override
        public int dimension() {
            return d.length;
        }

        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            int n = d.length;
            for (int row = 0; row < vectors.numRows; row++) {
                double[] x = Arrays.copyOfRange(vectors.data, row * n, (row + 1) * n);
                reflect(x);
                for (int i = 0; i < n; i++) {
                    x[i] *= d[i];
                }
                reflect(x);
                System.arraycopy(x, 0, products.data, row * n, n);
            }
        }

        private void reflect(double[] x) {
            double along = 0;
            double square = 0;
            for (int i = 0; i < x.length; i++) {
                along += u[i] * x[i];
                square += u[i] * u[i];
            }
            for (int i = 0; i < x.length; i++) {
                x[i] -= 2 * along / square * u[i];
            }
        }

        /** The eigenvectors of these eigenvalues, rounded, with random vectors of a length added, orthonormal again. */
        DMatrixRMaj eigenvectors(double perturbation, long seed, int... indices) {
            int n = d.length;
            DMatrixRMaj vectors = new DMatrixRMaj(indices.length, n);
            double[] noise = new double[n];
            for (int i = 0; i < indices.length; i++) {
                double[] x = new double[n];
                x[indices[i]] = 1;
                reflect(x);
                new Draws(seed, 18).normals(i, noise, 0, n);
                for (int j = 0; j < n; j++) {
                    vectors.data[i * n + j] = x[j] + perturbation / Math.sqrt(n) * noise[j];
                }
            }
            orthonormalize(vectors);
            return vectors;
        }
    }

    private static void orthonormalize(DMatrixRMaj rows) {
        int n = rows.numCols;
        for (int i = 0; i < rows.numRows; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int r = 0; r < i; r++) {
                    double along = inner(rows, i, rows, r);
                    for (int j = 0; j < n; j++) {
                        rows.data[i * n + j] -= along * rows.data[r * n + j];
                    }
                }
                double length = Math.sqrt(inner(rows, i, rows, i));
                for (int j = 0; j < n; j++) {
                    rows.data[i * n + j] /= length;
                }
            }
        }
    }

    private static double inner(DMatrixRMaj a, int i, DMatrixRMaj b, int j) {
        double sum = 0;
        for (int c = 0; c < a.numCols; c++) {
            sum = Math.fma(a.get(i, c), b.get(j, c), sum);
        }
        return sum;
    }

    private static double[] largestFirst(DoubleStream values) {
        return values.map(x -> -x).sorted().map(x -> -x).toArray();
    }

    /** Disjoint groups of intervals hold as many of the values as they have intervals. */
    private static void holdAsMany(double[] values, List<Interval> intervals) {
        for (int i = 0; i < intervals.size(); ) {
            int j = i + 1;
            double lower = intervals.get(i).lower();
            double upper = intervals.get(i).upper();
            while (j < intervals.size() && intervals.get(j).upper() >= lower) {
                lower = Math.min(lower, intervals.get(j).lower());
                upper = Math.max(upper, intervals.get(j).upper());
                j++;
            }
            Interval union = new Interval(lower, upper);
            long held = Arrays.stream(values).filter(union::contains).count();
            assertTrue(held >= j - i, union + " holds " + held + ", expected " + (j - i));
            i = j;
        }
    }

    private static void orthogonal(DMatrixRMaj known, DMatrixRMaj vectors) {
        for (int i = 0; i < vectors.numRows; i++) {
            assertEquals(1, inner(vectors, i, vectors, i), 64 * U);
            for (int r = 0; r < known.numRows; r++) {
                assertEquals(0, inner(known, r, vectors, i), 64 * U, "known " + r + " and " + i);
            }
        }
    }

    /** Ten eigenvalues about 1e8, known to rounding or less well, above and below a spectrum of order 1. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1e-12, 2", "1e-6, 3", "1e-6, 4", "1e-4, 5"})
    void hugeEigenvaluesAboveASpectrumOfOrderOne(double perturbation, long seed) {
        int n = 300;
        double[] d = IntStream.range(0, n)
                .mapToDouble(i -> i < 10 ? (i % 3 == 0 ? -1e8 : 1e8) * (1 + i) : 4.0 / (i - 9) - (i % 2) * 0.7)
                .toArray();
        double[] rest = largestFirst(Arrays.stream(d).skip(10));
        Reflected operator = new Reflected(d);
        DMatrixRMaj known =
                operator.eigenvectors(perturbation, seed, IntStream.range(0, 10).toArray());
        LanczosResult result =
                Lanczos.of(operator).seed(seed).tolerance(1e-9).deflating(known).largest(6);
        assertTrue(result.converged());
        assertEquals(10, result.knownVectors());
        assertTrue(result.norm() >= 1e9 * (1 - 1e-6) && result.norm() <= 1e9 * (1 + 1e-12), "norm " + result.norm());
        assertTrue(result.allowance() >= 64 * U * 1e9 * (1 - 1e-6), "allowance " + result.allowance());
        double furthest = 0;
        for (int i = 0; i < 6; i++) {
            assertTrue(result.likely().get(i).contains(rest[i]), "likely " + i);
            assertTrue(result.proved().get(i).contains(rest[i]), "proved " + i);
            furthest = Math.max(furthest, Math.abs(result.eigenvalues()[i] - rest[i]));
        }
        holdAsMany(rest, result.proved());
        orthogonal(known, result.vectors());
        double allowedForComplement = Rounding.of(n).share() * 4;
        assertTrue(furthest > allowedForComplement, "the norm of the complement alone would do: " + furthest);
        assertTrue(
                perturbation < 1e-11 ? result.leak() < 1e-2 : result.leak() > perturbation * 1e7,
                "leak " + result.leak());
    }

    /**
     * All eigenvalues of the complement of any vectors. Sorted together with those of Q'AQ, they are those of A in order, each
     * in its interval.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 1e-6, 1e-3, 0.1, 1, 100})
    void intervalsHoldTheEigenvaluesOfTheWholeMatrix(double perturbation) {
        int n = 40;
        for (long seed = 0; seed < 20; seed++) {
            double[] d = new double[n];
            new Draws(seed, 19).normals(0, d, 0, n);
            Reflected operator = new Reflected(d);
            int q = 1 + (int) seed % 7;
            DMatrixRMaj known = operator.eigenvectors(
                    perturbation, seed, IntStream.range(0, q).toArray());
            LanczosResult result =
                    Lanczos.of(operator).seed(seed).deflating(known).largest(n - q);
            assertEquals(0, result.probabilityMissed());
            orthogonal(known, result.vectors());
            double[] truth = largestFirst(Arrays.stream(d));
            double[] inside = inside(operator, known);
            double widest = 0;
            for (int i = 0; i < n - q; i++) {
                double theta = result.eigenvalues()[i];
                int index = i;
                for (double phi : inside) {
                    index += phi > theta ? 1 : 0;
                }
                assertTrue(
                        result.proved().get(i).contains(truth[index]),
                        "proved " + i + ": " + result.proved().get(i) + " " + truth[index]);
                assertTrue(result.likely().get(i).contains(truth[index]), "likely " + i);
                Interval proved = result.proved().get(i);
                widest = Math.max(widest, proved.upper() - proved.lower());
            }
            assertTrue(widest <= 2.5 * (result.leak() + result.allowance()), "no wider than the leak: " + widest);
            assertTrue(perturbation > 0 || result.leak() < 1e-12, "leak " + result.leak());
        }
    }

    private static double[] inside(LinearOperator operator, DMatrixRMaj known) {
        int q = known.numRows;
        DMatrixRMaj products = known.createLike();
        operator.apply(known, products);
        DMatrixRMaj inside = new DMatrixRMaj(q, q);
        for (int i = 0; i < q; i++) {
            for (int j = 0; j <= i; j++) {
                inside.set(i, j, inner(known, i, products, j));
                inside.set(j, i, inside.get(i, j));
            }
        }
        return SymmetricEigen.of()
                .decompose(inside, SymmetricEigen.Settings.values())
                .eigenvalues();
    }

    /** {@code [f e; e b]} with the first unit vector known: the bound of the shift is attained. */
    @ParameterizedTest
    @CsvSource({"5, 1, 2", "5, 1e-5, 2", "2, 1, 2", "-3, 1e-3, 2", "1e8, 100, 1", "0, 0, 0", "1e150, 1e140, 2e149"})
    void theShiftOfATwoByTwoMatrix(double f, double e, double b) {
        LanczosResult result = Lanczos.of(Matrices.dense(2, f, e, e, b))
                .deflating(new DMatrixRMaj(1, 2, true, 1, 0))
                .largest(1);
        assertEquals(b, result.eigenvalues()[0]);
        assertEquals(e, result.leak(), 1.1 * result.allowance());
        double half = Math.abs(f - b) / 2;
        double shift = e == 0 ? 0 : e * (e / (half + Math.hypot(half, e)));
        Interval interval = result.proved().get(0);
        assertTrue(interval.contains(f > b ? b - shift : b + shift));
        assertEquals(shift, interval.upper() - b, 4 * result.allowance());
        assertEquals(shift, b - interval.lower(), 4 * result.allowance());
    }

    /** The null space of the Laplacian of a path is known by symmetry; the other eigenvalues are 2 - 2 cos(pi j / n). */
    @Test
    void aNullSpaceKnownBySymmetry() {
        int n = 200;
        LinearOperator laplacian =
                Matrices.dense(n, ProjectedProblemTest.tridiagonal(n, i -> i == 0 || i == n - 1 ? 1 : 2, -1));
        DMatrixRMaj constant = new DMatrixRMaj(1, n);
        Arrays.fill(constant.data, 1 / Math.sqrt(n));
        LanczosResult result = Lanczos.of(laplacian).deflating(constant).smallest(3);
        for (int i = 0; i < 3; i++) {
            double truth = 4 * Math.pow(Math.sin(Math.PI * (3 - i) / (2.0 * n)), 2);
            assertEquals(truth, result.eigenvalues()[i], result.allowance());
            assertTrue(result.proved().get(i).contains(truth), "proved " + i);
            assertTrue(result.likely().get(i).contains(truth), "likely " + i);
        }
        assertTrue(result.leak() < 1e-12, "leak " + result.leak());
    }

    /** One of three copies is known; the first start is blind to one of the other two. */
    @Test
    void copiesOfAKnownEigenvalueAreFound() {
        double[] d = IntStream.range(0, 400)
                .mapToDouble(i -> i < 3 ? 5 : i == 3 ? 2 : 1.0 / i)
                .toArray();
        Reflected operator = new Reflected(d);
        LanczosResult result =
                Lanczos.of(operator).deflating(operator.eigenvectors(0, 0, 1)).largest(3);
        assertArrayEquals(new double[] {5, 5, 2}, result.eigenvalues(), 1e-9);
        assertTrue(result.probabilityMissed() <= 0.001);
    }

    /** What is found first and deflated leaves what a run for all would have found besides. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e150, 1e-150, 1e300, 1e307, 1e-310, 1e-316})
    void twoRunsFindWhatOneFinds(double scale) {
        double[] d = IntStream.range(0, 300)
                .mapToDouble(i -> scale * (i % 2 == 0 ? 1 : -0.5) / (1 + i))
                .toArray();
        Reflected operator = new Reflected(d);
        Lanczos lanczos = Lanczos.of(operator).tolerance(1e-8);
        LanczosResult first = lanczos.largest(4);
        LanczosResult second = lanczos.deflating(first.vectors())
                .startVectors(first.vectors())
                .seed(9)
                .largest(4);
        double[] truth = largestFirst(Arrays.stream(d));
        for (int i = 0; i < 4; i++) {
            assertEquals(truth[4 + i], second.eigenvalues()[i], 1e-8 * scale + second.allowance());
            assertTrue(second.proved().get(i).contains(truth[4 + i]), "proved " + i);
            assertTrue(second.likely().get(i).contains(truth[4 + i]), "likely " + i);
        }
    }

    /** A known product of 1e-300 does not make the others overflow, nor does one of 1e300 beside others of 1. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e300})
    void theScaleOfKnownProductsCounts(double extreme) {
        int n = 30;
        double[] d = IntStream.range(0, n).mapToDouble(i -> i).toArray();
        d[0] = extreme;
        DMatrixRMaj unit = new DMatrixRMaj(1, n);
        unit.data[0] = 1;
        LanczosResult result = Lanczos.of(Matrices.diagonal(d)).deflating(unit).largest(2);
        assertEquals(Math.max(extreme, 29), result.norm(), 1e-14 * result.norm());
        for (int i = 0; i < 2; i++) {
            assertTrue(result.proved().get(i).contains(29 - i), "proved " + i);
            assertTrue(result.likely().get(i).contains(29 - i), "likely " + i);
        }
    }

    @Test
    void nothingKnownChangesNoBit() {
        Reflected operator = reflected(300);
        Lanczos lanczos = Lanczos.of(operator).seed(3);
        assertSameBits(
                lanczos.ends(4, 2), lanczos.deflating(new DMatrixRMaj(0, 300)).ends(4, 2));
        assertEquals(0, lanczos.largest(1).knownVectors());
        assertEquals(0, lanczos.largest(1).leak());
    }

    private static Reflected reflected(int n) {
        return new Reflected(IntStream.range(0, n)
                .mapToDouble(i -> (i % 2 == 0 ? 10.0 : -5.0) / (1 + i))
                .toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void threadsDoNotChangeABit(int block) {
        Reflected operator = reflected(5000);
        Lanczos lanczos = Lanczos.of(operator)
                .basisSize(20)
                .blockSize(block)
                .deflating(operator.eigenvectors(1e-6, 1, 0, 1, 2, 4, 6));
        LanczosResult alone = lanczos.ends(3, 1);
        for (int threads : new int[] {2, 4}) {
            try (Workers workers = Workers.of(threads)) {
                assertSameBits(alone, lanczos.workers(workers).ends(3, 1));
            }
        }
    }

    @Test
    void aResumedRunKnowsTheSameVectors() {
        Reflected operator = reflected(300);
        DMatrixRMaj known = operator.eigenvectors(1e-6, 1, 0, 1, 2);
        int[] products = {0};
        LinearOperator counted = new LinearOperator() {
            @Override
            public int dimension() {
                return 300;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj results) {
                products[0] += vectors.numRows;
                operator.apply(vectors, results);
            }
        };
        Lanczos lanczos = Lanczos.of(counted).basisSize(12).seed(4);
        Lanczos deflated = lanczos.deflating(known);
        List<LanczosState> states = new ArrayList<>();
        LanczosResult whole = deflated.listener(
                        progress -> states.add(progress.snapshot().get()))
                .ends(3, 1);
        assertEquals(
                whole.products() + whole.secondStartProducts() + whole.verificationProducts() + 3,
                products[0],
                "every product is counted");
        for (int i = 0; i < states.size(); i += 5) {
            assertSameBits(whole, deflated.resume(states.get(i)).ends(3, 1));
        }
        products[0] = 0;
        deflated.resume(states.get(states.size() - 1)).ends(3, 1);
        assertTrue(products[0] <= 4 + whole.verificationProducts(), "none with known vectors: " + products[0]);

        LanczosState state = states.get(2);
        assertMessage("state: known vectors 3, expected 0", () -> lanczos.resume(state)
                .ends(3, 1));
        assertMessage(
                "state: known vectors 3, expected 2", () -> lanczos.deflating(operator.eigenvectors(1e-6, 1, 0, 1))
                        .resume(state)
                        .ends(3, 1));
        DMatrixRMaj others = known.copy();
        others.data[17] = Math.nextUp(others.data[17]);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> lanczos.deflating(others).resume(state).ends(3, 1))
                .getMessage();
        assertTrue(message.matches("state: known vectors with digest [0-9a-f]+, expected [0-9a-f]+: .*"), message);
        List<LanczosState> plain = new ArrayList<>();
        lanczos.listener(progress -> plain.add(progress.snapshot().get())).ends(3, 1);
        assertMessage("state: known vectors 0, expected 3", () -> deflated.resume(plain.get(2))
                .ends(3, 1));
    }

    @Test
    void allOfTheSpaceIsKnown() {
        int n = 6;
        Reflected operator = reflected(n);
        Lanczos lanczos = Lanczos.of(operator)
                .deflating(operator.eigenvectors(0, 0, IntStream.range(0, n).toArray()));
        LanczosResult result = lanczos.largest(0);
        assertEquals(0, result.eigenvalues().length);
        assertEquals(n, result.knownVectors());
        assertTrue(result.converged());
        assertMessage("largest: 1, expected from 0 to 0, as 6 of 6 are known", () -> lanczos.largest(1));
        Lanczos most = Lanczos.of(operator).deflating(operator.eigenvectors(0, 0, 0, 1, 2, 3, 4));
        assertEquals(operator.d[5], most.largest(1).eigenvalues()[0], 1e-13);
        assertMessage("bottom: 1, expected from 0 to 0, as 5 of 6 are known", () -> most.ends(1, 1));
    }

    @Test
    void refusesVectorsThatAreNotOrthonormal() {
        Lanczos lanczos = Lanczos.of(reflected(4));
        assertMessage(
                "deflating: product of rows 0 and 1 is 0.6, expected 0 to 1.0E-8: orthonormal rows",
                () -> lanczos.deflating(new DMatrixRMaj(2, 4, true, 1, 0, 0, 0, 0.6, 0.8, 0, 0)));
        assertMessage(
                "deflating: product of rows 0 and 0 is 4.0, expected 1 to 1.0E-8: orthonormal rows",
                () -> lanczos.deflating(new DMatrixRMaj(1, 4, true, 2, 0, 0, 0)));
        assertMessage(
                "deflating: product of rows 0 and 0 is NaN, expected 1 to 1.0E-8: orthonormal rows",
                () -> lanczos.deflating(new DMatrixRMaj(1, 4, true, Double.NaN, 0, 0, 0)));
        assertMessage(
                "deflating: [1 x 3], expected at most 4 rows of length 4",
                () -> lanczos.deflating(new DMatrixRMaj(1, 3, true, 1, 0, 0)));
        assertMessage(
                "deflating: [5 x 4], expected at most 4 rows of length 4",
                () -> lanczos.deflating(new DMatrixRMaj(5, 4)));
    }

    @Test
    void refusesWhatKnownVectorsShowToBeWrong() {
        DMatrixRMaj units = new DMatrixRMaj(2, 3, true, 1, 0, 0, 0, 1, 0);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Lanczos.of(Matrices.dense(3, 1, 2, 0, 3, 1, 0, 0, 0, 1))
                                .deflating(units)
                                .largest(1))
                .getMessage();
        assertTrue(
                message.startsWith("operator: not symmetric: for known vectors u and v, u'Av and v'Au differ by 1.0"),
                message);
        message = assertThrows(ArithmeticException.class, () -> Lanczos.of(Matrices.diagonal(1, 2, Double.NaN))
                        .deflating(units)
                        .largest(1))
                .getMessage();
        assertEquals(
                "product of the operator on the complement of known vectors: NaN at element 2, expected finite numbers",
                message);
    }

    private static void assertMessage(String expected, Runnable run) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, run::run).getMessage());
    }

    private static void assertSameBits(LanczosResult expected, LanczosResult found) {
        assertArrayEquals(expected.eigenvalues(), found.eigenvalues());
        assertArrayEquals(expected.residuals(), found.residuals());
        assertArrayEquals(expected.vectors().data, found.vectors().data);
        assertArrayEquals(expected.probabilitiesMissed(), found.probabilitiesMissed());
        assertEquals(expected.proved(), found.proved());
        assertEquals(expected.likely(), found.likely());
        assertEquals(expected.products(), found.products());
        assertEquals(expected.secondStartProducts(), found.secondStartProducts());
        assertEquals(expected.leak(), found.leak());
    }
}
