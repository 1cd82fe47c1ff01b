package org.thalweg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    private static final NaturalOrder ORDER = new NaturalOrder();

    @Test
    void numbersCountAsNumbersAndWeightsComeFirst() {
        List<String> sorted = List.of(
                "0.weight",
                "0.bias",
                "2.weight",
                "2.bias",
                "10.weight",
                "10.bias",
                "99999999999999999999998.bias",
                "99999999999999999999999.weight",
                "b1",
                "b02",
                "b10",
                "layer.2.fc.weight",
                "layer.2.fc.bias",
                "layer.10.fc.weight",
                "w",
                "weights",
                "weights2");
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            List<String> names = new ArrayList<>(sorted);
            Collections.shuffle(names, random);
            names.sort(ORDER);
            assertEquals(sorted, names);
        }
    }

    @Test
    void orderIsClearIfNumbersDecide() {
        assertTrue(ORDER.isClear("fc1.weight", "fc2.weight"));
        assertTrue(ORDER.isClear("layers.0.linear.weight", "layers.3.projection.weight"));
        assertTrue(ORDER.isClear("norm.weight", "norm.bias"));
        assertTrue(ORDER.isClear("W1", "W10"));
        assertTrue(ORDER.isClear("dense/kernel:0", "dense_1/kernel:0"));
        assertTrue(ORDER.isClear("layers/dense_1/vars/0", "layers/dense/vars/0"));
        assertTrue(ORDER.isClear("W", "W2"));
        assertFalse(ORDER.isClear("dense/kernel", "dense_a/kernel"));
        assertFalse(ORDER.isClear("dense/kernel", "dense_1/bias"));
        assertFalse(ORDER.isClear("dense/kernel", "dense_1"));
        assertFalse(ORDER.isClear("decoder.weight", "encoder.weight"));
        assertFalse(ORDER.isClear("fc.weight", "fc2.weight"));
        assertFalse(ORDER.isClear("a1.weight", "b2.weight"));
        assertFalse(ORDER.isClear("w01", "w1"));
        // Letters would put the numbered one first.
        assertFalse(ORDER.isClear("lw", "l_1w"));
        assertFalse(ORDER.isClear("l_1w", "lw"));
    }
}
