package org.thalweg.curvature;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.random.Draws;

/**
 * The covariance of the gradients under {@code N} drawn masks, {@code (1/N) sum_t (g_t - gbar)(g_t - gbar)'}.
 *
 * <p>Gradients, less their mean, are held in a matrix: all of them, or as many at a time as memory allows, and then they are
 * computed again for every block of vectors. As the products continue each element's chain of additions from one part to the
 * next, the parts do not show in the bits.
 */
final class SampledCovariance implements DropoutCovariance {

    private final Objective objective;
    private final Objective dropped;
    private final int layer;
    private final Chosen chosen;
    private final int masks;
    private final long seed;
    private final MatrixProduct product;
    private final double[] gradient;
    private final double[] mean;
    /** {@code g_t - gbar}, one a row. */
    private final DMatrixRMaj centred = new DMatrixRMaj(0, 0);

    private final int rowsAtOnce;
    private final DMatrixRMaj coefficients = new DMatrixRMaj(0, 0);
    private int firstHeld = -1;
    private long revision = -1;

    SampledCovariance(
            Objective objective,
            LastLayer last,
            MaskDistribution distribution,
            Dropout.Sharing sharing,
            int masks,
            long seed,
            long memoryBudget,
            Parameter... parameters) {
        if (masks < 2) {
            throw new IllegalArgumentException("masks: " + masks + ", expected at least 2");
        }
        this.objective = objective;
        this.layer = dropoutLayers(objective.network());
        this.dropped = objective.onNetwork(
                last.withDropout(objective.network(), layer, distribution.keepProbability(), sharing));
        this.chosen = Chosen.of(objective, parameters);
        this.masks = masks;
        this.seed = seed;
        this.product = MatrixProduct.of(objective.workers());
        this.gradient = new double[objective.dimension()];
        this.mean = new double[chosen.dimension()];
        this.rowsAtOnce = (int) Math.max(1, Math.min(masks, memoryBudget / 8 / chosen.dimension()));
    }

    /** One more than the largest index of a dropout layer. */
    private static int dropoutLayers(Graph network) {
        int layers = 0;
        for (Node node : network.nodes()) {
            if (node.operation() instanceof Dropout dropout) {
                layers = Math.max(layers, dropout.layer() + 1);
            }
        }
        return layers;
    }

    @Override
    public int dimension() {
        return chosen.dimension();
    }

    @Override
    public long normals() {
        return masks;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        Shapes.requireProduct(dimension(), vectors, products);
        refresh();
        for (int first = 0; first < masks; first += rowsAtOnce) {
            hold(first);
            coefficients.reshape(vectors.numRows, centred.numRows);
            product.multiply(1, Transpose.NO, vectors, Transpose.YES, centred, 0, coefficients);
            double kept = first == 0 ? 0 : 1;
            product.multiply(1.0 / masks, Transpose.NO, coefficients, Transpose.NO, centred, kept, products);
        }
    }

    @Override
    public void draw(DMatrixRMaj normals, DMatrixRMaj draws) {
        Shapes.requireColumns("normals", normals, masks);
        Shapes.requireRows("draws", draws, normals.numRows);
        Shapes.requireColumns("draws", draws, dimension());
        refresh();
        for (int first = 0; first < masks; first += rowsAtOnce) {
            hold(first);
            int columns = centred.numRows;
            coefficients.reshape(normals.numRows, columns);
            for (int j = 0; j < normals.numRows; j++) {
                System.arraycopy(normals.data, j * masks + first, coefficients.data, j * columns, columns);
            }
            double kept = first == 0 ? 0 : 1;
            product.multiply(1 / Math.sqrt(masks), Transpose.NO, coefficients, Transpose.NO, centred, kept, draws);
        }
    }

    @Override
    public void draw(Draws normals, long first, DMatrixRMaj draws) {
        DMatrixRMaj numbers = new DMatrixRMaj(draws.numRows, masks);
        for (int j = 0; j < draws.numRows; j++) {
            normals.normals(first + j, numbers.data, j * masks, masks);
        }
        draw(numbers, draws);
    }

    private void refresh() {
        if (revision == objective.revision()) {
            return;
        }
        revision = -1;
        firstHeld = -1;
        dropped.sampleWeights(objective.sampleWeights()).at(objective.theta());
        Arrays.fill(mean, 0);
        for (int first = 0; first < masks; first += rowsAtOnce) {
            compute(first);
            for (int t = 0; t < centred.numRows; t++) {
                for (int p = 0; p < mean.length; p++) {
                    mean[p] += centred.data[t * mean.length + p];
                }
            }
        }
        for (int p = 0; p < mean.length; p++) {
            mean[p] /= masks;
        }
        if (rowsAtOnce == masks) {
            centre(0);
        }
        revision = objective.revision();
    }

    /** Brings the gradients of masks from {@code first} on, less the mean, unless they are there. */
    private void hold(int first) {
        if (firstHeld != first) {
            compute(first);
            centre(first);
        }
    }

    private void centre(int first) {
        for (int at = 0; at < centred.numRows * mean.length; at++) {
            centred.data[at] -= mean[at % mean.length];
        }
        firstHeld = first;
    }

    private void compute(int first) {
        firstHeld = -1;
        int rows = Math.min(rowsAtOnce, masks - first);
        centred.reshape(rows, mean.length);
        for (int t = 0; t < rows; t++) {
            dropped.masks(masksOf(first + t)).gradient(gradient);
            chosen.restrict(gradient, centred.data, t * mean.length);
        }
    }

    private Masks masksOf(int t) {
        Masks others = objective.masks();
        Masks drawn = Masks.drawn(seed, t);
        return (request, to, offset) -> (request.layer() == layer ? drawn : others).fill(request, to, offset);
    }
}
