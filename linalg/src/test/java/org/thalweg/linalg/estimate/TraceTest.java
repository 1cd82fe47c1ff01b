package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.thalweg.linalg.estimate.Trace.Method;

class TraceTest {

    @Test
    void exactAtFullBudget() {
        Dense a = Dense.withSpectrum(100, 1, i -> i);
        Estimate estimate = Trace.estimate(
                a, Method.HUTCHINSON, EstimatorSettings.defaults().withRelative(1e-9));
        assertEquals(4950, estimate.value(), 1e-9);
        assertTrue(estimate.certain());
    }
}
