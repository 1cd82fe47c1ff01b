package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.thalweg.linalg.random.Draws;

/**
 * Lanczos from random starts, a block of them side by side, each with a Jacobi matrix of its own.
 *
 * <p>Starts are uniform on the sphere of the space that the basis leaves, from normal draws. No vector is made orthogonal
 * to others than the last two: copies of eigenvalues that this brings share the weight of the one they copy, and the rules
 * stay right (C. C. Paige 1980, DOI 10.1016/0024-3795(80)90167-6; A. Greenbaum 1989, DOI 10.1016/0024-3795(89)90285-1).
 */
final class LanczosRun {

    /** A next vector this small beside the Jacobi matrix is rounding: the space of the start is exhausted. */
    private static final double EXHAUSTED = 0x1p-42;

    /** Products of unit vectors beyond this power of two, or below its inverse, are taken of a multiple of the operator. */
    private static final int MODERATE = 400;

    /** What the smallest numbers are multiplied by; they become normal, and near 1 enough. */
    private static final double LARGEST_SCALE = 0x1p1000;

    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final int steps;
    private final double[] previous;
    private final double[] size = new double[ProbeBlock.MOST];
    private double largestSize;
    private double scale = 1;
    private boolean scaleChosen;

    /** How long the Jacobi matrix of each start is. */
    final int[] length = new int[ProbeBlock.MOST];

    final double[][] diagonal;
    /**
     * Element {@code i} lies beside rows {@code i} and {@code i + 1}; the last one couples to what was left out, also where
     * that is no more than rounding.
     */
    final double[][] offDiagonal;

    /**
     * Prepares runs.
     *
     * @param steps the most steps of a run; at most the dimension that the basis leaves
     */
    LanczosRun(ProbeBlock block, Basis basis, Draws draws, int steps) {
        this.block = block;
        this.basis = basis;
        this.draws = draws;
        this.steps = steps;
        previous = new double[ProbeBlock.MOST * block.dimension()];
        diagonal = new double[ProbeBlock.MOST][steps];
        offDiagonal = new double[ProbeBlock.MOST][steps];
    }

    int steps() {
        return steps;
    }

    /** The power of two by which the Jacobi matrices are larger than those of the operator. */
    double scale() {
        return scale;
    }

    /**
     * How far rounding may move a node. The vectors V and the Jacobi matrix T fulfil {@code A V = V T + t v e' + F}, where
     * column {@code i} of F is what rounding does in step {@code i}: to a product, which the operator computes to {@link
     * Sums#OPERATOR}, and to sums. It is no longer than {@code (512 + n/8 + 16) u |A v_i|}, and {@code |A v_i|} is no more than
     * row {@code i} of T, its coupling included, adds up to. As nodes move by no more than the norm of what is added to a
     * matrix, the root of the number of steps times the longest column is allowed.
     *
     * @param known the eigenvalues of the basis, which products are computed with, too, before it is taken out of them
     */
    double rounding(double... known) {
        double relative = Math.sqrt(Math.max(1, steps)) * roundingOfStep();
        double largest = relative * largestSize / scale;
        for (double eigenvalue : known) {
            largest = Math.max(largest, relative * Math.abs(eigenvalue));
        }
        return largest + Double.MIN_VALUE;
    }

    /** What rounding does in a step, relative to the norm of its product. */
    double roundingOfStep() {
        return (Sums.OPERATOR + 0.125 * block.dimension() + 16) * Sums.ROUNDING;
    }

    /** Runs from starts {@code first ... first + count - 1}. */
    void run(int first, int count) {
        int n = block.dimension();
        block.drawNormals(draws, first, count);
        basis.project(block.vectors);
        block.each((j, worker) -> {
            double norm = block.vectorNorm(j);
            for (int i = 0; i < n; i++) {
                block.vectors.data[j * n + i] /= norm;
                previous[j * n + i] = 0;
            }
            length[j] = steps;
            size[j] = 0;
        });
        for (int step = 0; step < steps; step++) {
            int now = step;
            multiply();
            block.each((j, worker) -> advance(j, now));
        }
        for (int j = 0; j < count; j++) {
            largestSize = Math.max(largestSize, size[j]);
        }
    }

    private void multiply() {
        if (scaleChosen) {
            multiply(scale);
        } else {
            multiplyFirst();
            scaleChosen = true;
        }
    }

    /** Multiplies the block and chooses the scale by the products. */
    private void multiplyFirst() {
        multiply(1);
        double largest = largestProduct();
        if (largest > 0 && Math.abs(Math.getExponent(largest)) <= MODERATE) {
            return;
        }
        // Products that are zero may have been too small for a double.
        double power = largest > 0 ? Sums.scale(largest) : LARGEST_SCALE;
        multiply(power);
        if (largestProduct() > 0) {
            scale = power;
        }
    }

    private double largestProduct() {
        double largest = 0;
        for (int j = 0; j < block.count(); j++) {
            largest = Math.max(largest, block.productNorm(j));
        }
        return largest;
    }

    private void multiply(double power) {
        scaleVectors(power);
        block.apply();
        scaleVectors(1 / power);
        basis.project(block.products);
    }

    private void scaleVectors(double power) {
        if (power != 1) {
            for (int i = 0; i < block.count() * block.dimension(); i++) {
                block.vectors.data[i] *= power;
            }
        }
    }

    private void advance(int j, int step) {
        if (step >= length[j]) {
            return;
        }
        int n = block.dimension();
        int row = j * n;
        double[] vector = block.vectors.data;
        double[] product = block.products.data;
        double before = step == 0 ? 0 : offDiagonal[j][step - 1];
        for (int i = row; i < row + n; i++) {
            product[i] = Math.fma(-before, previous[i], product[i]);
        }
        double alpha = Sums.dot(n, vector, row, product, row);
        for (int i = row; i < row + n; i++) {
            product[i] = Math.fma(-alpha, vector[i], product[i]);
        }
        double beta = Sums.norm(n, product, row);
        diagonal[j][step] = alpha;
        offDiagonal[j][step] = beta;
        size[j] = Math.max(size[j], Math.abs(alpha) + before + beta);
        if (beta <= EXHAUSTED * size[j]) {
            length[j] = step + 1;
            Arrays.fill(vector, row, row + n, 0);
            return;
        }
        for (int i = row; i < row + n; i++) {
            previous[i] = vector[i];
            vector[i] = product[i] / beta;
        }
    }
}
