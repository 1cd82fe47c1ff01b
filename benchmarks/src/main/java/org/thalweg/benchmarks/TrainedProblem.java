package org.thalweg.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.data.Targets;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.nn.Weights;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/**
 * A trained 784-50-50-10 relu network with softmax cross-entropy on 10,000 pictures: those of the folder that the environment
 * variable {@value #DATA} names, or else digits that the program draws. The training takes a second or two and gives the same
 * bits each time, so every process has the same problem, and {@link #main} exports it for the peers.
 */
final class TrainedProblem implements AutoCloseable {

    /** Names a folder with the files of MNIST, or of a data set of its shape, or with a folder {@code mnist} that has them. */
    static final String DATA = "THALWEG_DATA";

    static final int[] WIDTHS = {784, 50, 50, 10};
    static final int SAMPLES = 10_000;

    private static final int BATCH = 500;
    private static final int STEPS = 1000;

    /** How many steps before the end {@link #earlierHessian} is. */
    private static final int EARLIER = 20;

    private final Graph network;
    private final Dataset data;
    private final double[] earlier;
    private final double[] theta;
    private final Workers workers;

    TrainedProblem(int threads) throws IOException {
        this(threads, SAMPLES, WIDTHS);
    }

    /** The same with so many of the pictures, at least a batch of 500, and these widths, the first 784 and the last 10. */
    TrainedProblem(int threads, int samples, int... widths) throws IOException {
        network = Sequential.mlp(Activations.RELU, widths);
        data = PaperData.MNIST.read(Optional.ofNullable(System.getenv(DATA)), Split.TRAIN, samples);
        workers = Workers.of(threads);
        TrainingSettings settings = new TrainingSettings(
                new Optimizer.Nesterov(Optimizer.Nesterov.USUAL_MOMENTUM), new LearningRate.Constant(0.02), BATCH, 1);
        Trainer trainer = Trainer.of(
                network, Loss.crossEntropy(), data, settings, new Initialization.FanIn().theta(network, 1), workers);
        trainer.run(Goal.ofSteps(STEPS - EARLIER), Checkpoints.NONE, progress -> {});
        earlier = trainer.theta();
        trainer.run(Goal.ofSteps(STEPS), Checkpoints.NONE, progress -> {});
        theta = trainer.theta();
    }

    Workers workers() {
        return workers;
    }

    Dataset data() {
        return data;
    }

    /** The parameters at the end of the training. */
    double[] theta() {
        return theta;
    }

    /** The Hessian by some parameters, or by all if none is named. */
    LinearOperator hessian(String... parameters) {
        return hessian(theta, parameters);
    }

    /** The Hessian 20 steps before the end of the training. */
    LinearOperator earlierHessian(String... parameters) {
        return hessian(earlier, parameters);
    }

    private LinearOperator hessian(double[] point, String... parameters) {
        return Objective.of(network, Loss.crossEntropy(), data, workers)
                .at(point)
                .operator(
                        Curvature.HESSIAN,
                        Stream.of(parameters).map(network::parameter).toArray(Parameter[]::new));
    }

    /**
     * Writes the problem as NumPy reads it: {@code x [n x 784]}, {@code y [n]}, and the weights, {@code 0.weight [50 x 784]},
     * {@code 0.bias} and so on.
     */
    void export(Path file) throws IOException {
        List<Tensor> tensors = new ArrayList<>(Weights.tensors(network, theta));
        tensors.add(new Tensor("x", new int[] {SAMPLES, WIDTHS[0]}, data.inputs().data));
        int[] labels = ((Targets.Labels) data.targets()).values();
        tensors.add(new Tensor(
                "y", new int[] {SAMPLES}, Arrays.stream(labels).asDoubleStream().toArray()));
        NpzFile.write(file, tensors, Precision.F64);
    }

    @Override
    public void close() {
        workers.close();
    }

    /**
     * Trains the network and exports the problem.
     *
     * @param arguments the {@code .npz} file to write
     * @throws IOException if the data cannot be read or the file cannot be written
     */
    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("arguments: " + arguments.length + ", expected one, the .npz to write");
        }
        try (TrainedProblem problem = new TrainedProblem(2)) {
            problem.export(Path.of(arguments[0]));
        }
    }
}
