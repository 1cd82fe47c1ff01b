package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.thalweg.linalg.random.Draws;

class SecondStartTest {

    private static final int N = 40;
    private static final int STEPS = 6;

    private final double[][] basis = new double[STEPS + 1][N];
    private final double[] t = new double[(STEPS + 1) * (STEPS + 1)];

    /** Plain Lanczos for {@code diag(0, 1, ..., n - 1) / n}, orthogonalised against all vectors. */
    SecondStartTest() {
        new Draws(1, 1).normals(0, basis[0], 0, N);
        normalise(basis[0]);
        for (int j = 0; j < STEPS; j++) {
            double[] w = basis[j + 1];
            for (int i = 0; i < N; i++) {
                w[i] = i / (double) N * basis[j][i];
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i <= j; i++) {
                    double along = dot(basis[i], w);
                    t[i * (STEPS + 1) + j] += along;
                    for (int c = 0; c < N; c++) {
                        w[c] -= along * basis[i][c];
                    }
                }
            }
            t[(j + 1) * (STEPS + 1) + j] = normalise(w);
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double normalise(double[] x) {
        double length = Math.sqrt(dot(x, x));
        for (int i = 0; i < x.length; i++) {
            x[i] /= length;
        }
        return length;
    }

    /** With s an eigenvalue, the numbers are the components of the basis along its eigenvector, relative to the first. */
    @Test
    void followsTheComponentsAlongAnEigenvector() {
        int x = N - 1;
        SecondStart second = new SecondStart(STEPS + 1, 1);
        second.add(1, x / (double) N, 0);
        assertEquals(1, second.probability(0, N));
        double[][] vectors = basis.clone();
        double squares = 1;
        for (int j = 0; j < STEPS; j++) {
            second.step(t, STEPS + 1, 0, j, t[(j + 1) * (STEPS + 1) + j]);
            squares += Math.pow(vectors[j + 1][x] / vectors[0][x], 2);
            double omega = 1 / squares;
            assertEquals(Math.min(1, Math.sqrt(2 * N * omega / Math.PI)), second.probability(0, N), 1e-10);
            assertTrue(Math.pow(vectors[0][x], 2) <= omega * (1 + 1e-12), "the bound holds");
        }
    }

    @Test
    void turnsWithTheBasis() {
        SecondStart second = new SecondStart(STEPS + 1, 1);
        second.add(1, 1, 0);
        for (int j = 0; j < 3; j++) {
            second.step(t, STEPS + 1, 0, j, t[(j + 1) * (STEPS + 1) + j]);
        }
        double[] before = second.save().data;
        double c = 0.6;
        double s = 0.8;
        second.turn(new double[] {c, s, 0, 0, 0, 1}, 2, 3, 0);
        double[] after = second.save().data;
        assertEquals(c * before[3] + s * before[4], after[3], 1e-12);
        assertEquals(before[5], after[4]);
        assertEquals(before[6], after[5], "the next vector moves up");
        assertEquals(before[2], after[2], "a bound once found holds");
    }

    @Test
    void saysNothingBeyondWhatARitzValueHasPassed() {
        SecondStart second = new SecondStart(STEPS + 1, 2);
        second.add(1, 0.5, 0);
        second.add(-1, -0.5, 0);
        for (int j = 0; j < 3; j++) {
            second.step(t, STEPS + 1, 0, j, t[(j + 1) * (STEPS + 1) + j]);
        }
        second.passed(0.1, 0.9);
        assertEquals(1, second.probability(0, N));
        assertTrue(second.probability(1, N) < 0.1);
        assertEquals(Double.POSITIVE_INFINITY, second.innermost(1, 0.1, N));
        assertEquals(-0.5, second.innermost(-1, 0.1, N));
        assertEquals(1, second.probabilityBeyond(-1, -0.4, N));
        assertEquals(second.probability(1, N), second.probabilityBeyond(-1, -0.6, N));
    }

    /** {@code P(tau^2 <= omega) <= sqrt(2 n omega / pi)}: 20,000 directions in 5 dimensions, five standard errors. */
    @Test
    void boundsTheComponentOfARandomDirection() {
        int n = 5;
        int draws = 20_000;
        double[] z = new double[n];
        for (double omega : new double[] {1e-4, 1e-3, 1e-2, 0.1}) {
            int below = 0;
            for (int i = 0; i < draws; i++) {
                new Draws(2, 2).normals(i, z, 0, n);
                below += z[0] * z[0] <= omega * dot(z, z) ? 1 : 0;
            }
            double bound = Math.sqrt(2 * n * omega / Math.PI);
            assertTrue(below <= draws * bound + 5 * Math.sqrt(draws * bound), omega + ": " + below);
            assertTrue(below >= draws * bound / 2, "the bound is no wide one");
        }
    }
}
