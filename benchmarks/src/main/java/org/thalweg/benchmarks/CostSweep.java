package org.thalweg.benchmarks;

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
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.linalg.estimate.EstimateListener;
import org.thalweg.linalg.estimate.EstimatorSettings;
import org.thalweg.linalg.estimate.Trace;

/**
 * What Hessian work on trained networks 784-h-h-10 costs as the number of samples, of parameters or of eigenvalues grows over
 * a decade or more, the two others being kept; {@link Cost} fits and draws it. The name leaves these benchmarks out of {@link
 * Comparison}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class CostSweep {

    private static final int PROBES = 32;

    /** A Hessian of some size. */
    @State(Scope.Benchmark)
    public abstract static class Problem {

        @Param("2")
        int threads;

        private TrainedProblem trained;
        private LinearOperator hessian;
        private DMatrixRMaj vector;
        private DMatrixRMaj product;
        private int eigenvalues;

        abstract String shape();

        @Setup
        public void prepare() throws IOException {
            Sizes sizes = Sizes.parse(shape());
            trained = new TrainedProblem(threads, sizes.samples(), sizes.widths());
            hessian = trained.hessian();
            vector = Normal.matrix(1, hessian.dimension(), 1);
            product = vector.createLike();
            eigenvalues = sizes.eigenvalues();
        }

        @TearDown
        public void close() {
            trained.close();
        }
    }

    /** Samples or parameters grow. */
    @State(Scope.Benchmark)
    public static class Growing extends Problem {

        /** See {@link Sizes#parse}. Widths fill vectors, as others do by steps. */
        @Param({
            "samples 1000",
            "samples 1800",
            "samples 3200",
            "samples 5600",
            "samples 10000",
            "width 8",
            "width 16",
            "width 24",
            "width 48",
            "width 80"
        })
        String shape;

        @Override
        String shape() {
            return shape;
        }
    }

    /** Samples, parameters or eigenvalues grow. */
    @State(Scope.Benchmark)
    public static class GrowingEnds extends Problem {

        /** See {@link Sizes#parse}. */
        @Param({
            "samples 1000",
            "samples 1800",
            "samples 3200",
            "samples 5600",
            "samples 10000",
            "width 8",
            "width 16",
            "width 24",
            "width 48",
            "width 80",
            "eigenvalues 2",
            "eigenvalues 4",
            "eigenvalues 8",
            "eigenvalues 16",
            "eigenvalues 32"
        })
        String shape;

        @Override
        String shape() {
            return shape;
        }
    }

    /** One product. */
    @Benchmark
    public DMatrixRMaj product(Growing problem) {
        Problem p = problem;
        p.hessian.apply(p.vector, p.product);
        return p.product;
    }

    /** The trace by Hutchinson's estimator from 32 vectors. */
    @Benchmark
    public Estimate trace(Growing problem, ProductCount count) {
        Problem p = problem;
        Estimate estimate = Trace.estimate(
                p.hessian,
                Trace.Method.HUTCHINSON,
                EstimatorSettings.ofBudget(PROBES),
                Deflation.none(p.hessian.dimension()),
                p.trained.workers(),
                EstimateListener.SILENT);
        count.add(estimate.products());
        return estimate;
    }

    /** The largest eigenvalues to 1e-8. */
    @Benchmark
    public LanczosResult lanczos(GrowingEnds problem, ProductCount count) {
        Problem p = problem;
        LanczosResult result = Lanczos.of(p.hessian)
                .tolerance(1e-8)
                .seed(1)
                .workers(p.trained.workers())
                .confidence(0)
                .residuals(Residuals.ESTIMATED)
                .largest(p.eigenvalues);
        if (!result.converged()) {
            throw new IllegalStateException("not converged");
        }
        count.add(result.products());
        return result;
    }
}
