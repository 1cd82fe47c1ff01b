package org.thalweg.curvature;

import java.util.HashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;

/**
 * The covariance of the gradient under dropout by its definition: the gradient under every mask there is, through a dropout
 * layer of the engine, weighted by the probability of the mask.
 */
final class MaskEnumeration {

    private MaskEnumeration() {}

    /** The network with a dropout layer, of index 9, before its last layer. */
    static Graph withDropout(Graph network, Node hidden, double keep) {
        Node output = network.output();
        Graph.Builder builder =
                new Graph(network.nodes().subList(0, output.index()), hidden, network.parameters()).extend();
        Node dropped = builder.apply(new Dropout(9, keep, Dropout.Sharing.BATCH), hidden);
        return builder.build(builder.apply(output.operation(), dropped));
    }

    /** Sigma of a mask that all samples share. */
    static DMatrixRMaj shared(
            Graph network, Node hidden, Loss loss, Dataset data, double[] weights, double[] theta, double keep) {
        int m = hidden.width();
        int d = theta.length;
        DMatrixRMaj gradients = new DMatrixRMaj(1 << m, d);
        double[] probabilities = new double[1 << m];
        double[] mean = new double[d];
        try (Workers workers = Workers.of(1)) {
            Objective objective = Objective.of(withDropout(network, hidden, keep), loss, data, workers)
                    .sampleWeights(weights);
            for (int bits = 0; bits < 1 << m; bits++) {
                DMatrixRMaj mask = new DMatrixRMaj(1, m);
                double probability = 1;
                for (int r = 0; r < m; r++) {
                    boolean kept = (bits >> r & 1) == 1;
                    mask.set(0, r, kept ? 1 / keep : 0);
                    probability *= kept ? keep : 1 - keep;
                }
                Map<Integer, DMatrixRMaj> given = new HashMap<>();
                given.put(9, mask);
                Masks last = Masks.given(given);
                objective
                        .masks((request, to, offset) ->
                                (request.layer() == 9 ? last : Masks.NONE).fill(request, to, offset))
                        .at(theta);
                double[] gradient = objective.gradient();
                probabilities[bits] = probability;
                for (int p = 0; p < d; p++) {
                    gradients.set(bits, p, gradient[p]);
                    mean[p] += probability * gradient[p];
                }
            }
        }
        DMatrixRMaj covariance = new DMatrixRMaj(d, d);
        for (int bits = 0; bits < 1 << m; bits++) {
            for (int p = 0; p < d; p++) {
                double scaled = probabilities[bits] * (gradients.get(bits, p) - mean[p]);
                for (int q = 0; q < d; q++) {
                    covariance.add(p, q, scaled * (gradients.get(bits, q) - mean[q]));
                }
            }
        }
        return covariance;
    }

    /** Sigma of masks of their own: that of every sample alone, added up and divided by {@code n^2}. */
    static DMatrixRMaj ofSamples(
            Graph network, Node hidden, Loss loss, Dataset data, double[] weights, double[] theta, double keep) {
        int n = data.size();
        DMatrixRMaj sum = new DMatrixRMaj(theta.length, theta.length);
        for (int i = 0; i < n; i++) {
            DMatrixRMaj input = new DMatrixRMaj(0, 0);
            data.gather(new int[] {i}, 0, 1, input);
            Targets target;
            if (data.targets() instanceof Targets.Labels labels) {
                target = new Targets.Labels(new int[] {labels.values()[i]}, labels.classes());
            } else {
                DMatrixRMaj values = new DMatrixRMaj(0, 0);
                data.targets().gather(new int[] {i}, 0, 1, values);
                target = new Targets.Values(values);
            }
            Dataset one = Dataset.of("one", input, target);
            DMatrixRMaj part = shared(network, hidden, loss, one, new double[] {weights[i]}, theta, keep);
            for (int p = 0; p < part.data.length; p++) {
                sum.data[p] += part.data[p] / n / n;
            }
        }
        return sum;
    }
}
