package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class LinearOperatorTest {

    /** {@code a_ij = i j}, plus {@code i} on the diagonal. */
    private record Explicit(int dimension) implements LinearOperator {
        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            for (int row = 0; row < vectors.numRows; row++) {
                double sum = 0;
                for (int j = 0; j < dimension; j++) {
                    sum += j * vectors.get(row, j);
                }
                for (int i = 0; i < dimension; i++) {
                    products.set(row, i, i * (sum + vectors.get(row, i)));
                }
            }
        }
    }

    @Test
    void writtenOutItIsItsProductsWithUnitVectors() {
        for (int n : new int[] {1, 49, 50, 51, 123}) {
            DMatrixRMaj expected = new DMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    expected.set(i, j, i * j + (i == j ? i : 0));
                }
            }
            assertArrayEquals(expected.data, new Explicit(n).toMatrix().data);
        }
    }

    @Test
    void tellsHowManyRowsAreKnown() {
        List<Integer> rows = new ArrayList<>();
        new Explicit(123).toMatrix(rows::add);
        assertEquals(List.of(50, 100, 123), rows);
    }

    @Test
    void moreElementsThanAnArrayHas() {
        assertThrows(IllegalArgumentException.class, () -> new Explicit(50_000).toMatrix());
    }
}
