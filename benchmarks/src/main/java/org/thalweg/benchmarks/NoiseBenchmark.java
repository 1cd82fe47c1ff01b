package org.thalweg.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.RandomGradients;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.landscape.FlatInterval;
import org.thalweg.landscape.FlatnessSettings;
import org.thalweg.landscape.IntervalFlatness;
import org.thalweg.landscape.Lines;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/**
 * What a figure about the noise of dropout repeats thousands of times, on a trained 784-50-50-10 network with 10,000 pictures:
 * a step of gradient descent under masks, one for each sample, behind the second hidden layer; a gradient by the 50 x 50
 * weight at frozen parameters under such masks; and an interval flatness along a direction of that weight. The latter two
 * take the values of the first hidden layer for their data. A score is the time of one of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class NoiseBenchmark {

    private static final int STEPS = 20;
    private static final int GRADIENTS = 20;
    private static final int DIRECTIONS = 20;
    private static final double KEEP_PROBABILITY = 0.8;

    /** Beyond the steps of the training. */
    private static final long FIRST_SAMPLE = 1L << 40;

    @Param({"1", "2"})
    int threads;

    private TrainedProblem problem;
    private Trainer trainer;
    private RandomGradients random;
    private DMatrixRMaj gradients;
    private Lines lines;
    private DMatrixRMaj directions;

    @Setup
    public void prepare() throws IOException {
        int[] widths = TrainedProblem.WIDTHS;
        problem = new TrainedProblem(threads);
        TrainingSettings settings = new TrainingSettings(
                new Optimizer.GradientDescent(), new LearningRate.Constant(0.1), TrainingSettings.FULL_BATCH, 1);
        Graph dropped = tail(Sequential.of(widths[0]).affine(widths[1]).relu(), KEEP_PROBABILITY);
        trainer =
                Trainer.of(dropped, Loss.crossEntropy(), problem.data(), settings, problem.theta(), problem.workers());

        Graph head = Sequential.of(widths[0]).affine(widths[1]).relu().build();
        Dataset hidden = hidden(head);
        double[] theta = Arrays.copyOfRange(problem.theta(), head.parameterCount(), problem.theta().length);
        Graph droppedTail = tail(Sequential.of(widths[1]), KEEP_PROBABILITY);
        Objective frozen = Objective.of(droppedTail, Loss.crossEntropy(), hidden, problem.workers())
                .at(theta);
        random = RandomGradients.of(frozen, 1, droppedTail.parameter("0.weight"));
        gradients = new DMatrixRMaj(GRADIENTS, random.dimension());
        Graph tail = tail(Sequential.of(widths[1]), 1);
        lines = Lines.through(tail, Loss.crossEntropy(), hidden, problem.workers(), theta, tail.parameter("0.weight"));
        directions = Normal.matrix(DIRECTIONS, lines.dimension(), 5);
    }

    /** The rest of the network behind the first hidden layer. */
    private static Graph tail(Sequential from, double keepProbability) {
        from.affine(TrainedProblem.WIDTHS[2]).relu();
        if (keepProbability < 1) {
            from.dropout(keepProbability, Sharing.SAMPLE);
        }
        return from.affine(TrainedProblem.WIDTHS[3]).build();
    }

    /** The values of the first hidden layer at theta. */
    private Dataset hidden(Graph head) {
        Dataset data = problem.data();
        DMatrixRMaj zeros = new DMatrixRMaj(data.size(), TrainedProblem.WIDTHS[1]);
        Dataset unjudged = Dataset.of(data.name(), data.inputs(), new Targets.Values(zeros));
        DMatrixRMaj values = Objective.of(head, Loss.meanSquaredError(), unjudged, problem.workers())
                .at(Arrays.copyOf(problem.theta(), head.parameterCount()))
                .outputs();
        return Dataset.of(data.name(), values, data.targets());
    }

    @TearDown
    public void close() {
        problem.close();
    }

    /** Steps of a training that goes on from call to call. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Trainer.Ending step() throws IOException {
        return trainer.run(Goal.ofSteps(trainer.step() + STEPS), Checkpoints.NONE, progress -> {});
    }

    @Benchmark
    @OperationsPerInvocation(GRADIENTS)
    public DMatrixRMaj gradient() {
        random.sample(FIRST_SAMPLE, gradients);
        return gradients;
    }

    @Benchmark
    @OperationsPerInvocation(DIRECTIONS)
    public List<FlatInterval> flatness() {
        return IntervalFlatness.measure(lines, directions, FlatnessSettings.USUAL);
    }
}
