package org.thalweg.benchmarks;

import dev.ludovic.netlib.arpack.ARPACK;
import dev.ludovic.netlib.arpack.JavaARPACK;
import java.io.IOException;
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
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.Residuals;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;

/**
 * The 20 largest eigenvalues of the Hessian of a trained 784-50-50-10 network with 10,000 samples, by all its 42,310
 * parameters and by the 2,500 of its 50 x 50 weight alone. A score is the time of a whole run, values and adjoints at theta
 * being known.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HessianEigenBenchmark {

    static final int COUNT = 20;
    static final String NETWORK = "network";
    static final String HIDDEN = "hidden";

    /** How many parameters the hidden weight has. */
    static final int HIDDEN_PARAMETERS = 2500;

    private static final String HIDDEN_WEIGHT = "2.weight";
    private static final double TOLERANCE = 1e-10;
    private static final double POWER_TOLERANCE = 1e-3;
    private static final int POWER_STEPS = 100;

    /** The same for every solver: a Hessian and what knows its products. */
    @State(Scope.Benchmark)
    public static class Problem {

        /** Which Hessian: {@code network} or {@code hidden}. */
        @Param({NETWORK, HIDDEN})
        String shape;

        @Param("2")
        int threads;

        private TrainedProblem trained;
        private LinearOperator hessian;
        private Lanczos lanczos;

        @Setup
        public void prepare() throws IOException {
            trained = new TrainedProblem(threads);
            hessian = trained.hessian(parameters());
            lanczos = solver(hessian);
        }

        private String[] parameters() {
            return shape.equals(HIDDEN) ? new String[] {HIDDEN_WEIGHT} : new String[0];
        }

        /** Residuals as the iteration knows them and no second start, as in SciPy's eigsh. */
        private Lanczos solver(LinearOperator operator) {
            return Lanczos.of(operator)
                    .tolerance(TOLERANCE)
                    .seed(1)
                    .workers(trained.workers())
                    .confidence(0)
                    .residuals(Residuals.ESTIMATED);
        }

        @TearDown
        public void close() {
            trained.close();
        }
    }

    /** How many vectors are multiplied at once. */
    @State(Scope.Benchmark)
    public static class Blocks {

        @Param({"2", "4", "8"})
        int blockSize;
    }

    /** Eigenvectors 20 steps of training before. */
    @State(Scope.Benchmark)
    public static class Earlier {

        private DMatrixRMaj vectors;

        @Setup
        public void solve(Problem problem) {
            vectors = converged(problem.solver(problem.trained.earlierHessian(problem.parameters()))
                            .largest(COUNT))
                    .vectors();
        }
    }

    /** The Hessian small enough to be a dense matrix. */
    @State(Scope.Benchmark)
    public static class HiddenProblem {

        @Param(HIDDEN)
        String shape;

        @Param("2")
        int threads;

        private TrainedProblem trained;
        private LinearOperator hessian;
        private SymmetricEigen solver;

        @Setup
        public void prepare() throws IOException {
            trained = new TrainedProblem(threads);
            hessian = trained.hessian(HIDDEN_WEIGHT);
            solver = SymmetricEigen.of(trained.workers());
        }

        @TearDown
        public void close() {
            trained.close();
        }
    }

    @Benchmark
    public LanczosResult largest(Problem problem, ProductCount count) {
        return counted(problem.lanczos.largest(COUNT), count);
    }

    /** With the second start, and residuals computed afresh. */
    @Benchmark
    public LanczosResult certified(Problem problem, ProductCount count) {
        return counted(
                problem.lanczos.confidence(0.999).residuals(Residuals.COMPUTED).largest(COUNT), count);
    }

    @Benchmark
    public LanczosResult blocks(Problem problem, Blocks blocks, ProductCount count) {
        return counted(problem.lanczos.blockSize(blocks.blockSize).largest(COUNT), count);
    }

    /** From the eigenvectors at a point nearby. */
    @Benchmark
    public LanczosResult warmStart(Problem problem, Earlier earlier, ProductCount count) {
        return counted(problem.lanczos.startVectors(earlier.vectors).largest(COUNT), count);
    }

    /** As PyHessian does it, in double precision, on our products. */
    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @Measurement(iterations = 5, time = 1)
    public Object powerIteration(Problem problem, ProductCount count) {
        PowerIteration.Found found = PowerIteration.run(problem.hessian, COUNT, POWER_TOLERANCE, POWER_STEPS);
        count.add(found.products());
        return found;
    }

    /** Every element. */
    @Benchmark
    public DMatrixRMaj matrix(HiddenProblem problem) {
        return problem.hessian.toMatrix();
    }

    /** Every element, and the dense solver. */
    @Benchmark
    public SymmetricEigen.Decomposition dense(HiddenProblem problem) {
        return problem.solver.decompose(matrix(problem), Settings.withVectors().range(0, COUNT));
    }

    /** ARPACK as netlib finds it, with our products, set as SciPy's peer is. */
    @Benchmark
    public Object netlib(Problem problem, ProductCount count) {
        return arpack(ARPACK.getInstance(), problem, count);
    }

    @Benchmark
    public Object netlibJava(Problem problem, ProductCount count) {
        return arpack(JavaARPACK.getInstance(), problem, count);
    }

    private static Arpack.Found arpack(ARPACK arpack, Problem problem, ProductCount count) {
        Arpack.Found found = Arpack.largest(arpack, problem.hessian, COUNT, 4 * COUNT, TOLERANCE);
        count.add(found.products());
        return found;
    }

    private static LanczosResult counted(LanczosResult result, ProductCount count) {
        count.add(result.products() + result.secondStartProducts() + result.verificationProducts());
        return converged(result);
    }

    private static LanczosResult converged(LanczosResult result) {
        if (!result.converged()) {
            throw new IllegalStateException("not converged");
        }
        return result;
    }
}
