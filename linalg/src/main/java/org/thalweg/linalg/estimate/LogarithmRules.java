package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Bounds of {@code log t}, averaged over a measure on {@code [b, infinity)} of which a Jacobi matrix is known and whose points
 * rounding may have moved by up to {@code d}.
 *
 * <p>All even derivatives of the logarithm are negative and all odd ones positive. So the Gauss rule of a Jacobi matrix is
 * not below the mean, and the Gauss-Radau rule with a node at the lower end not above it (G. H. Golub and G. Meurant,
 * Matrices, Moments and Quadrature, 2010, chapter 6). With rounding, the point {@code t} of the measure appears in the
 * Jacobi matrix as one between {@code t - d} and {@code t + d}. Let z be that point plus d; then
 *
 * <pre>{@code max(b, z - 2 d) <= t <= z}</pre>
 *
 * <p>and the Gauss rule of {@code log z} is an upper bound. A lower bound is the Gauss-Radau rule, with a node at
 * {@code z = b}, of any function that is not above {@code log max(b, z - 2 d)} and whose derivatives have the signs of those of
 * the logarithm. For every {@code g > 0} such a function is
 *
 * <pre>{@code
 * h(z) = log z - g log(1 + K/z),   K = y ((y/b)^(1/g) - 1),   y = b + 2 d
 * }</pre>
 *
 * <p>Its derivative is {@code 1/z + g (1/z - 1/(z + K))}. At y it is {@code log b}, and it ascends, so it is small enough up
 * to y. Beyond y, {@code g log(1 + K/z)} must not be below {@code -log(1 - 2 d/z)}: as functions of {@code 1/z} the former is
 * concave and the latter convex, and both agree at 0 and at {@code 1/y}. A small g loses least near b, a large one far from
 * it; the largest of the rules with {@code g = 1, 2, 4, ...} is taken. Where {@code d} is far below b, {@code g = 1} loses
 * {@code 2 d/z}, which is all that is unknown.
 */
final class LogarithmRules {

    /** Mean and variance of a function over a measure. */
    record Rule(double mean, double variance) {

        private static Rule of(int m, double[] first, double[] values) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean = Math.fma(first[i] * first[i], values[i], mean);
            }
            double variance = 0;
            for (int i = 0; i < m; i++) {
                double deviation = first[i] * (values[i] - mean);
                variance = Math.fma(deviation, deviation, variance);
            }
            return new Rule(mean, variance);
        }
    }

    /**
     * What a Jacobi matrix says.
     *
     * @param smallest the smallest node of its Gauss rule
     * @param lower the lower bound
     * @param upper the upper bound
     */
    record Bounds(double smallest, Rule lower, Rule upper) {}

    private final ElementaryFunctions functions = Kernels.selected().functions();
    private final double shift;
    private final double bound;

    /**
     * Prepares rules.
     *
     * @param shift what is added to the Jacobi matrix
     * @param bound the lower end b of the measure after the shift, positive
     */
    LogarithmRules(double shift, double bound) {
        this.shift = shift;
        this.bound = bound;
    }

    /**
     * Computes both bounds.
     *
     * @param diagonal the diagonal of the Jacobi matrix {@code [m]} before the shift, times {@code scale}
     * @param beside the elements beside it and last the coupling to what was left out {@code [m]}, times {@code scale}
     * @param scale a power of two
     * @param distance by how much rounding may have moved points
     */
    Bounds integrate(double[] diagonal, double[] beside, double scale, double distance) {
        int m = diagonal.length;
        // A matrix far below the shift needs no digits, and the shift might overflow at its scale.
        double unit = Math.min(scale, Sums.scale(Math.max(Math.abs(shift), bound)));
        double[] nodes = new double[m + 1];
        double[] couplings = new double[m + 1];
        for (int i = 0; i < m; i++) {
            nodes[i] = diagonal[i] * (unit / scale);
            couplings[i] = beside[i] * (unit / scale);
        }
        double[] extended = nodes.clone();
        boolean above = extend(m, extended, couplings, (bound - shift - distance) * unit);
        boolean whole = couplings[m - 1] == 0;
        double[] first = new double[m + 1];
        GaussRule.solve(m, nodes, couplings.clone(), first);
        double smallest = Arrays.stream(nodes, 0, m).min().getAsDouble() / unit + shift;
        double[] logarithms = logarithms(m, nodes, unit, distance);
        Rule upper = Rule.of(m, first, logarithms);
        if (whole) {
            return new Bounds(smallest, lower(m, first, logarithms, distance), upper);
        }
        if (!above) {
            // Within rounding the Jacobi matrix reaches down to the bound.
            return new Bounds(smallest, new Rule(log(bound), 0), upper);
        }
        GaussRule.solve(m + 1, extended, couplings, first);
        Rule lower = lower(m + 1, first, logarithms(m + 1, extended, unit, distance), distance);
        return new Bounds(smallest, lower, upper);
    }

    /**
     * Extends a Jacobi matrix by a last element that makes {@code end} an eigenvalue (G. H. Golub 1973).
     *
     * @return whether all other eigenvalues are above
     */
    private static boolean extend(int m, double[] diagonal, double[] beside, double end) {
        double pivot = diagonal[0] - end;
        for (int i = 1; i < m && pivot > 0; i++) {
            pivot = diagonal[i] - end - beside[i - 1] / pivot * beside[i - 1];
        }
        diagonal[m] = end + beside[m - 1] / pivot * beside[m - 1];
        return pivot > 0 && diagonal[m] <= Double.MAX_VALUE;
    }

    /** {@code log z} of nodes. The last node of a Radau rule may be beyond all doubles; a smaller one is below the mean, too. */
    private double[] logarithms(int m, double[] nodes, double unit, double distance) {
        double[] z = new double[m];
        for (int i = 0; i < m; i++) {
            z[i] = Math.min(Double.MAX_VALUE, Math.max(bound, nodes[i] / unit + shift + distance));
        }
        functions.log(m, z, 0, z, 0);
        return z;
    }

    /** The largest of the rules of {@code h}. */
    private Rule lower(int m, double[] first, double[] logarithms, double distance) {
        double logY = log(bound + 2 * distance);
        double ratio = 2 * distance < bound ? log1p(2 * distance / bound) : logY - log(bound);
        if (ratio == 0) {
            return Rule.of(m, first, logarithms);
        }
        Rule best = null;
        for (double g = 1; best == null || g < 2 * ratio; g *= 2) {
            // log(e^x - 1), where e^x may be too large or too close to 1.
            double logK = logY + ratio / g + log(-expm1(-ratio / g));
            Rule rule = Rule.of(m, first, h(m, logarithms, g, logK));
            if (best == null || rule.mean > best.mean) {
                best = rule;
            }
        }
        return best;
    }

    private double[] h(int m, double[] logarithms, double g, double logK) {
        double[] exponents = new double[m];
        double[] values = new double[m];
        for (int i = 0; i < m; i++) {
            exponents[i] = logK - logarithms[i];
        }
        functions.softplus(m, exponents, 0, values, 0);
        for (int i = 0; i < m; i++) {
            values[i] = Math.fma(-g, values[i], logarithms[i]);
        }
        return values;
    }

    private double log(double x) {
        double[] result = {x};
        functions.log(1, result, 0, result, 0);
        return result[0];
    }

    private double log1p(double x) {
        double[] result = {x};
        functions.log1p(1, result, 0, result, 0);
        return result[0];
    }

    private double expm1(double x) {
        double[] result = {x};
        functions.expm1(1, result, 0, result, 0);
        return result[0];
    }
}
