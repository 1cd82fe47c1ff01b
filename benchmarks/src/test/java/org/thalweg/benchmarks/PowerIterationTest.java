package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.LinearOperator;

class PowerIterationTest {

    @Test
    void findsTheLargestInMagnitudeOneAfterTheOther() {
        double[] d = {0.1, -8, 0.2, 4, 1, 16, 0.3, 2};
        LinearOperator operator = new LinearOperator() {
            @Override
            public int dimension() {
                return d.length;
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                for (int i = 0; i < d.length; i++) {
                    products.data[i] = d[i] * vectors.data[i];
                }
            }
        };
        PowerIteration.Found found = PowerIteration.run(operator, 4, 1e-6, 100);
        assertArrayEquals(new double[] {16, -8, 4, 2}, found.eigenvalues(), 1e-3);
        assertTrue(found.products() < 100);
    }
}
