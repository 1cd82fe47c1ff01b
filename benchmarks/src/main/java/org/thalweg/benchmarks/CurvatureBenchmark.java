package org.thalweg.benchmarks;

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
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;

/**
 * Derivatives of a 784-50-50-10 network with 10,000 samples: a gradient at a new point, and products with matrices of
 * curvature at a point where values and adjoints are known. A score is the time of one gradient or one product.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class CurvatureBenchmark {

    static final int SAMPLES = 10_000;
    static final int BLOCK = 16;
    static final int HIDDEN_BLOCK = 50;

    @Param({"1", "2"})
    int threads;

    private NetworkProblem problem;
    /** Separate, as an objective with operators keeps at every gradient what their products read. */
    private Objective gradientAlone;

    private double[] gradient;
    private NetworkProblem.Product hessian;
    private NetworkProblem.Product hessianBlock;
    private NetworkProblem.Product hiddenBlock;
    private NetworkProblem.Product gaussNewton;
    private NetworkProblem.Product covariance;

    static NetworkProblem problem(int threads) {
        return new NetworkProblem(threads, SAMPLES, 784, 50, 50, 10);
    }

    @Setup
    public void prepare() {
        problem = problem(threads);
        gradientAlone = problem.objective();
        gradient = new double[gradientAlone.dimension()];
        Objective objective = problem.objective();
        hessian = problem.product(objective, Curvature.HESSIAN, 1);
        hessianBlock = problem.product(objective, Curvature.HESSIAN, BLOCK);
        hiddenBlock = problem.product(objective, Curvature.HESSIAN, HIDDEN_BLOCK, "2.weight");
        gaussNewton = problem.product(objective, Curvature.GAUSS_NEWTON, 1);
        covariance = problem.product(objective, Curvature.GRADIENT_COVARIANCE, 1);
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

    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public DMatrixRMaj hessianBlock() {
        return hessianBlock.apply();
    }

    @Benchmark
    @OperationsPerInvocation(HIDDEN_BLOCK)
    public DMatrixRMaj hiddenBlock() {
        return hiddenBlock.apply();
    }

    @Benchmark
    public DMatrixRMaj gaussNewton() {
        return gaussNewton.apply();
    }

    @Benchmark
    public DMatrixRMaj gradientCovariance() {
        return covariance.apply();
    }
}
