package org.thalweg.linalg.internal.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The limits of the scalar twins; that the vector twins have the same bits is tested elsewhere. */
class SpecialValuesTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double TINY = Double.MIN_VALUE;
    private static final double HUGE = Double.MAX_VALUE;

    /** Pairs of an argument and a value; -0.0 and 0.0 differ. */
    private static void check(String name, DoubleUnaryOperator function, double... pairs) {
        assertEquals(NAN, function.applyAsDouble(NAN), () -> name + "(NaN)");
        for (int i = 0; i < pairs.length; i += 2) {
            double x = pairs[i];
            assertEquals(pairs[i + 1], function.applyAsDouble(x), () -> name + "(" + x + ")");
        }
    }

    @Test
    void exponentials() {
        check(
                "exp",
                ScalarTwin::exp,
                -INFINITY,
                0,
                -HUGE,
                0,
                -745.2,
                0,
                -745.13,
                TINY,
                -0.0,
                1,
                0,
                1,
                TINY,
                1,
                709.79,
                INFINITY,
                HUGE,
                INFINITY,
                INFINITY,
                INFINITY);
        check(
                "expm1",
                ScalarTwin::expm1,
                -INFINITY,
                -1,
                -HUGE,
                -1,
                -40,
                -1,
                -0.0,
                -0.0,
                0,
                0,
                TINY,
                TINY,
                -TINY,
                -TINY,
                709.79,
                INFINITY,
                HUGE,
                INFINITY,
                INFINITY,
                INFINITY);
        check(
                "tanh",
                ScalarTwin::tanh,
                -INFINITY,
                -1,
                -HUGE,
                -1,
                -0.0,
                -0.0,
                0,
                0,
                TINY,
                TINY,
                -TINY,
                -TINY,
                19.07,
                1,
                HUGE,
                1,
                INFINITY,
                1);
        check("sigmoid", ScalarTwin::sigmoid, -INFINITY, 0, -HUGE, 0, -0.0, 0.5, 0, 0.5, 37.5, 1, HUGE, 1, INFINITY, 1);
        check(
                "softplus",
                ScalarTwin::softplus,
                -INFINITY,
                0,
                -HUGE,
                0,
                -745.13,
                TINY,
                0,
                Math.log(2),
                40,
                40,
                HUGE,
                HUGE,
                INFINITY,
                INFINITY);
    }

    @Test
    void logarithms() {
        check(
                "log",
                ScalarTwin::log,
                -INFINITY,
                NAN,
                -1,
                NAN,
                -TINY,
                NAN,
                -0.0,
                -INFINITY,
                0,
                -INFINITY,
                1,
                0,
                TINY,
                -744.4400719213812,
                HUGE,
                709.782712893384,
                INFINITY,
                INFINITY);
        check(
                "log1p",
                ScalarTwin::log1p,
                -INFINITY,
                NAN,
                Math.nextDown(-1.0),
                NAN,
                -1,
                -INFINITY,
                -0.0,
                -0.0,
                0,
                0,
                TINY,
                TINY,
                -TINY,
                -TINY,
                HUGE,
                709.782712893384,
                INFINITY,
                INFINITY);
    }

    @Test
    void errorFunctions() {
        check(
                "erf",
                ScalarTwin::erf,
                -INFINITY,
                -1,
                -HUGE,
                -1,
                -0.0,
                -0.0,
                0,
                0,
                TINY,
                TINY,
                6,
                1,
                HUGE,
                1,
                INFINITY,
                1);
        check("erfc", ScalarTwin::erfc, -INFINITY, 2, -HUGE, 2, -6, 2, -0.0, 1, 0, 1, 27.23, 0, HUGE, 0, INFINITY, 0);
        check(
                "normalDistribution",
                ScalarTwin::normalDistribution,
                -INFINITY,
                0,
                -HUGE,
                0,
                -38.6,
                0,
                -0.0,
                0.5,
                0,
                0.5,
                9,
                1,
                HUGE,
                1,
                INFINITY,
                1);
        check(
                "normalDensity",
                ScalarTwin::normalDensity,
                -INFINITY,
                0,
                0,
                0.3989422804014327,
                -38.6,
                0,
                38.6,
                0,
                HUGE,
                0,
                INFINITY,
                0);
    }

    @Test
    void turns() {
        check(
                "sinTwoPi",
                ScalarTwin::sinTwoPi,
                -INFINITY,
                NAN,
                INFINITY,
                NAN,
                0x1p49,
                NAN,
                -0.0,
                -0.0,
                0,
                0,
                0.25,
                1,
                0.75,
                -1,
                -0.25,
                -1,
                0x1p48 - 0.75,
                1);
        check(
                "cosTwoPi",
                ScalarTwin::cosTwoPi,
                -INFINITY,
                NAN,
                INFINITY,
                NAN,
                0x1p49,
                NAN,
                0,
                1,
                0.5,
                -1,
                -0.5,
                -1,
                1,
                1,
                0x1p48,
                1);
        assertEquals(0.0, Math.abs(ScalarTwin.sinTwoPi(0.5)));
        assertEquals(0.0, Math.abs(ScalarTwin.cosTwoPi(0.25)));
        assertEquals(0.0, Math.abs(ScalarTwin.cosTwoPi(-0.75)));
    }

    @Test
    void symmetries() {
        for (double x = -45; x < 45; x += 0.001) {
            assertEquals(-ScalarTwin.tanh(x), ScalarTwin.tanh(-x));
            assertEquals(-ScalarTwin.erf(x), ScalarTwin.erf(-x));
            assertEquals(ScalarTwin.normalDensity(x), ScalarTwin.normalDensity(-x));
        }
    }

    @Test
    void boundedFunctionsStayInTheirBounds() {
        List<DoubleUnaryOperator> functions = List.of(
                ScalarTwin::tanh,
                ScalarTwin::sigmoid,
                ScalarTwin::erf,
                ScalarTwin::normalDistribution,
                ScalarTwin::sinTwoPi,
                ScalarTwin::cosTwoPi);
        for (DoubleUnaryOperator function : functions) {
            for (double x = 0; x < 45; x += 1e-4) {
                double value = function.applyAsDouble(x);
                assertTrue(Math.abs(value) <= 1, () -> "at " + value);
            }
        }
    }
}
