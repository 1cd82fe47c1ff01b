package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 16_383, 16_384, 16_385, 100_000, Integer.MAX_VALUE})
    void everyElementIsInOneSlice(int length) {
        int end = 0;
        for (int slice = 0; slice < Slices.count(length); slice++) {
            assertEquals(end, Slices.start(slice), "slice " + slice);
            assertTrue(Slices.end(slice, length) > end, "slice " + slice);
            end = Slices.end(slice, length);
        }
        assertEquals(length, end);
    }
}
