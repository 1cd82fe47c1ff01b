package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInDigitsTest {
    private static int[] labels(Dataset data) {
        return ((Targets.Labels) data.targets()).values();
    }

    /** The same bits on every machine and JDK: the checksum was written down once. */
    @Test
    void sameBitsEverywhere() {
        Dataset data = BuiltInDigits.generate(7, Split.TRAIN, 200);
        assertEquals("770832a679fb5110db3bea22854772fed492cd86161cca69e7430f84ad27f55d", data.checksum());
    }

    @Test
    void pictureDependsOnItsIndexAlone() {
        Dataset many = BuiltInDigits.generate(3, Split.TEST, 57);
        for (int samples : new int[] {1, 9, 10, 11, 56}) {
            Dataset few = BuiltInDigits.generate(3, Split.TEST, samples);
            assertArrayEquals(Arrays.copyOf(labels(many), samples), labels(few));
            assertArrayEquals(Arrays.copyOf(many.inputs().data, 784 * samples), few.inputs().data);
        }
    }

    @Test
    void seedsSplitsAndPicturesDiffer() {
        Set<String> pictures = new HashSet<>();
        long[] seeds = {0, 1, -1, 1L << 32, Long.MIN_VALUE};
        for (long seed : seeds) {
            for (Split split : Split.values()) {
                double[] data = BuiltInDigits.generate(seed, split, 20).inputs().data;
                for (int i = 0; i < 20; i++) {
                    pictures.add(Arrays.toString(Arrays.copyOfRange(data, 784 * i, 784 * (i + 1))));
                }
            }
        }
        assertEquals(seeds.length * 2 * 20, pictures.size());
    }

    /** Balanced in every run of ten, in an order that itself varies. */
    @Test
    void labelsAreBalancedAndShuffled() {
        int[] labels = labels(BuiltInDigits.generate(5, Split.TRAIN, 1000));
        Set<String> orders = new HashSet<>();
        int[][] places = new int[10][10];
        for (int run = 0; run < 100; run++) {
            int[] order = Arrays.copyOfRange(labels, 10 * run, 10 * run + 10);
            orders.add(Arrays.toString(order));
            assertArrayEquals(
                    new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                    Arrays.stream(order).sorted().toArray());
            for (int k = 0; k < 10; k++) {
                places[order[k]][k]++;
            }
        }
        assertEquals(100, orders.size());
        // Chi-square with 81 degrees of freedom; for a fair shuffle 134 is passed once in 5000 seeds, and the seed is
        // fixed.
        double chi2 = Arrays.stream(places)
                .flatMapToInt(Arrays::stream)
                .mapToDouble(n -> (n - 10) * (n - 10) / 10.0)
                .sum();
        assertTrue(chi2 < 134, "chi-square " + chi2);
    }

    /** A picture has the ink of a digit, in the middle of the picture, and no part of it is cut off. */
    @Test
    void picturesLookLikeInkOnPaper() {
        Dataset data = BuiltInDigits.generate(11, Split.TRAIN, 2000);
        int cut = 0;
        for (int i = 0; i < data.size(); i++) {
            double ink = 0;
            double column = 0;
            double row = 0;
            boolean touches = false;
            for (int p = 0; p < 784; p++) {
                int x = p % 28;
                int y = p / 28;
                double value = data.inputs().get(i, p);
                assertTrue(value >= 0 && value <= 1);
                double strong = value > 0.3 ? value : 0;
                ink += strong;
                column += strong * x;
                row += strong * y;
                touches |= strong > 0 && (x % 27 == 0 || y % 27 == 0);
            }
            assertTrue(ink > 12 && ink < 300, "ink " + ink + " in picture " + i);
            assertEquals(13.5, column / ink, 6, "picture " + i);
            assertEquals(13.5, row / ink, 6, "picture " + i);
            cut += touches ? 1 : 0;
        }
        assertTrue(cut < 40, cut + " of 2000 pictures touch the edge");
    }

    /** Softmax regression gets most digits right, but far from all: the set is neither noise nor trivial. */
    @Test
    void linearClassifierIsGoodButNotPerfect() {
        Dataset train = BuiltInDigits.generate(1, Split.TRAIN, 4000);
        Dataset test = BuiltInDigits.generate(1, Split.TEST, 1000);
        double accuracy = accuracy(softmaxRegression(train, 8, 0.02), test);
        assertTrue(accuracy > 0.8 && accuracy < 0.92, "accuracy " + accuracy);
    }

    /** Stochastic gradient descent, one sample at a time; weights {@code [10 x 784]}. */
    private static double[][] softmaxRegression(Dataset data, int epochs, double learningRate) {
        double[][] weights = new double[10][784];
        for (int step = 0; step < epochs * data.size(); step++) {
            int i = step % data.size();
            double[] p = scores(weights, data.inputs(), i);
            double most = Arrays.stream(p).max().orElseThrow();
            double sum = 0;
            for (int c = 0; c < 10; c++) {
                p[c] = Math.exp(p[c] - most);
                sum += p[c];
            }
            for (int c = 0; c < 10; c++) {
                double slope = learningRate * (p[c] / sum - (labels(data)[i] == c ? 1 : 0));
                for (int k = 0; k < 784; k++) {
                    weights[c][k] -= slope * data.inputs().data[784 * i + k];
                }
            }
        }
        return weights;
    }

    private static double accuracy(double[][] weights, Dataset data) {
        int right = 0;
        for (int i = 0; i < data.size(); i++) {
            double[] scores = scores(weights, data.inputs(), i);
            right += scores[labels(data)[i]] == Arrays.stream(scores).max().orElseThrow() ? 1 : 0;
        }
        return (double) right / data.size();
    }

    private static double[] scores(double[][] weights, DMatrixRMaj inputs, int row) {
        double[] scores = new double[10];
        for (int c = 0; c < 10; c++) {
            for (int k = 0; k < 784; k++) {
                scores[c] += weights[c][k] * inputs.data[784 * row + k];
            }
        }
        return scores;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
    void refuses(int samples) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> BuiltInDigits.generate(1, Split.TRAIN, samples))
                .getMessage();
        assertEquals("samples: found " + samples + ", expected 1 to 2739137", message);
    }
}
