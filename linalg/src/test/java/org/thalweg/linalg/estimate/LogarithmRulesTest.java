package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

class LogarithmRulesTest {

    private static final double[] SHIFTS = {1, 1e-6, 1e-10, 1e-12, 1e-14, 1e-18, 1e-30, 1e-300};

    /** Positive semidefinite, of norm about 1. */
    private enum Semidefinite {
        HALF_ZERO(i -> i % 2),
        ONE_ZERO(i -> i == 0 ? 0 : 1 + i / 80.0),
        RANK_ONE(i -> i == 0 ? 1 : 0),
        IDENTITY(i -> 1),
        GEOMETRIC(i -> Math.pow(0.3, i)),
        ZEROS_AND_GEOMETRIC(i -> i % 2 == 0 ? 0 : Math.pow(0.5, i / 2)),
        AT_ZERO(i -> i < 40 ? 1e-13 * i / 40 : 1 + i / 80.0),
        EVEN(i -> i / 80.0);

        final IntToDoubleFunction eigenvalue;

        Semidefinite(IntToDoubleFunction eigenvalue) {
            this.eigenvalue = eigenvalue;
        }
    }

    /** What an operator may do within the error of 512 u that it is allowed. */
    private enum Error {
        NONE,
        RANDOM,
        SMALLER,
        LARGER,
        /** All of it where it hurts: down, in the null space. */
        NULL_SPACE
    }

    /** A diagonal matrix whose products are wrong by {@code 512 u} of their norm. */
    private record Wrong(double[] eigenvalues, Error error, SplittableRandom random) implements LinearOperator {

        @Override
        public int dimension() {
            return eigenvalues.length;
        }

        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            int n = eigenvalues.length;
            for (int j = 0; j < vectors.numRows; j++) {
                double[] direction = new double[n];
                for (int i = 0; i < n; i++) {
                    double v = vectors.data[j * n + i];
                    products.data[j * n + i] = eigenvalues[i] * v;
                    direction[i] = switch (error) {
                        case NONE -> 0;
                        case RANDOM -> random.nextDouble() - 0.5;
                        case SMALLER -> -v;
                        case LARGER -> v;
                        case NULL_SPACE -> eigenvalues[i] == 0 ? -v : 0;
                    };
                }
                double size = Sums.OPERATOR * Sums.ROUNDING * Sums.norm(n, products.data, j * n);
                double length = Math.max(Sums.norm(n, direction, 0), Double.MIN_NORMAL);
                for (int i = 0; i < n; i++) {
                    products.data[j * n + i] += size / length * direction[i];
                }
            }
        }
    }

    /** The measure of every start is known here, so bounds are held against {@code v'log(A + s I)v} itself, start by start. */
    @ParameterizedTest
    @EnumSource
    void boundsHoldForEveryStart(Semidefinite spectrum) {
        int n = 80;
        double[] eigenvalues = new double[n];
        Arrays.setAll(eigenvalues, spectrum.eigenvalue);
        Draws draws = new Draws(5, 7);
        for (Error error : Error.values()) {
            for (int steps : new int[] {1, 2, 3, 10, 40, 80}) {
                Wrong operator = new Wrong(eigenvalues, error, new SplittableRandom(1));
                LanczosRun run = new LanczosRun(
                        new ProbeBlock(operator, Workers.of(1)),
                        new Basis(new DMatrixRMaj(0, n), Workers.of(1)),
                        draws,
                        steps);
                run.run(0, 16);
                for (int j = 0; j < 16; j++) {
                    for (double shift : SHIFTS) {
                        double truth = integral(draws, j, eigenvalues, shift);
                        LogarithmRules.Bounds found = new LogarithmRules(shift, shift)
                                .integrate(
                                        Arrays.copyOf(run.diagonal[j], run.length[j]),
                                        Arrays.copyOf(run.offDiagonal[j], run.length[j]),
                                        run.scale(),
                                        run.rounding());
                        double rounding = run.roundingOfStep()
                                * (1 + Math.abs(truth) + Math.sqrt(found.lower().variance()));
                        String name = error + ", " + steps + " steps, start " + j + ", shift " + shift + ": " + truth
                                + " in " + found;
                        assertTrue(found.lower().mean() <= truth + rounding, name);
                        assertTrue(found.upper().mean() >= truth - rounding, name);
                        assertTrue(found.smallest() >= shift - run.rounding(), name);
                    }
                }
            }
        }
    }

    private static double integral(Draws draws, int start, double[] eigenvalues, double shift) {
        double[] v = new double[eigenvalues.length];
        draws.normals(start, v, 0, v.length);
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            squares += v[i] * v[i];
            sum += v[i] * v[i] * Math.log(eigenvalues[i] + shift);
        }
        return sum / squares;
    }

    /**
     * A measure of a single point shows the function itself: below all that the point may be, by little where rounding is
     * far below the bound, and never by more than what is lost with {@code g = 1}.
     */
    @Test
    void aSinglePointShowsTheFunction() {
        for (double bound : new double[] {1, 1e-10, 1e-300}) {
            for (double relative : new double[] {0, 1e-16, 1e-6, 0.1, 1, 1e6, 1e20, 1e100}) {
                double d = relative * bound;
                LogarithmRules rules = new LogarithmRules(bound, bound);
                double y = bound + 2 * d;
                for (double x : new double[] {-d, 0, d, 2 * d, bound, 3 * bound, 1e3 * y, 1e9 * y, 1e30 * y}) {
                    LogarithmRules.Bounds found = rules.integrate(new double[] {x}, new double[] {0}, 1, d);
                    double z = Math.max(bound, x + bound + d);
                    double ulps = 1e-14 * (1 + Math.abs(Math.log(z)) + Math.log(y / bound));
                    assertEquals(Math.log(z), found.upper().mean(), ulps);
                    assertTrue(found.lower().mean() <= Math.log(Math.max(bound, z - 2 * d)) + ulps);
                    double lost = Math.log1p(2 * d / z * (y / bound));
                    assertTrue(found.lower().mean() >= Math.log(z) - lost - ulps, () -> found + " at " + z);
                    assertEquals(x + bound, found.smallest());
                }
            }
        }
    }

    /** A matrix at one end of the doubles and a shift at the other: nothing overflows, and the larger one counts. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-320, 1e-300, 1, 1e300})
    void sizesFarApart(double shift) {
        LogarithmRules rules = new LogarithmRules(shift, shift);
        for (double scale : new double[] {0x1p-1000, 1, 0x1p1000}) {
            double most = 2.0 / scale;
            LogarithmRules.Bounds found =
                    rules.integrate(new double[] {1, 1}, new double[] {0.5, 0.5}, scale, 1e-13 * most);
            double size = Math.log(shift) + Math.log1p(most / shift);
            assertTrue(Math.log(shift) - 3000 <= found.lower().mean(), found::toString);
            assertTrue(found.lower().mean() <= found.upper().mean() + 1e-12, found::toString);
            assertTrue(found.upper().mean() <= Math.max(size, Math.log(most)) + 1, found::toString);
        }
    }
}
