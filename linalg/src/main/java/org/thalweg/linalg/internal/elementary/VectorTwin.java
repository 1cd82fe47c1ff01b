package org.thalweg.linalg.internal.elementary;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.thalweg.linalg.internal.elementary.Coefficients.*;
import static org.thalweg.linalg.internal.vector.Species.DOUBLE;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * The elementary functions of {@link ScalarTwin}, lane by lane on a vector of {@code Species.DOUBLE}: the same operations in
 * the same order, hence the same bits. Only operations with exact or correctly rounded lanes are used; the Vector API's own
 * {@code EXP}, {@code TANH} and the like are not among them, and change bits between compiled and interpreted code.
 *
 * <p>No branches: both sides of a choice are computed and blended. Formulas, special values and accuracy are described at
 * the scalar twins. Thread safe: no state.
 *
 * <p>The methods are meant to be inlined into a loop over an array, where the compiler keeps all vectors in registers; the
 * methods are kept short enough for that. {@link VectorFunctions} has these loops.
 */
public final class VectorTwin {

    private VectorTwin() {}

    /** {@code e^x}. */
    public static DoubleVector exp(DoubleVector x) {
        return exp(x, all(0));
    }

    private static DoubleVector exp(DoubleVector x, DoubleVector tail) {
        DoubleVector capped = x.blend(EXP_INFINITE, x.compare(GT, EXP_INFINITE));
        DoubleVector clamped = capped.blend(EXP_ZERO, capped.lt(EXP_ZERO));
        DoubleVector rounded = clamped.fma(all(LOG2_E), all(ROUND_TO_TWO_POWERS));
        DoubleVector k = rounded.sub(ROUND_TO_TWO_POWERS);
        DoubleVector r = k.fma(all(-LN2), clamped).add(k.fma(all(-LN2_TAIL), tail));
        DoubleVector power = r.mul(r).fma(expTail(r), r).add(1);
        LongVector exponents = rounded.reinterpretAsLongs();
        LongVector half = exponents.lanewise(LSHR, 1);
        return power.mul(half.lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles())
                .mul(exponents.sub(half).lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles());
    }

    private static DoubleVector expTail(DoubleVector r) {
        return all(EXP_12)
                .fma(r, all(EXP_11))
                .fma(r, all(EXP_10))
                .fma(r, all(EXP_9))
                .fma(r, all(EXP_8))
                .fma(r, all(EXP_7))
                .fma(r, all(EXP_6))
                .fma(r, all(EXP_5))
                .fma(r, all(EXP_4))
                .fma(r, all(EXP_3))
                .fma(r, all(EXP_2));
    }

    /** {@code e^x - 1}. */
    public static DoubleVector expm1(DoubleVector x) {
        DoubleVector capped = x.blend(EXP_INFINITE, x.compare(GT, EXP_INFINITE));
        DoubleVector clamped = capped.blend(EXPM1_MINUS_ONE, capped.lt(EXPM1_MINUS_ONE));
        DoubleVector rounded = clamped.fma(all(LOG2_E), all(ROUND_TO_HALF_POWER));
        DoubleVector k = rounded.sub(ROUND_TO_HALF_POWER);
        DoubleVector reduced = k.fma(all(-LN2), clamped);
        DoubleVector r = k.fma(all(-LN2_TAIL), reduced);
        DoubleVector rTail = k.fma(all(-LN2_TAIL), reduced.sub(r));
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
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(TANH_ONE, size.compare(GT, TANH_ONE));
        DoubleVector twice = capped.add(capped);
        DoubleVector rounded = twice.fma(all(LOG2_E), all(ROUND_TO_HALF_POWER));
        DoubleVector k = rounded.sub(ROUND_TO_HALF_POWER);
        DoubleVector reduced = k.fma(all(-LN2), twice);
        DoubleVector r = k.fma(all(-LN2_TAIL), reduced);
        DoubleVector rTail = k.fma(all(-LN2_TAIL), reduced.sub(r));
        DoubleVector half =
                rounded.reinterpretAsLongs().lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles();
        DoubleVector whole = half.sub(0.5);
        DoubleVector high = half.fma(r, whole);
        DoubleVector low = half.fma(r.mul(r).fma(expTail(r), rTail), half.fma(r, whole.sub(high)));
        DoubleVector n = high.add(low);
        DoubleVector nTail = high.sub(n).add(low);
        DoubleVector d = n.add(1);
        DoubleVector dTail = n.sub(d.sub(1));
        DoubleVector minusInverse = all(-1).div(d);
        DoubleVector minusQuotient = n.mul(minusInverse);
        DoubleVector rest = minusQuotient.fma(dTail, minusQuotient.add(1).fma(nTail, minusQuotient.fma(d, n)));
        return copySign(rest.fma(minusInverse, minusQuotient), x);
    }

    /** The logistic function {@code 1/(1 + e^-x)}. */
    public static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector e = exp(x.abs().neg());
        return all(1).blend(e, x.lt(0)).div(e.add(1));
    }

    /** {@code log(1 + e^x)}. */
    public static DoubleVector softplus(DoubleVector x) {
        return x.blend(0, x.lt(0)).add(log1p(exp(x.abs().neg())));
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
                .sub(all(EXPONENT_OF_ONE).blend(EXPONENT_OF_SCALED_ONE, subnormal));
        DoubleVector finite = x.blend(log(k, f, all(0)), x.lt(Double.POSITIVE_INFINITY));
        return finite.blend(Double.NEGATIVE_INFINITY, x.eq(0)).blend(Double.NaN, x.lt(0));
    }

    /** {@code log(1 + x)}. */
    public static DoubleVector log1p(DoubleVector x) {
        DoubleVector u = x.add(1);
        DoubleVector added = u.sub(1);
        DoubleVector uTail = all(1).sub(u.sub(added)).add(x.sub(added));
        LongVector bits = u.reinterpretAsLongs().add(SQRT_HALF_TO_ONE);
        DoubleVector fraction = fraction(bits);
        LongVector exponent = bits.lanewise(LSHR, FRACTION_BITS);
        DoubleVector k = exponent.or(TWO_52_BITS).reinterpretAsDoubles().sub(EXPONENT_OF_ONE);
        LongVector opposite = exponent.broadcast(2047).sub(exponent);
        DoubleVector tail =
                uTail.mul(0.5).mul(opposite.lanewise(LSHL, FRACTION_BITS).reinterpretAsDoubles());
        DoubleVector f = fraction.add(tail);
        DoubleVector fTail = fraction.sub(f).add(tail);
        DoubleVector finite = x.blend(log(k, f, fTail.mul(all(1).sub(f))), x.lt(Double.POSITIVE_INFINITY));
        return finite.blend(Double.NEGATIVE_INFINITY, x.eq(-1))
                .blend(Double.NaN, x.lt(-1))
                .blend(x, x.abs().lt(TINY));
    }

    private static DoubleVector fraction(LongVector bits) {
        return bits.and(FRACTION).add(SQRT_HALF_BITS).reinterpretAsDoubles().sub(1);
    }

    private static DoubleVector log(DoubleVector k, DoubleVector f, DoubleVector tail) {
        DoubleVector s = f.div(f.add(2));
        DoubleVector z = s.mul(s);
        DoubleVector p = all(LOG_7)
                .fma(z, all(LOG_6))
                .fma(z, all(LOG_5))
                .fma(z, all(LOG_4))
                .fma(z, all(LOG_3))
                .fma(z, all(LOG_2))
                .fma(z, all(LOG_1));
        DoubleVector halfSquare = f.mul(0.5).mul(f);
        DoubleVector small = s.fma(p.fma(z, halfSquare), k.fma(all(LN2_TAIL), tail));
        DoubleVector whole = k.mul(LN2);
        DoubleVector high = whole.add(f);
        DoubleVector low = whole.sub(high).add(f);
        return high.add(low.sub(halfSquare.sub(small)));
    }

    /** The error function. */
    public static DoubleVector erf(DoubleVector x) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(ERF_ONE, size.compare(GT, ERF_ONE));
        DoubleVector z = capped.mul(capped);
        DoubleVector far =
                all(1).sub(erfcx(capped).mul(exp(z.neg(), capped.neg().fma(capped, z))));
        return copySign(far.blend(erfNear(capped, z), capped.lt(1)), x);
    }

    private static DoubleVector erfNear(DoubleVector x, DoubleVector z) {
        DoubleVector p = all(ERF_12)
                .fma(z, all(ERF_11))
                .fma(z, all(ERF_10))
                .fma(z, all(ERF_9))
                .fma(z, all(ERF_8))
                .fma(z, all(ERF_7))
                .fma(z, all(ERF_6))
                .fma(z, all(ERF_5))
                .fma(z, all(ERF_4))
                .fma(z, all(ERF_3))
                .fma(z, all(ERF_2))
                .fma(z, all(ERF_1));
        return x.fma(all(TWO_OVER_SQRT_PI), x.mul(p.fma(z, all(TWO_OVER_SQRT_PI_TAIL))));
    }

    /** The complementary error function {@code 1 - erf(x)}. */
    public static DoubleVector erfc(DoubleVector x) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(ERFC_ZERO, size.compare(GT, ERFC_ZERO));
        DoubleVector square = capped.mul(capped);
        DoubleVector right = erfcx(capped).mul(exp(square.neg(), capped.neg().fma(capped, square)));
        return right.blend(all(2).sub(right), x.lt(0));
    }

    private static DoubleVector erfcx(DoubleVector b) {
        DoubleVector above = b.add(ERFCX_CENTRE);
        DoubleVector scale = b.add(b).add(1);
        DoubleVector both = all(1).div(above.mul(scale));
        DoubleVector inverse = both.mul(scale);
        DoubleVector start = inverse.fma(all(-2 * ERFCX_CENTRE), all(1));
        DoubleVector q = inverse.fma(start.neg().fma(b, start.add(1).fma(all(-ERFCX_CENTRE), b)), start);
        DoubleVector factor = both.mul(above);
        DoubleVector weight = factor.fma(factor.mul(-2).fma(b, all(1).sub(factor)), factor);
        return erfcxPolynomial(q).mul(weight);
    }

    private static DoubleVector erfcxPolynomial(DoubleVector q) {
        DoubleVector z = q.mul(q);
        DoubleVector even = all(ERFCX_22)
                .fma(z, all(ERFCX_20))
                .fma(z, all(ERFCX_18))
                .fma(z, all(ERFCX_16))
                .fma(z, all(ERFCX_14))
                .fma(z, all(ERFCX_12))
                .fma(z, all(ERFCX_10))
                .fma(z, all(ERFCX_8))
                .fma(z, all(ERFCX_6))
                .fma(z, all(ERFCX_4))
                .fma(z, all(ERFCX_2))
                .fma(z, all(ERFCX_0));
        DoubleVector odd = all(ERFCX_21)
                .fma(z, all(ERFCX_19))
                .fma(z, all(ERFCX_17))
                .fma(z, all(ERFCX_15))
                .fma(z, all(ERFCX_13))
                .fma(z, all(ERFCX_11))
                .fma(z, all(ERFCX_9))
                .fma(z, all(ERFCX_7))
                .fma(z, all(ERFCX_5))
                .fma(z, all(ERFCX_3))
                .fma(z, all(ERFCX_1));
        return odd.fma(q, even);
    }

    /** {@code e^(-x^2/2)}. */
    static DoubleVector bell(DoubleVector x) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(NORMAL_ZERO, size.compare(GT, NORMAL_ZERO));
        DoubleVector square = capped.mul(capped);
        return exp(square.mul(-0.5), capped.neg().fma(capped, square).mul(0.5));
    }

    /** The standard normal density {@code e^(-x^2/2)/sqrt(2 pi)}. */
    public static DoubleVector normalDensity(DoubleVector x) {
        return bell(x).mul(INVERSE_SQRT_TWO_PI);
    }

    /** The standard normal distribution function. */
    public static DoubleVector normalDistribution(DoubleVector x) {
        return normalDistribution(x, bell(x));
    }

    static DoubleVector normalDistribution(DoubleVector x, DoubleVector bell) {
        DoubleVector size = x.abs();
        DoubleVector capped = size.blend(NORMAL_ZERO, size.compare(GT, NORMAL_ZERO));
        DoubleVector left = erfcx(capped.mul(SQRT_HALF)).mul(0.5).mul(bell);
        return left.blend(all(1).sub(left), x.compare(GT, 0));
    }

    /** The sine of {@code 2 pi turns}; NaN beyond {@code 2^48} turns. */
    public static DoubleVector sinTwoPi(DoubleVector turns) {
        DoubleVector rounded = turns.mul(4).add(ROUND);
        DoubleVector f = turns.mul(4).sub(rounded.sub(ROUND));
        LongVector quarter = rounded.reinterpretAsLongs();
        DoubleVector value = choose(quarter, sinQuarter(f), cosQuarter(f));
        return all(Double.NaN).blend(value, turns.abs().compare(LE, MOST_TURNS));
    }

    /** The cosine of {@code 2 pi turns}; NaN beyond {@code 2^48} turns. */
    public static DoubleVector cosTwoPi(DoubleVector turns) {
        DoubleVector rounded = turns.mul(4).add(ROUND);
        DoubleVector f = turns.mul(4).sub(rounded.sub(ROUND));
        LongVector next = rounded.reinterpretAsLongs().add(1);
        DoubleVector value = choose(next, sinQuarter(f), cosQuarter(f));
        return all(Double.NaN).blend(value, turns.abs().compare(LE, MOST_TURNS));
    }

    private static DoubleVector choose(LongVector quarter, DoubleVector sin, DoubleVector cos) {
        LongVector even = sin.reinterpretAsLongs();
        LongVector difference = even.lanewise(XOR, cos.reinterpretAsLongs());
        return even.lanewise(XOR, difference.and(quarter.broadcast(0).sub(quarter.and(1))))
                .lanewise(XOR, quarter.and(2).lanewise(LSHL, 62))
                .reinterpretAsDoubles();
    }

    private static DoubleVector sinQuarter(DoubleVector f) {
        DoubleVector z = f.mul(f);
        DoubleVector p = all(SIN_6)
                .fma(z, all(SIN_5))
                .fma(z, all(SIN_4))
                .fma(z, all(SIN_3))
                .fma(z, all(SIN_2))
                .fma(z, all(SIN_1));
        return f.fma(all(HALF_PI), f.mul(p.fma(z, all(HALF_PI_TAIL))));
    }

    private static DoubleVector cosQuarter(DoubleVector f) {
        DoubleVector z = f.mul(f);
        return all(COS_7)
                .fma(z, all(COS_6))
                .fma(z, all(COS_5))
                .fma(z, all(COS_4))
                .fma(z, all(COS_3))
                .fma(z, all(COS_2))
                .fma(z, all(COS_1))
                .fma(z, all(1));
    }

    private static DoubleVector copySign(DoubleVector magnitude, DoubleVector sign) {
        return magnitude
                .reinterpretAsLongs()
                .and(~SIGN)
                .or(sign.reinterpretAsLongs().and(SIGN))
                .reinterpretAsDoubles();
    }

    private static DoubleVector all(double value) {
        return DoubleVector.broadcast(DOUBLE, value);
    }
}
