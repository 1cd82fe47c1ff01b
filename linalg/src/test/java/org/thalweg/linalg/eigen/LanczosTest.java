package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Allocation;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

class LanczosTest {

    private static final double U = 0x1p-53;

    /** Spectra by name; diagonal matrices, whose eigenvalues are known exactly. */
    static Map<String, double[]> spectra() {
        Map<String, double[]> spectra = new TreeMap<>();
        spectra.put("decaying", spectrum(100, i -> 10.0 / (1 + i)));
        spectra.put("graded", spectrum(60, i -> Math.pow(10, -i / 10.0)));
        spectra.put("indefinite", spectrum(120, i -> (i % 2 == 0 ? 1 : -1) * (120.0 - i) / 10));
        spectra.put("clustered", spectrum(100, i -> i < 12 ? 5 - 1e-9 * i : 1.0 / i));
        spectra.put("repeated", spectrum(90, i -> 9 - i / 10));
        spectra.put("rank one", spectrum(80, i -> i == 0 ? 3 : 0));
        spectra.put("zero", new double[70]);
        spectra.put("identity", spectrum(50, i -> 1));
        spectra.put("huge", spectrum(60, i -> 1e150 / (1 + i)));
        spectra.put("tiny", spectrum(60, i -> -1e-150 * (1 + i)));
        spectra.put("overflowing squares", spectrum(60, i -> 1e300 / (1 + i)));
        spectra.put("nearly infinite", spectrum(60, i -> 1e308 / (1 + i)));
        spectra.put("subnormal", spectrum(60, i -> 1e-309 / (1 + i)));
        spectra.put("few multiples of the smallest", spectrum(60, i -> (60 - i) * 7 * Double.MIN_VALUE));
        return spectra;
    }

    private static double[] spectrum(int n, java.util.function.IntToDoubleFunction f) {
        double[] d = IntStream.range(0, n).mapToDouble(f).toArray();
        // Not sorted, so that nothing depends on the order.
        for (int i = 0; i < n / 2; i += 3) {
            double swapped = d[i];
            d[i] = d[n - 1 - i];
            d[n - 1 - i] = swapped;
        }
        return d;
    }

    private static double[] largestFirst(double... d) {
        double[] sorted = Arrays.stream(d).map(x -> -x).sorted().map(x -> -x).toArray();
        return sorted;
    }

    static Stream<Arguments> runs() {
        Map<String, Function<Lanczos, LanczosResult>> requests = new TreeMap<>();
        requests.put("largest 7", l -> l.largest(7));
        requests.put("smallest 5", l -> l.smallest(5));
        requests.put("magnitude 6", l -> l.largestInMagnitude(6));
        requests.put("ends 4 3", l -> l.ends(4, 3));
        requests.put("ends 0 2", l -> l.ends(0, 2));
        return spectra().keySet().stream()
                .flatMap(spectrum -> requests.entrySet().stream().flatMap(request -> IntStream.of(1, 3)
                        .mapToObj(block -> Arguments.of(spectrum, request.getKey(), block, request.getValue()))));
    }

    @ParameterizedTest(name = "{0}, {1}, block {2}")
    @MethodSource("runs")
    void findsWhatIsThere(String name, String request, int block, Function<Lanczos, LanczosResult> run) {
        double[] d = spectra().get(name);
        LanczosResult result = run.apply(Lanczos.of(Matrices.diagonal(d))
                .seed(11)
                .basisSize(40)
                .blockSize(block)
                .maximumProducts(20_000)
                .maximumSecondProducts(400));
        assertTrue(result.converged(), "converged");
        check(d, expected(d, request), result);
    }

    private static double[] expected(double[] d, String request) {
        double[] sorted = largestFirst(d);
        int n = d.length;
        String[] words = request.split(" ");
        int count = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "largest" -> Arrays.copyOf(sorted, count);
            case "smallest" -> Arrays.copyOfRange(sorted, n - count, n);
            case "ends" ->
                DoubleStream.concat(
                                Arrays.stream(sorted, 0, count),
                                Arrays.stream(sorted, n - Integer.parseInt(words[2]), n))
                        .toArray();
            default ->
                largestFirst(Arrays.stream(d)
                        .boxed()
                        .sorted((x, y) -> Double.compare(Math.abs(y), Math.abs(x)))
                        .limit(count)
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        };
    }

    /** Everything a result claims, against the diagonal matrix d. */
    private static void check(double[] d, double[] expected, LanczosResult result) {
        int n = d.length;
        int k = expected.length;
        double norm = Arrays.stream(d).map(Math::abs).max().orElse(0);
        assertEquals(k, result.eigenvalues().length);
        for (int i = 0; i < k; i++) {
            double error = result.resolution() + result.residuals()[i] + result.allowance();
            assertEquals(expected[i], result.eigenvalues()[i], error, "eigenvalue " + i);
            assertTrue(
                    result.likely().get(i).contains(expected[i]),
                    "likely " + i + ": " + result.likely().get(i) + " " + expected[i]);
            double squares = 0;
            for (int j = 0; j < n; j++) {
                double r = (d[j] - result.eigenvalues()[i])
                        * result.vectors().get(i, j)
                        / Math.max(norm, Double.MIN_NORMAL);
                squares += r * r;
            }
            // The elements of a product may round to multiples of the smallest number.
            double rounding = 4 * U * norm + n * Double.MIN_VALUE;
            assertEquals(
                    Math.sqrt(squares) * Math.max(norm, Double.MIN_NORMAL),
                    result.residuals()[i],
                    rounding,
                    "residual " + i);
        }
        orthonormal(result.vectors(), 10 * n * U);
        holdAsMany(d, result.proved());
    }

    private static void orthonormal(DMatrixRMaj vectors, double bound) {
        for (int i = 0; i < vectors.numRows; i++) {
            for (int j = 0; j <= i; j++) {
                double inner = 0;
                for (int c = 0; c < vectors.numCols; c++) {
                    inner += vectors.get(i, c) * vectors.get(j, c);
                }
                assertEquals(i == j ? 1 : 0, inner, bound, "vectors " + i + " and " + j);
            }
        }
    }

    /** Every group of overlapping intervals holds at least as many eigenvalues as it has intervals. */
    private static void holdAsMany(double[] d, List<Interval> intervals) {
        for (int i = 0; i < intervals.size(); ) {
            int j = i + 1;
            double lower = intervals.get(i).lower();
            while (j < intervals.size() && intervals.get(j).upper() >= lower) {
                lower = Math.min(lower, intervals.get(j).lower());
                j++;
            }
            Interval union = new Interval(lower, intervals.get(i).upper());
            long held = Arrays.stream(d).filter(union::contains).count();
            assertTrue(held >= j - i, union + " holds " + held + ", expected " + (j - i));
            i = j;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decaying", "repeated", "indefinite", "huge"})
    void estimatedResidualsCostNothing(String name) {
        double[] d = spectra().get(name);
        Lanczos lanczos = Lanczos.of(Matrices.diagonal(d)).maximumSecondProducts(400);
        LanczosResult computed = lanczos.ends(4, 2);
        LanczosResult estimated = lanczos.residuals(Residuals.ESTIMATED).ends(4, 2);
        assertTrue(estimated.converged());
        assertEquals(6, computed.verificationProducts());
        assertEquals(0, estimated.verificationProducts());
        double[] truth = expected(d, "ends 4 2");
        for (int i = 0; i < 6; i++) {
            assertEquals(computed.eigenvalues()[i], estimated.eigenvalues()[i], estimated.allowance());
            assertTrue(computed.residuals()[i] <= estimated.residuals()[i] + estimated.allowance());
            assertTrue(estimated.likely().get(i).contains(truth[i]));
        }
        holdAsMany(d, estimated.proved());
    }

    /** Full matrices whose products underflow in all their sums are symmetric, too, and their intervals hold. */
    @ParameterizedTest
    @ValueSource(doubles = {1e306, 1e-310, 1e-316, 1e-318, 1e-320})
    void fullMatricesOfAnySize(double scale) {
        int n = 60;
        double[] d = spectrum(n, i -> (i % 2 == 0 ? 10.0 : -8) / (1 + i));
        double[] a = Matrices.withEigenvalues(8, d);
        DMatrixRMaj whole = new DMatrixRMaj(n, n);
        for (int i = 0; i < n * n; i++) {
            a[i] *= scale;
            whole.data[i] = a[i];
        }
        // A's elements are rounded: its own eigenvalues are the truth.
        SymmetricEigen.Decomposition truth = SymmetricEigen.of().decompose(whole, SymmetricEigen.Settings.values());
        for (int block : new int[] {1, 3}) {
            LanczosResult result =
                    Lanczos.of(Matrices.dense(n, a)).blockSize(block).ends(4, 3);
            assertTrue(result.converged());
            for (int i = 0; i < 7; i++) {
                double expected = truth.eigenvalues()[i < 4 ? i : n - 7 + i];
                double error = result.allowance() + result.residuals()[i] + truth.errorBound();
                assertEquals(expected, result.eigenvalues()[i], error, "eigenvalue " + i);
                assertTrue(result.likely().get(i).contains(expected), "likely " + i);
                assertTrue(result.proved().get(i).contains(expected), "proved " + i);
            }
        }
    }

    /**
     * Where eigenvalues are equal, those computed afresh differ by rounding, in any order, and the last from the top may be one
     * and the same with the first from the bottom. Whatever is asked for: largest first, and no eigenvalue is surer than all.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6, 20, 30})
    void sortedAndNoSurerInPartThanAsAWhole(int n) {
        for (int copies : new int[] {1, 2, 3, 1000}) {
            for (int seed = 0; seed < 8; seed++) {
                double[] d =
                        IntStream.range(0, n).mapToDouble(i -> 1 + i / copies).toArray();
                LinearOperator operator = Matrices.dense(n, Matrices.withEigenvalues(seed, d));
                Lanczos lanczos = Lanczos.of(operator).seed(seed).basisSize(Math.min(n, 25));
                int part = n > 20 ? 5 : n / 2;
                LanczosResult[] results = {
                    lanczos.ends(part, Math.min(part, n - part)),
                    lanczos.ends(n / 2, n > 25 ? 0 : n - n / 2),
                    lanczos.largest(Math.min(n, 10)),
                    lanczos.smallest(Math.min(n, 10)),
                    lanczos.largestInMagnitude(Math.min(n, 9)),
                    lanczos.residuals(Residuals.ESTIMATED).ends(part, part)
                };
                for (LanczosResult result : results) {
                    double[] values = result.eigenvalues();
                    for (int i = 0; i < values.length; i++) {
                        assertTrue(i == 0 || values[i] <= values[i - 1], "eigenvalue " + i + " is not in order");
                        assertTrue(result.probabilitiesMissed()[i] <= result.probabilityMissed(), "missed " + i);
                        boolean further = i > 0 && i < result.fromTop();
                        assertTrue(!further || result.probabilitiesMissed()[i] >= result.probabilitiesMissed()[i - 1]);
                    }
                }
            }
        }
    }

    @Test
    void smallMatricesAndAllEigenvalues() {
        double[] d = {3, -1, 2, 5, 5, 0, -7};
        for (int n = 0; n <= d.length; n++) {
            double[] head = Arrays.copyOf(d, n);
            LinearOperator operator = Matrices.diagonal(head);
            for (int k = 0; k <= n; k++) {
                LanczosResult result = Lanczos.of(operator).largest(k);
                check(head, expected(head, "largest " + k), result);
                assertEquals(0, result.probabilityMissed(), 1e-12);
            }
            check(head, largestFirst(head), Lanczos.of(operator).ends(n / 2, n - n / 2));
            check(head, largestFirst(head), Lanczos.of(operator).blockSize(4).largestInMagnitude(n));
        }
    }

    @Test
    void allEigenvaluesOfADenseMatrix() {
        double[] d = IntStream.range(0, 40).mapToDouble(i -> 20 - i).toArray();
        LanczosResult result =
                Lanczos.of(Matrices.dense(40, Matrices.withEigenvalues(1, d))).largest(40);
        assertArrayEquals(d, result.eigenvalues(), 1e-12);
        assertEquals(40, result.products());
        assertEquals(0, result.secondStartProducts());
        assertEquals(0, result.probabilityMissed());
    }

    @Test
    void wilkinsonsPairsAreTwoEigenvalues() {
        LinearOperator operator = Matrices.dense(21, ProjectedProblemTest.tridiagonal(21, i -> Math.abs(10 - i), 1));
        LanczosResult result = Lanczos.of(operator).basisSize(12).largest(4);
        assertArrayEquals(
                new double[] {10.746194182903, 10.746194182903, 9.210678647333, 9.210678647304},
                result.eigenvalues(),
                1e-10);
        assertTrue(result.converged());
    }

    /** A single vector finds one copy of an eigenvalue; the others are the second start's to find. */
    @Test
    void theSecondStartFindsWhatTheFirstCannotSee() {
        double[] d = spectrum(300, i -> i < 3 ? 5 : i == 3 ? 2 : 1.0 / i);
        LanczosResult without = Lanczos.of(Matrices.diagonal(d)).confidence(0).largest(2);
        assertEquals(1, without.probabilityMissed());
        assertEquals(0, without.secondStartProducts());
        assertEquals(2, without.eigenvalues()[1], 1e-9, "the first start is blind to copies");
        LanczosResult result = Lanczos.of(Matrices.diagonal(d)).largest(4);
        assertArrayEquals(new double[] {5, 5, 5, 2}, result.eigenvalues(), 1e-9);
        assertTrue(result.probabilityMissed() <= 0.001);
        assertTrue(result.secondStartProducts() > 0);
    }

    /**
     * The second start misses the other copy of 5 in at most a share {@code 1 - confidence} of runs. With 1000 fixed seeds and
     * a share of at most 0.2, more than 200 + 5 sqrt(160) misses would come about once in three million times.
     */
    @Test
    void missesAsRarelyAsItClaims() {
        double[] d = spectrum(400, i -> i < 2 ? 3.0 : i == 2 ? 2.8 : 2.0 - i / 200.0);
        int misses = 0;
        int runs = 1000;
        for (int seed = 0; seed < runs; seed++) {
            LanczosResult result = Lanczos.of(Matrices.diagonal(d))
                    .seed(seed)
                    .tolerance(1e-4)
                    .confidence(0.8)
                    .largest(2);
            if (result.eigenvalues()[1] < 2.9) {
                assertTrue(result.probabilityMissed() <= 0.2);
                misses++;
            }
        }
        assertTrue(misses <= 200 + 5 * Math.sqrt(160), misses + " misses");
    }

    @Test
    void aGapThatIsTooSmallIsSaid() {
        double[] d = spectrum(500, i -> 1 - i * 1e-3);
        d[499] = d[0];
        LanczosResult result = Lanczos.of(Matrices.diagonal(d))
                .tolerance(1e-6)
                .maximumSecondProducts(10)
                .largest(3);
        assertTrue(result.converged());
        assertTrue(result.probabilityMissed() > 0.5);
        assertEquals(Double.POSITIVE_INFINITY, result.likely().get(2).upper());
    }

    @Test
    void restartsNeedNoMoreThanABasisThatJustFits() {
        double[] d = spectrum(1000, i -> 1.0 / (1 + i));
        LanczosResult small = Lanczos.of(Matrices.diagonal(d)).basisSize(8).largest(6);
        LanczosResult large = Lanczos.of(Matrices.diagonal(d)).basisSize(100).largest(6);
        check(d, expected(d, "largest 6"), small);
        check(d, expected(d, "largest 6"), large);
        assertTrue(large.products() < small.products());
    }

    /** Eigenvalues far below the others, which restarts do not tell apart: in a small space the whole spectrum is at hand. */
    @Test
    void tinyEigenvaluesOfASmallMatrixConverge() {
        int n = 99;
        double[] d = spectrum(n, i -> i == n - 1 ? 2e-22 : 0.09 * Math.pow(10, -i / 13.5));
        double[] sorted = largestFirst(d);
        LinearOperator covariance = Matrices.dense(n, Matrices.withEigenvalues(5, d));
        LanczosResult result = Lanczos.of(covariance).seed(2).smallest(8);
        assertTrue(result.converged(), "converged");
        assertTrue(result.products() <= n, () -> result.products() + " products");
        assertEquals(0, result.probabilityMissed(), 0);
        for (int i = 0; i < 8; i++) {
            double truth = sorted[n - 8 + i];
            assertTrue(result.proved().get(i).contains(truth), "proved " + i);
            assertTrue(result.likely().get(i).contains(truth), "likely " + i);
        }
        LanczosResult restarted = Lanczos.of(covariance)
                .seed(2)
                .basisSize(56)
                .maximumProducts(600)
                .smallest(8);
        assertFalse(restarted.converged(), "the spectrum is no test of the default");
    }

    @Test
    void aWarmStartSavesProducts() {
        int n = 600;
        double[] d = spectrum(n, i -> 8.0 / (1 + i));
        double[] moved = Matrices.withEigenvalues(3, d);
        for (int i = 0; i < n; i++) {
            moved[i * n + i] += 1e-5 * (i % 7);
        }
        LanczosResult before = Lanczos.of(Matrices.dense(n, Matrices.withEigenvalues(3, d)))
                .confidence(0)
                .largest(5);
        LanczosResult cold = Lanczos.of(Matrices.dense(n, moved)).confidence(0).largest(5);
        LanczosResult warm = Lanczos.of(Matrices.dense(n, moved))
                .confidence(0)
                .startVectors(before.vectors())
                .largest(5);
        assertArrayEquals(cold.eigenvalues(), warm.eigenvalues(), 1e-9);
        assertTrue(warm.products() < cold.products(), warm.products() + " against " + cold.products());
    }

    /**
     * Eigenvectors that turn slowly: from those of the matrix before, the same eigenvalues take clearly fewer products, the fewer
     * the slower they turn; and as many for the second start, which does not know them.
     */
    @Test
    void followingASlowlyTurningMatrixSavesProducts() {
        int n = 600;
        double[] d = spectrum(n, i -> 10.0 / (1 + i));
        double[] truth = expected(d, "largest 10");
        double[] turns = {1e-2, 1e-4, 1e-6};
        int[] warmProducts = new int[turns.length];
        int coldProducts = 0;
        for (int i = 0; i < turns.length; i++) {
            LanczosResult last = Lanczos.of(turned(d, 0)).largest(10);
            for (int step = 1; step <= 3; step++) {
                Lanczos here = Lanczos.of(turned(d, step * turns[i])).seed(step);
                LanczosResult cold = here.largest(10);
                LanczosResult warm = here.startVectors(last.vectors()).largest(10);
                for (int j = 0; j < 10; j++) {
                    assertTrue(warm.proved().get(j).contains(truth[j]), "proved " + j);
                    assertTrue(warm.likely().get(j).contains(truth[j]), "likely " + j);
                }
                assertTrue(warm.probabilityMissed() <= 0.001);
                assertEquals(cold.secondStartProducts(), warm.secondStartProducts(), 2.0, "second start");
                warmProducts[i] += warm.products();
                coldProducts += cold.products();
                last = warm;
            }
        }
        coldProducts /= turns.length;
        assertTrue(warmProducts[0] < 0.95 * coldProducts, warmProducts[0] + " against " + coldProducts);
        assertTrue(warmProducts[1] < 0.9 * coldProducts, warmProducts[1] + " against " + coldProducts);
        assertTrue(warmProducts[2] < 0.8 * coldProducts, warmProducts[2] + " against " + coldProducts);
    }

    /** {@code H_1 ... H_4 diag(d) H_4 ... H_1} with reflections whose normals move by a share of their length. */
    private static LinearOperator turned(double[] d, double share) {
        int n = d.length;
        double[][] normals = new double[4][n];
        double[] way = new double[n];
        for (int r = 0; r < normals.length; r++) {
            new Draws(1, 50).normals(r, normals[r], 0, n);
            new Draws(1, 51).normals(r, way, 0, n);
            for (int i = 0; i < n; i++) {
                normals[r][i] += share * way[i];
            }
            double length = Math.sqrt(Arrays.stream(normals[r]).map(x -> x * x).sum());
            for (int i = 0; i < n; i++) {
                normals[r][i] /= length;
            }
        }
        return new LinearOperator() {
            @Override
            public int dimension() {
                return n;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                for (int row = 0; row < vectors.numRows; row++) {
                    double[] x = Arrays.copyOfRange(vectors.data, row * n, (row + 1) * n);
                    for (double[] normal : normals) {
                        reflect(x, normal);
                    }
                    for (int i = 0; i < n; i++) {
                        x[i] *= d[i];
                    }
                    for (int r = normals.length - 1; r >= 0; r--) {
                        reflect(x, normals[r]);
                    }
                    System.arraycopy(x, 0, products.data, row * n, n);
                }
            }
        };
    }

    private static void reflect(double[] x, double[] normal) {
        double along = 0;
        for (int i = 0; i < x.length; i++) {
            along = Math.fma(normal[i], x[i], along);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.fma(-2 * along, normal[i], x[i]);
        }
    }

    /**
     * A warm start that has a share in one copy of 3 only, exactly: what the second start misses is no more than it claims. With
     * 500 fixed seeds and a share of at most 0.2, more than 100 + 5 sqrt(80) misses would come about once in three million
     * times.
     */
    @Test
    void aWarmStartMissesAsRarelyAsItClaims() {
        int n = 400;
        double[] d = new double[n];
        Arrays.setAll(d, i -> i < 2 ? 3.0 : i == 2 ? 2.8 : 2.0 - i / 200.0);
        DMatrixRMaj start = new DMatrixRMaj(2, n);
        start.set(0, 0, 1);
        start.set(1, 2, 1);
        int misses = 0;
        int found = 0;
        for (int seed = 0; seed < 500; seed++) {
            LanczosResult result = Lanczos.of(Matrices.diagonal(d))
                    .seed(seed)
                    .tolerance(1e-4)
                    .confidence(0.8)
                    .startVectors(start)
                    .largest(2);
            if (result.eigenvalues()[1] < 2.9) {
                assertTrue(result.probabilityMissed() <= 0.2);
                misses++;
            } else {
                found++;
            }
        }
        assertTrue(misses <= 100 + 5 * Math.sqrt(80), misses + " misses");
        assertTrue(found > 0, "the second start finds the copy that the first cannot see");
    }

    /** The vectors of a run with the same seed are no start that its random vectors would depend on. */
    @Test
    void randomVectorsAreOthersForOtherStarts() {
        int n = 50;
        double[][] starts = {null, new double[n], new double[n], new double[n]};
        Arrays.fill(starts[1], 1);
        Arrays.fill(starts[2], 1);
        Arrays.fill(starts[3], 1);
        starts[3][7] = Math.nextUp(1.0);
        double[][] random = new double[starts.length][];
        try (Workers workers = Workers.of(1)) {
            for (int i = 0; i < starts.length; i++) {
                DMatrixRMaj start = starts[i] == null ? null : DMatrixRMaj.wrap(1, n, starts[i]);
                KrylovSpace space = new KrylovSpace(
                        Matrices.diagonal(new double[n]), Known.nothing(n), LanczosSettings.DEFAULT, 1, workers, start);
                space.randomRow(0);
                random[i] = Arrays.copyOf(space.basis.rows, n);
            }
        }
        assertArrayEquals(random[1], random[2]);
        for (int i : new int[] {0, 1}) {
            double along = 0;
            for (int j = 0; j < n; j++) {
                along = Math.fma(random[i][j], random[3][j], along);
            }
            assertTrue(Math.abs(along) < 0.9, "nearly the same: " + along);
        }
    }

    /** The start vectors need not be given again. */
    @Test
    void aResumedRunKnowsItsStart() {
        double[] d = spectrum(300, i -> i < 2 ? 5 : (i % 2 == 0 ? 4.0 : -3.0) / i);
        DMatrixRMaj start = new DMatrixRMaj(1, 300);
        Arrays.setAll(start.data, i -> 1 + i % 7);
        Lanczos lanczos = Lanczos.of(Matrices.diagonal(d)).basisSize(12).seed(4);
        List<LanczosState> states = new ArrayList<>();
        LanczosResult whole = lanczos.startVectors(start)
                .listener(progress -> states.add(progress.snapshot().get()))
                .ends(3, 1);
        for (int i = 0; i < states.size(); i += 4) {
            assertSameBits(whole, lanczos.resume(states.get(i)).ends(3, 1));
        }
    }

    @Test
    void whatHasNotConvergedSaysSo() {
        double[] d = spectrum(400, i -> 1 - i * 1e-3);
        LanczosResult result =
                Lanczos.of(Matrices.diagonal(d)).maximumProducts(15).largest(3);
        assertFalse(result.converged());
        assertEquals(15, result.products());
        assertEquals(1, result.probabilityMissed());
        holdAsMany(d, result.proved());
    }

    /** One large eigenvalue is there after a few products, the other end of an even spectrum is not. */
    @Test
    void theEndThatHasNotConvergedIsTold() {
        double[] d = spectrum(400, i -> i == 0 ? 100 : 1 - i * 1e-3);
        LanczosResult result =
                Lanczos.of(Matrices.diagonal(d)).maximumProducts(25).ends(1, 2);
        assertFalse(result.converged());
        assertArrayEquals(new boolean[] {true, false, false}, result.pairsConverged());
        LanczosResult all = Lanczos.of(Matrices.diagonal(d)).ends(1, 2);
        assertArrayEquals(new boolean[] {true, true, true}, all.pairsConverged());
    }

    @Test
    void theListenerMayEndARun() {
        double[] d = spectrum(400, i -> 1 - i * 1e-3);
        List<Integer> counts = new ArrayList<>();
        LanczosResult result = Lanczos.of(Matrices.diagonal(d))
                .listener(progress -> {
                    counts.add(progress.products());
                    return progress.products() < 6;
                })
                .largest(3);
        assertEquals(List.of(1, 2, 3, 4, 5, 6), counts);
        assertFalse(result.converged());
        assertEquals(3, result.eigenvalues().length);
        holdAsMany(d, result.proved());
    }

    /** Interrupted after every product, in both starts, with restarts and something missed at first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aResumedRunEndsInTheSameBits(int block) {
        double[] d = spectrum(300, i -> i < 2 ? 5 : (i % 2 == 0 ? 4.0 : -3.0) / i);
        Lanczos lanczos =
                Lanczos.of(Matrices.diagonal(d)).basisSize(12).blockSize(block).seed(4);
        List<LanczosState> states = new ArrayList<>();
        LanczosResult whole = lanczos.listener(
                        progress -> states.add(progress.snapshot().get()))
                .ends(3, 1);
        assertTrue(states.size() > 20, states.size() + " products");
        for (int i = 0; i < states.size(); i += 3) {
            LanczosResult resumed = lanczos.resume(states.get(i)).ends(3, 1);
            assertSameBits(whole, resumed);
        }
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> lanczos.seed(5).resume(states.get(3)).ends(3, 1));
        assertEquals("state: seed 4, expected 5", error.getMessage());
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
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void threadsDoNotChangeABit(int block) {
        double[] d = spectrum(5000, i -> (i % 2 == 0 ? 10.0 : -5.0) / (1 + i));
        Lanczos lanczos = Lanczos.of(Matrices.diagonal(d)).basisSize(20).blockSize(block);
        LanczosResult alone = lanczos.ends(5, 1);
        for (int threads = 2; threads <= 3; threads++) {
            try (Workers workers = Workers.of(threads)) {
                assertSameBits(alone, lanczos.workers(workers).ends(5, 1));
            }
        }
    }

    /** Restarts included. */
    @Test
    void theLoopAllocatesNothing() {
        int n = 3000;
        double[] d = spectrum(n, i -> Math.sin(i));
        try (Workers workers = Workers.of(2)) {
            LanczosSettings settings =
                    LanczosSettings.DEFAULT.tolerance(1e-15).basisSize(14).maximumProducts(Integer.MAX_VALUE / 2);
            LanczosRun run = new LanczosRun(
                    Matrices.diagonal(d),
                    Known.nothing(n),
                    settings,
                    new Wanted(Wanted.Kind.LARGEST, 10, 0),
                    workers,
                    progress -> true,
                    null,
                    null);
            run.begin();
            assertTrue(Allocation.perCall(20, run::advance) < Allocation.SMALLEST_OBJECT);
            assertFalse(run.converged(), "still in the loop");
        }
    }

    @Test
    void refusesOperatorsThatAreNotSymmetric() {
        double[] a = Matrices.withEigenvalues(1, spectrum(30, i -> i));
        a[3] += 0.1;
        for (int block = 1; block <= 3; block += 2) {
            Lanczos lanczos = Lanczos.of(Matrices.dense(30, a)).blockSize(block);
            String message = assertThrows(IllegalArgumentException.class, () -> lanczos.largest(2))
                    .getMessage();
            assertTrue(message.startsWith("operator: not symmetric: in product "), message);
        }
        assertThrows(IllegalArgumentException.class, () -> Lanczos.of(Matrices.dense(2, 1, 2, 3, 4))
                .largest(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void namesTheProductThatIsNotFinite(double wrong) {
        LinearOperator good = Matrices.diagonal(spectrum(50, i -> i));
        int[] calls = {0};
        LinearOperator bad = new LinearOperator() {
            @Override
            public int dimension() {
                return 50;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                good.apply(vectors, products);
                if (++calls[0] == 4) {
                    products.data[17] = wrong;
                }
            }
        };
        String message = assertThrows(
                        ArithmeticException.class, () -> Lanczos.of(bad).largest(3))
                .getMessage();
        assertEquals("product 4 of the operator: " + wrong + " at element 17, expected finite numbers", message);
    }

    @Test
    void refusesWhatCannotBeAsked() {
        Lanczos lanczos = Lanczos.of(Matrices.diagonal(spectrum(10, i -> i)));
        assertMessage("largest: 11, expected from 0 to 10", () -> lanczos.largest(11));
        assertMessage("smallest: -1, expected from 0 to 10", () -> lanczos.smallest(-1));
        assertMessage("bottom: 8, expected from 0 to 7", () -> lanczos.ends(3, 8));
        assertMessage("tolerance: 0.0, expected between 0 and 1", () -> lanczos.tolerance(0));
        assertMessage("tolerance: NaN, expected between 0 and 1", () -> lanczos.tolerance(Double.NaN));
        assertMessage("confidence: 1.0, expected from 0 to below 1", () -> lanczos.confidence(1));
        assertMessage("blockSize: 0, expected at least 1", () -> lanczos.blockSize(0));
        assertMessage("basisSize: 4, expected at least 5 for 3 eigenvalues in blocks of 1", () -> lanczos.basisSize(4)
                .largest(3));
        assertMessage(
                "startVectors: [1 x 9], expected rows of length 10", () -> lanczos.startVectors(new DMatrixRMaj(1, 9)));
        assertMessage(
                "startVectors: row 0 has the largest element 0.0, expected finite and not 0",
                () -> lanczos.startVectors(new DMatrixRMaj(1, 10)));
    }

    @Test
    void refusesABasisTooLargeForAnArray() {
        LinearOperator large = new LinearOperator() {
            @Override
            public int dimension() {
                return 100_000_000;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                throw new AssertionError("no product expected");
            }
        };
        assertMessage(
                "basisSize: 60 and blockSize: 1 for vectors of length 100000000, expected at most 21 together",
                () -> Lanczos.of(large).largest(10));
    }

    private static void assertMessage(String expected, Runnable run) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, run::run).getMessage());
    }

    /**
     * The likely intervals hold the truth in at least the share that they claim; 200 random spectra of 80 eigenvalues,
     * some of them close, asked with confidence 0.9, so that 20 + 5 sqrt(18) failures would come by chance less than once in a
     * million times.
     */
    @Test
    void likelyIntervalsHoldTheTruth() {
        int failures = 0;
        for (int seed = 0; seed < 200; seed++) {
            double[] d = new double[80];
            new Draws(3, 3).normals(seed, d, 0, d.length);
            d[5] = d[6];
            LanczosResult result = Lanczos.of(Matrices.diagonal(d))
                    .seed(seed)
                    .confidence(0.9)
                    .maximumSecondProducts(120)
                    .largest(4);
            double[] truth = expected(d, "largest 4");
            boolean right =
                    IntStream.range(0, 4).allMatch(i -> result.likely().get(i).contains(truth[i]));
            failures += right ? 0 : 1;
            holdAsMany(d, result.proved());
        }
        assertTrue(failures <= 20 + 5 * Math.sqrt(18), failures + " failures");
    }

    /** The first pair has a small residual of its own; without the gap its interval would hang on the residuals of all. */
    @Test
    void gapsSharpenLikelyIntervals() {
        double[] d = new double[400];
        Arrays.setAll(d, i -> i < 6 ? 20 - 3 * i : 1 - i / 400.0);
        LanczosResult result =
                Lanczos.of(Matrices.diagonal(d)).seed(1).tolerance(1e-3).largest(6);
        double theta = result.eigenvalues()[0];
        double gap = theta - result.likely().get(1).upper() - result.allowance();
        double residual = result.residuals()[0] + result.allowance();
        assertTrue(result.likely().get(0).contains(20));
        assertTrue(result.likely().get(0).upper() <= theta + 1.01 * (residual * residual / gap + result.allowance()));
    }
}
