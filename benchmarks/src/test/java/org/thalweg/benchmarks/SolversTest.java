package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.factor.Cholesky;
import org.thalweg.linalg.factor.SquareRoot;
import org.thalweg.linalg.factor.TallSvd;
import org.thalweg.linalg.factor.ThinQr;

/** The peers do the work that ours does: the answers agree. */
class SolversTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eigenvaluesOfLapack(boolean vectors) {
        DMatrixRMaj a = Normal.symmetric(40, 1);
        double[] expected = SymmetricEigen.of()
                .decompose(a, SymmetricEigen.Settings.values())
                .eigenvalues();
        Arrays.sort(expected);
        for (LAPACK lapack : new LAPACK[] {LAPACK.getInstance(), JavaLAPACK.getInstance()}) {
            assertArrayEquals(expected, SymmetricEigenBenchmark.dsyevd(lapack, vectors, a.data), 1e-11);
        }
    }

    /** Factors that are unique must be the same; of the others, the space that their columns span. */
    @ParameterizedTest
    @EnumSource(Factorization.class)
    void factorizationsOfEjml(Factorization factorization) {
        FactorizationBenchmark.Problem problem = new FactorizationBenchmark.Problem();
        int rows = factorization == Factorization.THIN_QR || factorization == Factorization.TALL_SVD ? 60 : 24;
        problem.shape = factorization.name() + " " + rows + " 24";
        problem.draw();
        Object ejml = new FactorizationBenchmark().ejml(problem);
        DMatrixRMaj theirs = ejml instanceof DMatrixRMaj one ? one.copy() : ((DMatrixRMaj[]) ejml)[0];
        DMatrixRMaj ours;
        try (Workers workers = Workers.of(1)) {
            ours = matrix(FactorizationBenchmark.work(problem, workers).get());
        }
        if (factorization == Factorization.THIN_QR || factorization == Factorization.TALL_SVD) {
            theirs = projection(theirs);
            ours = projection(ours);
        }
        assertTrue(MatrixFeatures_DDRM.isIdentical(lower(theirs), lower(ours), 1e-10), factorization::title);
    }

    private static DMatrixRMaj matrix(Object ours) {
        if (ours instanceof Cholesky.Decomposition cholesky) {
            return cholesky.lower();
        } else if (ours instanceof ThinQr.Decomposition qr) {
            return qr.orthonormal();
        } else if (ours instanceof TallSvd.Decomposition svd) {
            return svd.left();
        } else if (ours instanceof SquareRoot.Decomposition root) {
            return root.root();
        }
        return (DMatrixRMaj) ours;
    }

    private static DMatrixRMaj projection(DMatrixRMaj q) {
        DMatrixRMaj p = new DMatrixRMaj(q.numRows, q.numRows);
        return CommonOps_DDRM.multTransB(q, q, p);
    }

    private static DMatrixRMaj lower(DMatrixRMaj a) {
        DMatrixRMaj triangle = a.copy();
        for (int i = 0; i < a.numRows; i++) {
            for (int j = i + 1; j < a.numCols; j++) {
                triangle.set(i, j, 0);
            }
        }
        return triangle;
    }
}
