package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;

class MinibatchesTest {

    private static final int SAMPLES = 23;
    private static final int SIZE = 5;

    /** Sample i has the inputs (i, -i) and, as a label, i modulo 7. */
    private static Dataset labelled() {
        return Dataset.of(
                "numbers", inputs(), IntStream.range(0, SAMPLES).map(i -> i % 7).toArray(), 7);
    }

    private static double[][] inputs() {
        return IntStream.range(0, SAMPLES).mapToObj(i -> new double[] {i, -i}).toArray(double[][]::new);
    }

    private static int[] load(Minibatches batches, long step) {
        batches.load(step);
        return IntStream.range(0, batches.batch().size())
                .map(i -> (int) batches.batch().inputs().get(i, 0))
                .toArray();
    }

    @Test
    void anEpochShowsNoSampleTwice() {
        Minibatches batches = new Minibatches(labelled(), SIZE, 1);
        Set<Set<Integer>> leftOut = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            Set<Integer> rest =
                    new HashSet<>(IntStream.range(0, SAMPLES).boxed().toList());
            for (int batch = 0; batch < SAMPLES / SIZE; batch++) {
                int[] rows = load(batches, epoch * (SAMPLES / SIZE) + batch);
                for (int row : rows) {
                    assertEquals(true, rest.remove(row), "sample " + row + " of epoch " + epoch);
                }
            }
            assertEquals(SAMPLES % SIZE, rest.size());
            leftOut.add(rest);
        }
        assertFalse(leftOut.size() < 10, "the same samples are left out: " + leftOut);
    }

    @Test
    void targetsStayWithTheirInputs() {
        Minibatches labels = new Minibatches(labelled(), SIZE, 1);
        double[][] targets = IntStream.range(0, SAMPLES)
                .mapToObj(i -> new double[] {10.0 * i})
                .toArray(double[][]::new);
        Minibatches values = new Minibatches(Dataset.of("numbers", inputs(), targets), SIZE, 1);
        for (int step = 0; step < 12; step++) {
            int[] rows = load(labels, step);
            assertArrayEquals(
                    Arrays.stream(rows).map(i -> i % 7).toArray(),
                    ((Targets.Labels) labels.batch().targets()).values());
            assertArrayEquals(rows, load(values, step));
            for (int i = 0; i < SIZE; i++) {
                assertEquals(-rows[i], labels.batch().inputs().get(i, 1));
                assertEquals(
                        10.0 * rows[i],
                        ((Targets.Values) values.batch().targets()).matrix().get(i, 0));
            }
        }
    }

    @Test
    void aStepNeedsNoOtherBeforeIt() {
        Minibatches inOrder = new Minibatches(labelled(), SIZE, 3);
        for (int step = 0; step < 30; step++) {
            int[] expected = load(inOrder, step);
            assertArrayEquals(expected, load(new Minibatches(labelled(), SIZE, 3), step), "step " + step);
        }
        assertFalse(Arrays.equals(load(inOrder, 0), load(inOrder, SAMPLES / SIZE)), "two epochs in one order");
        assertFalse(Arrays.equals(load(inOrder, 0), load(new Minibatches(labelled(), SIZE, 4), 0)), "two seeds");
    }

    @Test
    void theFullBatchIsTheDataSet() {
        Dataset data = labelled();
        Minibatches batches = new Minibatches(data, SAMPLES, 1);
        batches.load(7);
        assertSame(data, batches.batch());
        assertEquals(1, data.inputs().get(1, 0));
    }

    @Test
    void namesAWrongSize() {
        for (int size : new int[] {0, SAMPLES + 1}) {
            assertEquals(
                    "batch size: " + size + ", expected 1 to " + SAMPLES,
                    assertThrows(IllegalArgumentException.class, () -> new Minibatches(labelled(), size, 1))
                            .getMessage());
        }
    }
}
