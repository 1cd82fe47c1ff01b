package org.thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.DecompositionInterface;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
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
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.TriangularSolve;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.factor.Cholesky;
import org.thalweg.linalg.factor.SquareRoot;
import org.thalweg.linalg.factor.TallSvd;
import org.thalweg.linalg.factor.ThinQr;

/** The factorizations and products of {@link Factorization}, ours and EJML's. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FactorizationBenchmark {

    /** A factorization and its matrices. */
    @State(Scope.Benchmark)
    public static class Problem {

        /** A {@link Factorization} and one of its shapes. */
        @Param({
            "CHOLESKY 1000 1000",
            "CHOLESKY 2500 2500",
            "THIN_QR 10000 50",
            "THIN_QR 1000 1000",
            "TALL_SVD 10000 50",
            "TALL_SVD 10000 200",
            "SQUARE_ROOT 500 500",
            "SQUARE_ROOT 1000 1000",
            "RANK_UPDATE 10000 784",
            "RANK_UPDATE 2000 2000",
            "TRIANGULAR_SOLVE 1000 1000",
            "TRIANGULAR_SOLVE 2000 2000"
        })
        String shape;

        Factorization factorization;
        DMatrixRMaj a;
        /** Right-hand sides. */
        DMatrixRMaj b;

        DMatrixRMaj result;

        @Setup
        public void draw() {
            String[] words = shape.split(" ", 2);
            factorization = Factorization.valueOf(words[0]);
            int[] sizes = ProductBenchmark.sizes(words[1]);
            int n = sizes[1];
            DMatrixRMaj normal = Normal.matrix(sizes[0], n, 1);
            result = new DMatrixRMaj(n, n);
            switch (factorization) {
                case CHOLESKY, SQUARE_ROOT -> a = positive(normal);
                case TRIANGULAR_SOLVE -> {
                    a = Cholesky.of().decompose(positive(normal)).lower();
                    b = Normal.matrix(n, n, 2);
                }
                case THIN_QR, TALL_SVD, RANK_UPDATE -> a = normal;
            }
        }

        /** {@code X'X + n I}, far from singular. */
        private static DMatrixRMaj positive(DMatrixRMaj x) {
            int n = x.numCols;
            DMatrixRMaj gram = CommonOps_DDRM.identity(n);
            SymmetricProduct.of().rankUpdate(1, MatrixProduct.Transpose.YES, x, n, gram);
            return gram;
        }
    }

    /** Who works. */
    @State(Scope.Benchmark)
    public static class Team {

        @Param("1")
        int threads;

        private Workers workers;

        @Setup
        public void gather() {
            workers = Workers.of(threads);
        }

        @TearDown
        public void dismiss() {
            workers.close();
        }
    }

    /** What is run again and again. */
    @State(Scope.Benchmark)
    public static class Ours {

        private Supplier<Object> work;

        @Setup
        public void prepare(Problem problem, Team team) {
            work = FactorizationBenchmark.work(problem, team.workers);
        }
    }

    /** Our work on a problem. */
    static Supplier<Object> work(Problem problem, Workers workers) {
        DMatrixRMaj a = problem.a;
        return switch (problem.factorization) {
            case CHOLESKY -> {
                Cholesky cholesky = Cholesky.of(workers);
                yield () -> cholesky.decompose(a);
            }
            case THIN_QR -> {
                ThinQr qr = ThinQr.of(workers);
                yield () -> qr.decompose(a);
            }
            case TALL_SVD -> {
                TallSvd svd = TallSvd.of(workers);
                yield () -> svd.decompose(a);
            }
            case SQUARE_ROOT -> {
                SquareRoot root = SquareRoot.of(workers);
                yield () -> root.decompose(a);
            }
            case RANK_UPDATE -> {
                SymmetricProduct product = SymmetricProduct.of(workers);
                yield () -> {
                    product.rankUpdate(1, MatrixProduct.Transpose.YES, a, 0, problem.result);
                    return problem.result;
                };
            }
            case TRIANGULAR_SOLVE -> {
                TriangularSolve solver = TriangularSolve.of(workers);
                yield () -> {
                    solver.solve(
                            SymmetricProduct.Side.LEFT,
                            TriangularSolve.Triangle.LOWER,
                            MatrixProduct.Transpose.NO,
                            TriangularSolve.Diagonal.GIVEN,
                            a,
                            problem.b,
                            problem.result);
                    return problem.result;
                };
            }
        };
    }

    @Benchmark
    public Object thalweg(Ours ours) {
        return ours.work.get();
    }

    @Benchmark
    public Object ejml(Problem problem) {
        DMatrixRMaj a = problem.a;
        int m = a.numRows;
        int n = a.numCols;
        return switch (problem.factorization) {
            case CHOLESKY -> {
                CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(n, true);
                decompose(cholesky, a);
                yield cholesky.getT(null);
            }
            case THIN_QR -> {
                QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(m, n);
                decompose(qr, a);
                yield new DMatrixRMaj[] {qr.getQ(null, true), qr.getR(null, true)};
            }
            case TALL_SVD -> {
                SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(m, n, true, true, true);
                decompose(svd, a);
                yield new DMatrixRMaj[] {svd.getU(null, false), svd.getV(null, true)};
            }
            case SQUARE_ROOT -> squareRoot(a);
            case RANK_UPDATE -> {
                CommonOps_DDRM.multInner(a, problem.result);
                yield problem.result;
            }
            case TRIANGULAR_SOLVE -> {
                problem.result.setTo(problem.b);
                TriangularSolver_DDRM.solveL(a.data, problem.result.data, n, n);
                yield problem.result;
            }
        };
    }

    /** {@code X sqrt(lambda) X'}, as EJML has eigenvectors and no square root. */
    private static DMatrixRMaj squareRoot(DMatrixRMaj a) {
        int n = a.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        decompose(eigen, a);
        DMatrixRMaj half = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            double factor = Math.pow(Math.max(eigen.getEigenvalue(i).getReal(), 0), 0.25);
            double[] vector = eigen.getEigenVector(i).data;
            for (int j = 0; j < n; j++) {
                half.data[i * n + j] = factor * vector[j];
            }
        }
        DMatrixRMaj root = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multInner(half, root);
        return root;
    }

    private static void decompose(DecompositionInterface<DMatrixRMaj> decomposition, DMatrixRMaj a) {
        if (!decomposition.decompose(decomposition.inputModified() ? a.copy() : a)) {
            throw new IllegalStateException("EJML: " + decomposition.getClass().getSimpleName() + " failed");
        }
    }
}
