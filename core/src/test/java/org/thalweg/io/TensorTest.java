package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void holdsTheProductOfItsShape() {
        assertEquals("w [2, 3]", new Tensor("w", new int[] {2, 3}, new double[6]).toString());
        assertEquals("s []", new Tensor("s", new int[0], new double[1]).toString());
        assertEquals("e [0, 3]", new Tensor("e", new int[] {0, 3}, new double[0]).toString());
    }

    @Test
    void refusesEverythingElse() {
        int big = Integer.MAX_VALUE;
        int[][] shapes = {{7}, {2, 2}, {-2, -3}, {big, big, big}, {1 << 31, 2}, {65536, 65536}, {}, {6, 0}};
        for (int[] shape : shapes) {
            String message = assertThrows(IllegalArgumentException.class, () -> new Tensor("w", shape, new double[6]))
                    .getMessage();
            assertEquals(
                    "tensor `w`: found 6 values, expected the product of its shape " + Arrays.toString(shape), message);
        }
        assertThrows(IllegalArgumentException.class, () -> new Tensor("", new int[0], new double[1]));
    }
}
