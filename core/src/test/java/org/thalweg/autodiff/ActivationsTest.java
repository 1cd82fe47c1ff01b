package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.linalg.kernels.Kernels;

/** Activations and their derivatives far out, where they saturate, and at the ends of the range of doubles. */
class ActivationsTest {

    private static final MathContext CONTEXT = ExactSoftmax.CONTEXT;
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** {@code phi, phi', phi''} at a point. */
    private static double[] at(Activations activation, double x) {
        double[] y = new double[3];
        activation.evaluate(Kernels.selected(), 1, new double[] {x}, 0, y, 0, y, 1, 2);
        return y;
    }

    /** {@code e^-x}. */
    private static BigDecimal decay(double x) {
        return ExactSoftmax.exp(new BigDecimal(x).negate());
    }

    /** {@code e/(1 + e)^2}. */
    private static BigDecimal bell(BigDecimal e) {
        return e.divide(ONE.add(e).pow(2), CONTEXT);
    }

    /** {@code (1 - e)/(1 + e)}. */
    private static BigDecimal half(BigDecimal e) {
        return ONE.subtract(e).divide(ONE.add(e), CONTEXT);
    }

    private static void assertUnits(String what, BigDecimal exact, double found) {
        double units = new BigDecimal(found)
                .subtract(exact)
                .abs()
                .divide(new BigDecimal(Math.ulp(exact.doubleValue())), MathContext.DECIMAL64)
                .doubleValue();
        assertTrue(units <= 4, () -> what + ": " + found + ", expected " + exact.round(MathContext.DECIMAL64));
    }

    private static void assertSlopes(
            Activations activation,
            double most,
            Function<Double, BigDecimal> slope,
            Function<Double, BigDecimal> curvature) {
        for (double x = 0.125; x < most; x += 0.375) {
            for (double signed : new double[] {x, -x}) {
                double[] found = at(activation, signed);
                assertUnits(activation + "'(" + signed + ")", slope.apply(signed), found[1]);
                assertUnits(activation + "''(" + signed + ")", curvature.apply(signed), found[2]);
            }
        }
    }

    @Test
    void tanhKeepsTheDigitsOfItsSlope() {
        assertSlopes(
                Activations.TANH,
                372,
                x -> bell(decay(2 * Math.abs(x))).multiply(BigDecimal.valueOf(4)),
                x -> bell(decay(2 * Math.abs(x))).multiply(half(decay(2 * x))).multiply(BigDecimal.valueOf(-8)));
    }

    @Test
    void sigmoidKeepsTheDigitsOfItsSlope() {
        assertSlopes(Activations.SIGMOID, 744, x -> bell(decay(Math.abs(x))), x -> bell(decay(Math.abs(x)))
                .multiply(half(decay(x)))
                .negate());
    }

    @Test
    void softplusKeepsTheDigitsOfItsSlope() {
        assertSlopes(
                Activations.SOFTPLUS, 744, x -> ONE.divide(ONE.add(decay(x)), CONTEXT), x -> bell(decay(Math.abs(x))));
    }

    /** Numbers whose square overflows, the largest, and infinity: what the limits say. */
    @ParameterizedTest
    @EnumSource(Activations.class)
    void farOutDerivativesAreTheirLimits(Activations activation) {
        boolean bounded = activation == Activations.TANH || activation == Activations.SIGMOID;
        double below = activation == Activations.TANH ? -1 : 0;
        for (double x : new double[] {760, 1.4e154, 1e300, Double.MAX_VALUE, INFINITY}) {
            double[] right = at(activation, x);
            double[] left = at(activation, -x);
            assertEquals(bounded ? 1 : x, right[0], () -> activation + "(" + x + ")");
            assertEquals(bounded ? 0 : 1, right[1], () -> activation + "'(" + x + ")");
            if (activation == Activations.IDENTITY) {
                assertEquals(-x, left[0]);
                assertEquals(1, left[1]);
            } else {
                assertEquals(below, left[0] + 0.0, () -> activation + "(" + -x + ")");
                assertEquals(0, left[1] + 0.0, () -> activation + "'(" + -x + ")");
            }
            assertEquals(0, right[2] + 0.0, () -> activation + "''(" + x + ")");
            assertEquals(0, left[2] + 0.0, () -> activation + "''(" + -x + ")");
        }
        assertEquals(Double.NaN, at(activation, Double.NaN)[0]);
    }

    /** {@code (2 - x^2) e^(-x^2/2)/sqrt(2 pi)}, next to its zeros too. */
    @Test
    void geluKeepsTheDigitsOfItsCurvature() {
        BigDecimal rootTwoPi = new BigDecimal("2.506628274631000502415765284811045253006986740609938");
        for (double x = -37; x < 37; x += 0.0937) {
            for (double point : new double[] {x, Math.copySign(Math.sqrt(2) + x * 1e-12, x)}) {
                BigDecimal square = new BigDecimal(point).pow(2);
                BigDecimal density = ExactSoftmax.exp(square.negate().divide(BigDecimal.valueOf(2)));
                assertUnits(
                        "gelu''(" + point + ")",
                        BigDecimal.valueOf(2).subtract(square).multiply(density).divide(rootTwoPi, CONTEXT),
                        at(Activations.GELU, point)[2]);
            }
        }
    }
}
