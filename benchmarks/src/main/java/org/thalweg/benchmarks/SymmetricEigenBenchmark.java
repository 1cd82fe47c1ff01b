package org.thalweg.benchmarks;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.netlib.util.intW;
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
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;

/**
 * All eigenvalues, and all eigenvalues and eigenvectors, of dense symmetric matrices of normal numbers, ours and those of
 * libraries.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class SymmetricEigenBenchmark {

    private static final int BLOCK = 64;

    /** A matrix, and what is wanted of it. */
    @State(Scope.Benchmark)
    public static class Problem {

        /** The size, and {@code vectors} or {@code values}. */
        @Param({
            "100 vectors",
            "250 vectors",
            "500 vectors",
            "1000 vectors",
            "2500 vectors",
            "1000 values",
            "2500 values"
        })
        String shape;

        DMatrixRMaj a;
        boolean vectors;

        @Setup
        public void draw() {
            int n = Integer.parseInt(shape.split(" ")[0]);
            vectors = shape.endsWith("vectors");
            a = Normal.symmetric(n, 1);
        }
    }

    /** What libraries without blocks do in seconds, all eigenvectors of smaller matrices, as they take them. */
    @State(Scope.Benchmark)
    public static class SmallProblem {

        /** The size, and {@code vectors}. */
        @Param({"100 vectors", "250 vectors", "500 vectors", "1000 vectors"})
        String shape;

        double[] array;
        double[][] rows;

        @Setup
        public void draw() {
            int n = Integer.parseInt(shape.split(" ")[0]);
            array = Normal.symmetric(n, 1).data;
            rows = new double[n][];
            for (int i = 0; i < n; i++) {
                rows[i] = Arrays.copyOfRange(array, i * n, (i + 1) * n);
            }
        }
    }

    /** Who works. */
    @State(Scope.Benchmark)
    public static class Team {

        @Param({"1", "2"})
        int threads;

        private Workers workers;
        private SymmetricEigen solver;

        @Setup
        public void gather() {
            workers = Workers.of(threads);
            solver = SymmetricEigen.of(workers);
        }

        @TearDown
        public void dismiss() {
            workers.close();
        }
    }

    @Benchmark
    public SymmetricEigen.Decomposition thalweg(Problem problem, Team team) {
        return team.solver.decompose(problem.a, problem.vectors ? Settings.withVectors() : Settings.values());
    }

    @Benchmark
    public EigenDecomposition_F64<DMatrixRMaj> ejml(Problem problem) {
        EigenDecomposition_F64<DMatrixRMaj> solver =
                DecompositionFactory_DDRM.eig(problem.a.numRows, problem.vectors, true);
        if (!solver.decompose(solver.inputModified() ? problem.a.copy() : problem.a)) {
            throw new IllegalStateException("EJML: not decomposed, expected eigenvalues");
        }
        return solver;
    }

    @Benchmark
    @Warmup(iterations = 2, time = 1)
    @Measurement(iterations = 5, time = 1)
    public Object commonsMath(SmallProblem problem) {
        EigenDecomposition solver = new EigenDecomposition(new Array2DRowRealMatrix(problem.rows, false));
        return solver.getV();
    }

    @Benchmark
    @Warmup(iterations = 2, time = 1)
    @Measurement(iterations = 5, time = 1)
    public Object hipparchus(SmallProblem problem) {
        EigenDecompositionSymmetric solver =
                new EigenDecompositionSymmetric(new org.hipparchus.linear.Array2DRowRealMatrix(problem.rows, false));
        return solver.getV();
    }

    @Benchmark
    public double[] netlib(Problem problem) {
        return dsyevd(LAPACK.getInstance(), problem.vectors, problem.a.data);
    }

    @Benchmark
    @Warmup(iterations = 2, time = 1)
    @Measurement(iterations = 5, time = 1)
    public double[] netlibJava(SmallProblem problem) {
        return dsyevd(JavaLAPACK.getInstance(), true, problem.array);
    }

    /** LAPACK's divide and conquer; without vectors, with room for a reduction in blocks. */
    static double[] dsyevd(LAPACK lapack, boolean vectors, double[] symmetric) {
        int n = (int) Math.round(Math.sqrt(symmetric.length));
        double[] a = symmetric.clone();
        double[] eigenvalues = new double[n];
        double[] work = new double[vectors ? 1 + 6 * n + 2 * n * n : 2 * n + 1 + BLOCK * n];
        int[] integers = new int[vectors ? 3 + 5 * n : 1];
        intW info = new intW(0);
        lapack.dsyevd(
                vectors ? "V" : "N", "L", n, a, n, eigenvalues, work, work.length, integers, integers.length, info);
        if (info.val != 0) {
            throw new IllegalStateException(
                    lapack.getClass().getSimpleName() + ": dsyevd: info " + info.val + ", expected 0");
        }
        return eigenvalues;
    }
}
