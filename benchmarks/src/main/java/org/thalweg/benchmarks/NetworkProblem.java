package org.thalweg.benchmarks;

import java.util.Random;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

/** A relu network with biases and softmax cross-entropy on dense standard normal inputs with random labels. */
final class NetworkProblem implements AutoCloseable {

    final double[] theta;
    private final Graph network;
    private final Dataset data;
    private final Workers workers;

    NetworkProblem(int threads, int samples, int... widths) {
        int classes = widths[widths.length - 1];
        network = Sequential.mlp(Activations.RELU, widths);
        theta = new Initialization.FanIn().theta(network, 1);
        int[] labels = new Random(2).ints(samples, 0, classes).toArray();
        data = Dataset.of("random", Normal.matrix(samples, widths[0], 3), new Targets.Labels(labels, classes));
        workers = Workers.of(threads);
    }

    Objective objective(long memoryBudget) {
        return Objective.of(network, Loss.crossEntropy(), data, workers, memoryBudget)
                .at(theta);
    }

    Objective objective() {
        return objective(Objective.DEFAULT_MEMORY_BUDGET);
    }

    /** The product of a matrix of curvature with a block of random directions. */
    Product product(Objective objective, Curvature matrix, int directions, String... parameters) {
        LinearOperator operator = objective.operator(
                matrix, Stream.of(parameters).map(network::parameter).toArray(Parameter[]::new));
        return new Product(operator, Normal.matrix(directions, operator.dimension(), 4));
    }

    @Override
    public void close() {
        workers.close();
    }

    /** An operator, a block of vectors and where their products go. */
    record Product(LinearOperator operator, DMatrixRMaj vectors, DMatrixRMaj results) {

        Product(LinearOperator operator, DMatrixRMaj vectors) {
            this(operator, vectors, vectors.createLike());
        }

        DMatrixRMaj apply() {
            operator.apply(vectors, results);
            return results;
        }
    }
}
