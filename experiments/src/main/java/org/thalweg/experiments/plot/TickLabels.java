package org.thalweg.experiments.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How the numbers at the ticks of an axis are written: all in the same way. Of a logarithmic axis the ticks 1, 2, ..., 9 of every decade are
 * drawn, but only as many labelled as there is room for.
 */
record TickLabels(Axis.Scale scale, Limits limits) {

    private static final String NONE = " ";
    private static final String SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

    /** A number of as many digits before or after the point is written with a power of ten. */
    private static final int MOST_DIGITS = 4;

    /** So many labels have room on an axis. */
    private static final int ROOM = 9;

    /** Beyond, only powers of ten are labelled. */
    private static final double MANY_DECADES = 2.5;

    /** XChart never ends if labels are longer than 20 characters. */
    private static final int MOST_PRECISE = 9;

    private static final double ROUNDING = 1e-9;

    String of(double number) {
        return scale == Axis.Scale.LOGARITHMIC ? logarithmic(number) : linear(number);
    }

    /** How many ticks of a logarithmic axis are labelled. */
    int ofLogarithmicAxis() {
        int labelled = 0;
        int last = (int) Math.floor(Math.log10(limits.upper()));
        for (int exponent = (int) Math.floor(Math.log10(limits.lower())); exponent <= last; exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                double tick = digit * Math.pow(10, exponent);
                boolean inside = tick >= limits.lower() && tick <= limits.upper();
                labelled += inside && !logarithmic(tick).equals(NONE) ? 1 : 0;
            }
        }
        return labelled;
    }

    /**
     * A power of ten by its exponent; nothing between powers. XChart takes an axis whose ends have the same label for one of a
     * single number, and takes longer steps where other labels are the same; so what is nothing differs between the halves.
     */
    String ofExponent(double exponent) {
        int whole = (int) Math.rint(exponent);
        if (Math.abs(exponent - whole) <= ROUNDING) {
            return product(1, whole);
        }
        return exponent < Math.log10(limits.lower()) + limits.decades() / 2 ? NONE : NONE + NONE;
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
        return labelled ? product(digit, exponent) : NONE;
    }

    /** {@code digit 10^exponent}: as a decimal if all numbers of the axis are short ones, else as a power. */
    private String product(long digit, int exponent) {
        boolean shortOnes = limits.lower() >= Math.pow(10, 1 - MOST_DIGITS) * (1 - ROUNDING)
                && limits.upper() < Math.pow(10, MOST_DIGITS);
        if (shortOnes) {
            return plain(BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent));
        }
        return (digit == 1 ? "" : digit + "\u00b7") + "10" + superscript(exponent);
    }

    /**
     * Rounded to a thousandth of the axis, but to no more digits than are worth reading; all with the same power of ten, or
     * none.
     */
    private String linear(double number) {
        int last = (int) Math.floor(Math.log10(limits.upper() - limits.lower())) - 3;
        BigDecimal rounded =
                new BigDecimal(number).setScale(-last, RoundingMode.HALF_EVEN).round(new MathContext(MOST_PRECISE));
        int largest = (int) Math.floor(Math.log10(Math.max(Math.abs(limits.lower()), Math.abs(limits.upper()))));
        if (rounded.signum() == 0 || Math.abs(largest) < MOST_DIGITS) {
            return plain(rounded);
        }
        return plain(rounded.movePointLeft(largest)) + "\u00b710" + superscript(largest);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : minus(number.stripTrailingZeros().toPlainString());
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
