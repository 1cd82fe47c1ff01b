package org.thalweg.benchmarks.evidence;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/**
 * An operator with known eigenvalues, {@code H diag(eigenvalues) H} where H is a few random reflections, or none: then the
 * eigenvalues are known exactly, and a random start knows no difference.
 */
final class KnownOperator implements LinearOperator {

    private final double[] eigenvalues;
    private final double[][] normals;

    KnownOperator(double[] eigenvalues, int reflections, SplittableRandom random) {
        this.eigenvalues = eigenvalues;
        normals = new double[reflections][];
        for (int r = 0; r < reflections; r++) {
            normals[r] = random.doubles(eigenvalues.length, -1, 1).toArray();
            double norm = Precise.norm(eigenvalues.length, normals[r], 0, 1);
            for (int i = 0; i < eigenvalues.length; i++) {
                normals[r][i] /= norm;
            }
        }
    }

    @Override
    public int dimension() {
        return eigenvalues.length;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        int n = eigenvalues.length;
        System.arraycopy(vectors.data, 0, products.data, 0, vectors.numRows * n);
        for (int row = 0; row < vectors.numRows; row++) {
            int at = row * n;
            for (double[] normal : normals) {
                reflect(normal, products.data, at);
            }
            for (int i = 0; i < n; i++) {
                products.data[at + i] *= eigenvalues[i];
            }
            for (int r = normals.length - 1; r >= 0; r--) {
                reflect(normals[r], products.data, at);
            }
        }
    }

    private static void reflect(double[] normal, double[] x, int at) {
        double product = 0;
        for (int i = 0; i < normal.length; i++) {
            product = Math.fma(normal[i], x[at + i], product);
        }
        for (int i = 0; i < normal.length; i++) {
            x[at + i] = Math.fma(-2 * product, normal[i], x[at + i]);
        }
    }
}
