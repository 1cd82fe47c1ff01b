package org.thalweg.experiments.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How the numbers at the ticks of an axis are written. Of a logarithmic axis the ticks 1, 2, ..., 9 of every decade are
 * drawn, but only as many labelled as there is room for.
 */
record TickLabels(Axis.Scale scale, Limits limits) {

    private static final String NONE = " ";
    private static final String SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

    /** Powers of ten beyond these are written as such. */
    private static final int MOST_DIGITS = 4;

    /** So many labels have room on an axis. */
    private static final int ROOM = 9;

    /** Beyond, only powers of ten are labelled, all in the same way. */
    private static final double MANY_DECADES = 2.5;

    /** XChart never ends if labels are longer than 20 characters. */
    private static final int MOST_PRECISE = 9;

    private static final double ROUNDING = 1e-9;

    String of(double number) {
        return scale == Axis.Scale.LOGARITHMIC ? logarithmic(number) : linear(number);
    }

    /** A power of ten by its exponent. */
    String ofExponent(double exponent) {
        int whole = (int) Math.rint(exponent);
        if (Math.abs(exponent - whole) > ROUNDING) {
            return text(new BigDecimal(Math.pow(10, exponent)).round(new MathContext(2)));
        }
        return whole == 0 || whole == 1 ? text(BigDecimal.ONE.scaleByPowerOfTen(whole)) : "10" + superscript(whole);
    }

    private String logarithmic(double number) {
        double decades = limits.decades();
        int exponent = (int) Math.floor(Math.log10(number) + ROUNDING);
        long digit = Math.round(number / Math.pow(10, exponent));
        boolean labelled =
                switch ((int) digit) {
                    case 1 -> exponent % Math.max(1, (int) Math.ceil(decades / ROOM)) == 0;
                    case 2, 5 -> decades <= MANY_DECADES;
                    case 3 -> decades <= 1;
                    default -> decades <= 0.7;
                };
        if (!labelled) {
            return NONE;
        }
        return decades > MANY_DECADES && exponent != 0 && exponent != 1
                ? "10" + superscript(exponent)
                : text(BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent));
    }

    /** Rounded to a thousandth of the axis, but to no more digits than are worth reading. */
    private String linear(double number) {
        int last = (int) Math.floor(Math.log10(limits.upper() - limits.lower())) - 3;
        return text(
                new BigDecimal(number).setScale(-last, RoundingMode.HALF_EVEN).round(new MathContext(MOST_PRECISE)));
    }

    private static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        if (Math.abs(exponent) < MOST_DIGITS) {
            return minus(stripped.toPlainString());
        }
        String mantissa = stripped.movePointLeft(exponent)
                .round(MathContext.DECIMAL32)
                .stripTrailingZeros()
                .toPlainString();
        String factor = mantissa.equals("1") ? "" : mantissa.equals("-1") ? "-" : mantissa + "\u00b7";
        return minus(factor + "10" + superscript(exponent));
    }

    private static String superscript(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "\u207b" : "");
        String.valueOf(Math.abs(exponent)).chars().forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
        return text.toString();
    }

    private static String minus(String text) {
        return text.replace('-', '\u2212');
    }
}
