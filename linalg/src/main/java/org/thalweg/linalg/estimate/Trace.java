package org.thalweg.linalg.estimate;

import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * The trace {@code tr A = sum_i a_ii} of a symmetric operator.
 *
 * <p>The mean of {@code m} forms {@code z'B z} over vectors z of random signs has the variance {@code 2 V^2 / m}, where
 * {@code V^2 = |B|_F^2 - sum_i b_ii^2} is also the sum of the variances of all {@code z_i (B z)_i} and so known well. The
 * interval is {@code +- c V}, with a constant c made for the hardest cases known, matrices of rank one and single pairs of
 * entries. It is infinite below the number of vectors from which on signs that agree by chance are rare enough: 7, 9, 12 and
 * 16 for a confidence of 0.95, 0.99, 0.999 and 0.9999. A run with a goal looks at
 * its interval at numbers of vectors fixed in advance, and the j-th look may miss with probability
 * {@code alpha / (j (j + 1))} only, so that the interval holds whenever it stops. Beside the chance the interval allows for
 * rounding, of sums and of products that are right to {@code 2^-44} of their norm.
 *
 * <p>If the budget reaches the dimension {@code n} and the goal would take as many products, the operator is applied to all
 * {@code n} coordinate vectors, {@code tr A = sum_i e_i'A e_i}, and the confidence is 1.
 *
 * <p>Known eigenpairs {@code V [k x n]} (see {@link Deflation}) take part exactly: with {@code P = I - V'V},
 * {@code tr A = sum_i lambda_i + tr P A P}, and only the second term is estimated.
 *
 * <p>The same seed gives the same bits for any number of threads. Work space: {@code 50 n} numbers, and {@code n} for each
 * direction of Hutch++ (at most 1 GiB, then no more are added). Thread safe as far as the operator is.
 */
public final class Trace {

    /** How to estimate. */
    public enum Method {
        /**
         * The mean of {@code z'Az} over vectors {@code z} of independent random signs (M. F. Hutchinson 1990, DOI
         * 10.1080/03610919008812866). The variance of a term is {@code 2 (|A|_F^2 - sum_i a_ii^2)}.
         */
        HUTCHINSON,
        /**
         * Exact on directions Q that a few products find, Hutchinson's on what is left (R. A. Meyer, C. Musco, C. Musco and
         * D. P. Woodruff 2021, arXiv 2010.09649). Directions are added as long as each saves more probes than it costs (D.
         * Persson, A. Cortinovis and D. Kressner 2022, arXiv 2109.10659), so that little is lost where none does. The method
         * to choose.
         */
        HUTCH_PLUS_PLUS,
        /** All coordinate vectors: {@code n} products, exact to rounding. The budget must reach {@code n}. */
        EXACT
    }

    private static final long PURPOSE = 0x5472616365L;

    private final LinearOperator operator;
    private final EstimatorSettings settings;
    private final Deflation deflation;
    private final EstimateListener listener;
    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;

    private Trace(
            LinearOperator operator,
            EstimatorSettings settings,
            Deflation deflation,
            Workers workers,
            EstimateListener listener) {
        deflation.checkFits(operator.dimension());
        this.operator = operator;
        this.settings = settings;
        this.deflation = deflation;
        this.listener = listener;
        block = new ProbeBlock(operator, workers);
        basis = new Basis(deflation.eigenvectors(), workers);
        draws = new Draws(settings.seed(), PURPOSE);
    }

    /**
     * Estimates by {@link Method#HUTCH_PLUS_PLUS} in the calling thread, without known eigenpairs.
     *
     * @param operator the operator
     * @param settings how far
     * @return the trace
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static Estimate estimate(LinearOperator operator, EstimatorSettings settings) {
        return estimate(operator, Method.HUTCH_PLUS_PLUS, settings);
    }

    /**
     * Estimates in the calling thread, without known eigenpairs.
     *
     * @param operator the operator
     * @param method how
     * @param settings how far
     * @return the trace
     * @throws IllegalArgumentException if the method is {@code EXACT} and the budget less than the dimension
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static Estimate estimate(LinearOperator operator, Method method, EstimatorSettings settings) {
        return estimate(
                operator,
                method,
                settings,
                Deflation.none(operator.dimension()),
                Workers.of(1),
                EstimateListener.SILENT);
    }

    /**
     * Estimates.
     *
     * @param operator the operator
     * @param method how
     * @param settings how far
     * @param deflation eigenpairs that are known
     * @param workers threads for what is done beside the products; not closed by this
     * @param listener hears of every look at the interval
     * @return the trace
     * @throws IllegalArgumentException if the method is {@code EXACT} and the budget less than the dimension, or the
     *     eigenvectors have another dimension
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static Estimate estimate(
            LinearOperator operator,
            Method method,
            EstimatorSettings settings,
            Deflation deflation,
            Workers workers,
            EstimateListener listener) {
        return new Trace(operator, settings, deflation, workers, listener).run(method);
    }

    private Estimate run(Method method) {
        int n = operator.dimension();
        if (n == 0) {
            return Estimate.withoutGoal(0, 0, 0, 1, "empty matrix", 0);
        }
        if (method == Method.EXACT) {
            if (settings.budget() < n) {
                throw new IllegalArgumentException(
                        "budget: " + settings.budget() + ", expected at least the dimension " + n + " for EXACT");
            }
            return exact();
        }
        double known = 0;
        double size = 0;
        for (double eigenvalue : deflation.eigenvalues()) {
            known += eigenvalue;
            size += Math.abs(eigenvalue);
        }
        double rounding = (Sums.OPERATOR + deflation.count()) * Sums.ROUNDING * size;
        String name = "Hutchinson";
        if (method == Method.HUTCH_PLUS_PLUS) {
            Sketch sketch = new Sketch(block, basis, new Draws(settings.seed(), PURPOSE + 1), settings);
            if (sketch.run(known)) {
                return exact();
            }
            known += sketch.trace();
            rounding += sketch.rounding();
            name = "Hutch++ with " + (basis.size() - deflation.count()) + " directions";
        }
        if (deflation.count() > 0) {
            name += " beside " + deflation.count() + " eigenpairs";
        }
        return hutchinson(name, known, rounding);
    }

    /** Estimates what the basis leaves of the trace and adds what is known. */
    private Estimate hutchinson(String name, double known, double knownRounding) {
        SignForms forms = new SignForms(block, basis, draws);
        Estimate estimate = new Sequential(settings, block.applied(), 1, operator.dimension())
                .run(
                        new Sequential.Source() {
                            @Override
                            public void draw(int first, int count) {
                                forms.draw(first, count);
                            }

                            @Override
                            public Estimate look(int count, double miss) {
                                double value = Sums.requireFinite("trace", known + forms.mean());
                                double half = forms.halfWidth(miss) + knownRounding;
                                return Estimate.withoutGoal(
                                        value,
                                        value - half,
                                        value + half,
                                        settings.confidence(),
                                        name + ", " + Calibration.words(count, "probe", miss),
                                        block.applied());
                            }
                        },
                        listener);
        return estimate == null ? exact() : estimate;
    }

    private Estimate exact() {
        int n = operator.dimension();
        double trace = 0;
        double magnitudes = 0;
        double norms = 0;
        for (int first = 0; first < n; first += ProbeBlock.MOST) {
            int count = Math.min(ProbeBlock.MOST, n - first);
            block.setCoordinates(first, count);
            block.apply();
            for (int j = 0; j < count; j++) {
                double entry = block.products.data[j * n + first + j];
                trace += entry;
                magnitudes += Math.abs(entry);
                norms += block.productNorm(j);
            }
        }
        Sums.requireFinite("trace", trace);
        double half = Sums.ROUNDING * (n * magnitudes + Sums.OPERATOR * norms) + Sums.underflow(n, norms);
        return Estimate.withoutGoal(trace, trace - half, trace + half, 1, "all coordinate vectors", block.applied());
    }
}
