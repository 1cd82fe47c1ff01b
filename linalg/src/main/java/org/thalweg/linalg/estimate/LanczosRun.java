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

    private final ProbeBlock block;
    private final Basis basis;
    private final Draws draws;
    private final int steps;
    private final double[] previous;
    private final double[] size = new double[ProbeBlock.MOST];

    /** How long the Jacobi matrix of each start is. */
    final int[] length = new int[ProbeBlock.MOST];

    final double[][] diagonal;
    /** Element {@code i} lies beside rows {@code i} and {@code i + 1}; the last one couples to what was left out. */
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
            block.apply();
            basis.project(block.products);
            block.each((j, worker) -> advance(j, now));
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
            offDiagonal[j][step] = 0;
            Arrays.fill(vector, row, row + n, 0);
            return;
        }
        for (int i = row; i < row + n; i++) {
            previous[i] = vector[i];
            vector[i] = product[i] / beta;
        }
    }
}
