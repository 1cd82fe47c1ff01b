package org.thalweg.linalg.internal.elementary;

/**
 * The constants both twins of the elementary functions share. All are compile-time constants, so that the compiler sees
 * numbers and no memory.
 *
 * <p>Everything below the special values is the output of {@code src/test/scripts/elementary_coefficients.py}: minimax
 * polynomials by the Remez exchange in 60 digits, rounded to doubles. A name's number is the power of the argument in
 * the function that is approximated, counted from the first term the formula leaves to the polynomial.
 */
final class Coefficients {

    // Adding one of these to a number below 2^51 rounds it to an integer, which then stands in the low bits: 3 * 2^51
    // plus an offset that turns the integer k into the exponent field of 2^k, of 2^(k - 1), or into the sum of two such
    // fields.
    static final double ROUND = 0x1.8p52;
    static final double ROUND_TO_POWER = ROUND + 1023;
    static final double ROUND_TO_HALF_POWER = ROUND + 1022;
    static final double ROUND_TO_TWO_POWERS = ROUND + 2 * 1023;

    static final int FRACTION_BITS = 52;
    static final long FRACTION = (1L << FRACTION_BITS) - 1;
    static final long SIGN = Long.MIN_VALUE;

    // Bit patterns of sqrt(1/2), of 2^52, and of 1 less that of sqrt(1/2). Adding the last lets a number's exponent
    // field step at sqrt(2) instead of at 2.
    static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;
    static final long TWO_52_BITS = 0x4330000000000000L;
    static final long SQRT_HALF_TO_ONE = 0x3ff0000000000000L - SQRT_HALF_BITS;

    // 2^52 with the exponent field of a number in its low bits, less this, is the number's exponent; the second is for
    // a subnormal number that was first multiplied by 2^54.
    static final double EXPONENT_OF_ONE = 0x1p52 + 1023;
    static final double SUBNORMAL_SCALE = 0x1p54;
    static final double EXPONENT_OF_SCALED_ONE = EXPONENT_OF_ONE + 54;

    // Where exp is certainly infinite and zero (4 e^x too), and the size of x up to which it may be neither; where
    // expm1 is
    // certainly -1, 1 - e^x certainly 1, erf certainly 1, erfc and the normal density certainly 0, and where f(x) = x
    // for
    // expm1 and log1p.
    static final double EXP_INFINITE = 710;
    static final double EXP_ZERO = -748;
    static final double EXP_FINITE = 748;
    static final double EXPM1_MINUS_ONE = -40;
    static final double TANH_ONE = -80;
    static final double ERF_ONE = 6;
    static final double ERFC_ZERO = 28;
    static final double NORMAL_ZERO = 39;
    static final double TINY = 0x1p-54;

    // The largest argument of sinTwoPi and cosTwoPi, in turns.
    static final double MOST_TURNS = 0x1p48;

    // log 2 with 32 bits, so that its product with an exponent is exact; its tail; 1/log 2.
    static final double LN2 = 0.6931471803691238;
    static final double LN2_TAIL = 1.9082149292705877e-10;
    static final double LOG2_E = 1.4426950408889634;

    // (exp(r) - 1 - r)/r^2, |r| <= log(2)/2; relative error 2^-57.2.
    static final double EXP_2 = 0.5;
    static final double EXP_3 = 0.1666666666666667;
    static final double EXP_4 = 0.041666666666666616;
    static final double EXP_5 = 0.008333333333326167;
    static final double EXP_6 = 0.001388888888891795;
    static final double EXP_7 = 0.0001984126987472079;
    static final double EXP_8 = 2.4801587245707057e-5;
    static final double EXP_9 = 2.7557255514159984e-6;
    static final double EXP_10 = 2.755734968645113e-7;
    static final double EXP_11 = 2.510517370753011e-8;
    static final double EXP_12 = 2.08893444838608e-9;

    // (2 atanh(s) - 2 s)/s^3 in z = s^2, |s| <= (sqrt(2) - 1)/(sqrt(2) + 1); relative error 2^-50.9.
    static final double LOG_1 = 0.666666666666667;
    static final double LOG_2 = 0.3999999999989919;
    static final double LOG_3 = 0.2857142862610412;
    static final double LOG_4 = 0.22222211116026466;
    static final double LOG_5 = 0.1818289035736898;
    static final double LOG_6 = 0.15331684349623725;
    static final double LOG_7 = 0.14616872106753526;

    // 2/sqrt(pi) and its tail.
    static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
    static final double TWO_OVER_SQRT_PI_TAIL = 1.533545961316588e-17;

    // (erf(x)/x - 2/sqrt(pi))/x^2 in z = x^2, |x| <= 1; relative error 2^-53.6.
    static final double ERF_1 = -0.37612638903183754;
    static final double ERF_2 = 0.11283791670955108;
    static final double ERF_3 = -0.02686617064512328;
    static final double ERF_4 = 0.005223977625294867;
    static final double ERF_5 = -0.0008548327009347759;
    static final double ERF_6 = 0.000120553321829849;
    static final double ERF_7 = -1.4925621588044342e-5;
    static final double ERF_8 = 1.6461429645893787e-6;
    static final double ERF_9 = -1.6354915643053733e-7;
    static final double ERF_10 = 1.4690980301044742e-8;
    static final double ERF_11 = -1.1494051504473035e-9;
    static final double ERF_12 = 6.162680558283257e-11;

    // (1 + 2 b) exp(b^2) erfc(b) in q = (b - 4)/(b + 4), 0 <= b <= 28; relative error 2^-54.1.
    static final double ERFCX_0 = 1.2329951186255526;
    static final double ERFCX_1 = -0.1396211168405629;
    static final double ERFCX_2 = 0.015379652102619766;
    static final double ERFCX_3 = 0.06809705425473661;
    static final double ERFCX_4 = -0.1010390660363012;
    static final double ERFCX_5 = 0.09373283499682364;
    static final double ERFCX_6 = -0.06633036581256352;
    static final double ERFCX_7 = 0.03716751556185496;
    static final double ERFCX_8 = -0.016197734048426272;
    static final double ERFCX_9 = 0.005031969763551365;
    static final double ERFCX_10 = -0.0007577734048565391;
    static final double ERFCX_11 = -0.00019925556118217022;
    static final double ERFCX_12 = 0.00015062247156188746;
    static final double ERFCX_13 = -2.4402941748973473e-5;
    static final double ERFCX_14 = -1.1225283031889783e-5;
    static final double ERFCX_15 = 5.717295714625359e-6;
    static final double ERFCX_16 = 3.0195642953044406e-7;
    static final double ERFCX_17 = -8.342409680115607e-7;
    static final double ERFCX_18 = 6.238899312454269e-8;
    static final double ERFCX_19 = 1.1456169261359064e-7;
    static final double ERFCX_20 = -7.778760229056484e-9;
    static final double ERFCX_21 = -1.3386372903237748e-8;
    static final double ERFCX_22 = -1.7176783074670647e-9;
    static final double ERFCX_CENTRE = 4.0;

    // 1/sqrt(2 pi) and sqrt(1/2).
    static final double INVERSE_SQRT_TWO_PI = 0.3989422804014327;
    static final double SQRT_HALF = 0.7071067811865476;

    // pi/2 and its tail.
    static final double HALF_PI = 1.5707963267948966;
    static final double HALF_PI_TAIL = 6.123233995736766e-17;

    // (sin(f pi/2)/f - pi/2)/f^2 in z = f^2, |f| <= 1/2; relative error 2^-52.8.
    static final double SIN_1 = -0.6459640975062462;
    static final double SIN_2 = 0.07969262624614402;
    static final double SIN_3 = -0.0046817541342471505;
    static final double SIN_4 = 0.00016044116653482807;
    static final double SIN_5 = -3.598702587537532e-6;
    static final double SIN_6 = 5.642167057432674e-8;

    // (cos(f pi/2) - 1)/f^2 in z = f^2, |f| <= 1/2; relative error 2^-53.8.
    static final double COS_1 = -1.2337005501361697;
    static final double COS_2 = 0.2536695079010478;
    static final double COS_3 = -0.02086348076334061;
    static final double COS_4 = 0.0009192602745440702;
    static final double COS_5 = -2.5202039006660088e-5;
    static final double COS_6 = 4.710677646489771e-7;
    static final double COS_7 = -6.3292952060838e-9;

    private Coefficients() {}
}
