package org.thalweg.benchmarks;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
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
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.Workers;

/** Matrix products C = A B of square matrices and of the shapes of a 784-50-50-10 network with 10,000 samples; those of EJML and netlib too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class ProductBenchmark {

    /** A, B and C. */
    @State(Scope.Benchmark)
    public static class Factors {

        /** {@code m k n} for a product {@code (m x k)(k x n)}. */
        @Param({"1024 1024 1024", "2048 2048 2048", "10000 784 50", "10000 50 784"})
        String shape;

        private DMatrixRMaj a;
        private DMatrixRMaj b;
        private DMatrixRMaj c;

        @Setup
        public void draw() {
            int[] sizes = sizes(shape);
            a = Normal.matrix(sizes[0], sizes[1], 1);
            b = Normal.matrix(sizes[1], sizes[2], 2);
            c = new DMatrixRMaj(sizes[0], sizes[2]);
        }
    }

    /** Who multiplies. */
    @State(Scope.Benchmark)
    public static class Team {

        @Param({"1", "2"})
        int threads;

        private Workers workers;
        private MatrixProduct product;

        @Setup
        public void gather() {
            workers = Workers.of(threads);
            product = MatrixProduct.of(workers);
        }

        @TearDown
        public void dismiss() {
            workers.close();
        }
    }

    static int[] sizes(String shape) {
        return Stream.of(shape.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Benchmark
    public DMatrixRMaj thalweg(Factors factors, Team team) {
        team.product.multiply(factors.a, factors.b, factors.c);
        return factors.c;
    }

    @Benchmark
    public DMatrixRMaj ejml(Factors factors) {
        return CommonOps_DDRM.mult(factors.a, factors.b, factors.c);
    }

    @Benchmark
    public DMatrixRMaj netlib(Factors factors) {
        return multiply(BLAS.getInstance(), factors);
    }

    @Benchmark
    public DMatrixRMaj netlibJava(Factors factors) {
        return multiply(JavaBLAS.getInstance(), factors);
    }

    /** {@code C' = B' A'}, as BLAS takes the rows of our matrices for columns. */
    private static DMatrixRMaj multiply(BLAS blas, Factors factors) {
        DMatrixRMaj a = factors.a;
        DMatrixRMaj b = factors.b;
        int m = a.numRows;
        int k = a.numCols;
        int n = b.numCols;
        blas.dgemm("N", "N", n, m, k, 1, b.data, n, a.data, k, 0, factors.c.data, n);
        return factors.c;
    }
}
