package org.thalweg.benchmarks.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * Kinds of rectangular matrices on which factorizations fail.
 *
 * @param name its name
 * @param maker makes one of a shape
 */
record TallKind(String name, Maker maker) {

    /** Makes matrices. */
    interface Maker {
        DMatrixRMaj make(int m, int n, SplittableRandom random);
    }

    private interface Element {
        double at(int i, int j);
    }

    static List<TallKind> all() {
        return List.of(
                new TallKind("random", TallKind::random),
                new TallKind("random, times 2^1015", (m, n, random) -> Precise.scaled(random(m, n, random), 1015)),
                new TallKind("random, times 2^-1000", (m, n, random) -> Precise.scaled(random(m, n, random), -1000)),
                new TallKind("random, times 2^-1060", (m, n, random) -> Precise.scaled(random(m, n, random), -1060)),
                new TallKind("columns fall", (m, n, random) -> graded(random(m, n, random), steps(m, 0), steps(n, -1))),
                new TallKind("columns rise", (m, n, random) -> graded(random(m, n, random), steps(m, 0), steps(n, 1))),
                new TallKind(
                        "columns graded by chance",
                        (m, n, random) -> graded(random(m, n, random), steps(m, 0), chances(n, random))),
                new TallKind("rows fall", (m, n, random) -> graded(random(m, n, random), steps(m, -1), steps(n, 0))),
                new TallKind("rows rise", (m, n, random) -> graded(random(m, n, random), steps(m, 1), steps(n, 0))),
                new TallKind(
                        "rows and columns graded by chance",
                        (m, n, random) -> graded(random(m, n, random), chances(m, random), chances(n, random))),
                new TallKind("elements of all magnitudes", TallKind::ofAllMagnitudes),
                new TallKind("low rank", (m, n, random) -> lowRank(m, n, random, 0)),
                new TallKind("low rank and noise", (m, n, random) -> lowRank(m, n, random, 1e-10)),
                new TallKind(
                        "low rank, columns graded",
                        (m, n, random) -> graded(lowRank(m, n, random, 0), steps(m, 0), chances(n, random))),
                new TallKind("zero", (m, n, random) -> new DMatrixRMaj(m, n)),
                new TallKind("ones", (m, n, random) -> of(m, n, (i, j) -> 1)),
                new TallKind("few elements", (m, n, random) -> of(m, n, (i, j) -> random.nextInt(3) - 1)),
                new TallKind("zero rows and columns", (m, n, random) -> {
                    boolean[] empty = new boolean[m + n];
                    for (int i = 0; i < m + n; i++) {
                        empty[i] = random.nextInt(3) == 0;
                    }
                    return of(m, n, (i, j) -> empty[i] || empty[m + j] ? 0 : 2 * random.nextDouble() - 1);
                }),
                new TallKind("Vandermonde", (m, n, random) -> of(m, n, (i, j) -> Math.pow((double) i / m, j))),
                new TallKind("Hilbert", (m, n, random) -> of(m, n, (i, j) -> 1.0 / (i + j + 1))),
                new TallKind("Kahan", TallKind::kahan),
                new TallKind("identity", (m, n, random) -> of(m, n, (i, j) -> i == j ? 1 : 0)),
                new TallKind("one huge element", (m, n, random) -> {
                    DMatrixRMaj a = random(m, n, random);
                    a.data[random.nextInt(m * n)] = 1e300;
                    return a;
                }));
    }

    private static DMatrixRMaj of(int m, int n, Element element) {
        DMatrixRMaj a = new DMatrixRMaj(m, n);
        Arrays.setAll(a.data, k -> element.at(k / n, k % n));
        return a;
    }

    static DMatrixRMaj random(int m, int n, SplittableRandom random) {
        return of(m, n, (i, j) -> 2 * random.nextDouble() - 1);
    }

    /** Exponents that fall or rise over 300 orders of magnitude. */
    private static int[] steps(int n, int direction) {
        int[] exponents = new int[n];
        Arrays.setAll(exponents, i -> direction * (1000 * i / n - 500));
        return exponents;
    }

    private static int[] chances(int n, SplittableRandom random) {
        return random.ints(n, -450, 450).toArray();
    }

    /** {@code a_ij 2^(r_i + c_j)}. */
    static DMatrixRMaj graded(DMatrixRMaj a, int[] rows, int[] columns) {
        return of(a.numRows, a.numCols, (i, j) -> Math.scalb(a.get(i, j), rows[i] + columns[j]));
    }

    private static DMatrixRMaj ofAllMagnitudes(int m, int n, SplittableRandom random) {
        return of(m, n, (i, j) -> Math.scalb(2 * random.nextDouble() - 1, random.nextInt(2040) - 1040));
    }

    private static DMatrixRMaj lowRank(int m, int n, SplittableRandom random, double noise) {
        int rank = 1 + random.nextInt(3);
        DMatrixRMaj left = random(m, rank, random);
        DMatrixRMaj right = random(n, rank, random);
        return of(m, n, (i, j) -> {
            double sum = noise * (2 * random.nextDouble() - 1);
            for (int r = 0; r < rank; r++) {
                sum += left.get(i, r) * right.get(j, r);
            }
            return sum;
        });
    }

    /** Upper triangular, close to a lower rank though no diagonal element is small (W. Kahan 1966). */
    private static DMatrixRMaj kahan(int m, int n, SplittableRandom random) {
        double angle = 0.2 + 1.2 * random.nextDouble();
        double s = Math.sin(angle);
        double c = Math.cos(angle);
        return of(m, n, (i, j) -> i > j ? 0 : Math.pow(s, i) * (i == j ? 1 : -c));
    }
}
