package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {

    private static final MathContext DIGITS = new MathContext(50);

    /** {@code P(X > most)} of so many cases that miss with a probability, term by term in 50 digits. */
    private static double beyond(int cases, double miss, int most) {
        BigDecimal p = new BigDecimal(miss);
        BigDecimal odds = p.divide(BigDecimal.ONE.subtract(p), DIGITS);
        BigDecimal term = BigDecimal.ONE.subtract(p).pow(cases, DIGITS);
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k <= cases; k++) {
            sum = k > most ? sum.add(term, DIGITS) : sum;
            term = term.multiply(odds, DIGITS)
                    .multiply(BigDecimal.valueOf(cases - k))
                    .divide(BigDecimal.valueOf(k + 1L), DIGITS);
        }
        return sum.doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "20, 0.05, 1e-3",
        "250, 0.05, 4e-7",
        "1000, 0.01, 4e-7",
        "1000, 0.0001, 4e-7",
        "20000, 0.05, 4e-7",
        "20000, 0.0001, 1e-6",
        "30, 0.8, 1e-3"
    })
    void isTheSmallestNumberThatIsRarelyExceeded(int cases, double miss, double rate) {
        int limit = Binomial.limit(cases, miss, rate);
        assertTrue(beyond(cases, miss, limit) <= rate);
        assertTrue(beyond(cases, miss, limit - 1) > rate);
    }

    @Test
    void nothingIsAllowedWhereNothingMayMiss() {
        assertEquals(0, Binomial.limit(1000, 0, 1e-3));
        assertEquals(0, Binomial.limit(0, 0.1, 1e-3));
    }
}
