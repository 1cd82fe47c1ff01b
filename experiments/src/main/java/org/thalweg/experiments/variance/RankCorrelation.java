package org.thalweg.experiments.variance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/**
 * The rank correlation of C. Spearman (1904, DOI 10.2307/1412159): the correlation of the ranks, equal numbers sharing the
 * mean of theirs. It has a 95 % interval by R. A. Fisher's transformation with the variance of D. G. Bonett and T. A. Wright
 * (2000, DOI 10.1007/BF02294183), {@code (1 + r^2/2)/(n-3)}, which takes the pairs for independent.
 *
 * @param value r, NaN for fewer than 4 pairs or if all numbers of a kind are equal
 * @param lower where the interval begins
 * @param upper where the interval ends
 */
record RankCorrelation(double value, double lower, double upper) {

    private static final double QUANTILE = 1.959963984540054;

    static RankCorrelation of(double[] x, double[] y) {
        int n = x.length;
        double[] u = ranks(x);
        double[] v = ranks(y);
        double mean = (n + 1) / 2.0;
        double uv = 0;
        double uu = 0;
        double vv = 0;
        for (int i = 0; i < n; i++) {
            uv += (u[i] - mean) * (v[i] - mean);
            uu += (u[i] - mean) * (u[i] - mean);
            vv += (v[i] - mean) * (v[i] - mean);
        }
        double r = n < 4 ? Double.NaN : Math.max(-1, Math.min(1, uv / Math.sqrt(uu * vv)));
        ElementaryFunctions functions = Kernels.selected().functions();
        double[] ends = {(1 + r) / (1 - r), 0};
        functions.log(1, ends, 0, ends, 0);
        double transformed = ends[0] / 2;
        double half = QUANTILE * Math.sqrt((1 + r * r / 2) / (n - 3));
        ends[0] = transformed - half;
        ends[1] = transformed + half;
        functions.tanh(2, ends, 0, ends, 0);
        return new RankCorrelation(r, ends[0], ends[1]);
    }

    /** What it says of a sentence. */
    Claim claim(String sentence, String quantity, Claim.Relation relation, double threshold) {
        return new Claim(sentence, quantity, value, lower, upper, relation, threshold);
    }

    private static double[] ranks(double... numbers) {
        int n = numbers.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[n];
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && numbers[order[to]] == numbers[order[from]]) {
                to++;
            }
            double shared = (from + 1 + to) / 2.0;
            Arrays.stream(order, from, to).forEach(i -> ranks[i] = shared);
            from = to;
        }
        return ranks;
    }
}
