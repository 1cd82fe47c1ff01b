package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.estimate.Trace.Method;

class TraceTest {

    private static final EstimatorSettings GOAL = EstimatorSettings.defaults().withRelative(0.3);

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "EXACT", mode = EnumSource.Mode.EXCLUDE)
    void intervalsHoldTheTraceAtTheirRate(Method method) {
        int n = 32;
        for (Spectrum spectrum : Spectrum.values()) {
            Dense a = spectrum.operator(n);
            double truth = a.trace();
            EstimatorSettings once = EstimatorSettings.ofBudget(
                    spectrum == Spectrum.RANK_ONE || spectrum == Spectrum.GEOMETRIC ? 8 : 24);
            Coverage.check(
                    method + " " + spectrum + " at once",
                    truth,
                    0.95,
                    seed -> Trace.estimate(a, method, once.withSeed(seed)));
            EstimatorSettings stopping = GOAL.withConfidence(0.9).withBudget(n - 1);
            Coverage.check(
                    method + " " + spectrum + " to a goal",
                    truth,
                    0.9,
                    seed -> Trace.estimate(a, method, stopping.withSeed(seed)));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void exactWhenTheBudgetReachesTheDimension(Method method) {
        EstimatorSettings hard = EstimatorSettings.defaults().withRelative(1e-12);
        for (int n : new int[] {1, 2, 3, 16, 17, 48, 100}) {
            for (int budget : new int[] {n, n + 1, n + 20, 3 * n, 1000}) {
                Dense a = Spectrum.INDEFINITE.operator(n);
                double truth = 0;
                for (int i = 0; i < n; i++) {
                    truth += Spectrum.INDEFINITE.eigenvalue(i);
                }
                Estimate estimate = Trace.estimate(a, method, hard.withBudget(budget));
                assertTrue(estimate.certain(), () -> "n = " + n + ", budget " + budget + ": " + estimate);
                assertEquals(truth, estimate.value(), 1e-12 * n);
                assertTrue(estimate.lower() <= truth && truth <= estimate.upper(), estimate::toString);
                assertEquals(a.products, estimate.products());
                assertTrue(estimate.products() <= budget);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "EXACT", mode = EnumSource.Mode.EXCLUDE)
    void goalIsMetOrTheBudgetSpent(Method method) {
        for (Spectrum spectrum : Spectrum.values()) {
            Dense a = spectrum.operator(120);
            for (int budget : new int[] {1, 2, 3, 5, 8, 13, 30, 60, 119}) {
                long before = a.products;
                Estimate estimate = Trace.estimate(a, method, GOAL.withBudget(budget));
                assertEquals(a.products - before, estimate.products());
                assertTrue(estimate.products() <= budget, estimate::toString);
                assertEquals(estimate.meets(GOAL), estimate.reached(), estimate::toString);
                assertTrue(estimate.reached() || estimate.products() >= budget - 1, estimate::toString);
                assertFalse(estimate.certain(), estimate::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void zeroAndTheEmptyMatrix(Method method) {
        Estimate zero = Trace.estimate(new Dense(new DMatrixRMaj(50, 50)), method, EstimatorSettings.defaults());
        assertEquals(0, zero.value());
        assertEquals(0, zero.halfWidth());
        Estimate empty = Trace.estimate(new Dense(new DMatrixRMaj(0, 0)), method, EstimatorSettings.defaults());
        assertEquals(0, empty.value());
        assertTrue(empty.certain());
    }

    /** A quadratic form of two signs takes two values; sixteen equal ones must not pass for certainty too often. */
    @Test
    void agreementByChanceIsRare() {
        DMatrixRMaj pair = new DMatrixRMaj(40, 40);
        pair.set(0, 1, 1);
        pair.set(1, 0, 1);
        Dense a = new Dense(pair);
        EstimatorSettings settings = GOAL.withBudget(39);
        Coverage.check("pair", 0, 0.95, seed -> Trace.estimate(a, Method.HUTCHINSON, settings.withSeed(seed)));
    }

    @Test
    void deflationLeavesTheRestAlone() {
        int n = 60;
        DMatrixRMaj diagonal = new DMatrixRMaj(n, n);
        DMatrixRMaj rest = Spectrum.HARMONIC.operator(n - 2).matrix;
        for (int i = 2; i < n; i++) {
            for (int j = 2; j < n; j++) {
                diagonal.set(i, j, rest.get(i - 2, j - 2));
            }
        }
        diagonal.set(0, 0, 1000);
        diagonal.set(1, 1, -400);
        diagonal.set(0, 1, 1e-9);
        diagonal.set(1, 0, 1e-9);
        Dense a = new Dense(diagonal);
        DMatrixRMaj vectors = new DMatrixRMaj(2, n);
        vectors.set(0, 0, 1);
        vectors.set(1, 1, 1);
        Deflation deflation = Deflation.of(new double[] {1000, -400}, vectors);
        for (Method method : List.of(Method.HUTCHINSON, Method.HUTCH_PLUS_PLUS)) {
            Coverage.check(method + " deflated", a.trace(), 0.95, seed -> {
                Estimate estimate = Trace.estimate(
                        a,
                        method,
                        EstimatorSettings.ofBudget(30).withSeed(seed),
                        deflation,
                        Workers.of(1),
                        EstimateListener.SILENT);
                assertTrue(estimate.halfWidth() < 2, estimate::toString);
                return estimate;
            });
        }
        assertEquals(2, vectors.numRows);
    }

    /** Root mean square errors over 100 seeds: what directions are for. */
    @Test
    void directionsReduceTheError() {
        Dense a = Spectrum.GEOMETRIC.operator(100);
        double truth = a.trace();
        Map<Method, Double> squares = new EnumMap<>(Method.class);
        for (Method method : List.of(Method.HUTCHINSON, Method.HUTCH_PLUS_PLUS)) {
            for (int seed = 0; seed < 100; seed++) {
                double error =
                        Trace.estimate(a, method, EstimatorSettings.ofBudget(32).withSeed(seed))
                                        .value()
                                - truth;
                squares.merge(method, error * error, Double::sum);
            }
        }
        double hutchinson = squares.get(Method.HUTCHINSON);
        assertTrue(squares.get(Method.HUTCH_PLUS_PLUS) < hutchinson / 25);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void threadsDoNotChangeABit(Method method) {
        Dense a = Spectrum.HARMONIC.operator(150);
        EstimatorSettings settings =
                method == Method.EXACT ? EstimatorSettings.defaults() : EstimatorSettings.ofBudget(70);
        Estimate alone = Trace.estimate(a, method, settings);
        try (Workers workers = Workers.of(3)) {
            assertEquals(
                    alone, Trace.estimate(a, method, settings, Deflation.none(150), workers, EstimateListener.SILENT));
        }
    }

    @Test
    void listenerHearsEveryLook() {
        Dense a = Spectrum.HARMONIC.operator(200);
        List<Estimate> heard = new ArrayList<>();
        Estimate last = Trace.estimate(
                a, Method.HUTCHINSON, GOAL.withRelative(0.2), Deflation.none(200), Workers.of(1), heard::add);
        assertTrue(heard.size() > 1);
        assertEquals(last, heard.get(heard.size() - 1));
        // A look that is not accurate enough is not the last one, and says so.
        for (Estimate look : heard) {
            assertEquals(look.equals(last), look.reached(), look::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void scalesFarFromOne(Method method) {
        for (double scale : new double[] {1e150, 1e-150}) {
            Dense a = Dense.withSpectrum(30, 1, i -> scale / (1 + i));
            Dense ordinary = Spectrum.HARMONIC.operator(30);
            EstimatorSettings settings = EstimatorSettings.ofBudget(method == Method.EXACT ? 30 : 20);
            Estimate scaled = Trace.estimate(a, method, settings);
            Estimate expected = Trace.estimate(ordinary, method, settings);
            assertEquals(expected.value(), scaled.value() / scale, 1e-9);
            assertEquals(expected.halfWidth(), scaled.halfWidth() / scale, 1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void numbersThatAreNoneAreReported(Method method) {
        LinearOperator broken = new LinearOperator() {
            @Override
            public int dimension() {
                return 40;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                products.setTo(vectors);
                products.data[7] = Double.NaN;
            }
        };
        ArithmeticException error = assertThrows(
                ArithmeticException.class, () -> Trace.estimate(broken, method, EstimatorSettings.defaults()));
        assertEquals("operator: element 7 of a product is NaN, expected finite numbers", error.getMessage());
    }

    @Test
    void wrongArgumentsAreNamed() {
        Dense a = Spectrum.HARMONIC.operator(30);
        EstimatorSettings settings = EstimatorSettings.defaults();
        assertMessage(
                "budget: 29, expected at least the dimension 30 for EXACT",
                () -> Trace.estimate(a, Method.EXACT, settings.withBudget(29)));
        assertMessage(
                "eigenvectors: rows of length 29, expected 30, the dimension of the operator",
                () -> Trace.estimate(
                        a, Method.HUTCHINSON, settings, Deflation.none(29), Workers.of(1), EstimateListener.SILENT));
        assertMessage(
                "eigenvectors: product of rows 0 and 0 is 4.0, expected orthonormal rows",
                () -> Deflation.of(new double[1], DMatrixRMaj.wrap(1, 2, new double[] {2, 0})));
        assertMessage("budget: 0, expected at least 1 product", () -> settings.withBudget(0));
        assertMessage("relative: NaN, expected a finite number, at least 0", () -> settings.withRelative(Double.NaN));
        assertMessage("confidence: 1.0, expected a number in [0.5, 1 - 1e-9]", () -> settings.withConfidence(1));
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
