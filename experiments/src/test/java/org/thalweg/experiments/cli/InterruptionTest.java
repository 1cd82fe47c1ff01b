package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.LinearOperator;

class InterruptionTest {

    /** Knows its matrix without a product. */
    private static final class Known implements LinearOperator {
        private final DMatrixRMaj matrix = new DMatrixRMaj(new double[][] {{2, 1}, {1, 3}});

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            throw new AssertionError("a product");
        }

        @Override
        public DMatrixRMaj toMatrix(IntConsumer rowsDone) {
            rowsDone.accept(2);
            return matrix;
        }
    }

    @Test
    void matrixIsWrittenOutInTheOperatorsOwnWay() {
        Known known = new Known();
        Interruption interruption = Interruption.unasked();
        int[] rows = {0};
        LinearOperator operator = interruption.of(known);
        assertSame(known.matrix, operator.toMatrix(done -> rows[0] = done));
        assertEquals(2, rows[0]);
        assertSame(known.matrix, operator.toMatrix());
        interruption.ask();
        assertThrows(CancellationException.class, operator::toMatrix);
        assertThrows(
                CancellationException.class, () -> interruption.of(new Known()).apply(1, 2));
        assertTrue(interruption.happened());
    }
}
