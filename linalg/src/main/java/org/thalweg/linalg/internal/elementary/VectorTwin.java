package org.thalweg.linalg.internal.elementary;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static org.thalweg.linalg.internal.elementary.Coefficients.*;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * The elementary functions of {@link ScalarTwin}, lane by lane on a vector of {@code Species.DOUBLE}: the same
 * operations in the same order, hence the same bits. Only operations with exact or correctly rounded lanes are used;
 * the Vector API's own {@code EXP}, {@code TANH} and the like are not among them, and change bits between compiled and
 * interpreted code.
 *
 * <p>No branches: both sides of a choice are computed and blended. Formulas, special values and accuracy are described
 * at the scalar twins. Thread safe: no state.
 *
 * <p>The methods are meant to be inlined into a loop over an array, where the compiler keeps all vectors in registers.
 * The compiler (C2 of JDK 17 to 25) stops inlining methods other than the Vector API's own once the loop has some
 * 18,000 nodes, of which an operation costs 410 and a constant 145; a call that is not inlined passes vectors through
 * memory it allocates. Nor does it inline a method of more than 325 bytes. So calls between the methods here come early,
 * work on bits where it can (to inline it takes more than the Vector API's own annotations), what comes late calls the
 * Vector API alone, and functions too long for one loop come in two stages. {@link VectorFunctions} has the loops.
 */
public final class VectorTwin {

    private VectorTwin() {}

    /** {@code e^x}. */
    public static DoubleVector exp(DoubleVector x) {
        return exp(x, broadcast(DOUBLE, 0.0));
    }

    /** {@code e^(x + tail)}. */
    public static DoubleVector expOfSum(DoubleVector x, DoubleVector tail) {
        return exp(x, broadcast(DOUBLE, 0.0).blend(tail, x.abs().compare(LE, EXP_FINITE)));
    }

    private static DoubleVector exp(DoubleVector x, DoubleVector tail) {
        DoubleVector capped = x.blend(EXP_INFINITE, x.compare(GT, EXP_INFINITE));
        // Zero is not left to underflow, which takes twice as long.
        VectorMask<Double> zero = x.lt(EXP_ZERO);
        DoubleVector clamped = capped.blend(0, zero);
        DoubleVector rounded = clamped.fma(broadcast(DOUBLE, LOG2_E), broadcast(DOUBLE, ROUND_TO_TWO_POWERS));
        DoubleVector k = rounded.sub(ROUND_TO_TWO_POWERS);
        DoubleVector reduced = k.fma(broadcast(DOUBLE, -LN2), clamped);
        DoubleVector reducedTail = k.fma(broadcast(DOUBLE, -LN2_TAIL), tail);
        DoubleVector r = reduced.add(reducedTail);
        DoubleVector small = expTail(r);
        LongVector exponents = rounded.reinterpretAsLongs();
        LongVector half = exponents.lanewise(LSHR, 1);
        DoubleVector scale = half.lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles();
        DoubleVector rest = exponents.sub(half).lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles();
        DoubleVector rTail = reduced.sub(r).add(reducedTail);
        DoubleVector high = r.add(1);
        DoubleVector low = broadcast(DOUBLE, 1.0).sub(high).add(r);
        return high.add(low.add(r.mul(r).fma(small, rTail)))
                .mul(scale)
                .mul(rest)
                .blend(0, zero);
    }

    private static DoubleVector expTail(DoubleVector r) {
        return broadcast(DOUBLE, EXP_12)
                .fma(r, broadcast(DOUBLE, EXP_11))
                .fma(r, broadcast(DOUBLE, EXP_10))
                .fma(r, broadcast(DOUBLE, EXP_9))
                .fma(r, broadcast(DOUBLE, EXP_8))
                .fma(r, broadcast(DOUBLE, EXP_7))
                .fma(r, broadcast(DOUBLE, EXP_6))
                .fma(r, broadcast(DOUBLE, EXP_5))
                .fma(r, broadcast(DOUBLE, EXP_4))
                .fma(r, broadcast(DOUBLE, EXP_3))
                .fma(r, broadcast(DOUBLE, EXP_2));
    }

    /** {@code e^x - 1}. */
    public static DoubleVector expm1(DoubleVector x) {
        DoubleVector capped = x.blend(EXP_INFINITE, x.compare(GT, EXP_INFINITE));
        DoubleVector clamped = capped.blend(EXPM1_MINUS_ONE, capped.lt(EXPM1_MINUS_ONE));
        DoubleVector rounded = clamped.fma(broadcast(DOUBLE, LOG2_E), broadcast(DOUBLE, ROUND_TO_HALF_POWER));
        DoubleVector k = rounded.sub(ROUND_TO_HALF_POWER);
        DoubleVector reduced = k.fma(broadcast(DOUBLE, -LN2), clamped);
        DoubleVector r = k.fma(broadcast(DOUBLE, -LN2_TAIL), reduced);
        DoubleVector rTail = k.fma(broadcast(DOUBLE, -LN2_TAIL), reduced.sub(r));
        DoubleVector half =
                rounded.reinterpretAsLongs().lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles();
        DoubleVector whole = half.sub(0.5);
        DoubleVector high = half.fma(r, whole);
        DoubleVector low = half.fma(r.mul(r).fma(expTail(r), rTail), half.fma(r, whole.sub(high)));
        DoubleVector result = high.add(low).mul(2);
        return result.blend(x, x.abs().lt(TINY));
    }

    /** The hyperbolic tangent. */
    public static DoubleVector tanh(DoubleVector x) {
        DoubleVector decay = x.abs().mul(-2);
        DoubleVector clamped = decay.blend(TANH_ONE, decay.lt(TANH_ONE));
        DoubleVector rounded = clamped.fma(broadcast(DOUBLE, LOG2_E), broadcast(DOUBLE, ROUND_TO_POWER));
        DoubleVector k = rounded.sub(ROUND_TO_POWER);
        DoubleVector reduced = k.fma(broadcast(DOUBLE, -LN2), clamped);
        DoubleVector reducedTail = k.mul(-LN2_TAIL);
        DoubleVector r = reduced.add(reducedTail);
        DoubleVector small = small(reduced, reducedTail, r);
        DoubleVector scale = powerOfTwo(rounded.reinterpretAsLongs());
        DoubleVector high = r.add(1);
        DoubleVector low = broadcast(DOUBLE, 1.0).sub(high).add(r).add(small);
        DoubleVector power = high.add(low);
        DoubleVector e = power.mul(scale);
        DoubleVector rest = high.sub(power).add(low).mul(scale);
        return tanh(x, e, rest);
    }

    /** The logistic function {@code 1/(1 + e^-x)}. */
    public static DoubleVector sigmoid(DoubleVector x) {
        VectorMask<Double> left = x.lt(0);
        DoubleVector decay = x.abs().neg();
        VectorMask<Double> zero = decay.lt(EXP_ZERO);
        DoubleVector clamped = decay.blend(EXP_ZERO, zero);
        DoubleVector rounded = rounded(clamped);
        LongVector exponents = rounded.reinterpretAsLongs();
        LongVector half = exponents.lanewise(LSHR, 1);
        DoubleVector scale = powerOfTwo(half).blend(0, zero);
        DoubleVector other = powerOfTwo(exponents.sub(half));
        DoubleVector k = rounded.sub(ROUND_TO_TWO_POWERS);
        DoubleVector reduced = k.fma(broadcast(DOUBLE, -LN2), clamped);
        DoubleVector reducedTail = k.mul(-LN2_TAIL);
        DoubleVector r = reduced.add(reducedTail);
        DoubleVector small = small(reduced, reducedTail, r);
        DoubleVector one = broadcast(DOUBLE, 1.0);
        DoubleVector high = r.add(one);
        DoubleVector low = one.sub(high).add(r).add(small);
        DoubleVector power = high.add(low);
        DoubleVector e = power.mul(scale).mul(other);
        DoubleVector rest = high.sub(power).add(low).mul(scale).mul(other);
        DoubleVector d = e.add(one);
        DoubleVector dTail = e.sub(d.sub(one)).add(rest);
        DoubleVector inverse = one.div(d);
        DoubleVector quotient = e.mul(inverse);
        DoubleVector minus = quotient.neg();
        DoubleVector error = minus.fma(dTail, minus.fma(d, e).add(rest));
        DoubleVector share = error.fma(inverse, quotient);
        return one.sub(share).blend(share, left);
    }

    private static DoubleVector rounded(DoubleVector x) {
        return x.fma(broadcast(DOUBLE, LOG2_E), broadcast(DOUBLE, ROUND_TO_TWO_POWERS));
    }

    /** {@code e^r - 1 - r} with what rounding took from {@code r}. */
    private static DoubleVector small(DoubleVector reduced, DoubleVector reducedTail, DoubleVector r) {
        return r.mul(r).fma(expTail(r), reduced.sub(r).add(reducedTail));
    }

    private static DoubleVector powerOfTwo(LongVector field) {
        return field.lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles();
    }

    /**
     * {@code 2^shift e^x} for {@code x} of at most 0 and what rounding takes from it, into arrays: the first stage of functions
     * with their derivatives.
     */
    static void decay(DoubleVector x, int shift, double[] e, int eo, double[] rest, int ro) {
        VectorMask<Double> zero = x.lt(EXP_ZERO);
        DoubleVector clamped = x.blend(EXP_ZERO, zero);
        DoubleVector rounded = rounded(clamped);
        LongVector exponents = rounded.reinterpretAsLongs().add(shift);
        LongVector half = exponents.lanewise(LSHR, 1);
        DoubleVector scale = powerOfTwo(half).blend(0, zero);
        DoubleVector other = powerOfTwo(exponents.sub(half));
        DoubleVector k = rounded.sub(ROUND_TO_TWO_POWERS);
        DoubleVector reduced = k.fma(broadcast(DOUBLE, -LN2), clamped);
        DoubleVector reducedTail = k.mul(-LN2_TAIL);
        DoubleVector r = reduced.add(reducedTail);
        DoubleVector small = small(reduced, reducedTail, r);
        DoubleVector high = r.add(1);
        DoubleVector low = broadcast(DOUBLE, 1.0).sub(high).add(r).add(small);
        DoubleVector power = high.add(low);
        power.mul(scale).mul(other).intoArray(e, eo);
        high.sub(power).add(low).mul(scale).mul(other).intoArray(rest, ro);
    }

    /** The hyperbolic tangent, given {@code e = e^(-2 |x|)} and what rounding took from it. */
    static DoubleVector tanh(DoubleVector x, DoubleVector e, DoubleVector rest) {
        DoubleVector one = broadcast(DOUBLE, 1.0);
        DoubleVector sign =
                x.reinterpretAsLongs().and(SIGN).or(one.reinterpretAsLongs()).reinterpretAsDoubles();
        DoubleVector difference = one.sub(e);
        DoubleVector differenceTail = one.sub(difference).sub(e).sub(rest);
        DoubleVector d = e.add(1);
        DoubleVector dTail = e.sub(d.sub(1)).add(rest);
        DoubleVector inverse = one.div(d);
        DoubleVector quotient = difference.add(differenceTail).mul(inverse);
        DoubleVector minusQuotient = quotient.neg();
        DoubleVector left =
                minusQuotient.fma(dTail, minusQuotient.fma(d, difference).add(differenceTail));
        return left.fma(inverse, quotient).mul(sign);
    }

    /** {@code e/(unit (1 + e))}, given {@code e/unit} and what rounding took from it. */
    static DoubleVector share(DoubleVector e, DoubleVector rest, double unit) {
        DoubleVector whole = e.mul(unit);
        DoubleVector d = whole.add(1);
        DoubleVector dTail = whole.sub(d.sub(1)).add(rest.mul(unit));
        DoubleVector inverse = broadcast(DOUBLE, 1.0).div(d);
        DoubleVector quotient = e.mul(inverse);
        DoubleVector minusQuotient = quotient.neg();
        DoubleVector left = minusQuotient.fma(dTail, minusQuotient.fma(d, e).add(rest));
        return left.fma(inverse, quotient);
    }

    /** The logistic function of {@code x}, given that of {@code -|x|}. */
    static DoubleVector sigmoid(DoubleVector x, DoubleVector share) {
        return broadcast(DOUBLE, 1.0).sub(share).blend(share, x.lt(0));
    }

    /** {@code s (1 - s)} over the unit, given {@code s} over the unit. */
    static DoubleVector slope(DoubleVector share, double unit) {
        return share.neg().fma(share.mul(unit), share);
    }

    /** {@code e^-|x|}: the first stage of {@link #softplus}. */
    static DoubleVector decay(DoubleVector x) {
        return exp(x.abs().neg());
    }

    /** {@code log(1 + e^x)}, given {@code decay = e^-|x|}. */
    static DoubleVector softplus(DoubleVector x, DoubleVector decay) {
        return log1p(decay).add(x.blend(0, x.lt(0)));
    }

    /** The natural logarithm. */
    public static DoubleVector log(DoubleVector x) {
        VectorMask<Double> subnormal = x.lt(Double.MIN_NORMAL);
        LongVector bits =
                x.blend(x.mul(SUBNORMAL_SCALE), subnormal).reinterpretAsLongs().add(SQRT_HALF_TO_ONE);
        DoubleVector f = fraction(bits);
        DoubleVector k = bits.lanewise(LSHR, FRACTION_BITS)
                .or(TWO_52_BITS)
                .reinterpretAsDoubles()
                .sub(broadcast(DOUBLE, EXPONENT_OF_ONE).blend(EXPONENT_OF_SCALED_ONE, subnormal));
        DoubleVector finite = x.blend(log(k, f, broadcast(DOUBLE, 0.0)), x.lt(Double.POSITIVE_INFINITY));
        return finite.blend(Double.NEGATIVE_INFINITY, x.eq(0)).blend(Double.NaN, x.lt(0));
    }

    /** {@code log(1 + x)}. */
    public static DoubleVector log1p(DoubleVector x) {
        DoubleVector u = x.add(1);
        DoubleVector added = u.sub(1);
        DoubleVector uTail = broadcast(DOUBLE, 1.0).sub(u.sub(added)).add(x.sub(added));
        LongVector bits = u.reinterpretAsLongs().add(SQRT_HALF_TO_ONE);
        DoubleVector fraction = fraction(bits);
        LongVector exponent = bits.lanewise(LSHR, FRACTION_BITS);
        DoubleVector k = exponent.or(TWO_52_BITS).reinterpretAsDoubles().sub(EXPONENT_OF_ONE);
        LongVector opposite = exponent.broadcast(2047).sub(exponent);
        DoubleVector tail =
                uTail.mul(0.5).mul(opposite.lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles());
        DoubleVector f = fraction.add(tail);
        DoubleVector fTail = fraction.sub(f).add(tail);
        DoubleVector finite = log(k, f, fTail.mul(broadcast(DOUBLE, 1.0).sub(f)));
        DoubleVector bounded = x.blend(finite, x.lt(Double.POSITIVE_INFINITY));
        return bounded.blend(Double.NEGATIVE_INFINITY, x.eq(-1))
                .blend(Double.NaN, x.lt(-1))
                .blend(x, x.abs().lt(TINY));
    }

    private static DoubleVector fraction(LongVector bits) {
        return bits.and(FRACTION).add(SQRT_HALF_BITS).reinterpretAsDoubles().sub(1);
    }

    private static DoubleVector log(DoubleVector k, DoubleVector f, DoubleVector tail) {
        DoubleVector s = f.div(f.add(2));
        DoubleVector z = s.mul(s);
        DoubleVector p = broadcast(DOUBLE, LOG_7)
                .fma(z, broadcast(DOUBLE, LOG_6))
                .fma(z, broadcast(DOUBLE, LOG_5))
                .fma(z, broadcast(DOUBLE, LOG_4))
                .fma(z, broadcast(DOUBLE, LOG_3))
                .fma(z, broadcast(DOUBLE, LOG_2))
                .fma(z, broadcast(DOUBLE, LOG_1));
        DoubleVector halfSquare = f.mul(0.5).mul(f);
        DoubleVector small = s.fma(p.fma(z, halfSquare), k.fma(broadcast(DOUBLE, LN2_TAIL), tail));
        DoubleVector whole = k.mul(LN2);
        DoubleVector high = whole.add(f);
        DoubleVector low = whole.sub(high).add(f);
        return high.add(low.sub(halfSquare.sub(small)));
    }

    /** The error function, given {@code erfcx = erfcx(x)}. */
    static DoubleVector erf(DoubleVector x, DoubleVector erfcx) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(ERF_ONE, size.compare(GT, ERF_ONE));
        DoubleVector z = capped.mul(capped);
        DoubleVector near = erfNear(capped, z);
        DoubleVector far =
                broadcast(DOUBLE, 1.0).sub(erfcx.mul(exp(z.neg(), capped.neg().fma(capped, z))));
        return far.blend(near, capped.lt(1))
                .reinterpretAsLongs()
                .and(~SIGN)
                .or(x.reinterpretAsLongs().and(SIGN))
                .reinterpretAsDoubles();
    }

    private static DoubleVector erfNear(DoubleVector x, DoubleVector z) {
        DoubleVector p = broadcast(DOUBLE, ERF_12)
                .fma(z, broadcast(DOUBLE, ERF_11))
                .fma(z, broadcast(DOUBLE, ERF_10))
                .fma(z, broadcast(DOUBLE, ERF_9))
                .fma(z, broadcast(DOUBLE, ERF_8))
                .fma(z, broadcast(DOUBLE, ERF_7))
                .fma(z, broadcast(DOUBLE, ERF_6))
                .fma(z, broadcast(DOUBLE, ERF_5))
                .fma(z, broadcast(DOUBLE, ERF_4))
                .fma(z, broadcast(DOUBLE, ERF_3))
                .fma(z, broadcast(DOUBLE, ERF_2))
                .fma(z, broadcast(DOUBLE, ERF_1));
        return x.fma(broadcast(DOUBLE, TWO_OVER_SQRT_PI), x.mul(p.fma(z, broadcast(DOUBLE, TWO_OVER_SQRT_PI_TAIL))));
    }

    /** The complementary error function {@code 1 - erf(x)}, given {@code erfcx = erfcx(x)}. */
    static DoubleVector erfc(DoubleVector x, DoubleVector erfcx) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(ERFC_ZERO, size.compare(GT, ERFC_ZERO));
        DoubleVector square = capped.mul(capped);
        DoubleVector right = erfcx.mul(exp(square.neg(), capped.neg().fma(capped, square)));
        return right.blend(broadcast(DOUBLE, 2.0).sub(right), x.lt(0));
    }

    /**
     * {@code e^(b^2) erfc(b)} with {@code b} the size of {@code x}, at most 28: the first stage of the functions above.
     */
    static DoubleVector erfcx(DoubleVector x) {
        DoubleVector size = x.abs();
        DoubleVector b = size.blend(ERFC_ZERO, size.compare(GT, ERFC_ZERO));
        DoubleVector above = b.add(ERFCX_CENTRE);
        DoubleVector scale = b.add(b).add(1);
        DoubleVector both = broadcast(DOUBLE, 1.0).div(above.mul(scale));
        DoubleVector inverse = both.mul(scale);
        DoubleVector start = inverse.fma(broadcast(DOUBLE, -2 * ERFCX_CENTRE), broadcast(DOUBLE, 1.0));
        DoubleVector q = inverse.fma(start.neg().fma(b, start.add(1).fma(broadcast(DOUBLE, -ERFCX_CENTRE), b)), start);
        DoubleVector factor = both.mul(above);
        DoubleVector weight =
                factor.fma(factor.mul(-2).fma(b, broadcast(DOUBLE, 1.0).sub(factor)), factor);
        return erfcxPolynomial(q).mul(weight);
    }

    private static DoubleVector erfcxPolynomial(DoubleVector q) {
        DoubleVector z = q.mul(q);
        DoubleVector even = broadcast(DOUBLE, ERFCX_22)
                .fma(z, broadcast(DOUBLE, ERFCX_20))
                .fma(z, broadcast(DOUBLE, ERFCX_18))
                .fma(z, broadcast(DOUBLE, ERFCX_16))
                .fma(z, broadcast(DOUBLE, ERFCX_14))
                .fma(z, broadcast(DOUBLE, ERFCX_12))
                .fma(z, broadcast(DOUBLE, ERFCX_10))
                .fma(z, broadcast(DOUBLE, ERFCX_8))
                .fma(z, broadcast(DOUBLE, ERFCX_6))
                .fma(z, broadcast(DOUBLE, ERFCX_4))
                .fma(z, broadcast(DOUBLE, ERFCX_2));
        DoubleVector odd = broadcast(DOUBLE, ERFCX_21)
                .fma(z, broadcast(DOUBLE, ERFCX_19))
                .fma(z, broadcast(DOUBLE, ERFCX_17))
                .fma(z, broadcast(DOUBLE, ERFCX_15))
                .fma(z, broadcast(DOUBLE, ERFCX_13))
                .fma(z, broadcast(DOUBLE, ERFCX_11))
                .fma(z, broadcast(DOUBLE, ERFCX_9))
                .fma(z, broadcast(DOUBLE, ERFCX_7))
                .fma(z, broadcast(DOUBLE, ERFCX_5))
                .fma(z, broadcast(DOUBLE, ERFCX_3))
                .fma(z, broadcast(DOUBLE, ERFCX_1));
        return even.fma(z, odd.mul(q)).add(ERFCX_0);
    }

    /** {@code e^(-x^2/2)}. */
    static DoubleVector bell(DoubleVector x) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(NORMAL_ZERO, size.compare(GT, NORMAL_ZERO));
        DoubleVector square = capped.mul(capped);
        return exp(square.mul(-0.5), capped.neg().fma(capped, square).mul(0.5));
    }
}
