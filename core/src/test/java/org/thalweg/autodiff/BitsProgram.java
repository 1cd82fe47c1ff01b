package org.thalweg.autodiff;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.nn.Sequential;

/**
 * A small but rich set of computations and the SHA-256 of all bits of their results: products of awkward sizes, every
 * elementary function, and all that an objective can be asked, on two networks.
 */
final class BitsProgram {

    private static final int SAMPLES = 700;

    private final MessageDigest digest;
    private final Workers workers;

    private BitsProgram(Workers workers) throws NoSuchAlgorithmException {
        this.digest = MessageDigest.getInstance("SHA-256");
        this.workers = workers;
    }

    /** Prints the name of the kernels, then the checksum for 1, 2 and 4 threads. */
    public static void main(String... arguments) throws NoSuchAlgorithmException {
        System.out.println(Kernels.selected().name());
        for (int threads : new int[] {1, 2, 4}) {
            System.out.println(checksum(threads));
        }
    }

    static String checksum(int threads) throws NoSuchAlgorithmException {
        try (Workers workers = Workers.of(threads)) {
            BitsProgram program = new BitsProgram(workers);
            program.products();
            program.elementaryFunctions();
            program.objective(residual(), 300_000);
            program.objective(dropped(), 300_000);
            program.objective(mostlyZero(), 3_000_000);
            return HexFormat.of().formatHex(program.digest.digest());
        }
    }

    private void add(double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length);
        for (double number : numbers) {
            bytes.putLong(Double.doubleToLongBits(number));
        }
        digest.update(bytes.array());
    }

    private void products() {
        MatrixProduct product = MatrixProduct.of(workers);
        int[][] shapes = {{1, 1, 1}, {3, 7, 9}, {31, 64, 257}, {100, 9, 8}, {129, 101, 130}, {8, 1021, 31}};
        for (int[] shape : shapes) {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    DMatrixRMaj a = matrix(1, transposeA, shape[0], shape[2]);
                    DMatrixRMaj b = matrix(2, transposeB, shape[2], shape[1]);
                    DMatrixRMaj c = Networks.uniform(3, shape[0], shape[1]);
                    product.multiply(1, transposeA, a, transposeB, b, 1, c);
                    product.multiply(-0.3, transposeA, a, transposeB, b, 0.7, c);
                    add(c.data);
                }
            }
        }
    }

    private static DMatrixRMaj matrix(long seed, Transpose transpose, int rows, int columns) {
        return transpose == Transpose.NO
                ? Networks.uniform(seed, rows, columns)
                : Networks.uniform(seed, columns, rows);
    }

    private void elementaryFunctions() {
        ElementaryFunctions f = Kernels.selected().functions();
        double[] x = Networks.uniform(4, 1000);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.scalb(x[i], i % 13);
        }
        double[] special = {0, -0.0, 1, -1, Double.MIN_VALUE, 1e-300, 1e300, Double.NaN};
        System.arraycopy(special, 0, x, 0, special.length);
        x[8] = Double.POSITIVE_INFINITY;
        x[9] = Double.NEGATIVE_INFINITY;
        int n = x.length;
        double[] y = new double[n];
        double[] z = new double[n];
        f.exp(n, x, 0, y, 0);
        add(y);
        f.expm1(n, x, 0, y, 0);
        add(y);
        f.log(n, x, 0, y, 0);
        add(y);
        f.log1p(n, x, 0, y, 0);
        add(y);
        f.tanh(n, x, 0, y, 0);
        add(y);
        f.sigmoid(n, x, 0, y, 0);
        add(y);
        f.softplus(n, x, 0, y, 0);
        add(y);
        double[] d = new double[2 * n];
        f.tanh(n, x, 0, y, 0, d, 0, n);
        add(y);
        add(d);
        f.sigmoid(n, x, 0, y, 0, d, 0, n);
        add(y);
        add(d);
        f.softplus(n, x, 0, y, 0, d, 0, n);
        add(y);
        add(d);
        double[] tails = Networks.uniform(18, n);
        for (int i = 0; i < n; i++) {
            tails[i] *= x[i] * 0x1p-53;
        }
        f.expOfSum(n, x, 0, tails, 0, y, 0);
        add(y);
        f.erf(n, x, 0, y, 0);
        add(y);
        f.erfc(n, x, 0, y, 0);
        add(y);
        f.normal(n, x, 0, y, 0, z, 0);
        add(y);
        add(z);
        double[] turns = Networks.uniform(5, n);
        f.sinCosTwoPi(n, turns, 0, y, 0, z, 0);
        add(y);
        add(z);
    }

    /** Softplus, gelu and tanh, a residual connection, labels. */
    private static Problem residual() {
        Sequential layers = Sequential.of(20).affine(13).activation(Activations.SOFTPLUS);
        Node skip = layers.last();
        Graph network = layers.affine(13)
                .activation(Activations.GELU)
                .add(skip)
                .linear(9)
                .tanh()
                .affine(4)
                .build();
        return new Problem(
                "residual",
                network,
                Loss.crossEntropy(0.1),
                Networks.data(6, SAMPLES, 20, 4, true),
                Masks.NONE,
                Networks.uniform(7, SAMPLES),
                Networks.uniform(8, network.parameterCount()));
    }

    /** Sigmoid and relu, dropout of both kinds, squares. */
    private static Problem dropped() {
        Graph network = Sequential.of(17)
                .affine(11)
                .activation(Activations.SIGMOID)
                .dropout(0.8, Dropout.Sharing.SAMPLE)
                .affine(10)
                .relu()
                .dropout(0.6, Dropout.Sharing.BATCH)
                .affine(3)
                .build();
        return new Problem(
                "dropped",
                network,
                Loss.meanSquaredError(),
                Networks.data(9, SAMPLES, 17, 3, false),
                Masks.drawn(10, 11),
                Networks.uniform(12, SAMPLES),
                Networks.uniform(13, network.parameterCount()));
    }

    /** Inputs whose zeros are left out, and more outputs than go at once. */
    private static Problem mostlyZero() {
        Graph network = Sequential.of(30).affine(61).tanh().affine(4).build();
        return new Problem(
                "mostly zero",
                network,
                Loss.crossEntropy(),
                Networks.sparse(Networks.data(15, SAMPLES, 30, 4, true)),
                Masks.NONE,
                Networks.uniform(16, SAMPLES),
                Networks.uniform(17, network.parameterCount()));
    }

    private void objective(Problem problem, long memoryBudget) {
        Objective objective = problem.objective(workers, memoryBudget);
        int d = objective.dimension();
        add(objective.loss());
        add(objective.gradient());
        for (Curvature matrix : Curvature.values()) {
            for (int k : new int[] {1, 5}) {
                add(Networks.products(objective.operator(matrix), Networks.uniform(14, k, d)).data);
            }
        }
        for (Parameter parameter : problem.network().parameters()) {
            add(objective.operator(Curvature.HESSIAN, parameter).toMatrix().data);
        }
        add(objective.outputs().data);
        add(objective.sampleLosses());
        add(objective.sampleGradientNorms());
        DMatrixRMaj sums = new DMatrixRMaj(2, d);
        objective.weightedGradients(Networks.uniform(15, 2, SAMPLES), sums);
        add(sums.data);
    }
}
