package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;
import org.thalweg.linalg.factor.ThinQr;

/**
 * Lanczos on the complement of vectors Q (rows here) that are nearly eigenvectors. Sorted together, the eigenvalues of
 * {@code F = Q A Q'} and those of A on the complement have the ranks of the eigenvalues of A that they belong to.
 */
final class DeflatedProblem {

    private static final int LARGEST = 60;
    private static final int MOST_KNOWN = 5;

    private DeflatedProblem() {}

    static Answer solve(SpectrumKind kind, double confidence, SplittableRandom random) {
        int n = LanczosCampaign.size(LARGEST, random);
        double[] eigenvalues = kind.eigenvalues(n, random);
        KnownOperator operator = new KnownOperator(eigenvalues, 0, random);
        DMatrixRMaj known = nearlyEigenvectors(n, random);
        int q = known.numRows;
        int k = n == q ? 0 : 1 + random.nextInt(Math.min(n - q, 8));
        boolean top = random.nextBoolean();
        var solver = LanczosCampaign.solver(operator, k, n, confidence, random).deflating(known);
        LanczosResult result = top ? solver.largest(k) : solver.smallest(k);
        LanczosClaims claims = new LanczosClaims(result, eigenvalues, confidence);

        int exponent = -Math.getExponent(Math.max(Precise.largest(eigenvalues), Double.MIN_NORMAL));
        double[] ofKnown = knownEigenvalues(eigenvalues, known, exponent);
        double[] ofComplement = complementEigenvalues(eigenvalues, known, exponent);
        String broken = claims.broken(operator);
        if (broken.isEmpty() && !LanczosClaims.matched(intervals(result, ofKnown, exponent), eigenvalues)) {
            broken = "proved intervals and those of the known vectors hold fewer eigenvalues than there are";
        }
        boolean missed = false;
        for (int i = 0; i < k; i++) {
            int index = top ? i : n - q - k + i;
            missed |= !holdsOneOf(result.likely().get(i), ofComplement[index], index, ofKnown, eigenvalues);
        }
        return claims.answer(missed, broken);
    }

    /** Coordinate vectors turned among themselves and by noise of any size up to 1e-2, and made orthonormal. */
    private static DMatrixRMaj nearlyEigenvectors(int n, SplittableRandom random) {
        int q = Math.min(n, 1 + random.nextInt(MOST_KNOWN));
        int[] coordinates = random.ints(0, n).distinct().limit(q).toArray();
        if (random.nextBoolean()) {
            boolean first = random.nextBoolean();
            Arrays.setAll(coordinates, i -> first ? i : n - 1 - i);
        }
        double noise = random.nextInt(4) == 0 ? 0 : Math.pow(10, -2 - 14 * random.nextDouble());
        DMatrixRMaj rows = LanczosCampaign.randomRows(q, n, random);
        for (int i = 0; i < q * n; i++) {
            rows.data[i] *= noise;
        }
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                rows.data[i * n + coordinates[j]] += i == j ? 2 : 2 * random.nextDouble() - 1;
            }
        }
        return ThinQr.of().decomposeRows(rows).orthonormal();
    }

    private static double[] values(DMatrixRMaj symmetric) {
        return SymmetricEigen.of().decompose(symmetric, Settings.values()).eigenvalues();
    }

    private static double[] knownEigenvalues(double[] eigenvalues, DMatrixRMaj known, int exponent) {
        int q = known.numRows;
        int n = known.numCols;
        DMatrixRMaj scaled = known.copy();
        for (int i = 0; i < q * n; i++) {
            scaled.data[i] *= Math.scalb(eigenvalues[i % n], exponent);
        }
        DMatrixRMaj f = new DMatrixRMaj(q, q);
        MatrixProduct.of().multiply(1, Transpose.NO, scaled, Transpose.YES, known, 0, f);
        return unscaled(values(f), exponent);
    }

    /** Those of {@code P A P + 4 |A| Q'Q}, {@code P = I - Q'Q}, but for the q largest, which are {@code 4 |A|}. */
    private static double[] complementEigenvalues(double[] eigenvalues, DMatrixRMaj known, int exponent) {
        int q = known.numRows;
        int n = known.numCols;
        DMatrixRMaj projector = SymmetricKind.diagonal(filled(n));
        MatrixProduct.of().multiply(-1, Transpose.YES, known, Transpose.NO, known, 1, projector);
        DMatrixRMaj scaled = projector.copy();
        for (int i = 0; i < n * n; i++) {
            scaled.data[i] *= Math.scalb(eigenvalues[i / n], exponent);
        }
        DMatrixRMaj restricted = new DMatrixRMaj(n, n);
        MatrixProduct.of().multiply(8, Transpose.YES, known, Transpose.NO, known, 0, restricted);
        MatrixProduct.of().multiply(1, Transpose.YES, projector, Transpose.NO, scaled, 1, restricted);
        return unscaled(Arrays.copyOfRange(values(restricted), q, n), exponent);
    }

    private static double[] filled(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] unscaled(double[] values, int exponent) {
        return Arrays.stream(values).map(x -> Math.scalb(x, -exponent)).toArray();
    }

    /** The proved intervals, and one for each eigenvalue of F as wide as the leak and the allowance. */
    private static List<Interval> intervals(LanczosResult result, double[] ofKnown, int exponent) {
        List<Interval> all = new ArrayList<>(result.proved());
        double reach = result.leak() + result.allowance() + Math.scalb(1e-13, -exponent);
        for (double value : ofKnown) {
            all.add(new Interval(value - reach, value + reach));
        }
        return all;
    }

    /**
     * Whether an interval holds the eigenvalue of A that belongs to an eigenvalue of the complement, or one of those that may
     * belong to it as an eigenvalue of F agrees with it to rounding.
     */
    private static boolean holdsOneOf(
            Interval likely, double value, int index, double[] ofKnown, double[] eigenvalues) {
        double rounding = 1e-12 * Math.max(Precise.largest(eigenvalues), Double.MIN_NORMAL);
        int above = 0;
        int close = 0;
        for (double other : ofKnown) {
            above += other > value + rounding ? 1 : 0;
            close += Math.abs(other - value) <= rounding ? 1 : 0;
        }
        for (int rank = index + above; rank <= index + above + close; rank++) {
            if (likely.contains(eigenvalues[rank])) {
                return true;
            }
        }
        return false;
    }
}
