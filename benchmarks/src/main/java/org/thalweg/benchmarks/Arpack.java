package org.thalweg.benchmarks;

import dev.ludovic.netlib.arpack.ARPACK;
import org.ejml.data.DMatrixRMaj;
import org.netlib.util.doubleW;
import org.netlib.util.intW;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.random.Draws;

/**
 * The largest eigenvalues by the implicitly restarted Lanczos method of ARPACK (R. Lehoucq, D. Sorensen and C. Yang, "ARPACK
 * Users' Guide", 1998): {@code dsaupd} asks for products one by one, {@code dseupd} forms the eigenvectors. Not thread safe:
 * ARPACK keeps its state in static variables.
 */
final class Arpack {

    /** A restart takes as many products as the basis has vectors beyond those wanted. */
    private static final int MOST_RESTARTS = 1000;

    private Arpack() {}

    /**
     * What was found.
     *
     * @param eigenvalues ascending, as ARPACK gives them
     * @param vectors {@code [k x n]}, one a row
     * @param products how many products it took
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(double[] eigenvalues, DMatrixRMaj vectors, int products) {}

    /**
     * Finds eigenpairs.
     *
     * @param arpack the implementation
     * @param operator the symmetric matrix, {@code [n x n]}
     * @param k how many, less than {@code basisSize}
     * @param basisSize how many vectors to keep, at most n
     * @param tolerance the residual relative to the eigenvalue
     * @return the pairs
     * @throws IllegalStateException if ARPACK reports an error or has not converged
     */
    static Found largest(ARPACK arpack, LinearOperator operator, int k, int basisSize, double tolerance) {
        int n = operator.dimension();
        double[] residual = new double[n];
        new Draws(1, 1).signs(0, residual, 0, n);
        double[] basis = new double[n * basisSize];
        int[] settings = new int[11];
        settings[0] = 1; // exact shifts
        settings[2] = MOST_RESTARTS;
        settings[6] = 1; // A x = lambda x
        int[] places = new int[14];
        double[] vectors = new double[3 * n];
        double[] work = new double[basisSize * (basisSize + 8)];
        DMatrixRMaj in = new DMatrixRMaj(1, n);
        DMatrixRMaj out = new DMatrixRMaj(1, n);
        doubleW goal = new doubleW(tolerance);
        intW request = new intW(0);
        intW info = new intW(1); // the start is given
        int products = 0;
        while (true) {
            arpack.dsaupd(
                    request,
                    "I",
                    n,
                    "LA",
                    k,
                    goal,
                    residual,
                    basisSize,
                    basis,
                    n,
                    settings,
                    places,
                    vectors,
                    work,
                    work.length,
                    info);
            if (request.val != 1 && request.val != -1) {
                break;
            }
            System.arraycopy(vectors, places[0] - 1, in.data, 0, n);
            operator.apply(in, out);
            System.arraycopy(out.data, 0, vectors, places[1] - 1, n);
            products++;
        }
        requireNoError(arpack, "dsaupd", info);
        double[] eigenvalues = new double[k];
        DMatrixRMaj eigenvectors = new DMatrixRMaj(k, n);
        arpack.dseupd(
                true,
                "A",
                new boolean[basisSize],
                eigenvalues,
                eigenvectors.data,
                n,
                0,
                "I",
                n,
                "LA",
                new intW(k),
                goal.val,
                residual,
                basisSize,
                basis,
                n,
                settings,
                places,
                vectors,
                work,
                work.length,
                info);
        requireNoError(arpack, "dseupd", info);
        return new Found(eigenvalues, eigenvectors, products);
    }

    private static void requireNoError(ARPACK arpack, String routine, intW info) {
        if (info.val != 0) {
            throw new IllegalStateException(
                    arpack.getClass().getSimpleName() + ": " + routine + ": info " + info.val + ", expected 0");
        }
    }
}
