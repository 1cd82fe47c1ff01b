package org.thalweg.linalg.estimate;

import java.util.Arrays;
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
 * <p>Cost: {@code steps} products for each start. The same seed gives the same bits for any number of threads. Work space:
 * {@code 48 n} numbers.
 */
public final class LogDeterminant {

    private static final long PURPOSE = 0x4C6F6744L;

    private final EstimatorSettings settings;
    private final double shift;
    private final double lowerBound;
    private final Deflation deflation;
    private final ProbeBlock block;
    private final LanczosRun lanczos;
    private final int rest;
    private final Samples upper = new Samples();
    private final Samples lower = new Samples();
    private final Samples upperSquares = new Samples();
    private final Samples lowerSquares = new Samples();

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
     * @throws ArithmeticException if the operator gives NaN or infinity, or shows an eigenvalue below the bound
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
        double[] logarithms = new double[deflation.count()];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = checked(deflation.eigenvalues()[i] + shift);
        }
        Kernels.selected().functions().log(logarithms.length, logarithms, 0, logarithms, 0);
        double known = 0;
        double sizes = 0;
        for (double logarithm : logarithms) {
            known += logarithm;
            sizes += Math.abs(logarithm);
        }
        double exactly = known;
        double knownRounding = (logarithms.length + Sums.OPERATOR) * Sums.ROUNDING * sizes;
        if (rest == 0) {
            return new Estimate(known, known - knownRounding, known + knownRounding, 1, "all eigenvalues", 0);
        }
        int steps = lanczos.steps();
        return new Sequential(settings, 0, steps, Long.MAX_VALUE)
                .run(
                        new Sequential.Source() {
                            @Override
                            public void draw(int first, int count) {
                                lanczos.run(first, count);
                                for (int j = 0; j < count; j++) {
                                    addRules(j);
                                }
                            }

                            @Override
                            public Estimate look(int count, double miss) {
                                double high = exactly + rest * upper.mean();
                                double low = exactly + rest * lower.mean();
                                return interval(count, miss, low, high, knownRounding);
                            }
                        },
                        listener);
    }

    private Estimate interval(int count, double miss, double low, double high, double knownRounding) {
        double square = Math.max(variance(upper, upperSquares), variance(lower, lowerSquares));
        double rounding = knownRounding + Sums.OPERATOR * Sums.ROUNDING * rest * (1 + Math.sqrt(upperSquares.mean()));
        double chance = square == 0 ? 0 : Calibration.root(count, miss) * Math.sqrt(rest * square);
        double value = low + 0.5 * (high - low);
        return new Estimate(
                value,
                Math.min(value, low - chance - rounding),
                Math.max(value, high + chance + rounding),
                settings.confidence(),
                "Lanczos quadrature, " + lanczos.steps() + " steps"
                        + (deflation.count() > 0 ? " beside " + deflation.count() + " eigenpairs" : "") + ", " + count
                        + " starts",
                block.applied());
    }

    /** The variance of the logarithm over a spectral measure, the mean of all starts. */
    private static double variance(Samples logarithms, Samples squares) {
        double centre = logarithms.mean();
        return Math.max(0, squares.mean() - centre * centre);
    }

    private double checked(double eigenvalue) {
        // Lanczos finds the smallest eigenvalue only to rounding.
        if (!(eigenvalue >= lowerBound * (1 - 0x1p-20))) {
            throw new ArithmeticException("operator: A + " + shift + " I has an eigenvalue of at most " + eigenvalue
                    + ", expected at least lowerBound = " + lowerBound);
        }
        return eigenvalue;
    }

    private void addRules(int j) {
        int m = lanczos.length[j];
        double[] diagonal = Arrays.copyOf(lanczos.diagonal[j], m + 1);
        double[] beside = Arrays.copyOf(lanczos.offDiagonal[j], m + 1);
        double coupling = beside[m - 1];
        double[] nodes = Arrays.copyOf(diagonal, m + 1);
        double[] first = new double[m + 1];
        GaussRule.solve(m, nodes, beside.clone(), first);
        double[] logarithms = new double[m + 1];
        for (int i = 0; i < m; i++) {
            logarithms[i] = checked(nodes[i] + shift);
        }
        Kernels.selected().functions().log(m, logarithms, 0, logarithms, 0);
        double integral = 0;
        double square = 0;
        for (int i = 0; i < m; i++) {
            double weight = first[i] * first[i];
            integral = Math.fma(weight, logarithms[i], integral);
            square = Math.fma(weight * logarithms[i], logarithms[i], square);
        }
        upper.add(integral);
        upperSquares.add(square);
        if (coupling == 0) {
            lower.add(integral);
            lowerSquares.add(square);
            return;
        }
        // Radau: extend by a last element that makes the bound an eigenvalue (Golub 1973).
        double bound = lowerBound * (1 - 0x1p-19) - shift;
        double pivot = diagonal[0] - bound;
        for (int i = 1; i < m; i++) {
            pivot = diagonal[i] - bound - beside[i - 1] * beside[i - 1] / pivot;
        }
        diagonal[m] = bound + coupling * coupling / pivot;
        GaussRule.solve(m + 1, diagonal, beside, first);
        for (int i = 0; i <= m; i++) {
            logarithms[i] = Math.max(diagonal[i] + shift, 0.5 * lowerBound);
        }
        Kernels.selected().functions().log(m + 1, logarithms, 0, logarithms, 0);
        double below = 0;
        square = 0;
        for (int i = 0; i <= m; i++) {
            double weight = first[i] * first[i];
            below = Math.fma(weight, logarithms[i], below);
            square = Math.fma(weight * logarithms[i], logarithms[i], square);
        }
        lower.add(Math.min(below, integral));
        lowerSquares.add(square);
    }
}
