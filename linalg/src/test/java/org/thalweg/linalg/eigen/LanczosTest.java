package org.thalweg.linalg.eigen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanczosTest {

    @Test
    void findsTheLargestEigenvalues() {
        double[] d = IntStream.range(0, 200).mapToDouble(i -> 10.0 / (1 + i)).toArray();
        LanczosResult r = Lanczos.of(Matrices.dense(200, Matrices.withEigenvalues(1, d)))
                .basisSize(30)
                .largest(6);
        assertTrue(r.converged());
        for (int i = 0; i < 6; i++) {
            assertEquals(d[i], r.eigenvalues()[i], 1e-12);
        }
    }
}
