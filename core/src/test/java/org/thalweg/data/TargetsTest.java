package org.thalweg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private final Targets.Labels labels = new Targets.Labels(new int[] {2, 0, 1, 2}, 3);
    private final Targets.Values values =
            new Targets.Values(new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}));

    private static void assertMatrix(double[][] expected, DMatrixRMaj found) {
        assertEquals(expected.length, found.numRows);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < found.numCols; j++) {
                assertEquals(expected[i][j], found.get(i, j));
            }
        }
    }

    @Test
    void sizes() {
        assertEquals(4, labels.size());
        assertEquals(3, labels.width());
        assertEquals(4, values.size());
        assertEquals(2, values.width());
    }

    @Test
    void oneHot() {
        assertMatrix(new double[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, labels.oneHot());
    }

    @Test
    void first() {
        assertArrayEquals(new int[] {2, 0}, labels.first(2).values());
        assertMatrix(new double[][] {{1, 2}, {3, 4}, {5, 6}}, values.first(3).matrix());
        for (Targets targets : new Targets[] {labels, values}) {
            for (int count : new int[] {-1, 5}) {
                String message = assertThrows(IllegalArgumentException.class, () -> targets.first(count))
                        .getMessage();
                assertEquals("samples: found " + count + ", expected 0 to 4", message);
            }
        }
    }

    @Test
    void gatherReusesItsBuffer() {
        int[] rows = {9, 3, 1, 1};
        DMatrixRMaj into = new DMatrixRMaj(4, 3);
        into.fill(7);
        double[] buffer = into.data;
        labels.gather(rows, 1, 3, into);
        assertMatrix(new double[][] {{0, 0, 1}, {1, 0, 0}, {1, 0, 0}}, into);
        values.gather(rows, 1, 3, into);
        assertMatrix(new double[][] {{7, 8}, {3, 4}, {3, 4}}, into);
        labels.gather(rows, 1, 1, into);
        assertMatrix(new double[][] {{0, 0, 1}}, into);
        assertSame(buffer, into.data);
        int[] classes = {-1, -1, -1};
        labels.gather(rows, 1, 2, classes);
        assertArrayEquals(new int[] {2, 0, -1}, classes);
        for (Targets targets : new Targets[] {labels, values}) {
            assertThrows(IndexOutOfBoundsException.class, () -> targets.gather(rows, 0, 1, into));
            assertThrows(IndexOutOfBoundsException.class, () -> targets.gather(rows, 3, 2, into));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> labels.gather(rows, 1, 3, new int[2]));
    }

    @Test
    void refuses() {
        for (int label : new int[] {-1, 3}) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new Targets.Labels(new int[] {0, label}, 3))
                    .getMessage();
            assertEquals("label 1: found " + label + ", expected 0 to 2", message);
        }
        DMatrixRMaj bad = new DMatrixRMaj(new double[][] {{1, 2}, {3, Double.NaN}});
        assertEquals(
                "targets, row 1, column 1: found NaN, expected a finite number",
                assertThrows(IllegalArgumentException.class, () -> new Targets.Values(bad))
                        .getMessage());
    }
}
