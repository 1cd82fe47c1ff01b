package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.random.Draws;

class ProjectedProblemTest {

    private static final double U = 0x1p-53;

    /** {@code |T S - S diag| <= 10 m u |T|} and {@code |S'S - I| <= 10 m u}, element by element. */
    private static void check(int m, double[] t) {
        ProjectedProblem problem = new ProjectedProblem(m + 2);
        problem.identity(m);
        problem.solve(m, t, 0, m, m);
        double norm = m * Arrays.stream(t).map(Math::abs).max().orElse(0);
        for (int i = 0; i < m; i++) {
            for (int r = 0; r < m; r++) {
                double product = 0;
                for (int c = 0; c < m; c++) {
                    product += t[r * m + c] * problem.columns[i * m + c];
                }
                assertEquals(0, product - problem.values[i] * problem.columns[i * m + r], 10 * m * U * norm);
            }
            for (int j = 0; j < m; j++) {
                double inner = 0;
                for (int c = 0; c < m; c++) {
                    inner += problem.columns[i * m + c] * problem.columns[j * m + c];
                }
                assertEquals(i == j ? 1 : 0, inner, 10 * m * U);
            }
        }
        for (int i = 1; i < m; i++) {
            assertEquals(Math.max(problem.values[i - 1], problem.values[i]), problem.values[i - 1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 31, 60})
    void decomposesFullMatrices(int m) {
        double[] g = new double[m * m];
        new Draws(5, 1).normals(m, g, 0, m * m);
        double[] t = new double[m * m];
        for (int i = 0; i < m * m; i++) {
            t[i] = g[i] + g[i % m * m + i / m];
        }
        check(m, t);
        check(m, Arrays.stream(t).map(x -> x * 1e150).toArray());
        check(m, Arrays.stream(t).map(x -> x * 1e-150).toArray());
        check(m, new double[m * m]);
    }

    /** Eigenvalues {@code 2 - 2 cos(j pi / (m + 1))}. */
    @Test
    void decomposesTheSecondDifference() {
        int m = 50;
        double[] t = tridiagonal(m, i -> 2, -1);
        check(m, t);
        ProjectedProblem problem = new ProjectedProblem(m);
        problem.solve(m, t, 0, m, 0);
        for (int j = 1; j <= m; j++) {
            assertEquals(2 - 2 * Math.cos(j * Math.PI / (m + 1)), problem.values[m - j], 1e-14);
        }
    }

    /** The two largest eigenvalues of W21+ agree to 15 digits: J. H. Wilkinson, 1965, page 309. */
    @Test
    void decomposesWilkinsonsMatrix() {
        double[] t = tridiagonal(21, i -> Math.abs(10 - i), 1);
        check(21, t);
        ProjectedProblem problem = new ProjectedProblem(21);
        problem.solve(21, t, 0, 21, 0);
        assertEquals(10.746194182903, problem.values[0], 1e-12);
        assertEquals(10.746194182903, problem.values[1], 1e-12);
    }

    /** A row of Z alone comes out as it does among all rows of the identity. */
    @Test
    void followsARowAlone() {
        int m = 9;
        double[] g = new double[m * m];
        new Draws(6, 1).normals(m, g, 0, m * m);
        ProjectedProblem all = new ProjectedProblem(m);
        all.identity(m);
        all.solve(m, g, 0, m, m);
        ProjectedProblem last = new ProjectedProblem(m);
        last.columns[m - 1] = 1;
        last.solve(m, g, 0, m, 1);
        for (int i = 0; i < m; i++) {
            assertEquals(all.columns[i * m + m - 1], last.columns[i]);
        }
    }

    static double[] tridiagonal(int m, java.util.function.IntToDoubleFunction diagonal, double beside) {
        double[] t = new double[m * m];
        IntStream.range(0, m).forEach(i -> {
            t[i * m + i] = diagonal.applyAsDouble(i);
            if (i > 0) {
                t[i * m + i - 1] = beside;
                t[(i - 1) * m + i] = beside;
            }
        });
        return t;
    }
}
