package org.thalweg.experiments.figure;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as text that every JDK writes alike: {@code Double.toString} has other digits before JDK 19 than since. */
final class Numbers {

    /** So many digits name every double. */
    private static final int ENOUGH = 17;

    private Numbers() {}

    /** The fewest digits from 15 on that read as the same bits; {@code NaN} and {@code Infinity} by name. */
    static String text(double number) {
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = ENOUGH - 2; digits < ENOUGH; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return text(rounded);
            }
        }
        return text(exact.round(new MathContext(ENOUGH)));
    }

    private static String text(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= ENOUGH
                ? stripped.toPlainString()
                : stripped.toString();
    }
}
