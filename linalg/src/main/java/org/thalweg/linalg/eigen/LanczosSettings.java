package org.thalweg.linalg.eigen;

import java.util.Objects;

/**
 * The numbers that a run depends on, checked.
 *
 * @param tolerance how large a residual may be, relative to the eigenvalue
 * @param seed of the random starts
 * @param basisSize rows of the basis, 0 for the default
 * @param blockSize vectors of one product
 * @param maximumProducts products until the wanted pairs must have converged, 0 for the default
 * @param confidence probability with which none may have been missed; 0 for no second start
 * @param maximumSecondProducts products after that, 0 for as many as were needed before
 * @param residuals where the residuals of the result come from
 */
record LanczosSettings(
        double tolerance,
        long seed,
        int basisSize,
        int blockSize,
        int maximumProducts,
        double confidence,
        int maximumSecondProducts,
        Residuals residuals) {

    /** Up to this size the basis may span the whole space, where every spectrum converges. */
    private static final int SMALL = 256;

    static final LanczosSettings DEFAULT = new LanczosSettings(1e-10, 0, 0, 1, 0, 0.999, 0, Residuals.COMPUTED);

    LanczosSettings {
        Objects.requireNonNull(residuals);
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + ", expected between 0 and 1");
        }
        if (!(confidence >= 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + ", expected from 0 to below 1");
        }
        atLeast("basisSize", basisSize, 0);
        atLeast("blockSize", blockSize, 1);
        atLeast("maximumProducts", maximumProducts, 0);
        atLeast("maximumSecondProducts", maximumSecondProducts, 0);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + ", expected at least " + least);
        }
    }

    LanczosSettings tolerance(double value) {
        return new LanczosSettings(
                value, seed, basisSize, blockSize, maximumProducts, confidence, maximumSecondProducts, residuals);
    }

    LanczosSettings seed(long value) {
        return new LanczosSettings(
                tolerance, value, basisSize, blockSize, maximumProducts, confidence, maximumSecondProducts, residuals);
    }

    LanczosSettings basisSize(int value) {
        return new LanczosSettings(
                tolerance, seed, value, blockSize, maximumProducts, confidence, maximumSecondProducts, residuals);
    }

    LanczosSettings blockSize(int value) {
        return new LanczosSettings(
                tolerance, seed, basisSize, value, maximumProducts, confidence, maximumSecondProducts, residuals);
    }

    LanczosSettings maximumProducts(int value) {
        return new LanczosSettings(
                tolerance, seed, basisSize, blockSize, value, confidence, maximumSecondProducts, residuals);
    }

    LanczosSettings confidence(double value) {
        return new LanczosSettings(
                tolerance, seed, basisSize, blockSize, maximumProducts, value, maximumSecondProducts, residuals);
    }

    LanczosSettings maximumSecondProducts(int value) {
        return new LanczosSettings(
                tolerance, seed, basisSize, blockSize, maximumProducts, confidence, value, residuals);
    }

    LanczosSettings residuals(Residuals value) {
        return new LanczosSettings(
                tolerance, seed, basisSize, blockSize, maximumProducts, confidence, maximumSecondProducts, value);
    }

    /** Rows of the basis for k wanted eigenvalues of an n x n matrix. */
    int basisRows(int n, int k) {
        int least = Math.min(n, k + 2 * blockSize);
        if (basisSize > 0 && basisSize < least) {
            throw new IllegalArgumentException("basisSize: " + basisSize + ", expected at least " + least + " for " + k
                    + " eigenvalues in blocks of " + blockSize);
        }
        long size = basisSize > 0 ? basisSize : n <= SMALL ? n : 2L * k + 40 + 4L * (blockSize - 1);
        return (int) Math.min(n, size);
    }

    /** Products until the wanted pairs must have converged. */
    int productLimit(int basis) {
        return maximumProducts > 0 ? maximumProducts : (int) Math.min(Integer.MAX_VALUE, 100L * Math.max(10, basis));
    }
}
