package org.thalweg.experiments.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The Hessian of mean cross-entropy by the biases of the last layer of a rectifier network, {@code (1/n) sum (diag(p) - p p')}, at
 * given doubles and without rounding that matters: every sum to 50 digits.
 */
final class ExactBiasHessian {

    private static final MathContext CONTEXT = new MathContext(50);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final BigDecimal[][] elements;

    /** Of the network with these widths, whose parameters are weight and bias of each layer in turn. */
    ExactBiasHessian(double[] theta, DMatrixRMaj inputs, int... widths) {
        int classes = widths[widths.length - 1];
        this.elements = new BigDecimal[classes][classes];
        for (BigDecimal[] row : elements) {
            Arrays.fill(row, BigDecimal.ZERO);
        }
        BigDecimal share = BigDecimal.ONE.divide(BigDecimal.valueOf(inputs.numRows), CONTEXT);
        for (int sample = 0; sample < inputs.numRows; sample++) {
            BigDecimal[] p = softmax(logits(theta, inputs, sample, widths));
            for (int i = 0; i < classes; i++) {
                for (int j = 0; j < classes; j++) {
                    if (j != i) {
                        BigDecimal product = p[i].multiply(p[j], CONTEXT).multiply(share, CONTEXT);
                        elements[i][i] = elements[i][i].add(product, CONTEXT);
                        elements[i][j] = elements[i][j].subtract(product, CONTEXT);
                    }
                }
            }
        }
    }

    private static BigDecimal[] logits(double[] theta, DMatrixRMaj inputs, int sample, int... widths) {
        BigDecimal[] x = new BigDecimal[widths[0]];
        for (int c = 0; c < x.length; c++) {
            x[c] = new BigDecimal(inputs.get(sample, c));
        }
        int at = 0;
        for (int layer = 1; layer < widths.length; layer++) {
            BigDecimal[] y = new BigDecimal[widths[layer]];
            int bias = at + y.length * x.length;
            for (int i = 0; i < y.length; i++) {
                y[i] = new BigDecimal(theta[bias + i]);
                for (int c = 0; c < x.length; c++) {
                    if (x[c].signum() != 0) {
                        y[i] = y[i].add(new BigDecimal(theta[at + i * x.length + c]).multiply(x[c]), CONTEXT);
                    }
                }
                boolean last = layer == widths.length - 1;
                y[i] = last ? y[i] : y[i].max(BigDecimal.ZERO);
            }
            at = bias + y.length;
            x = y;
        }
        return x;
    }

    private static BigDecimal[] softmax(BigDecimal... logits) {
        BigDecimal most = Arrays.stream(logits).reduce(BigDecimal::max).orElseThrow();
        BigDecimal[] p = new BigDecimal[logits.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int c = 0; c < p.length; c++) {
            p[c] = exp(logits[c].subtract(most));
            sum = sum.add(p[c], CONTEXT);
        }
        for (int c = 0; c < p.length; c++) {
            p[c] = p[c].divide(sum, CONTEXT);
        }
        return p;
    }

    /** Taylor's series at a power of two of the argument, squared as often. */
    private static BigDecimal exp(BigDecimal x) {
        MathContext wide = new MathContext(70);
        int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 8;
        BigDecimal r = x.divide(TWO.pow(halvings), wide);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; term.signum() != 0 && term.precision() - term.scale() > -70; i++) {
            term = term.multiply(r, wide).divide(BigDecimal.valueOf(i), wide);
            sum = sum.add(term, wide);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, wide);
        }
        return sum;
    }

    BigDecimal get(int i, int j) {
        return elements[i][j];
    }

    /** How many eigenvalues lie above a number: the positive pivots of {@code H - s I}, by Sylvester's law of inertia. */
    int eigenvaluesAbove(double s) {
        int n = elements.length;
        BigDecimal[][] a = new BigDecimal[n][];
        for (int i = 0; i < n; i++) {
            a[i] = elements[i].clone();
            a[i][i] = a[i][i].subtract(new BigDecimal(s));
        }
        int positive = 0;
        for (int k = 0; k < n; k++) {
            positive += a[k][k].signum() > 0 ? 1 : 0;
            for (int i = k + 1; i < n; i++) {
                BigDecimal factor = a[i][k].divide(a[k][k], CONTEXT);
                for (int j = k + 1; j < n; j++) {
                    a[i][j] = a[i][j].subtract(factor.multiply(a[k][j], CONTEXT), CONTEXT);
                }
            }
        }
        return positive;
    }
}
