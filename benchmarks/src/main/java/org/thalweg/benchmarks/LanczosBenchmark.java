package org.thalweg.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.Residuals;

/**
 * The 20 largest eigenvalues of the Hessian of a trained 784-50-50-10 network with 10,000 samples. A score is the time of a
 * whole run, values and adjoints at theta being known.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class LanczosBenchmark {

    static final int COUNT = 20;

    private static final double POWER_TOLERANCE = 1e-3;
    private static final int POWER_STEPS = 100;
    private static final int BLOCK = 4;

    @Param({"1", "2"})
    int threads;

    private TrainedProblem problem;
    private LinearOperator hessian;
    private Lanczos lanczos;

    @Setup
    public void prepare() throws IOException {
        problem = new TrainedProblem(threads);
        hessian = problem.hessian();
        lanczos = Lanczos.of(hessian).tolerance(1e-10).seed(1).workers(problem.workers());
    }

    @TearDown
    public void close() {
        problem.close();
    }

    /** Residuals as the iteration knows them and no second start, as in SciPy's eigsh. */
    @Benchmark
    public LanczosResult largest() {
        return converged(lanczos.confidence(0).residuals(Residuals.ESTIMATED).largest(COUNT));
    }

    /** With the second start, and residuals computed afresh. */
    @Benchmark
    public LanczosResult certified() {
        return converged(lanczos.confidence(0.999).largest(COUNT));
    }

    @Benchmark
    public LanczosResult blocks() {
        return converged(lanczos.confidence(0)
                .residuals(Residuals.ESTIMATED)
                .blockSize(BLOCK)
                .largest(COUNT));
    }

    /** As PyHessian does it, in double precision, on our products. */
    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @Measurement(iterations = 3, time = 1)
    public Object powerIteration() {
        return PowerIteration.run(hessian, COUNT, POWER_TOLERANCE, POWER_STEPS);
    }

    private static LanczosResult converged(LanczosResult result) {
        if (!result.converged()) {
            throw new IllegalStateException("not converged");
        }
        return result;
    }
}
