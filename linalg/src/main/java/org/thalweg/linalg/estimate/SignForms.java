package org.thalweg.linalg.estimate;

import org.thalweg.linalg.random.Draws;

/**
 * Forms {@code z'Bz} over vectors {@code z} of random signs, where {@code B = P A P} is what a basis leaves of the operator.
 *
 * <p>The variance of a form is {@code 2 V^2}, {@code V^2 = |B|_F^2 - sum_i b_ii^2}, and V^2 is also the sum of the variances
 * of the {@code n} products {@code d_i = z_i (B z)_i}. So it is estimated without bias by
 *
 * <pre>{@code V^2 ~ sum_p |d_p - mean d|^2 / (m - 1)}</pre>
 *
 * <p>which averages over {@code n} coordinates what the variance of the {@code m} forms themselves knows from {@code m}
 * numbers. It vanishes for a diagonal B.
 */
final class SignForms {

    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final int dimension;
    private final Samples forms = new Samples();
    private final double[] mean;
    private double squares;
    private double scale;
    private double rounding;

    SignForms(ProbeBlock block, Basis basis, Draws draws) {
        this.block = block;
        this.basis = basis;
        this.draws = draws;
        dimension = block.dimension();
        mean = new double[dimension];
    }

    void draw(int first, int count) {
        block.drawSigns(draws, first, count);
        double[] signs = basis.size() == 0 ? block.vectors.data : block.vectors.copy().data;
        basis.project(block.vectors);
        block.apply();
        double[] values = new double[count];
        double[] allowances = new double[count];
        block.each((j, worker) -> {
            values[j] = block.quadraticForm(j);
            allowances[j] = block.rounding(j);
        });
        basis.project(block.products);
        for (int j = 0; j < count; j++) {
            addDiagonal(signs, j * dimension);
            forms.add(values[j]);
            rounding = Math.max(rounding, allowances[j]);
        }
    }

    /** Welford's recurrence for the mean of the vectors {@code d} and the sum of their squared distances from it. */
    private void addDiagonal(double[] signs, int from) {
        double[] products = block.products.data;
        int m = forms.count() + 1;
        if (scale == 0) {
            // A power of two near the first product that is not zero keeps squares in range.
            double norm = Sums.norm(dimension, products, from);
            if (norm == 0) {
                return;
            }
            scale = Sums.scale(norm);
        }
        double added = 0;
        double share = (m - 1.0) / m;
        double newest = 1.0 / m;
        for (int i = 0; i < dimension; i++) {
            double difference = scale * signs[from + i] * products[from + i] - mean[i];
            mean[i] = Math.fma(difference, newest, mean[i]);
            added = Math.fma(difference * share, difference, added);
        }
        squares += added;
    }

    double mean() {
        return forms.mean();
    }

    /** Half the width of the interval of the mean. */
    double halfWidth(double miss) {
        int m = forms.count();
        double constant = Calibration.signs(m, miss);
        if (constant == Double.POSITIVE_INFINITY) {
            return constant;
        }
        return constant * Math.sqrt(squares / (m - 1)) / (scale == 0 ? 1 : scale) + rounding;
    }
}
