package org.thalweg.curvature;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * The exact covariance under squared error of masks of their own. The sums over neurons of {@link SharedMaskCovariance} are
 * taken for each sample, and no matrix of {@code m x m} is formed: for one sample, with {@code P, Q} the {@code [m x outputs]}
 * matrices of rows {@code p_k, q_k}, {@code M = P Q'} has low rank, and
 *
 * <pre>{@code
 * c_r  = v (p_r . (sum_k q_k + u_b) + (v - 1) p_r . q_r + e . q_r)
 * B_r  = sum_k c_k p_k + c_r e + v^2 (P'P q_r + P'Q p_r) + ((v - 1) c_r - 2 v^2 p_r . q_r) p_r
 * hdot_r: (w/n)^2 a_r . B_r        u_r: (w/n)^2 h_r B_r        u_b: (w/n)^2 sum_k c_k p_k
 * }</pre>
 *
 * <p>A draw has {@code w/n} for its square, {@code c_r = sqrt(v) z_r}, and {@code v sum_{k != r} z_kr p_k} for the terms with
 * {@code v^2}.
 *
 * <p>Samples are cut into lanes whose number depends on their number alone. A lane adds what its samples give the last
 * layer, and the lanes are added in their order.
 */
final class SampleMaskCovariance extends SquaredErrorCovariance {

    private static final int MOST_LANES = 16;
    private static final int ROWS_WORTH_A_LANE = 64;

    private final Workers workers;
    private final int lanes;
    private final PerWorker<Neurons> neurons;
    private final Workers.Task coupleLane = this::coupleLane;
    private final Workers.Task spreadLane = this::spreadLane;
    /** What each lane adds to {@code weightParts} and {@code biasParts}, {@code [lanes x k x (hidden + 1) x outputs]}. */
    private final double[] sums;

    private int k;
    private double[] carried;
    private double[] weightParts;
    private double[] biasParts;
    private Normals normals;
    private long firstDraw;

    SampleMaskCovariance(Objective objective, LastLayer layer, MaskDistribution masks, Parameter... parameters) {
        super(objective, layer, masks, parameters);
        workers = objective.workers();
        lanes = Math.max(1, Math.min(MOST_LANES, n / ROWS_WORTH_A_LANE));
        sums = new double[Math.multiplyExact(lanes * mostVectors, (hidden + 1) * outputs)];
        neurons = PerWorker.of(workers, Neurons::new);
    }

    @Override
    int masks() {
        return n;
    }

    @Override
    void couple(int k, DMatrixRMaj carried, double[] weightParts, double[] biasParts) {
        run(k, carried, weightParts, biasParts, coupleLane);
    }

    @Override
    void spread(int k, Normals normals, long first, DMatrixRMaj carried, double[] weightParts, double[] biasParts) {
        this.normals = normals;
        this.firstDraw = first;
        run(k, carried, weightParts, biasParts, spreadLane);
    }

    private void run(int k, DMatrixRMaj carried, double[] weightParts, double[] biasParts, Workers.Task task) {
        this.k = k;
        this.carried = carried.data;
        this.weightParts = weightParts;
        this.biasParts = biasParts;
        Arrays.fill(sums, 0, lanes * k * (hidden + 1) * outputs, 0);
        workers.run(lanes, task);
        addLanes();
    }

    private void addLanes() {
        for (int j = 0; j < k; j++) {
            for (int at = 0; at < (hidden + 1) * outputs; at++) {
                double sum = 0;
                for (int lane = 0; lane < lanes; lane++) {
                    sum += sums[sumAt(lane, j) + at];
                }
                if (at < weight.length) {
                    weightParts[j * weight.length + at] = sum;
                } else {
                    biasParts[j * outputs + at - weight.length] = sum;
                }
            }
        }
    }

    private int laneStart(int lane) {
        return (int) ((long) n * lane / lanes);
    }

    private void coupleLane(int lane, int worker) {
        Neurons work = neurons.get(worker);
        for (int i = laneStart(lane); i < laneStart(lane + 1); i++) {
            work.sample(i);
            work.gram();
            double share = sampleWeights[i] / n;
            for (int j = 0; j < k; j++) {
                int at = (i * k + j) * hidden;
                work.couple(j, at);
                work.send(share * share, at, sumAt(lane, j));
            }
        }
    }

    private void spreadLane(int lane, int worker) {
        Neurons work = neurons.get(worker);
        for (int i = laneStart(lane); i < laneStart(lane + 1); i++) {
            work.sample(i);
            for (int j = 0; j < k; j++) {
                work.spread(j);
                work.send(sampleWeights[i] / n, (i * k + j) * hidden, sumAt(lane, j));
            }
        }
    }

    private int sumAt(int lane, int j) {
        return (lane * k + j) * (hidden + 1) * outputs;
    }

    /** The neurons of one sample after the other; a worker's own. */
    private final class Neurons {
        private final TiledProduct small = Kernels.selected().product();
        private final double[] scratch = new double[small.scratchLength()];
        /** P, Q, B, {@code [hidden x outputs]}. */
        private final double[] p = new double[weight.length];

        private final double[] q = new double[weight.length];
        private final double[] b = new double[weight.length];
        /** P'P and Q'P. */
        private final double[] pp = new double[outputs * outputs];

        private final double[] qp = new double[outputs * outputs];
        private final double[] c = new double[hidden];
        /** {@code sum_k q_k + u_b}, then {@code sum_k c_k p_k}. */
        private final double[] total = new double[outputs];
        /** For draws: normals of the pairs of neurons, and as a symmetric matrix with a zero diagonal. */
        private double[] normal = new double[0];

        private double[] pairs = new double[0];
        private int sample;

        void sample(int i) {
            sample = i;
            for (int r = 0; r < hidden; r++) {
                double h = activations.data[i * hidden + r];
                for (int ro = r * outputs; ro < (r + 1) * outputs; ro++) {
                    p[ro] = weight[ro] * h;
                }
            }
        }

        void gram() {
            timesP(p, pp);
        }

        /** {@code X'P}. */
        private void timesP(double[] x, double[] result) {
            Arrays.fill(result, 0);
            small.multiplyAdd(outputs, outputs, hidden, x, 0, 1, outputs, p, 0, outputs, result, 0, outputs, scratch);
        }

        /** {@code B += X Y} with Y {@code [outputs x outputs]}. */
        private void addToB(double[] x, double[] y) {
            small.multiplyAdd(hidden, outputs, outputs, x, 0, outputs, 1, y, 0, outputs, b, 0, outputs, scratch);
        }

        /** c and B, but for {@code sum_k c_k p_k}, of vector j, whose tangents are at the given place. */
        void couple(int j, int tangents) {
            tangentsOfProducts(j, tangents);
            timesP(q, qp);
            Arrays.fill(b, 0);
            addToB(q, pp);
            addToB(p, qp);
            int e = sample * outputs;
            for (int r = 0; r < hidden; r++) {
                double whole = 0;
                double own = 0;
                for (int o = 0; o < outputs; o++) {
                    int ro = r * outputs + o;
                    whole += p[ro] * total[o] + residuals.data[e + o] * q[ro];
                    own += p[ro] * q[ro];
                }
                c[r] = variance * (whole + (variance - 1) * own);
                double square = variance * variance;
                double factor = (variance - 1) * c[r] - 2 * square * own;
                for (int o = 0; o < outputs; o++) {
                    int ro = r * outputs + o;
                    b[ro] = square * b[ro] + factor * p[ro] + c[r] * residuals.data[e + o];
                }
            }
        }

        /** Q, and {@code sum_k q_k + u_b}. */
        private void tangentsOfProducts(int j, int tangents) {
            System.arraycopy(biasParts, j * outputs, total, 0, outputs);
            for (int r = 0; r < hidden; r++) {
                double h = activations.data[sample * hidden + r];
                double hdot = carried[tangents + r];
                for (int o = 0; o < outputs; o++) {
                    int ro = r * outputs + o;
                    q[ro] = weight[ro] * hdot + weightParts[j * weight.length + ro] * h;
                    total[o] += q[ro];
                }
            }
        }

        /** c and B, but for {@code sum_k c_k p_k}, of draw j. */
        void spread(int j) {
            int count = Math.toIntExact(normalsOfMask());
            if (normal.length < count) {
                normal = new double[count];
                pairs = new double[hidden * hidden];
            }
            normals.take(firstDraw + j, sample, count, normal);
            double deviation = Math.sqrt(variance);
            int at = hidden;
            for (int r = 0; r < hidden; r++) {
                c[r] = deviation * normal[r];
                for (int s = r + 1; s < hidden; s++) {
                    pairs[r * hidden + s] = variance * normal[at];
                    pairs[s * hidden + r] = variance * normal[at++];
                }
                for (int o = 0; o < outputs; o++) {
                    int ro = r * outputs + o;
                    b[ro] = (variance - 1) * c[r] * p[ro] + c[r] * residuals.data[sample * outputs + o];
                }
            }
            small.multiplyAdd(hidden, outputs, hidden, pairs, 0, hidden, 1, p, 0, outputs, b, 0, outputs, scratch);
        }

        /** Turns c and B into cotangents of the last hidden layer, and adds to those of the last layer. */
        void send(double scale, int cotangents, int sum) {
            Arrays.fill(total, 0);
            for (int r = 0; r < hidden; r++) {
                for (int o = 0; o < outputs; o++) {
                    total[o] += c[r] * p[r * outputs + o];
                }
            }
            for (int r = 0; r < hidden; r++) {
                double h = scale * activations.data[sample * hidden + r];
                double ofHidden = 0;
                for (int o = 0; o < outputs; o++) {
                    int ro = r * outputs + o;
                    double cotangent = total[o] + b[ro];
                    ofHidden += weight[ro] * cotangent;
                    sums[sum + ro] += h * cotangent;
                }
                carried[cotangents + r] = scale * ofHidden;
            }
            for (int o = 0; o < outputs; o++) {
                sums[sum + weight.length + o] += scale * total[o];
            }
        }
    }
}
