package org.thalweg.linalg.factor;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.SymmetricProduct.Side;
import org.thalweg.linalg.TriangularSolve;
import org.thalweg.linalg.TriangularSolve.Diagonal;
import org.thalweg.linalg.TriangularSolve.Triangle;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Prints the kernels in use and the checksum of products and factorizations, for 1 and 4 threads. Without what has the
 * bits of the eigensolver: the square root, and singular values of columns of one scale.
 */
final class FactorBitsProgram {

    private FactorBitsProgram() {}

    public static void main(String[] args) throws NoSuchAlgorithmException {
        System.out.println(Kernels.selected().name());
        System.out.println(checksum(1));
        System.out.println(checksum(4));
    }

    static String checksum(int threads) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Workers workers = Workers.of(threads)) {
            for (int n : new int[] {5, 61, 203}) {
                products(n, workers, digest);
            }
            for (int[] shape : new int[][] {{7, 7}, {150, 131}, {1100, 23}, {30, 50}}) {
                DMatrixRMaj a = TallMatrices.random(shape[0], shape[1], 3);
                factorizations(a, TallMatrices.graded(shape[0], shape[1], 3, -1, -1), workers, digest);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void products(int n, Workers workers, MessageDigest digest) {
        DMatrixRMaj a = TallMatrices.random(n, n, 1);
        DMatrixRMaj b = TallMatrices.random(n, n + 3, 2);
        DMatrixRMaj c = new DMatrixRMaj(n, n);
        DMatrixRMaj d = new DMatrixRMaj(n, n + 3);
        SymmetricProduct product = SymmetricProduct.of(workers);
        product.rankUpdate(0.7, Transpose.NO, b, 0, c);
        add(digest, c);
        product.rankTwoUpdate(-1, Transpose.NO, b, b, 0.5, c);
        add(digest, c);
        product.multiply(Side.LEFT, 1, a, b, 0, d);
        add(digest, d);
        double[] y = new double[n];
        product.multiply(2, a, TallMatrices.random(n, 1, 3).data, 0, y);
        add(digest, DMatrixRMaj.wrap(n, 1, y));
        for (int i = 0; i < n; i++) {
            a.add(i, i, n);
        }
        TriangularSolve.of(workers).solve(Side.LEFT, Triangle.UPPER, Transpose.NO, Diagonal.GIVEN, a, b, d);
        add(digest, d);
        add(digest, Cholesky.of(workers).decompose(a).lower());
    }

    private static void factorizations(DMatrixRMaj a, DMatrixRMaj graded, Workers workers, MessageDigest digest) {
        ThinQr.Decomposition qr = ThinQr.of(workers).decompose(a);
        add(digest, qr.orthonormal());
        add(digest, qr.triangular());
        TallSvd.Decomposition svd = TallSvd.of(workers).decompose(graded);
        add(digest, svd.left());
        add(digest, svd.right());
    }

    private static void add(MessageDigest digest, DMatrixRMaj a) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * a.getNumElements());
        for (int i = 0; i < a.getNumElements(); i++) {
            bytes.putDouble(a.data[i]);
        }
        digest.update(bytes.array());
    }
}
