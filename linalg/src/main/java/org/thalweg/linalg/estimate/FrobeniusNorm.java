package org.thalweg.linalg.estimate;

import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * The Frobenius norm {@code |A|_F = (sum_ij a_ij^2)^(1/2)}, the root of the sum of the squared eigenvalues.
 *
 * <p>{@code |A|_F^2} is the mean of {@code |A z|^2} over vectors z of random signs. The variance of a term is at most
 * {@code 2 |A^2|_F^2}, and {@code |A^2|_F^2} is the mean of {@code (A z_p . A z_q)^2} over pairs {@code p != q}, so the same
 * products tell the error; where the spread of the terms themselves says more, that counts. The interval is infinite above
 * below the number of vectors from which on signs that agree by chance are rare enough: 7, 9, 12 and 16 for a confidence of
 * 0.95, 0.99, 0.999 and 0.9999. Where the budget reaches the dimension and the goal would take as many products, all coordinate
 * vectors give the exact norm.
 *
 * <p>Known eigenpairs (see {@link Deflation}) take part exactly: {@code |A|_F^2 = sum_i lambda_i^2 + |P A P|_F^2}, up to the
 * squares of their residuals.
 *
 * <p>The same seed gives the same bits for any number of threads. Work space: {@code 32 n} numbers.
 */
public final class FrobeniusNorm {

    private static final long PURPOSE = 0x46726F62L;

    private final EstimatorSettings settings;
    private final Deflation deflation;
    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final Samples squares = new Samples();
    private double knownNorm;
    private double largestNorm;
    private double scale;
    private double pairSquares;
    private long pairs;

    private FrobeniusNorm(LinearOperator operator, EstimatorSettings settings, Deflation deflation, Workers workers) {
        deflation.checkFits(operator.dimension());
        this.settings = settings;
        this.deflation = deflation;
        block = new ProbeBlock(operator, workers);
        basis = new Basis(deflation.eigenvectors(), workers);
        draws = new Draws(settings.seed(), PURPOSE);
        knownNorm = Sums.norm(deflation.count(), deflation.eigenvalues(), 0);
    }

    /**
     * Estimates in the calling thread, without known eigenpairs.
     *
     * @param operator the operator
     * @param settings how far; errors are those of the norm, not of its square
     * @return the norm
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static Estimate estimate(LinearOperator operator, EstimatorSettings settings) {
        return estimate(
                operator, settings, Deflation.none(operator.dimension()), Workers.of(1), EstimateListener.SILENT);
    }

    /**
     * Estimates.
     *
     * @param operator the operator
     * @param settings how far; errors are those of the norm, not of its square
     * @param deflation eigenpairs that are known
     * @param workers threads for what is done beside the products; not closed by this
     * @param listener hears of every look at the interval
     * @return the norm
     * @throws IllegalArgumentException if the eigenvectors have another dimension
     * @throws ArithmeticException if the operator gives NaN or infinity
     */
    public static Estimate estimate(
            LinearOperator operator,
            EstimatorSettings settings,
            Deflation deflation,
            Workers workers,
            EstimateListener listener) {
        return new FrobeniusNorm(operator, settings, deflation, workers).run(listener);
    }

    private Estimate run(EstimateListener listener) {
        if (block.dimension() == 0) {
            return Estimate.withoutGoal(0, 0, 0, 1, "empty matrix", 0);
        }
        Estimate estimate = new Sequential(settings, 0, 1, block.dimension())
                .run(
                        new Sequential.Source() {
                            @Override
                            public void draw(int first, int count) {
                                drawSquares(first, count);
                            }

                            @Override
                            public Estimate look(int count, double miss) {
                                return interval(count, miss);
                            }
                        },
                        listener);
        return estimate == null ? exact() : estimate;
    }

    private void drawSquares(int first, int count) {
        int n = block.dimension();
        block.drawSigns(draws, first, count);
        basis.project(block.vectors);
        block.apply();
        basis.project(block.products);
        double[] norms = new double[count];
        block.each((j, worker) -> norms[j] = block.productNorm(j));
        for (double norm : norms) {
            if (scale == 0 && norm + knownNorm > 0) {
                // A power of two near the norm keeps squares in range.
                scale = Sums.scale(Math.max(norm, knownNorm));
            }
            largestNorm = Math.max(largestNorm, norm);
            squares.add(scale * norm * (scale * norm));
        }
        double[] scaled = block.products.data;
        block.each((j, worker) -> {
            for (int i = 0; i < n; i++) {
                scaled[j * n + i] *= scale;
            }
        });
        double[] sums = new double[count];
        block.each((j, worker) -> {
            double sum = 0;
            for (int q = 0; q < j; q++) {
                double overlap = Sums.dot(n, scaled, j * n, scaled, q * n);
                sum += overlap * overlap;
            }
            sums[j] = sum;
        });
        for (double sum : sums) {
            pairSquares += sum;
        }
        pairs += count * (count - 1) / 2;
    }

    private Estimate interval(int count, double miss) {
        double unit = scale == 0 ? 1 : scale;
        double known = unit * knownNorm;
        double square = known * known + squares.mean();
        double constant = Calibration.squares(count, miss);
        double half = constant == Double.POSITIVE_INFINITY ? constant : constant * spread(count);
        double norm = Sums.requireFinite("Frobenius norm", Math.sqrt(square) / unit);
        double rounding =
                (0.125 * block.dimension() + 16 + Sums.OPERATOR) * Sums.ROUNDING * Math.max(norm, largestNorm);
        double low = Math.sqrt(Math.max(known * known, square - half)) / unit;
        double high = Math.sqrt(square + half) / unit;
        return Estimate.withoutGoal(
                norm,
                Math.max(0, Math.min(norm, low) - rounding),
                Math.max(norm, high) + rounding,
                settings.confidence(),
                "mean of |A z|^2"
                        + (deflation.count() > 0 ? " beside " + deflation.count() + " eigenpairs" : "")
                        + ", " + Calibration.words(count, "probe", miss),
                block.applied());
    }

    /**
     * V, from the overlaps of products and from the spread of their squares, whichever is larger: with few products either
     * may be 0 by chance.
     */
    private double spread(int count) {
        double error = squares.standardError();
        return Math.sqrt(Math.max(pairSquares / pairs, 0.5 * count * error * error));
    }

    private Estimate exact() {
        int n = block.dimension();
        double[] norms = new double[n];
        for (int first = 0; first < n; first += ProbeBlock.MOST) {
            int start = first;
            block.setCoordinates(first, Math.min(ProbeBlock.MOST, n - first));
            block.apply();
            block.each((j, worker) -> norms[start + j] = block.productNorm(j));
        }
        double norm = Sums.requireFinite("Frobenius norm", Sums.norm(n, norms, 0));
        double half = (0.25 * n + 32 + Sums.OPERATOR) * Sums.ROUNDING * norm + Sums.underflow(n, norm);
        return Estimate.withoutGoal(
                norm, Math.max(0, norm - half), norm + half, 1, "all coordinate vectors", block.applied());
    }
}
