package org.thalweg.autodiff.operations;

import java.util.List;
import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;
import org.thalweg.autodiff.Parameter;

/**
 * The explicit penalty of dropout on the last hidden layer under squared loss, R_1 of Zhang and Xu, "Implicit
 * regularization of dropout" (arXiv:2207.05952): for a sample with hidden activations h, output weights with columns a_r,
 * and keep probability p,
 *
 * <pre>{@code
 * l = c sum_r |a_r|^2 h_r^2        c = (1 - p) / (2 p)
 * }</pre>
 *
 * <p>so that the mean over the samples is {@code (1-p)/(2np) sum_i sum_r |a_r|^2 h_ir^2}. Write {@code s_r = |a_r|^2}, V for
 * the direction of the output weights A and {@code sdot_r = 2 a_r . v_r}:
 *
 * <pre>{@code
 * tangent     ldot   = c sum_r (2 s_r h_r hdot_r + sdot_r h_r^2)
 * reverse     hbar  += 2 c lbar s h                          Abar_or += 2 c lbar a_or h_r^2
 * curvature   hbar  += 2 c l* (s hdot + sdot h)              Abar_or += 2 c l* (v_or h_r^2 + 2 a_or h_r hdot_r)
 * }</pre>
 *
 * @param weight A, {@code [outputs x hidden]}
 * @param keepProbability p
 */
public record DropoutRegulariser(Parameter weight, double keepProbability) implements Operation {

    /**
     * Checks the probability.
     *
     * @param weight A, {@code [outputs x hidden]}
     * @param keepProbability p
     */
    public DropoutRegulariser {
        if (!(keepProbability > 0 && keepProbability <= 1)) {
            throw new IllegalArgumentException("keep probability: " + keepProbability + ", expected 0 < p <= 1");
        }
    }

    @Override
    public int width(int... inputWidths) {
        if (inputWidths.length != 1 || inputWidths[0] != weight.columns()) {
            throw new IllegalArgumentException("dropout regulariser of " + weight.name() + ": input width "
                    + java.util.Arrays.toString(inputWidths) + ", expected [" + weight.columns() + "]");
        }
        return 1;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }

    @Override
    public int preparedLength(Node at) {
        return weight.columns();
    }

    /** {@code s_r}. */
    @Override
    public void prepare(Block block, Node at, double[] prepared) {
        sumOverOutputs(1, block.parameters(), weight.offset(), block.parameters(), weight.offset(), prepared, 0);
    }

    @Override
    public int preparedDirectionsLength(Node at, int directions) {
        return directions * weight.columns();
    }

    /** {@code sdot_jr}. */
    @Override
    public void prepareDirections(Block block, Node at, double[] prepared) {
        for (int j = 0; j < block.directions(); j++) {
            if (block.active(weight)) {
                int from = block.directionsAt(weight) + j * weight.size();
                sumOverOutputs(
                        2,
                        block.parameters(),
                        weight.offset(),
                        block.directionValues(),
                        from,
                        prepared,
                        j * weight.columns());
            }
        }
    }

    private void sumOverOutputs(double factor, double[] x, int xo, double[] y, int yo, double[] sum, int so) {
        int hidden = weight.columns();
        java.util.Arrays.fill(sum, so, so + hidden, 0);
        for (int o = 0; o < weight.rows(); o++) {
            for (int r = 0; r < hidden; r++) {
                sum[so + r] += factor * x[xo + o * hidden + r] * y[yo + o * hidden + r];
            }
        }
    }

    private double factor() {
        return (1 - keepProbability) / (2 * keepProbability);
    }

    @Override
    public void forward(Block block, Node at) {
        int hidden = weight.columns();
        double[] s = block.prepared(at);
        double[] h = block.values(at.input());
        for (int i = 0; i < block.rows(); i++) {
            int row = block.valuesAt(at.input()) + i * hidden;
            double sum = 0;
            for (int r = 0; r < hidden; r++) {
                sum += s[r] * h[row + r] * h[row + r];
            }
            block.values(at)[block.valuesAt(at) + i] = factor() * sum;
        }
    }

    @Override
    public void tangent(Block block, Node at) {
        int hidden = weight.columns();
        int k = block.directions();
        double[] s = block.prepared(at);
        double[] sdot = block.preparedDirections(at);
        double[] h = block.values(at.input());
        boolean inner = block.varies(at.input());
        boolean outer = block.active(weight);
        for (int i = 0; i < block.rows(); i++) {
            int row = block.valuesAt(at.input()) + i * hidden;
            for (int j = 0; j < k; j++) {
                int hdot = inner ? block.tangentsAt(at.input()) + (i * k + j) * hidden : 0;
                double sum = 0;
                for (int r = 0; r < hidden; r++) {
                    double x = h[row + r];
                    double moved = inner ? 2 * s[r] * x * block.tangents()[hdot + r] : 0;
                    double weighted = outer ? sdot[j * hidden + r] * x * x : 0;
                    sum += moved + weighted;
                }
                block.tangents()[block.tangentsAt(at) + i * k + j] = factor() * sum;
            }
        }
    }

    @Override
    public void reverse(Block block, Node at) {
        int hidden = weight.columns();
        int k = block.directions();
        double[] s = block.prepared(at);
        double[] h = block.values(at.input());
        for (int i = 0; i < block.rows(); i++) {
            int row = block.valuesAt(at.input()) + i * hidden;
            for (int j = 0; j < k; j++) {
                double scale = 2 * factor() * block.cotangents()[block.cotangentsAt(at) + i * k + j];
                if (block.varies(at.input())) {
                    int hbar = block.cotangentsAt(at.input()) + (i * k + j) * hidden;
                    for (int r = 0; r < hidden; r++) {
                        block.cotangents()[hbar + r] += scale * s[r] * h[row + r];
                    }
                }
                if (block.active(weight)) {
                    int to = block.gradientsAt(weight) + j * weight.size();
                    for (int o = 0; o < weight.rows(); o++) {
                        for (int r = 0; r < hidden; r++) {
                            block.gradients()[to + o * hidden + r] += scale
                                    * block.parameters()[weight.offset() + o * hidden + r]
                                    * h[row + r]
                                    * h[row + r];
                        }
                    }
                }
            }
        }
    }

    @Override
    public void curvature(Block block, Node at) {
        int k = block.directions();
        for (int i = 0; i < block.rows(); i++) {
            double scale = 2 * factor() * block.adjoints()[block.adjointsAt(at) + i];
            for (int j = 0; j < k; j++) {
                if (block.varies(at.input())) {
                    curveInput(block, at, i, j, scale);
                }
                if (block.active(weight)) {
                    curveWeight(block, at, i, j, scale);
                }
            }
        }
    }

    private void curveInput(Block block, Node at, int i, int j, double scale) {
        int hidden = weight.columns();
        double[] s = block.prepared(at);
        double[] sdot = block.preparedDirections(at);
        boolean outer = block.active(weight);
        int h = block.valuesAt(at.input()) + i * hidden;
        int hdot = block.tangentsAt(at.input()) + (i * block.directions() + j) * hidden;
        int hbar = block.cotangentsAt(at.input()) + (i * block.directions() + j) * hidden;
        for (int r = 0; r < hidden; r++) {
            double moved = s[r] * block.tangents()[hdot + r];
            double weighted = outer ? sdot[j * hidden + r] * block.values(at.input())[h + r] : 0;
            block.cotangents()[hbar + r] += scale * (moved + weighted);
        }
    }

    private void curveWeight(Block block, Node at, int i, int j, double scale) {
        int hidden = weight.columns();
        boolean inner = block.varies(at.input());
        int h = block.valuesAt(at.input()) + i * hidden;
        int hdot = inner ? block.tangentsAt(at.input()) + (i * block.directions() + j) * hidden : 0;
        int v = block.directionsAt(weight) + j * weight.size();
        int to = block.gradientsAt(weight) + j * weight.size();
        for (int o = 0; o < weight.rows(); o++) {
            for (int r = 0; r < hidden; r++) {
                double x = block.values(at.input())[h + r];
                double direct = block.directionValues()[v + o * hidden + r] * x * x;
                double moved = inner
                        ? 2 * block.parameters()[weight.offset() + o * hidden + r] * x * block.tangents()[hdot + r]
                        : 0;
                block.gradients()[to + o * hidden + r] += scale * (direct + moved);
            }
        }
    }
}
