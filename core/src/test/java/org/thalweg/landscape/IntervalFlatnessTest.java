package org.thalweg.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.landscape.FlatInterval.End;

class IntervalFlatnessTest {

    private static final FlatnessSettings USUAL = FlatnessSettings.USUAL;

    private static FlatInterval measure(DoubleUnaryOperator loss, FlatnessSettings settings) {
        Lines lines = Lines.through(theta -> loss.applyAsDouble(theta[0]), 0);
        return IntervalFlatness.measure(lines, DMatrixRMaj.wrap(1, 1, new double[] {1}), settings)
                .get(0);
    }

    private static void assertInterval(double left, double right, FlatInterval found, double tolerance) {
        assertEquals(End.LEVEL, found.leftEnd(), found.toString());
        assertEquals(End.LEVEL, found.rightEnd(), found.toString());
        assertEquals(left, found.left(), Math.abs(left) * tolerance, found.toString());
        assertEquals(right, found.right(), right * tolerance, found.toString());
        assertEquals(found.right() - found.left(), found.width());
        assertTrue(found.bounded());
    }

    /** Known: {@code +- sqrt(2 (factor - 1) L0 / lambda)}, here for 13 decades of curvature and three of loss. */
    @Test
    void parabolas() {
        for (double loss : new double[] {1e-8, 1e-3, 1}) {
            for (int decade = -5; decade <= 7; decade++) {
                double lambda = loss * Double.parseDouble("1e" + decade);
                for (double factor : new double[] {1.1, 2, 10}) {
                    double end = Math.sqrt(2 * (factor - 1) * loss / lambda);
                    FlatInterval found =
                            measure(t -> loss + lambda * t * t / 2, new FlatnessSettings(factor, 1e-3, 1e4, 1e-6));
                    assertInterval(-end, end, found, 1e-6);
                    // 2 + 2 (doubling + closing in); ends below the first step are found from 0.
                    assertTrue(found.evaluations() <= (end < 1e-3 ? 60 : 24), found.toString());
                }
            }
        }
    }

    /** Not at the minimum: {@code 0.5 + (t - 1)^2}, which is 1.5 at 0. */
    @Test
    void slopes() {
        double half = Math.sqrt(2.5);
        assertInterval(1 - half, 1 + half, measure(t -> 0.5 + (t - 1) * (t - 1), USUAL), 1e-6);
        assertInterval(-1 - half, -1 + half, measure(t -> 0.5 + (t + 1) * (t + 1), USUAL), 1e-6);
        // The left end lies within the first step.
        FlatInterval steep = measure(t -> 1e-4 + 1e-4 * t * t - t, new FlatnessSettings(2, 1e-3, 1e5, 1e-8));
        double root = Math.sqrt(1 + 4e-8);
        assertInterval((1 - root) / 2e-4, (1 + root) / 2e-4, steep, 1e-8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3, 1e-9, 1e-14})
    void otherFunctionsToAnyTolerance(double tolerance) {
        FlatnessSettings settings = new FlatnessSettings(2, 1e-3, 1e3, tolerance);
        // As exact as the tolerance, and as the loss: its relative error 1e-16 moves the end by some 1e-16.
        double exact = tolerance + 2e-15;
        assertInterval(-1, 1, measure(t -> 1 + t * t * t * t, settings), exact);
        assertInterval(-3, 3, measure(t -> 1 + Math.pow(t / 3, 8), settings), exact);
        assertInterval(-200, 200, measure(t -> 1e-5 + 1e-5 * Math.abs(t) / 200, settings), exact);
        assertInterval(-2, 0.5, measure(t -> t > 0 ? 1 + 4 * t * t : 1 + t * t / 4, settings), exact);
        assertInterval(-Math.log(2), Math.log(2), measure(t -> Math.exp(Math.abs(t)), settings), exact);
    }

    /** {@code 1 + 4 sin^2 t} reaches 2 at pi/6 and again and again. */
    @Test
    void theNearestOfManyCrossings() {
        assertInterval(-Math.PI / 6, Math.PI / 6, measure(t -> 1 + 4 * Math.sin(t) * Math.sin(t), USUAL), 1e-6);
        // Where the parabola at 0 says nothing: a wall at 1 with a floor behind it.
        assertInterval(-1, 1, measure(t -> Math.abs(t) >= 1 && Math.abs(t) < 2.5 ? 5 : 1 + 1e-9 * t * t, USUAL), 1e-6);
    }

    @Test
    void sidesWithoutAnEndAreReportedAsSuch() {
        FlatInterval oneSided = measure(t -> 1 + Math.max(t, 0) * Math.max(t, 0), USUAL);
        assertEquals(End.UNBOUNDED, oneSided.leftEnd());
        assertEquals(Double.NEGATIVE_INFINITY, oneSided.left());
        assertEquals(1, oneSided.right(), 1e-6);
        assertEquals(Double.POSITIVE_INFINITY, oneSided.width());
        assertFalse(oneSided.bounded());

        FlatInterval flat = measure(t -> 1, USUAL);
        assertEquals(End.UNBOUNDED, flat.leftEnd());
        assertEquals(End.UNBOUNDED, flat.rightEnd());
        assertTrue(flat.evaluations() <= 2 + 2 * 20, flat.toString());

        // The end is beyond the largest step, or just on it.
        assertEquals(End.UNBOUNDED, measure(t -> 1 + t * t / 1.0001e6, USUAL).rightEnd());
        assertEquals(1000, measure(t -> 1 + t * t / 1e6, USUAL).right(), 1e-3);
        assertEquals(End.UNBOUNDED, measure(t -> 1 - t * t, USUAL).rightEnd());
    }

    @Test
    void numbersThatAreNone() {
        FlatInterval before = measure(t -> t > 0.5 ? Double.NaN : 1 + t * t, USUAL);
        assertEquals(End.NOT_A_NUMBER, before.rightEnd());
        assertTrue(Double.isNaN(before.right()) && Double.isNaN(before.width()));
        assertEquals(-1, before.left(), 1e-6);
        assertEquals(
                End.NOT_A_NUMBER, measure(t -> t == 0 ? 1 : Double.NaN, USUAL).leftEnd());
        // Beyond the end nobody looks, or does and goes back.
        assertInterval(-1, 1, measure(t -> Math.abs(t) > 1.8 ? Double.POSITIVE_INFINITY : 1 + t * t, USUAL), 1e-6);
        assertInterval(-0.7, 0.7, measure(t -> Math.abs(t) > 0.7 ? Double.POSITIVE_INFINITY : 1 + t * t, USUAL), 1e-6);
    }

    /** {@code min(2, 1 + z^2)} is at the level 2 from 1 on; doubling meets it further off, where it says nothing of 1. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3, 1e-6, 1e-12})
    void aPlateauAtTheLevelEndsWhereItBegins(double tolerance) {
        FlatnessSettings settings = new FlatnessSettings(2, 1e-3, 1e3, tolerance);
        double exact = tolerance + 2e-15;
        FlatInterval parabola = measure(t -> Math.min(2, 1 + t * t), settings);
        assertInterval(-1, 1, parabola, exact);
        assertTrue(parabola.evaluations() <= 2 + 2 * 60, parabola.toString());
        assertInterval(-0.25, 1, measure(t -> t > 0 ? Math.min(2, 1 + t) : Math.min(2, 1 - 4 * t), settings), exact);
        // A plateau that begins within the first step, and one behind which the loss falls and rises.
        assertInterval(-4e-4, 4e-4, measure(t -> Math.min(2, 1 + Math.abs(t) / 4e-4), settings), exact);
        assertInterval(-1, 1, measure(t -> Math.abs(t) < 1 ? 1 : 2 + Math.max(0, Math.abs(t) - 1.9), settings), exact);
        // Below the level first, then at it, then above: steps of a stair.
        assertInterval(-3, 3, measure(t -> 1 + Math.min(0.75, Math.floor(Math.abs(t)) / 4) + over(t), settings), exact);
    }

    /** 0.25 from 3 on, so that a stair of 0.75 reaches 1; 1 from 10 on. */
    private static double over(double t) {
        return Math.abs(t) >= 10 ? 1 : Math.abs(t) >= 3 ? 0.25 : 0;
    }

    /** Most losses are settled by one more where they happen to equal the level. */
    @Test
    void aLossThatHappensToEqualTheLevelCostsOneMore() {
        // What the search works on is linear for a parabola, so the first secant meets the level to some ulps.
        FlatInterval found = measure(t -> 1 + t * t, USUAL);
        assertEquals(1, found.right(), 1e-15);
        assertTrue(found.evaluations() <= 12, found.toString());
    }

    @Test
    void kinksAndJumps() {
        // A kink at the level, a kink before it, a cusp, a jump over it, and losses that go on falling behind the
        // level.
        assertInterval(-1, 1, measure(t -> Math.abs(t) < 1 ? 1 + t * t : 2 + 50 * (Math.abs(t) - 1), USUAL), 1e-6);
        assertInterval(-1, 1, measure(t -> 1 + Math.max(0, 1000 * (Math.abs(t) - 0.999)), USUAL), 1e-6);
        assertInterval(-1, 1, measure(t -> 1 + Math.sqrt(Math.abs(t)), USUAL), 1e-6);
        assertInterval(-0.3, 0.7, measure(t -> t > 0.7 || t < -0.3 ? 7 : 1, USUAL), 1e-6);
        assertInterval(-0.7, 0.7, measure(t -> Math.abs(t) < 0.7 ? 1 : 3 - Math.abs(t) / 1e4, USUAL), 1e-6);
    }

    /** NaN at once behind the level, at a distance below the tolerance, and at one that the first doubling steps over. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-15, 1e-12, 1e-9, 1e-7, 1e-5, 0.01, 0.1, 0.19, 0.3})
    void aLevelMetBeforeNotANumberIsMet(double behind) {
        double last = 1 + behind;
        FlatInterval both = measure(t -> Math.abs(t) > last ? Double.NaN : 1 + t * t, USUAL);
        assertInterval(-1, 1, both, 1e-6);
        // Within the first step, and on a plateau.
        assertInterval(
                -1e-4,
                1e-4,
                measure(t -> Math.abs(t) > last * 1e-4 ? Double.NaN : 1 + Math.abs(t) / 1e-4, USUAL),
                1e-6);
        assertInterval(-1, 1, measure(t -> Math.abs(t) > last ? Double.NaN : Math.min(2, 1 + t * t), USUAL), 1e-6);
        // Not met: the last number is below the level, by an ulp or more.
        FlatInterval not = measure(t -> Math.abs(t) >= 1 - behind ? Double.NaN : 1 + t * t, USUAL);
        assertEquals(End.NOT_A_NUMBER, not.leftEnd());
        assertEquals(End.NOT_A_NUMBER, not.rightEnd());
        assertTrue(Double.isNaN(not.left()) && Double.isNaN(not.right()));
        assertTrue(not.evaluations() < 2 + 2 * 140, not.toString());
    }

    @Test
    void aJumpAtThePointEnds() {
        FlatInterval jump = measure(t -> t == 0 ? 1 : 3, USUAL);
        assertTrue(jump.bounded());
        assertTrue(jump.width() >= 0 && jump.width() <= 2e-12, jump.toString());
        assertTrue(jump.evaluations() < 200, jump.toString());
    }

    @Test
    void nothingIsAMultipleOfZero() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "loss at the point: found " + bad + ", expected a finite number above 0",
                    assertThrows(IllegalArgumentException.class, () -> measure(t -> bad, USUAL))
                            .getMessage());
        }
        Lines lines = Lines.through(theta -> 1, 0, 0);
        assertEquals(
                "directions: length 3, expected 2",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> IntervalFlatness.measure(lines, new DMatrixRMaj(1, 3), USUAL))
                        .getMessage());
    }

    /** Each direction has its own interval, whatever others there are: {@code 1 + x^2 + 4 y^2}. */
    @Test
    void directionsAreRows() {
        Lines lines = Lines.through(theta -> 1 + theta[0] * theta[0] + 4 * theta[1] * theta[1], 0, 0);
        double[] rows = {1, 0, 0, 1, 2, 0, Math.sqrt(0.5), Math.sqrt(0.5), 0, 0, Double.NaN, 0};
        List<FlatInterval> all = IntervalFlatness.measure(lines, DMatrixRMaj.wrap(6, 2, rows), USUAL);
        double[] ends = {1, 0.5, 0.5, Math.sqrt(0.4)};
        for (int i = 0; i < ends.length; i++) {
            assertInterval(-ends[i], ends[i], all.get(i), 1e-6);
            DMatrixRMaj alone = DMatrixRMaj.wrap(1, 2, new double[] {rows[2 * i], rows[2 * i + 1]});
            assertEquals(
                    all.get(i), IntervalFlatness.measure(lines, alone, USUAL).get(0));
        }
        assertEquals(End.UNBOUNDED, all.get(4).rightEnd());
        assertEquals(End.NOT_A_NUMBER, all.get(5).rightEnd());
    }

    @Test
    void settingsAreChecked() {
        assertSettings("factor: found 1.0, expected a finite number above 1", 1, 1e-3, 1e3, 1e-6);
        assertSettings("first step: found 0.0, expected a finite number above 0", 2, 0, 1e3, 1e-6);
        assertSettings("largest step: found 1.0, expected a finite number above the first step, 1.0", 2, 1, 1, 1e-6);
        assertSettings(
                "largest step: found NaN, expected a finite number above the first step, 1.0", 2, 1, Double.NaN, 1);
        assertSettings("tolerance: found 1.0E-15, expected 1e-14 to 0.5", 2, 1e-3, 1e3, 1e-15);
    }

    private static void assertSettings(String message, double factor, double first, double largest, double tolerance) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new FlatnessSettings(factor, first, largest, tolerance))
                        .getMessage());
    }
}
