package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.largest;
import static org.thalweg.autodiff.Networks.plus;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Masks.Request;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Masks, and the losses they make. */
class MasksTest {

    private static double[] fill(
            Masks masks, int layer, double keep, boolean shared, int firstRow, int rows, int width) {
        double[] mask = new double[rows * width + 5];
        masks.fill(new Request(layer, keep, shared, firstRow, rows, width), mask, 2);
        return Arrays.copyOfRange(mask, 2, 2 + rows * width);
    }

    /**
     * A kept entry is 1/p, and the share of kept entries is p within five standard errors: a right generator fails once in
     * 1.7 million draws of the seed, and the seed is fixed.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8, 0.97, 1})
    void entriesAreKeptWithTheirProbability(double keep) {
        int rows = 2000;
        int width = 50;
        double[] mask = fill(Masks.drawn(1, 2), 0, keep, false, 0, rows, width);
        assertTrue(Arrays.stream(mask).allMatch(x -> x == 0 || x == 1 / keep));
        double kept = Arrays.stream(mask).filter(x -> x > 0).count();
        double count = mask.length;
        assertEquals(keep, kept / count, 5 * Math.sqrt(keep * (1 - keep) / count));
        assertEquals(1, Arrays.stream(mask).sum() / count, 5 * Math.sqrt((1 - keep) / keep / count));
    }

    /** Correlations of neighbours, rows, layers, steps and seeds within five standard errors, {@code 5 / sqrt(N)}. */
    @Test
    void masksOfDifferentKeysAreIndependent() {
        int rows = 1000;
        int width = 40;
        double[] mask = fill(Masks.drawn(1, 2), 0, 0.5, false, 0, rows, width);
        assertUncorrelated(mask, fill(Masks.drawn(2, 2), 0, 0.5, false, 0, rows, width));
        assertUncorrelated(mask, fill(Masks.drawn(1, 3), 0, 0.5, false, 0, rows, width));
        assertUncorrelated(mask, fill(Masks.drawn(1, 2), 1, 0.5, false, 0, rows, width));
        assertUncorrelated(mask, fill(Masks.drawn(1, 2), 0, 0.5, false, 1, rows, width));
        assertUncorrelated(Arrays.copyOf(mask, mask.length - 1), Arrays.copyOfRange(mask, 1, mask.length));
        assertUncorrelated(mask, fill(Masks.drawn(2, 1), 0, 0.5, false, 0, rows, width));
    }

    private static void assertUncorrelated(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - 1) * (y[i] - 1);
        }
        assertEquals(0, sum / x.length, 5 / Math.sqrt(x.length));
    }

    @Test
    void aRowsMaskDependsOnNothingButItsKey() {
        double[] whole = fill(Masks.drawn(7, 8), 1, 0.6, false, 0, 300, 11);
        assertArrayEquals(whole, fill(Masks.drawn(7, 8), 1, 0.6, false, 0, 300, 11));
        for (int first : new int[] {0, 1, 128, 299}) {
            int rows = Math.min(130, 300 - first);
            double[] part = fill(Masks.drawn(7, 8), 1, 0.6, false, first, rows, 11);
            assertArrayEquals(Arrays.copyOfRange(whole, first * 11, (first + rows) * 11), part);
        }
    }

    @Test
    void sharedMasksAreTheSameInEveryRow() {
        double[] mask = fill(Masks.drawn(7, 8), 1, 0.6, true, 0, 300, 40);
        for (int row = 1; row < 300; row++) {
            assertArrayEquals(Arrays.copyOf(mask, 40), Arrays.copyOfRange(mask, row * 40, (row + 1) * 40));
        }
        assertArrayEquals(Arrays.copyOf(mask, 80), fill(Masks.drawn(7, 8), 1, 0.6, true, 128, 2, 40));
        assertFalse(Arrays.equals(Arrays.copyOf(mask, 40), fill(Masks.drawn(7, 9), 1, 0.6, true, 0, 1, 40)));
    }

    @Test
    void withoutMasksNothingIsDropped() {
        double[] ones = new double[12];
        Arrays.fill(ones, 1);
        assertArrayEquals(ones, fill(Masks.NONE, 0, 0.5, false, 4, 3, 4));
    }

    @Test
    void givenMasksAreCheckedAndNamed() {
        Masks masks = Masks.given(Map.of(1, new DMatrixRMaj(3, 4)));
        assertMessage("mask of dropout layer 0: none, expected [n x 4]", () -> fill(masks, 0, 0.5, false, 0, 3, 4));
        assertMessage("mask of dropout layer 1: [3 x 4], expected [n x 5]", () -> fill(masks, 1, 0.5, false, 0, 3, 5));
        assertMessage("mask of dropout layer 1: [3 x 4], expected [n x 4]", () -> fill(masks, 1, 0.5, false, 2, 2, 4));
        assertMessage("mask of dropout layer 1: [3 x 4], expected [1 x 6]", () -> fill(masks, 1, 0.5, true, 0, 2, 6));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    /**
     * The mean of the squared loss over all masks of the last hidden layer is the loss without dropout plus the regulariser,
     * exactly, and so are the means of gradients and Hessians.
     */
    @ParameterizedTest
    @EnumSource(Dropout.Sharing.class)
    void theMeanOverAllMasksIsTheRegularisedLoss(Dropout.Sharing sharing) {
        double keep = 0.7;
        int hidden = 5;
        int samples = sharing == Dropout.Sharing.BATCH ? 9 : 1;
        Graph dropped = Sequential.of(3)
                .affine(hidden)
                .tanh()
                .dropout(keep, sharing)
                .affine(2)
                .build();
        Graph plain = Sequential.of(3).affine(hidden).tanh().affine(2).build();
        Dataset data = Networks.data(31, samples, 3, 2, false);
        double[] theta = uniform(32, plain.parameterCount());
        double[] v = uniform(33, plain.parameterCount());
        double loss = 0;
        double[] gradient = new double[theta.length];
        double[] product = new double[theta.length];
        try (Workers workers = Workers.of(1)) {
            for (int bits = 0; bits < 1 << hidden; bits++) {
                DMatrixRMaj mask = new DMatrixRMaj(1, hidden);
                double probability = 1;
                for (int r = 0; r < hidden; r++) {
                    boolean kept = (bits >> r & 1) == 1;
                    mask.set(0, r, kept ? 1 / keep : 0);
                    probability *= kept ? keep : 1 - keep;
                }
                Objective objective = Objective.of(dropped, Loss.meanSquaredError(), data, workers)
                        .masks(Masks.given(Map.of(0, mask)))
                        .at(theta);
                loss += probability * objective.loss();
                gradient = plus(gradient, probability, objective.gradient());
                product = plus(
                        product,
                        probability,
                        objective.operator(Curvature.HESSIAN).apply(v));
            }
            Loss regularised = Loss.meanSquaredError()
                    .plus(Loss.dropoutRegulariser(
                            plain.parameter("2.weight"), plain.output().input(), keep));
            Objective objective =
                    Objective.of(plain, regularised, data, workers).at(theta);
            assertEquals(objective.loss(), loss, 1e-14 * loss);
            assertArrayEquals(objective.gradient(), gradient, 1e-14 * largest(gradient));
            assertArrayEquals(objective.operator(Curvature.HESSIAN).apply(v), product, 1e-14 * largest(product));
        }
    }

    /** Frames and lanes must not show: a thousand samples at once, and one by one. */
    @ParameterizedTest
    @EnumSource(Dropout.Sharing.class)
    void blocksOfRowsDoNotChangeTheMasks(Dropout.Sharing sharing) {
        Graph network = Sequential.of(4)
                .affine(6)
                .tanh()
                .dropout(0.6, sharing)
                .affine(5)
                .relu()
                .dropout(0.8, sharing)
                .affine(3)
                .build();
        Dataset data = Networks.data(41, 1000, 4, 3, true);
        Problem problem = new Problem(
                "", network, Loss.crossEntropy(), data, Masks.drawn(5, 6), uniform(42, 1000), uniform(43, 83));
        try (Workers workers = Workers.of(1)) {
            Objective all = problem.objective(workers);
            double[] losses = all.sampleLosses();
            double sum = 0;
            double[] gradient = new double[83];
            for (int i = 0; i < 1000; i++) {
                Objective one = Networks.single(problem, i, workers);
                assertEquals(one.sampleLosses()[0], losses[i]);
                sum += one.loss() / 1000;
                gradient = plus(gradient, 1.0 / 1000, one.gradient());
            }
            assertEquals(sum, all.loss(), 1e-13);
            assertArrayEquals(gradient, all.gradient(), 1e-13);
            all.masks(Masks.NONE);
            assertFalse(Arrays.equals(losses, all.sampleLosses()));
        }
    }
}
