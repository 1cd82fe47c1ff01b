package org.thalweg.linalg.estimate;

import java.util.Arrays;
import java.util.Locale;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.random.Draws;

/**
 * {@code log det(A + s I) = sum_i log(lambda_i + s)} of a symmetric operator with a shift that makes it positive definite.
 *
 * <p>With starts v uniform on the unit sphere it is the mean of {@code n v'log(A + s I)v}, and each of these is an integral
 * over the spectral measure of v (S. Ubaru, J. Chen and Y. Saad 2017, DOI 10.1137/16M1104974). All even derivatives of the
 * logarithm are negative and all odd ones positive, so two rules from the same steps of Lanczos enclose the integral: the
 * Gauss rule is not below it, and the Gauss-Radau rule with a node at a lower bound of the spectrum not above it (G. H. Golub
 * and G. Meurant, Matrices, Moments and Quadrature, 2010, chapter 6). The interval reaches from the mean of the lower rules
 * to that of the upper ones and is widened on both sides by what chance may do; so it also holds what too few steps leave
 * open. The value is the middle between the two means.
 *
 * <p>The variance of a term is at most {@code 2 |log(A + s I) - c I|_F^2} with {@code c} the mean logarithm. The rules
 * give this, too, and the larger of their two answers counts. Known eigenpairs (see {@link Deflation}) take part exactly.
 *
 * <p>Rounding moves eigenvalues by up to {@code d = m^(1/2) (512 + n/8 + 16) u |A|}, with m steps and {@code u = 2^-53}, and both
 * rules allow for it (see the class {@code LogarithmRules}). Where d is far below the lower bound this widens the interval by
 * about {@code 2 d/t} for an eigenvalue t of {@code A + s I}. Where it is above, an eigenvalue near the bound cannot be told
 * from one at d, and the interval holds both: it is wide, and {@link Estimate#method} says so. An eigenvalue further below
 * the bound than d is an error.
 *
 * <p>Cost: {@code steps} products for each start, and one more for each of the first 16 if the operator is zero or must be
 * scaled, as in {@link SpectralDensity}. The same seed gives the same bits for any number of threads. Work space:
 * {@code 48 n} numbers.
 */
public final class LogDeterminant {

    private static final long PURPOSE = 0x4C6F6744L;

    /** A lower bound may be too large by half of this, relative to itself: the caller's is rounded, too. */
    private static final double SLACK = 0x1p-19;

    private final EstimatorSettings settings;
    private final double shift;
    private final double lowerBound;
    private final Deflation deflation;
    private final ProbeBlock block;
    private final LanczosRun lanczos;
    private final double bound;
    private final LogarithmRules rules;
    private final int rest;
    private final Samples upper = new Samples();
    private final Samples lower = new Samples();
    private final Samples upperVariances = new Samples();
    private final Samples lowerVariances = new Samples();

    private LogDeterminant(
            LinearOperator operator,
            double shift,
            double lowerBound,
            int steps,
            EstimatorSettings settings,
            Deflation deflation,
            Workers workers) {
        this.settings = settings;
        this.shift = shift;
        this.lowerBound = lowerBound;
        this.deflation = deflation;
        bound = (1 - SLACK) * lowerBound;
        rules = new LogarithmRules(shift, bound);
        rest = operator.dimension() - deflation.count();
        block = new ProbeBlock(operator, workers);
        Basis basis = new Basis(deflation.eigenvectors(), workers);
        lanczos = new LanczosRun(block, basis, new Draws(settings.seed(), PURPOSE), Math.min(steps, rest));
    }

    /**
     * Estimates.
     *
     * @param operator the operator A
     * @param shift the shift {@code s}
     * @param lowerBound a positive number that no eigenvalue of {@code A + s I} is below; the shift itself if A is positive
     *     semidefinite
     * @param steps steps of Lanczos for each start, at least 1 and at most the budget
     * @param settings how far
     * @param deflation eigenpairs of A that are known
     * @param workers threads for what is done beside the products; not closed by this
     * @param listener hears of every look at the interval
     * @return the logarithm of the determinant
     * @throws IllegalArgumentException if a number is out of its range or the eigenvectors have another dimension
     * @throws ArithmeticException if the operator gives NaN or infinity, or shows an eigenvalue below the bound by
     *     more than rounding
     */
    public static Estimate estimate(
            LinearOperator operator,
            double shift,
            double lowerBound,
            int steps,
            EstimatorSettings settings,
            Deflation deflation,
            Workers workers,
            EstimateListener listener) {
        int n = operator.dimension();
        deflation.checkFits(n);
        if (!Double.isFinite(shift)) {
            throw new IllegalArgumentException("shift: " + shift + ", expected a finite number");
        }
        if (!(lowerBound > 0 && lowerBound < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lowerBound: " + lowerBound + ", expected a positive finite number");
        }
        if (steps < 1 || steps > settings.budget()) {
            throw new IllegalArgumentException(
                    "steps: " + steps + ", expected 1 to the budget of " + settings.budget() + " products");
        }
        return new LogDeterminant(operator, shift, lowerBound, steps, settings, deflation, workers).run(listener);
    }

    private Estimate run(EstimateListener listener) {
        if (rest == 0) {
            return interval(0, 0);
        }
        return new Sequential(settings, 0, lanczos.steps(), Long.MAX_VALUE)
                .run(
                        new Sequential.Source() {
                            @Override
                            public void draw(int first, int count) {
                                lanczos.run(first, count);
                                double distance = lanczos.rounding(deflation.eigenvalues());
                                for (int j = 0; j < count; j++) {
                                    addBounds(j, distance);
                                }
                            }

                            @Override
                            public Estimate look(int count, double miss) {
                                return interval(count, miss);
                            }
                        },
                        listener);
    }

    private void addBounds(int j, double distance) {
        int m = lanczos.length[j];
        LogarithmRules.Bounds bounds = rules.integrate(
                Arrays.copyOf(lanczos.diagonal[j], m),
                Arrays.copyOf(lanczos.offDiagonal[j], m),
                lanczos.scale(),
                distance);
        check(bounds.smallest(), distance);
        upper.add(bounds.upper().mean());
        lower.add(bounds.lower().mean());
        upperVariances.add(bounds.upper().variance());
        lowerVariances.add(bounds.lower().variance());
    }

    private void check(double eigenvalue, double distance) {
        if (!(eigenvalue >= (1 - 0.5 * SLACK) * lowerBound - distance)) {
            throw new ArithmeticException("operator: A + " + shift + " I has an eigenvalue of at most " + eigenvalue
                    + ", expected at least lowerBound = " + lowerBound + " less a rounding of " + distance);
        }
    }

    private Estimate interval(int count, double miss) {
        double distance = lanczos.rounding(deflation.eigenvalues());
        double[] highest = logarithmsOfKnown(distance);
        double[] lowest = logarithmsOfKnown(-distance);
        double high = 0;
        double low = 0;
        double sizes = 0;
        for (int i = 0; i < highest.length; i++) {
            high += highest[i];
            low += lowest[i];
            sizes += Math.max(Math.abs(lowest[i]), Math.abs(highest[i]));
        }
        double rounding = (deflation.count() + Sums.OPERATOR) * Sums.ROUNDING * sizes;
        double chance = 0;
        if (rest > 0) {
            double square = Math.max(variance(upper, upperVariances), variance(lower, lowerVariances));
            double size = Math.max(Math.abs(upper.mean()), Math.abs(lower.mean())) + Math.sqrt(square);
            rounding += lanczos.roundingOfStep() * rest * (1 + size);
            chance = square == 0 ? 0 : Calibration.root(count, miss) * Math.sqrt(rest * square);
            high += rest * upper.mean();
            low += rest * lower.mean();
        }
        double value = low + 0.5 * (high - low);
        return Estimate.withoutGoal(
                value,
                low - chance - rounding,
                high + chance + rounding,
                rest > 0 ? settings.confidence() : 1,
                method(count, distance),
                block.applied());
    }

    /** Over all starts: the mean of the variances of their measures and the variance of their means. */
    private static double variance(Samples means, Samples variances) {
        int count = means.count();
        double error = count < 2 ? 0 : means.standardError();
        return variances.mean() + error * error * (count - 1);
    }

    /** The logarithms of the known eigenvalues, each moved by a distance. */
    private double[] logarithmsOfKnown(double distance) {
        double[] logarithms = deflation.eigenvalues().clone();
        for (int i = 0; i < logarithms.length; i++) {
            check(logarithms[i] + shift, Math.abs(distance));
            logarithms[i] = Math.max(bound, logarithms[i] + shift + distance);
        }
        Kernels.selected().functions().log(logarithms.length, logarithms, 0, logarithms, 0);
        return logarithms;
    }

    private String method(int count, double distance) {
        if (rest == 0) {
            return "all eigenvalues";
        }
        String open = distance <= lowerBound
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; eigenvalues are known to %.1e, which leaves open how close to the lower bound %.1e they are",
                        distance,
                        lowerBound);
        return "Lanczos quadrature, " + lanczos.steps() + " steps"
                + (deflation.count() > 0 ? " beside " + deflation.count() + " eigenpairs" : "") + ", " + count
                + " starts" + open;
    }
}
