package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;

class GaussRuleTest {

    /** The Jacobi matrix of the Chebyshev polynomials: nodes {@code cos((2 i - 1) pi / (2 m))}, weights {@code 1/m}. */
    @Test
    void chebyshev() {
        int m = 40;
        double[] diagonal = new double[m];
        double[] beside = new double[m];
        Arrays.fill(beside, 0.5);
        beside[0] = Math.sqrt(0.5);
        double[] first = new double[m];
        GaussRule.solve(m, diagonal, beside, first);
        double[] sorted = diagonal.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < m; i++) {
            assertEquals(-Math.cos((2 * i + 1) * Math.PI / (2 * m)), sorted[i], 1e-14);
            assertEquals(1.0 / m, first[i] * first[i], 1e-14);
        }
    }

    @Test
    void agreesWithTheDenseEigensolver() {
        SplittableRandom random = new SplittableRandom(5);
        for (int m : new int[] {0, 1, 2, 3, 17, 60}) {
            double[] diagonal = random.doubles(m, -1, 1).toArray();
            double[] beside = random.doubles(m, 0, 1).toArray();
            if (m > 20) {
                beside[12] = 0;
                beside[13] = 1e-18;
            }
            DMatrixRMaj matrix = new DMatrixRMaj(m, m);
            for (int i = 0; i < m; i++) {
                matrix.set(i, i, diagonal[i]);
                if (i + 1 < m) {
                    matrix.set(i, i + 1, beside[i]);
                    matrix.set(i + 1, i, beside[i]);
                }
            }
            double[] first = new double[m];
            GaussRule.solve(m, diagonal, beside, first);
            for (int power = 0; power < 2 * m && power < 8; power++) {
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += first[i] * first[i] * Math.pow(diagonal[i], power);
                }
                assertEquals(m == 0 ? 0 : moment(matrix, power), sum, 1e-12);
            }
            if (m > 0) {
                EigenDecomposition_F64<DMatrixRMaj> dense = DecompositionFactory_DDRM.eig(m, false, true);
                dense.decompose(matrix.copy());
                double[] expected = new double[m];
                Arrays.setAll(expected, i -> dense.getEigenvalue(i).real);
                Arrays.sort(expected);
                Arrays.sort(diagonal);
                for (int i = 0; i < m; i++) {
                    assertEquals(expected[i], diagonal[i], 1e-13);
                }
            }
        }
    }

    /** {@code e_1' T^power e_1}. */
    private static double moment(DMatrixRMaj matrix, int power) {
        int m = matrix.numRows;
        double[] vector = new double[m];
        vector[0] = 1;
        for (int p = 0; p < power; p++) {
            double[] next = new double[m];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    next[i] += matrix.get(i, j) * vector[j];
                }
            }
            vector = next;
        }
        return vector[0];
    }
}
