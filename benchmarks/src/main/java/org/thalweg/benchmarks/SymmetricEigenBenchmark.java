package org.thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
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

/** All eigenvalues, and all eigenvalues and eigenvectors, of dense symmetric matrices of normal numbers; EJML's too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class SymmetricEigenBenchmark {

    /** A matrix, and what is wanted of it. */
    @State(Scope.Benchmark)
    public static class Problem {

        /** The size, and {@code vectors} or {@code values}. */
        @Param({"1000 vectors", "2500 vectors", "1000 values", "2500 values"})
        String shape;

        private DMatrixRMaj a;
        private boolean vectors;

        @Setup
        public void draw() {
            int n = Integer.parseInt(shape.split(" ")[0]);
            vectors = shape.endsWith("vectors");
            a = Normal.matrix(n, n, 1);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    a.data[i * n + j] = a.data[j * n + i];
                }
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
}
