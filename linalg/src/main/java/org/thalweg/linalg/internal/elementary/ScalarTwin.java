package org.thalweg.linalg.internal.elementary;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Math.abs;
import static java.lang.Math.copySign;
import static java.lang.Math.fma;
import static org.thalweg.linalg.internal.elementary.Coefficients.*;

/**
 * Elementary functions of one number, with the same bits on every machine and every JDK.
 *
 * <p>{@code Math.exp}, {@code Math.tanh} and their kin may differ in the last bit from one JDK or processor to the
 * next. These functions are built from operations whose result IEEE 754 fixes: {@code + - * /}, fused multiply-add,
 * comparison, and integer work on the bits. {@link VectorTwin} does the same operations in the same order, lane by
 * lane, so both give the same bits for every argument; a change here is a change there. Where a value is chosen here
 * with {@code ? :}, it is blended there.
 *
 * <p>Every function takes every {@code double}: NaN gives NaN (its payload is not defined), and infinities, signed
 * zeros and subnormal numbers give what the limit of the function says. Errors asserted by the tests, in units in the
 * last place, over the whole range down to the smallest subnormal: {@code exp} 0.8, {@code log} and {@code log1p} 0.9,
 * {@code tanh} 0.8, {@code sigmoid} 1, {@code sinTwoPi} and {@code cosTwoPi} 1.1, {@code expm1} 1.2, {@code erf} 1.5,
 * {@code softplus} and the first derivatives 1.6, {@code normalDensity} 2.5, the second derivatives 3, {@code erfc} and
 * {@code normalDistribution} 4. Derivations: {@code docs/numerics/elementary-functions.md}.
 *
 * <p>Thread safe: no state. Speed rests on a hardware fused multiply-add; without one, {@link Math#fma} is slow, with
 * the same bits.
 */
public final class ScalarTwin {

    private ScalarTwin() {}

    /** {@code e^x}. */
    public static double exp(double x) {
        return exp(x, 0);
    }

    /**
     * {@code e^(x + tail)}, for a {@code tail} that is at most some units in the last place of {@code x}: what a sum that was
     * rounded to {@code x} lost. Where the exponential is 0 or infinite the tail may be anything.
     */
    public static double expOfSum(double x, double tail) {
        return exp(x, abs(x) <= EXP_FINITE ? tail : 0);
    }

    private static double exp(double x, double tail) {
        return exp(x, tail, 0);
    }

    /**
     * {@code 2^shift e^(x + tail)}, rounded once where it is subnormal.
     *
     * <p>{@code e^x = 2^k e^r} with {@code k} the integer nearest {@code x / log 2} and {@code |r| <= log(2)/2}. Both
     * {@code r} and {@code 1 + r} are kept with their rounding errors. The power of two is applied as two factors,
     * because {@code 2^k} itself may be too large or too small for a double.
     */
    static double exp(double x, double tail, int shift) {
        double clamped = clamped(x);
        double rounded = fma(clamped, LOG2_E, ROUND_TO_TWO_POWERS);
        double k = rounded - ROUND_TO_TWO_POWERS;
        double reduced = fma(k, -LN2, clamped);
        double reducedTail = fma(k, -LN2_TAIL, tail);
        double r = reduced + reducedTail;
        double rTail = reduced - r + reducedTail;
        double high = r + 1;
        double low = 1 - high + r + fma(r * r, expTail(r), rTail);
        return timesPower(high + low, doubleToRawLongBits(rounded) + shift);
    }

    /** What rounding takes from {@link #exp(double, double, int) exp(x, 0, shift)}, to some ten bits. */
    static double expRest(double x, int shift) {
        double clamped = clamped(x);
        double rounded = fma(clamped, LOG2_E, ROUND_TO_TWO_POWERS);
        double k = rounded - ROUND_TO_TWO_POWERS;
        double reduced = fma(k, -LN2, clamped);
        double reducedTail = k * -LN2_TAIL;
        double r = reduced + reducedTail;
        double rTail = reduced - r + reducedTail;
        double high = r + 1;
        double low = 1 - high + r + fma(r * r, expTail(r), rTail);
        return timesPower(high - (high + low) + low, doubleToRawLongBits(rounded) + shift);
    }

    private static double clamped(double x) {
        double capped = x > EXP_INFINITE ? EXP_INFINITE : x;
        return capped < EXP_ZERO ? EXP_ZERO : capped;
    }

    /** Multiplies by two powers of two, the sum of whose exponent fields is given. */
    private static double timesPower(double value, long exponents) {
        long half = exponents >>> 1;
        return value * longBitsToDouble(half << FRACTION_BITS) * longBitsToDouble((exponents - half) << FRACTION_BITS);
    }

    /** {@code (e^r - 1 - r)/r^2} for {@code |r| <= log(2)/2}. */
    private static double expTail(double r) {
        double p = fma(EXP_12, r, EXP_11);
        p = fma(p, r, EXP_10);
        p = fma(p, r, EXP_9);
        p = fma(p, r, EXP_8);
        p = fma(p, r, EXP_7);
        p = fma(p, r, EXP_6);
        p = fma(p, r, EXP_5);
        p = fma(p, r, EXP_4);
        p = fma(p, r, EXP_3);
        return fma(p, r, EXP_2);
    }

    /**
     * {@code e^x - 1}, accurate for small {@code x} too.
     *
     * <p>With {@code e^x = 2^k e^r} it is {@code (2^k - 1) + 2^k r + 2^k (e^r - 1 - r)}; the sum of the first two is
     * kept without error as {@code high + low}. Everything is halved until the end, for {@code 2^1024} is not a double.
     */
    public static double expm1(double x) {
        double capped = x > EXP_INFINITE ? EXP_INFINITE : x;
        double clamped = capped < EXPM1_MINUS_ONE ? EXPM1_MINUS_ONE : capped;
        double rounded = fma(clamped, LOG2_E, ROUND_TO_HALF_POWER);
        double k = rounded - ROUND_TO_HALF_POWER;
        double reduced = fma(k, -LN2, clamped);
        double r = fma(k, -LN2_TAIL, reduced);
        double rTail = fma(k, -LN2_TAIL, reduced - r);
        double half = longBitsToDouble(doubleToRawLongBits(rounded) << FRACTION_BITS);
        double whole = half - 0.5;
        double high = fma(half, r, whole);
        double low = fma(half, fma(r * r, expTail(r), rTail), fma(half, r, whole - high));
        double result = (high + low) * 2;
        return abs(x) < TINY ? x : result;
    }

    /**
     * The hyperbolic tangent, {@code (1 - e)/(1 + e)} with {@code e = e^(-2 |x|)} and the sign of {@code x}. The exponential is
     * found as in {@link #exp(double)}; as it counts for nothing from 2^-115 on, one factor does for its power of two.
     */
    public static double tanh(double x) {
        double decay = -2 * abs(x);
        double clamped = decay < TANH_ONE ? TANH_ONE : decay;
        double rounded = fma(clamped, LOG2_E, ROUND_TO_POWER);
        double k = rounded - ROUND_TO_POWER;
        double reduced = fma(k, -LN2, clamped);
        double reducedTail = k * -LN2_TAIL;
        double r = reduced + reducedTail;
        double rTail = reduced - r + reducedTail;
        double scale = longBitsToDouble(doubleToRawLongBits(rounded) << FRACTION_BITS);
        double high = r + 1;
        double low = 1 - high + r + fma(r * r, expTail(r), rTail);
        double power = high + low;
        return tanh(x, power * scale, (high - power + low) * scale);
    }

    /** The logistic function {@code 1/(1 + e^-x)}: {@code e/(1 + e)} with {@code e = e^-|x|}, or 1 less that. */
    public static double sigmoid(double x) {
        double decay = -abs(x);
        return sigmoid(x, share(exp(decay), expRest(decay, 0), 1));
    }

    /**
     * {@code (1 - e)/(1 + e)} with the sign of {@code x}, given {@code e} of 0 to 1 and what rounding took from it. The
     * numerator is kept as a sum of two numbers, and one correction step removes the errors of the division.
     */
    static double tanh(double x, double e, double rest) {
        double difference = 1 - e;
        double differenceTail = 1 - difference - e - rest;
        double d = e + 1;
        double dTail = e - (d - 1) + rest;
        double inverse = 1 / d;
        double quotient = (difference + differenceTail) * inverse;
        double left = fma(-quotient, dTail, fma(-quotient, d, difference) + differenceTail);
        return copySign(fma(left, inverse, quotient), x);
    }

    /**
     * {@code e/(unit (1 + e))}, given {@code e/unit}, {@code e} of 0 to 1, and what rounding took from it; {@code unit} is a
     * power of two. With {@code e = e^-|x|} the logistic function of {@code -|x|} over the unit.
     */
    static double share(double e, double rest, double unit) {
        double whole = e * unit;
        double d = whole + 1;
        double dTail = whole - (d - 1) + rest * unit;
        double inverse = 1 / d;
        double quotient = e * inverse;
        double left = fma(-quotient, dTail, fma(-quotient, d, e) + rest);
        return fma(left, inverse, quotient);
    }

    /** The logistic function of {@code x}, given that of {@code -|x|}. */
    static double sigmoid(double x, double share) {
        return x < 0 ? share : 1 - share;
    }

    /** {@code s (1 - s)} over the unit, given {@code s} over the unit. */
    static double slope(double share, double unit) {
        return fma(-share, share * unit, share);
    }

    /** {@code log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)}. */
    public static double softplus(double x) {
        return log1p(exp(-abs(x))) + (x < 0 ? 0 : x);
    }

    /** The natural logarithm; {@code -Infinity} at zeros of both signs, NaN below. */
    public static double log(double x) {
        boolean subnormal = x < Double.MIN_NORMAL;
        long bits = doubleToRawLongBits(subnormal ? x * SUBNORMAL_SCALE : x) + SQRT_HALF_TO_ONE;
        double f = longBitsToDouble((bits & FRACTION) + SQRT_HALF_BITS) - 1;
        double k = longBitsToDouble(bits >>> FRACTION_BITS | TWO_52_BITS)
                - (subnormal ? EXPONENT_OF_SCALED_ONE : EXPONENT_OF_ONE);
        double finite = x < Double.POSITIVE_INFINITY ? log(k, f, 0) : x;
        double result = x == 0 ? Double.NEGATIVE_INFINITY : finite;
        return x < 0 ? Double.NaN : result;
    }

    /** {@code log(1 + x)}, accurate for small {@code x} too; {@code -Infinity} at -1, NaN below. */
    public static double log1p(double x) {
        double u = x + 1;
        double added = u - 1;
        double uTail = 1 - (u - added) + (x - added);
        long bits = doubleToRawLongBits(u) + SQRT_HALF_TO_ONE;
        double fraction = longBitsToDouble((bits & FRACTION) + SQRT_HALF_BITS) - 1;
        long exponent = bits >>> FRACTION_BITS;
        double k = longBitsToDouble(exponent | TWO_52_BITS) - EXPONENT_OF_ONE;
        double tail = uTail * 0.5 * longBitsToDouble((2047 - exponent) << FRACTION_BITS);
        double f = fraction + tail;
        double fTail = fraction - f + tail;
        double finite = x < Double.POSITIVE_INFINITY ? log(k, f, fTail * (1 - f)) : x;
        double positive = x == -1 ? Double.NEGATIVE_INFINITY : finite;
        double result = x < -1 ? Double.NaN : positive;
        return abs(x) < TINY ? x : result;
    }

    /**
     * {@code k log 2 + log(1 + f) + tail} for {@code sqrt(1/2) <= 1 + f <= sqrt(2)}.
     *
     * <p>With {@code s = f/(2 + f)}, {@code log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + z P(z))}, {@code z = s^2}.
     * The large terms {@code k log 2 + f} are added without error.
     */
    private static double log(double k, double f, double tail) {
        double s = f / (f + 2);
        double z = s * s;
        double p = fma(LOG_7, z, LOG_6);
        p = fma(p, z, LOG_5);
        p = fma(p, z, LOG_4);
        p = fma(p, z, LOG_3);
        p = fma(p, z, LOG_2);
        p = fma(p, z, LOG_1);
        double halfSquare = f * 0.5 * f;
        double small = fma(s, fma(p, z, halfSquare), fma(k, LN2_TAIL, tail));
        double whole = k * LN2;
        double high = whole + f;
        double low = whole - high + f;
        return high + (low - (halfSquare - small));
    }

    /** The error function {@code 2/sqrt(pi)} times the integral of {@code e^(-t^2)} from 0 to {@code x}. */
    public static double erf(double x) {
        double size = abs(x);
        double capped = size > ERF_ONE ? ERF_ONE : size;
        double z = capped * capped;
        double p = fma(ERF_12, z, ERF_11);
        p = fma(p, z, ERF_10);
        p = fma(p, z, ERF_9);
        p = fma(p, z, ERF_8);
        p = fma(p, z, ERF_7);
        p = fma(p, z, ERF_6);
        p = fma(p, z, ERF_5);
        p = fma(p, z, ERF_4);
        p = fma(p, z, ERF_3);
        p = fma(p, z, ERF_2);
        p = fma(p, z, ERF_1);
        double near = fma(capped, TWO_OVER_SQRT_PI, capped * fma(p, z, TWO_OVER_SQRT_PI_TAIL));
        double far = 1 - erfcx(x) * exp(-z, fma(-capped, capped, z));
        return copySign(capped < 1 ? near : far, x);
    }

    /** The complementary error function {@code 1 - erf(x)}, accurate in the right tail until it underflows. */
    public static double erfc(double x) {
        double size = abs(x);
        double capped = size > ERFC_ZERO ? ERFC_ZERO : size;
        double square = capped * capped;
        double right = erfcx(x) * exp(-square, fma(-capped, capped, square));
        return x < 0 ? 2 - right : right;
    }

    /**
     * {@code e^(b^2) erfc(b) = P(q)/(1 + 2 b)} with {@code q = (b - 4)/(b + 4)} and {@code b = |x|}, at most 28. Both
     * quotients come from one division, and each is corrected by its remainder.
     */
    private static double erfcx(double x) {
        double size = abs(x);
        double b = size > ERFC_ZERO ? ERFC_ZERO : size;
        double above = b + ERFCX_CENTRE;
        double scale = b + b + 1;
        double both = 1 / (above * scale);
        double inverse = both * scale;
        double start = fma(inverse, -2 * ERFCX_CENTRE, 1);
        double q = fma(inverse, fma(-start, b, fma(start + 1, -ERFCX_CENTRE, b)), start);
        double factor = both * above;
        double weight = fma(factor, fma(factor * -2, b, 1 - factor), factor);
        double z = q * q;
        double even = fma(ERFCX_22, z, ERFCX_20);
        double odd = fma(ERFCX_21, z, ERFCX_19);
        even = fma(even, z, ERFCX_18);
        odd = fma(odd, z, ERFCX_17);
        even = fma(even, z, ERFCX_16);
        odd = fma(odd, z, ERFCX_15);
        even = fma(even, z, ERFCX_14);
        odd = fma(odd, z, ERFCX_13);
        even = fma(even, z, ERFCX_12);
        odd = fma(odd, z, ERFCX_11);
        even = fma(even, z, ERFCX_10);
        odd = fma(odd, z, ERFCX_9);
        even = fma(even, z, ERFCX_8);
        odd = fma(odd, z, ERFCX_7);
        even = fma(even, z, ERFCX_6);
        odd = fma(odd, z, ERFCX_5);
        even = fma(even, z, ERFCX_4);
        odd = fma(odd, z, ERFCX_3);
        even = fma(even, z, ERFCX_2);
        odd = fma(odd, z, ERFCX_1);
        return (fma(even, z, odd * q) + ERFCX_0) * weight;
    }

    /** {@code e^(-x^2/2)}, the normal density without its constant. */
    static double bell(double x) {
        double size = abs(x);
        double capped = size > NORMAL_ZERO ? NORMAL_ZERO : size;
        double square = capped * capped;
        return exp(square * -0.5, fma(-capped, capped, square) * 0.5);
    }

    /** The standard normal density {@code e^(-x^2/2)/sqrt(2 pi)}. */
    public static double normalDensity(double x) {
        return bell(x) * INVERSE_SQRT_TWO_PI;
    }

    /** The standard normal distribution function, accurate in the left tail until it underflows. */
    public static double normalDistribution(double x) {
        return normalDistribution(x, bell(x));
    }

    /** The standard normal distribution function, given {@code bell = e^(-x^2/2)}. */
    static double normalDistribution(double x, double bell) {
        double left = erfcx(x * SQRT_HALF) * 0.5 * bell;
        return x > 0 ? 1 - left : left;
    }

    /** The sine of {@code 2 pi turns}; NaN beyond {@code 2^48} turns. */
    public static double sinTwoPi(double turns) {
        double rounded = turns * 4 + ROUND;
        double f = turns * 4 - (rounded - ROUND);
        long quarter = doubleToRawLongBits(rounded);
        double value = choose(quarter, sinQuarter(f), cosQuarter(f));
        return abs(turns) <= MOST_TURNS ? value : Double.NaN;
    }

    /** The cosine of {@code 2 pi turns}; NaN beyond {@code 2^48} turns. */
    public static double cosTwoPi(double turns) {
        double rounded = turns * 4 + ROUND;
        double f = turns * 4 - (rounded - ROUND);
        long next = doubleToRawLongBits(rounded) + 1;
        double value = choose(next, sinQuarter(f), cosQuarter(f));
        return abs(turns) <= MOST_TURNS ? value : Double.NaN;
    }

    /**
     * {@code sin(q pi/2 + a)} given {@code sin(a)} and {@code cos(a)}: even, odd, and the sign of the upper half turn.
     */
    private static double choose(long quarter, double sin, double cos) {
        long even = doubleToRawLongBits(sin);
        long difference = even ^ doubleToRawLongBits(cos);
        return longBitsToDouble(even ^ (difference & -(quarter & 1)) ^ ((quarter & 2) << 62));
    }

    /** {@code sin(f pi/2)} for {@code |f| <= 1/2}. */
    private static double sinQuarter(double f) {
        double z = f * f;
        double p = fma(SIN_6, z, SIN_5);
        p = fma(p, z, SIN_4);
        p = fma(p, z, SIN_3);
        p = fma(p, z, SIN_2);
        p = fma(p, z, SIN_1);
        return fma(f, HALF_PI, f * fma(p, z, HALF_PI_TAIL));
    }

    /** {@code cos(f pi/2)} for {@code |f| <= 1/2}. */
    private static double cosQuarter(double f) {
        double z = f * f;
        double p = fma(COS_7, z, COS_6);
        p = fma(p, z, COS_5);
        p = fma(p, z, COS_4);
        p = fma(p, z, COS_3);
        p = fma(p, z, COS_2);
        p = fma(p, z, COS_1);
        return fma(p, z, 1);
    }
}
