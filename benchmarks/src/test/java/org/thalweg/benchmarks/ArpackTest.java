package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ludovic.netlib.arpack.ARPACK;
import dev.ludovic.netlib.arpack.JavaARPACK;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.LinearOperator;

/** Against a diagonal matrix, with whatever ARPACK answers here and with the one in Java. */
class ArpackTest {

    private static final int SIZE = 200;

    /** The diagonal 1, 2, ..., 200. */
    private static final LinearOperator DIAGONAL = new LinearOperator() {
        @Override
        public int dimension() {
            return SIZE;
        }

        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            for (int i = 0; i < SIZE; i++) {
                products.data[i] = (i + 1) * vectors.data[i];
            }
        }
    };

    static ARPACK[] implementations() {
        return new ARPACK[] {ARPACK.getInstance(), JavaARPACK.getInstance()};
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void findsTheLargest(ARPACK arpack) {
        Arpack.Found found = Arpack.largest(arpack, DIAGONAL, 4, 20, 1e-10);
        assertArrayEquals(new double[] {197, 198, 199, 200}, found.eigenvalues(), 1e-7);
        for (int i = 0; i < 4; i++) {
            assertEquals(1, Math.abs(found.vectors().get(i, 196 + i)), 1e-7);
        }
        assertTrue(found.products() > 20 && found.products() < 400, found.products() + " products");
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void whatItRefusesIsAnError(ARPACK arpack) {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> Arpack.largest(arpack, DIAGONAL, 4, 4, 1e-10));
        assertTrue(refused.getMessage().endsWith("dsaupd: info -3, expected 0"), refused.getMessage());
    }
}
