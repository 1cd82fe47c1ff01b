package org.thalweg.autodiff;

import java.math.BigDecimal;
import java.math.MathContext;

/** Softmax and cross-entropy of a row of logits to some forty digits, by series in {@code BigDecimal}. */
final class ExactSoftmax {

    static final MathContext CONTEXT = new MathContext(45);

    private static final MathContext WIDE = new MathContext(60);
    private static final BigDecimal SMALL = new BigDecimal("1e-12");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** {@code p_c}. */
    final BigDecimal[] p;

    private final BigDecimal[] shifted;
    private final int most;
    private final BigDecimal others;

    ExactSoftmax(double... logits) {
        int largest = 0;
        for (int c = 0; c < logits.length; c++) {
            largest = logits[c] > logits[largest] ? c : largest;
        }
        this.most = largest;
        this.p = new BigDecimal[logits.length];
        this.shifted = new BigDecimal[logits.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < logits.length; c++) {
            shifted[c] = new BigDecimal(logits[c]).subtract(new BigDecimal(logits[most]));
            p[c] = exp(shifted[c]);
            sum = c == most ? sum : sum.add(p[c], CONTEXT);
        }
        this.others = sum;
        for (int c = 0; c < logits.length; c++) {
            p[c] = p[c].divide(sum.add(BigDecimal.ONE), CONTEXT);
        }
    }

    /** {@code log(1 + O) + sum_c q_c (z_m - z_c)}. */
    BigDecimal loss(int label, double smoothing) {
        BigDecimal sum = log1p(others);
        for (int c = 0; c < p.length; c++) {
            sum = sum.subtract(target(c, label, smoothing).multiply(shifted[c]), CONTEXT);
        }
        return sum;
    }

    /** {@code p_c - q_c}. */
    BigDecimal slope(int c, int label, double smoothing) {
        if (smoothing == 0 && c == label && c == most) {
            return others.divide(others.add(BigDecimal.ONE), CONTEXT).negate();
        }
        return p[c].subtract(target(c, label, smoothing), CONTEXT);
    }

    /** {@code q_c}. */
    BigDecimal target(int c, int label, double smoothing) {
        BigDecimal s = new BigDecimal(smoothing);
        BigDecimal shared = s.divide(BigDecimal.valueOf(p.length), CONTEXT);
        return c == label ? shared.add(BigDecimal.ONE).subtract(s) : shared;
    }

    /** {@code p_i sum_j p_j (v_i - v_j)}, or the same sum of absolute values. */
    BigDecimal curvature(int i, boolean absolute, double... v) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < p.length; j++) {
            BigDecimal difference = new BigDecimal(v[i]).subtract(new BigDecimal(v[j]));
            sum = sum.add(p[j].multiply(absolute ? difference.abs() : difference), WIDE);
        }
        return p[i].multiply(sum, CONTEXT);
    }

    static BigDecimal exp(BigDecimal x) {
        int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 8;
        BigDecimal r = x.divide(TWO.pow(halvings), WIDE);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; term.signum() != 0 && term.precision() - term.scale() > -WIDE.getPrecision(); i++) {
            term = term.multiply(r, WIDE).divide(BigDecimal.valueOf(i), WIDE);
            sum = sum.add(term, WIDE);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, WIDE);
        }
        return sum;
    }

    /** A series, or a step of Halley's iteration for {@code e^y = 1 + x} from a double. */
    private static BigDecimal log1p(BigDecimal x) {
        if (x.compareTo(SMALL) < 0) {
            BigDecimal square = x.multiply(x, CONTEXT);
            return x.subtract(square.divide(TWO, CONTEXT), CONTEXT)
                    .add(square.multiply(x, CONTEXT).divide(BigDecimal.valueOf(3), CONTEXT), CONTEXT);
        }
        BigDecimal y = new BigDecimal(Math.log1p(x.doubleValue()));
        BigDecimal power = exp(y);
        BigDecimal value = x.add(BigDecimal.ONE);
        BigDecimal step = TWO.multiply(value.subtract(power, WIDE)).divide(value.add(power), WIDE);
        return y.add(step, WIDE);
    }
}
