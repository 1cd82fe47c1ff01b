package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against sums of products written out for each layer. */
class FlopsTest {

    private static final int[] NARROW = {784, 50, 50, 10};
    private static final double FIRST = 2e4 * 784 * 50;
    private static final double SECOND = 2e4 * 50 * 50;
    private static final double THIRD = 2e4 * 50 * 10;

    @Test
    void gradientHasNoAdjointOfTheInput() {
        assertEquals(2 * FIRST + 3 * (SECOND + THIRD), Flops.gradient(10_000, NARROW));
    }

    @Test
    void productWithTheHessian() {
        assertEquals(2 * FIRST + 6 * (SECOND + THIRD), Flops.hessian(10_000, NARROW));
    }

    @Test
    void squareLayersCostFourteenEighthsOfAGradient() {
        double ratio = Flops.hessian(4096, 512, 512, 512, 512) / Flops.gradient(4096, 512, 512, 512, 512);
        assertEquals(14.0 / 8, ratio);
    }

    @Test
    void blockOfAWeightNeedsNothingBelow() {
        assertEquals(2 * (SECOND + THIRD), Flops.hessianOfWeight(1, 10_000, NARROW));
    }

    @Test
    void eigenvectors() {
        assertEquals(4e9 / 3, Flops.eigenvalues(1000), 1);
        assertEquals(14e9 / 3, Flops.eigenvectors(1000), 1);
    }
}
