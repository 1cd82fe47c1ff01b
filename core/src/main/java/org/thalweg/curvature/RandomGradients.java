package org.thalweg.curvature;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.pca.RowStream;

/**
 * Gradients at frozen parameters under different dropout masks, {@code g_t = grad L(theta; masks t)}: what the work on the
 * noise of dropout calls <em>random gradient data</em> (Z. Zhang, H. Zhou, Z.-Q. J. Xu, 2021, section 3.3.2,
 * arXiv:2111.01022).
 *
 * <p>Masks t are {@link Masks#drawn} of a seed with {@code first + t} for the step, so a gradient depends on seed and number
 * alone. Training with the same seed draws the masks of its steps from the same numbers: give samples a {@code first} beyond
 * all steps.
 *
 * <p>Each sample costs a gradient by all parameters of the objective. Where only late layers matter, the objective of those
 * layers, with the values of the layer before as its data, gives the same numbers sooner.
 *
 * <p>Not thread safe.
 */
public final class RandomGradients {

    private final Objective objective;
    private final long seed;
    private final Chosen chosen;
    private final double[] gradient;

    private RandomGradients(Objective objective, long seed, Chosen chosen) {
        this.objective = objective;
        this.seed = seed;
        this.chosen = chosen;
        this.gradient = new double[objective.dimension()];
    }

    /**
     * The gradients of an objective whose network has dropout.
     *
     * @param objective the loss and the point; its masks are changed while samples are drawn, and put back
     * @param seed the key of the masks
     * @param parameters the parameters by which to differentiate; all if none is given. A sample holds them in the order of
     *     theta, whatever the order here
     * @return the samples
     * @throws IllegalArgumentException if a parameter is not of this network, or given twice
     */
    public static RandomGradients of(Objective objective, long seed, Parameter... parameters) {
        return new RandomGradients(objective, seed, Chosen.of(objective, parameters));
    }

    /** {@return the length of a sample} */
    public int dimension() {
        return chosen.dimension();
    }

    /**
     * Computes samples at the present point of the objective.
     *
     * @param first the number of the first sample
     * @param samples overwritten with samples {@code first, first + 1, ...}, one a row, {@code [k x dimension]}
     * @throws IllegalArgumentException if the samples have another length
     */
    public void sample(long first, DMatrixRMaj samples) {
        Shapes.requireColumns("samples", samples, dimension());
        Masks before = objective.masks();
        try {
            for (int t = 0; t < samples.numRows; t++) {
                objective.masks(Masks.drawn(seed, first + t)).gradient(gradient);
                chosen.restrict(gradient, samples.data, t * samples.numCols);
            }
        } finally {
            objective.masks(before);
        }
    }

    /**
     * Samples that are computed when they are read, and again when they are read again: for principal components of more of
     * them than fit in memory. The point of the objective must stay.
     *
     * @param first the number of the first sample
     * @param count how many samples, at least 0
     * @return a stream of samples {@code first, ..., first + count - 1}
     */
    public RowStream rows(long first, long count) {
        return new RowStream() {
            private long next;

            @Override
            public int columns() {
                return dimension();
            }

            @Override
            public void restart() {
                next = 0;
            }

            @Override
            public int read(DMatrixRMaj block) {
                int some = (int) Math.min(block.numRows, count - next);
                if (some > 0) {
                    sample(first + next, DMatrixRMaj.wrap(some, block.numCols, block.data));
                    next += some;
                }
                return Math.max(0, some);
            }
        };
    }
}
