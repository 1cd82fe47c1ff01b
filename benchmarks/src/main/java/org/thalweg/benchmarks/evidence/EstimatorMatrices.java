package org.thalweg.benchmarks.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * Symmetric matrices that mislead random signs. Where few elements matter, few signs agree by chance and show no spread at
 * all; where one eigenvector matters, the forms are skewed, and a mean that is too low comes with a spread that is too low.
 */
final class EstimatorMatrices {

    /** More than the largest budget, so that no run turns to all coordinate vectors. */
    private static final int N = 72;

    private EstimatorMatrices() {}

    static List<Matrix> all() {
        return List.of(
                of("2 x 2 block of ones in zeros", N, (i, j) -> Math.max(i, j) < 2 ? 1 : 0),
                of("8 x 8 block of ones in zeros", N, (i, j) -> Math.max(i, j) < 8 ? 1 : 0),
                of("all ones", N, (i, j) -> 1),
                of("2 x 2 block of ones in the identity", N, (i, j) -> i == j || Math.max(i, j) < 2 ? 1 : 0),
                of("[[0, 1], [1, 0]] beside 3 and -33", N, EstimatorMatrices::pairBeside),
                of("[[0, 1], [1, 0]] beside 3 and -33, 4 x 4", 4, EstimatorMatrices::pairBeside),
                of("pairs that fall off as 1/i", N, (i, j) -> i / 2 == j / 2 && i != j ? 2.0 / (i + j + 1) : 0),
                of("one pair over noise", N, onePairOverNoise()),
                of("arrow", N, (i, j) -> i != j && Math.min(i, j) == 0 ? 1 : 0),
                of("random signs without a diagonal", N, randomSigns()),
                of("heavy tails", N, heavyTails()),
                of("2.5 times the identity", N, (i, j) -> i == j ? 2.5 : 0),
                of("zeros", N, (i, j) -> 0),
                similar("rank 1", i -> i == 0 ? 3 : 0),
                similar("indefinite of rank 4", i -> i < 4 ? new double[] {3, -2, 1.5, -1}[i] : 0),
                similar("eigenvalues 1/i", i -> 1.0 / (i + 1)),
                similar("eigenvalues 0.7^i", i -> Math.pow(0.7, i)),
                similar("eigenvalues 1 and -0.7 in turn", i -> i % 2 == 0 ? 1 : -0.7));
    }

    private interface Elements {
        double at(int row, int column);
    }

    /** Reads the elements of the lower triangle, row by row. */
    private static Matrix of(String name, int n, Elements elements) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                matrix.set(i, j, elements.at(i, j));
                matrix.set(j, i, matrix.get(i, j));
            }
        }
        return new Matrix(name, matrix);
    }

    private static double pairBeside(int i, int j) {
        if (i != j) {
            return Math.max(i, j) == 1 ? 1 : 0;
        }
        return i == 2 ? 3 : i == 3 ? -33 : 0;
    }

    private static Elements onePairOverNoise() {
        SplittableRandom random = new SplittableRandom(1);
        return (i, j) -> 1e-3 * (2 * random.nextDouble() - 1) + (i == 1 && j == 0 ? 1 : 0);
    }

    private static Elements randomSigns() {
        SplittableRandom random = new SplittableRandom(2);
        return (i, j) -> i == j ? 0 : random.nextBoolean() ? 1 : -1;
    }

    /** Elements {@code +- u^(-3/2)} with u uniform, whose mean square is infinite. */
    private static Elements heavyTails() {
        SplittableRandom random = new SplittableRandom(3);
        return (i, j) -> (random.nextBoolean() ? 1 : -1) * Math.pow(1 - random.nextDouble(), -1.5);
    }

    private static Matrix similar(String name, IntToDoubleFunction eigenvalue) {
        double[] eigenvalues = new double[N];
        Arrays.setAll(eigenvalues, eigenvalue);
        return new Matrix(name, Similar.matrix(eigenvalues, new SplittableRandom(4)));
    }
}
