package org.thalweg.linalg.internal.elementary;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Elementary functions to some 34 digits of relative accuracy, by series and continued fractions that share nothing
 * with the functions under test.
 */
public final class HighPrecision {

    private static final MathContext CONTEXT = new MathContext(44);
    private static final MathContext WIDE = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal SMALL = new BigDecimal("1e-9");
    private static final BigDecimal PI = machin();
    private static final BigDecimal SQRT_PI = PI.sqrt(CONTEXT);

    private HighPrecision() {}

    /**
     * {@return {@code e^x}}
     *
     * @param x the argument
     */
    public static BigDecimal exp(double x) {
        return exp(new BigDecimal(x));
    }

    /**
     * {@return {@code e^x - 1}}
     *
     * @param x the argument
     */
    public static BigDecimal expm1(double x) {
        return expm1(new BigDecimal(x));
    }

    /**
     * {@return {@code log(x)}}
     *
     * @param x the argument
     */
    public static BigDecimal log(double x) {
        BigDecimal exact = new BigDecimal(x);
        return Math.abs(x - 1) < 1e-9 ? log1p(exact.subtract(ONE)) : log(exact);
    }

    /**
     * {@return {@code log(1 + x)}}
     *
     * @param x the argument
     */
    public static BigDecimal log1p(double x) {
        return log1p(new BigDecimal(x));
    }

    /**
     * {@return {@code tanh(x)}}
     *
     * @param x the argument
     */
    public static BigDecimal tanh(double x) {
        BigDecimal n = expm1(TWO.multiply(new BigDecimal(x)));
        return n.divide(n.add(TWO), CONTEXT);
    }

    /**
     * {@return {@code 1/(1 + e^-x)}}
     *
     * @param x the argument
     */
    public static BigDecimal sigmoid(double x) {
        return ONE.divide(ONE.add(exp(new BigDecimal(-x)), CONTEXT), CONTEXT);
    }

    /** {@code tanh'(x) = 4 sigmoid'(2 x)}. */
    static BigDecimal tanhSlope(double x) {
        return BigDecimal.valueOf(4).multiply(sigmoidSlope(2 * x));
    }

    static BigDecimal tanhCurvature(double x) {
        return TWO.negate().multiply(tanh(x)).multiply(tanhSlope(x), CONTEXT);
    }

    /** {@code e/(1 + e)^2} with {@code e = e^-|x|}. */
    static BigDecimal sigmoidSlope(double x) {
        BigDecimal e = exp(-Math.abs(x));
        return e.divide(ONE.add(e).pow(2), CONTEXT);
    }

    /** {@code s'' = -s' tanh(x/2)}, the last as {@code (1 - e)/(1 + e)} with {@code e = e^-x}. */
    static BigDecimal sigmoidCurvature(double x) {
        BigDecimal n = expm1(-x);
        return sigmoidSlope(x).multiply(n.divide(n.add(TWO), CONTEXT), CONTEXT);
    }

    /**
     * {@return {@code log(1 + e^x)}}
     *
     * @param x the argument
     */
    public static BigDecimal softplus(double x) {
        return log1p(exp(x));
    }

    /**
     * {@return {@code erf(x)}}
     *
     * @param x the argument
     */
    public static BigDecimal erf(double x) {
        return Math.abs(x) < 2 ? erfSeries(new BigDecimal(x)) : ONE.subtract(erfc(x), CONTEXT);
    }

    /**
     * {@return {@code 1 - erf(x)}}
     *
     * @param x the argument
     */
    public static BigDecimal erfc(double x) {
        return erfc(new BigDecimal(x));
    }

    /**
     * {@return the standard normal distribution function}
     *
     * @param x the argument
     */
    public static BigDecimal normalDistribution(double x) {
        return erfc(new BigDecimal(-x).divide(TWO.sqrt(CONTEXT), CONTEXT)).divide(TWO, CONTEXT);
    }

    /**
     * {@return the standard normal density}
     *
     * @param x the argument
     */
    public static BigDecimal normalDensity(double x) {
        BigDecimal square = new BigDecimal(x).pow(2);
        return exp(square.divide(TWO).negate()).divide(TWO.sqrt(CONTEXT).multiply(SQRT_PI), CONTEXT);
    }

    /**
     * {@return {@code sin(2 pi u)}, by Taylor's series at the nearest half turn, where the sine is odd}
     *
     * @param u the turns
     */
    public static BigDecimal sinTwoPi(double u) {
        double halves = Math.rint(2 * u);
        BigDecimal a = TWO.multiply(PI).multiply(new BigDecimal(u - halves / 2), CONTEXT);
        BigDecimal sum = sin(a);
        return halves % 2 == 0 ? sum : sum.negate();
    }

    /**
     * {@return {@code cos(2 pi u)}, as a sine at a quarter turn's distance, so that zeros are met with a small argument}
     *
     * @param u the turns
     */
    public static BigDecimal cosTwoPi(double u) {
        double reduced = u - Math.rint(u);
        BigDecimal quarter = new BigDecimal("0.25").subtract(new BigDecimal(Math.abs(reduced)));
        BigDecimal a = TWO.multiply(PI).multiply(quarter, CONTEXT);
        return sin(a);
    }

    private static BigDecimal sin(BigDecimal a) {
        BigDecimal minusSquare = a.multiply(a, CONTEXT).negate();
        BigDecimal term = a;
        BigDecimal sum = a;
        for (int i = 2; matters(term, sum); i += 2) {
            term = term.multiply(minusSquare, CONTEXT).divide(BigDecimal.valueOf((long) i * (i + 1)), CONTEXT);
            sum = sum.add(term, CONTEXT);
        }
        return sum;
    }

    static BigDecimal exp(BigDecimal x) {
        int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 8;
        BigDecimal r = x.divide(TWO.pow(halvings), WIDE);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int i = 1; matters(term, sum); i++) {
            term = term.multiply(r, WIDE).divide(BigDecimal.valueOf(i), WIDE);
            sum = sum.add(term, WIDE);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, WIDE);
        }
        return sum;
    }

    private static BigDecimal expm1(BigDecimal x) {
        if (x.abs().compareTo(SMALL) > 0) {
            return exp(x).subtract(ONE, CONTEXT);
        }
        BigDecimal square = x.multiply(x, CONTEXT);
        return x.add(square.divide(TWO, CONTEXT), CONTEXT)
                .add(square.multiply(x, CONTEXT).divide(BigDecimal.valueOf(6), CONTEXT), CONTEXT)
                .add(square.multiply(square, CONTEXT).divide(BigDecimal.valueOf(24), CONTEXT), CONTEXT);
    }

    private static BigDecimal log1p(BigDecimal x) {
        if (x.abs().compareTo(SMALL) > 0) {
            return log(x.add(ONE));
        }
        BigDecimal square = x.multiply(x, CONTEXT);
        return x.subtract(square.divide(TWO, CONTEXT), CONTEXT)
                .add(square.multiply(x, CONTEXT).divide(BigDecimal.valueOf(3), CONTEXT), CONTEXT)
                .subtract(square.multiply(square, CONTEXT).divide(BigDecimal.valueOf(4), CONTEXT), CONTEXT);
    }

    /** One step of Halley's iteration for {@code e^y = x}, which triples the digits of the double it starts from. */
    private static BigDecimal log(BigDecimal x) {
        int exponent = x.precision() - x.scale();
        double start = Math.log(x.movePointLeft(exponent).doubleValue()) + exponent * Math.log(10);
        BigDecimal y = new BigDecimal(start);
        BigDecimal power = exp(y);
        BigDecimal step = TWO.multiply(x.subtract(power, CONTEXT)).divide(x.add(power, CONTEXT), CONTEXT);
        return y.add(step, CONTEXT);
    }

    private static BigDecimal erfc(BigDecimal x) {
        if (x.compareTo(TWO) < 0) {
            return x.compareTo(TWO.negate()) > 0
                    ? ONE.subtract(erfSeries(x), CONTEXT)
                    : TWO.subtract(erfc(x.negate()), CONTEXT);
        }
        // Laplace's continued fraction, x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...))), from its tail.
        double reach = 82 / (2.8 * x.doubleValue());
        BigDecimal fraction = x;
        for (int i = (int) (reach * reach) + 8; i > 0; i--) {
            fraction = x.add(BigDecimal.valueOf(i / 2.0).divide(fraction, CONTEXT), CONTEXT);
        }
        return exp(x.pow(2).negate()).divide(SQRT_PI.multiply(fraction), CONTEXT);
    }

    /** {@code 2/sqrt(pi) e^(-x^2) sum of 2^i x^(2i+1)/(1 3 5 ... (2i+1))}: all terms have one sign. */
    private static BigDecimal erfSeries(BigDecimal x) {
        BigDecimal twiceSquare = TWO.multiply(x.multiply(x, CONTEXT), CONTEXT);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int i = 3; matters(term, sum); i += 2) {
            term = term.multiply(twiceSquare, CONTEXT).divide(BigDecimal.valueOf(i), CONTEXT);
            sum = sum.add(term, CONTEXT);
        }
        BigDecimal scale = TWO.multiply(exp(x.pow(2).round(CONTEXT).negate())).divide(SQRT_PI, CONTEXT);
        return sum.multiply(scale, CONTEXT);
    }

    private static BigDecimal machin() {
        return arctangentOfInverse(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(arctangentOfInverse(239).multiply(BigDecimal.valueOf(4)), CONTEXT);
    }

    private static BigDecimal arctangentOfInverse(int n) {
        BigDecimal power = ONE.divide(BigDecimal.valueOf(n), WIDE);
        BigDecimal sum = power;
        for (int i = 3; matters(power, sum); i += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) n * n), WIDE);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), WIDE), WIDE);
        }
        return sum;
    }

    private static boolean matters(BigDecimal term, BigDecimal sum) {
        return term.signum() != 0
                && (term.precision() - term.scale()) > (sum.precision() - sum.scale()) - CONTEXT.getPrecision() - 8;
    }
}
