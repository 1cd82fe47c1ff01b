package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * Kinds of symmetric matrices on which eigensolvers fail: those of LAPACK's own tests (J. Demmel and A. McKenney, A test matrix
 * generation suite, LAPACK Working Note 9, 1989), and others known for it.
 *
 * @param name its name
 * @param maker makes one of a size
 */
record SymmetricKind(String name, Maker maker) {

    /** Makes matrices. */
    interface Maker {
        DMatrixRMaj make(int n, SplittableRandom random);
    }

    /** Eigenvalues, or elements of a diagonal. */
    private interface Spectrum {
        double[] of(int n, SplittableRandom random);
    }

    private static final double ULP = 0x1p-52;

    /** All of them. */
    static List<SymmetricKind> all() {
        List<SymmetricKind> all = new ArrayList<>(structured());
        all.addAll(dense());
        return all;
    }

    /** Those whose zeros, or few elements, lead to special cases. */
    private static List<SymmetricKind> structured() {
        List<SymmetricKind> all = new ArrayList<>();
        all.add(new SymmetricKind("zero", (n, random) -> new DMatrixRMaj(n, n)));
        all.add(new SymmetricKind("identity", (n, random) -> diagonal(filled(n, 1))));
        spectra()
                .forEach(named -> all.add(new SymmetricKind(
                        "diagonal, " + named.name, (n, random) -> diagonal(named.values(n, random)))));
        all.add(new SymmetricKind("ones", (n, random) -> filledMatrix(n, 1)));
        all.add(new SymmetricKind("ones and a diagonal of noise", SymmetricKind::onesAndNoise));
        all.add(new SymmetricKind("arrow", SymmetricKind::arrow));
        all.add(new SymmetricKind("equal blocks", SymmetricKind::blocks));
        all.add(new SymmetricKind("second difference", (n, random) -> tridiagonal(filled(n, 2), filled(n, -1))));
        all.add(new SymmetricKind("Wilkinson", (n, random) -> glued(n, n, 0)));
        for (double glue : new double[] {1e-4, 1e-7, 1e-11, 1e-14, 1e-300}) {
            all.add(new SymmetricKind("Wilkinson's of size 21, glued by " + glue, (n, random) -> glued(n, 21, glue)));
        }
        all.add(new SymmetricKind("tridiagonal, few elements", SymmetricKind::fewElements));
        all.add(new SymmetricKind("tridiagonal, all magnitudes", SymmetricKind::tridiagonalOfAllMagnitudes));
        all.add(new SymmetricKind("tridiagonal, ones over rounding", SymmetricKind::onesOverRounding));
        return all;
    }

    /** The others. */
    static List<SymmetricKind> dense() {
        List<SymmetricKind> all = new ArrayList<>();
        spectra()
                .forEach(named -> all.add(new SymmetricKind(
                        "similar, " + named.name, (n, random) -> Similar.matrix(named.values(n, random), random))));
        SymmetricKind uniform = new SymmetricKind("random", SymmetricKind::random);
        all.add(uniform);
        for (int exponent : new int[] {1015, 500, -500, -1000, -1030, -1060}) {
            all.add(uniform.times(exponent));
        }
        SymmetricKind geometric = new SymmetricKind(
                "similar, geometric", (n, random) -> Similar.matrix(withSigns(geometric(n), random), random));
        for (int exponent : new int[] {1015, -1010, -1040}) {
            all.add(geometric.times(exponent));
        }
        all.add(new SymmetricKind("elements of all magnitudes", SymmetricKind::ofAllMagnitudes));
        all.add(new SymmetricKind("graded down", (n, random) -> graded(random(n, random), i -> -1000 * i / n)));
        all.add(new SymmetricKind("graded up", (n, random) -> graded(random(n, random), i -> -1000 * (n - 1 - i) / n)));
        all.add(new SymmetricKind(
                "graded by chance", (n, random) -> graded(random(n, random), i -> -random.nextInt(600))));
        all.add(new SymmetricKind("rank 1", (n, random) -> lowRank(n, 1, random)));
        all.add(new SymmetricKind("rank 5", (n, random) -> lowRank(n, 5, random)));
        return all;
    }

    private record Named(String name, Spectrum spectrum) {
        double[] values(int n, SplittableRandom random) {
            return spectrum.of(n, random);
        }
    }

    private static List<Named> spectra() {
        return List.of(
                new Named("arithmetic", (n, random) -> withSigns(arithmetic(n), random)),
                new Named("geometric", (n, random) -> withSigns(geometric(n), random)),
                new Named("clustered at 0", (n, random) -> withSigns(allButOne(n, 1, ULP), random)),
                new Named("clustered at 1", (n, random) -> withSigns(allButOne(n, ULP, 1), random)),
                new Named("log-uniform", (n, random) -> withSigns(logUniform(n, random), random)),
                new Named("one cluster to rounding", (n, random) -> {
                    double[] values = new double[n];
                    Arrays.setAll(values, i -> 1 + random.nextInt(9) * ULP);
                    return values;
                }),
                new Named("five clusters", (n, random) -> {
                    double[] values = new double[n];
                    Arrays.setAll(values, i -> i % 5 + 1e-14 * random.nextDouble());
                    return values;
                }),
                new Named("-1, 0 and 1", (n, random) -> {
                    double[] values = new double[n];
                    Arrays.setAll(values, i -> random.nextInt(3) - 1);
                    return values;
                }));
    }

    private SymmetricKind times(int exponent) {
        return new SymmetricKind(
                name + ", times 2^" + exponent, (n, random) -> Precise.scaled(maker.make(n, random), exponent));
    }

    private static double[] filled(int n, double value) {
        double[] values = new double[n];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] arithmetic(int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> 1 - i * (1 - ULP) / Math.max(1, n - 1));
        return values;
    }

    private static double[] geometric(int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> Math.pow(ULP, (double) i / Math.max(1, n - 1)));
        return values;
    }

    private static double[] allButOne(int n, double first, double others) {
        double[] values = filled(n, others);
        values[0] = first;
        return values;
    }

    private static double[] logUniform(int n, SplittableRandom random) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> Math.pow(ULP, random.nextDouble()));
        return values;
    }

    private static double[] withSigns(double[] values, SplittableRandom random) {
        boolean positive = random.nextInt(4) == 0;
        for (int i = 0; i < values.length; i++) {
            values[i] *= positive || random.nextBoolean() ? 1 : -1;
        }
        return values;
    }

    static DMatrixRMaj diagonal(double... values) {
        int n = values.length;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            a.data[i * n + i] = values[i];
        }
        return a;
    }

    private static void setPair(DMatrixRMaj a, int i, int j, double value) {
        a.data[i * a.numCols + j] = value;
        a.data[j * a.numCols + i] = value;
    }

    private static DMatrixRMaj tridiagonal(double[] diagonal, double[] beside) {
        DMatrixRMaj a = diagonal(diagonal);
        for (int i = 0; i + 1 < diagonal.length; i++) {
            setPair(a, i, i + 1, beside[i]);
        }
        return a;
    }

    private static DMatrixRMaj random(int n, SplittableRandom random) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                setPair(a, i, j, 2 * random.nextDouble() - 1);
            }
        }
        return a;
    }

    private static DMatrixRMaj ofAllMagnitudes(int n, SplittableRandom random) {
        DMatrixRMaj a = random(n, random);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                setPair(a, i, j, Math.scalb(a.data[i * n + j], random.nextInt(2040) - 1040));
            }
        }
        return a;
    }

    /** {@code a_ij 2^(e_i + e_j)}. */
    private static DMatrixRMaj graded(DMatrixRMaj a, IntUnaryOperator exponent) {
        int n = a.numRows;
        int[] exponents = new int[n];
        Arrays.setAll(exponents, exponent);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                setPair(a, i, j, Math.scalb(a.data[i * n + j], (exponents[i] + exponents[j]) / 2));
            }
        }
        return a;
    }

    private static DMatrixRMaj lowRank(int n, int rank, SplittableRandom random) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int r = 0; r < rank; r++) {
            double[] v = random.doubles(n, -1, 1).toArray();
            int sign = random.nextBoolean() ? 1 : -1;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a.data[i * n + j] += sign * (v[i] * v[j]);
                }
            }
        }
        return a;
    }

    private static DMatrixRMaj filledMatrix(int n, double value) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        a.fill(value);
        return a;
    }

    private static DMatrixRMaj onesAndNoise(int n, SplittableRandom random) {
        DMatrixRMaj a = filledMatrix(n, 1);
        for (int i = 0; i < n; i++) {
            a.data[i * n + i] += 1e-14 * random.nextDouble();
        }
        return a;
    }

    private static DMatrixRMaj arrow(int n, SplittableRandom random) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            a.data[i * n + i] = random.nextInt(7);
            setPair(a, i, 0, 1);
        }
        return a;
    }

    private static DMatrixRMaj blocks(int n, SplittableRandom random) {
        int size = Math.max(1, n / 3);
        DMatrixRMaj block = random(size, random);
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i / size == j / size) {
                    a.data[i * n + j] = block.data[i % size * size + j % size];
                }
            }
        }
        return a;
    }

    /** Copies of Wilkinson's W+ of a size, the diagonal {@code |i - middle|} and ones beside it, glued by a number. */
    private static DMatrixRMaj glued(int n, int size, double glue) {
        double[] diagonal = new double[n];
        Arrays.setAll(diagonal, i -> Math.abs(i % size - (size - 1) / 2));
        double[] beside = new double[n];
        Arrays.setAll(beside, i -> (i + 1) % size == 0 ? glue : 1);
        return tridiagonal(diagonal, beside);
    }

    private static DMatrixRMaj fewElements(int n, SplittableRandom random) {
        double[] diagonal = new double[n];
        Arrays.setAll(diagonal, i -> random.nextInt(3));
        double[] beside = new double[n];
        Arrays.setAll(beside, i -> random.nextInt(3) - 1);
        return tridiagonal(diagonal, beside);
    }

    private static DMatrixRMaj tridiagonalOfAllMagnitudes(int n, SplittableRandom random) {
        double[] diagonal = new double[n];
        Arrays.setAll(diagonal, i -> Math.scalb(2 * random.nextDouble() - 1, -random.nextInt(120)));
        double[] beside = new double[n];
        Arrays.setAll(beside, i -> Math.scalb(2 * random.nextDouble() - 1, -random.nextInt(120)));
        return tridiagonal(diagonal, beside);
    }

    private static DMatrixRMaj onesOverRounding(int n, SplittableRandom random) {
        double[] beside = new double[n];
        Arrays.setAll(beside, i -> 1e-15 * random.nextDouble());
        return tridiagonal(filled(n, 1), beside);
    }
}
