package org.thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;

/**
 * A gradient and a Hessian-vector product of a deep network of square layers, 512-512-512-512 with 4,096 samples: how many
 * gradients a product costs where no layer dominates. A call is so long that the compiler needs many seconds of warm-up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class SquareNetworkBenchmark {

    static final int SAMPLES = 4096;

    @Param({"1", "2"})
    int threads;

    private NetworkProblem problem;
    private Objective gradientAlone;
    private double[] gradient;
    private NetworkProblem.Product hessian;

    @Setup
    public void prepare() {
        problem = new NetworkProblem(threads, SAMPLES, 512, 512, 512, 512);
        gradientAlone = problem.objective();
        gradient = new double[gradientAlone.dimension()];
        hessian = problem.product(problem.objective(), Curvature.HESSIAN, 1);
    }

    @TearDown
    public void close() {
        problem.close();
    }

    @Benchmark
    public double[] gradient() {
        return gradientAlone.at(problem.theta).gradient(gradient);
    }

    @Benchmark
    public DMatrixRMaj hessian() {
        return hessian.apply();
    }
}
