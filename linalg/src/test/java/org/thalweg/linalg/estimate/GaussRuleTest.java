package org.thalweg.linalg.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

    /** Nodes scale with the matrix, to the last bit as long as it has all its bits, and to half of the last one below. */
    @Test
    void sizesAtTheEndsOfTheDoubles() {
        int m = 12;
        double[] diagonal = new SplittableRandom(3).doubles(m, -1, 1).toArray();
        double[] beside = new SplittableRandom(4).doubles(m, 0, 1).toArray();
        double[] nodes = diagonal.clone();
        double[] first = new double[m];
        GaussRule.solve(m, nodes, beside.clone(), first);
        for (int exponent : new int[] {-960, -1060, 960, 1023}) {
            double[] scaled = scaled(diagonal, exponent);
            double[] weights = new double[m];
            GaussRule.solve(m, scaled, scaled(beside, exponent), weights);
            for (int i = 0; i < m; i++) {
                if (exponent == -1060) {
                    // The elements are multiples of 2^-1074, each off by up to half of it: 3/2 in a row.
                    assertEquals(Math.scalb(nodes[i], exponent), scaled[i], 2 * Double.MIN_VALUE);
                } else {
                    assertEquals(Math.scalb(nodes[i], exponent), scaled[i]);
                    assertEquals(first[i], weights[i]);
                }
            }
        }
    }

    private static double[] scaled(double[] x, int exponent) {
        return Arrays.stream(x).map(element -> Math.scalb(element, exponent)).toArray();
    }

    /** An element that is all there is among its neighbours, and nothing beside the others. */
    @Test
    void tinyElementsAmongZeros() {
        double[] nodes = {1, 0, 0, 1e-320, 0, 2};
        double[] first = new double[6];
        GaussRule.solve(6, nodes, new double[] {0.5, 1e-310, 1e-320, 4.9e-324, 1e-300, 0}, first);
        Arrays.sort(nodes);
        double root = Math.sqrt(0.5);
        assertArrayEquals(new double[] {0.5 - root, 0, 0, 0, 0.5 + root, 2}, nodes, 1e-15);
    }

    /**
     * With a last element that is huge, as that of a Radau rule can be, the other nodes are as accurate as without it. By
     * bisection with counts of negative pivots, whose error is one of each element.
     */
    @Test
    void hugeLastElement() {
        int m = 20;
        double[] diagonal = new SplittableRandom(7).doubles(m, 0, 1).toArray();
        double[] beside = new SplittableRandom(8).doubles(m, 0, 0.5).toArray();
        for (double huge : new double[] {1e6, 1e18, 1e100}) {
            diagonal[m - 1] = huge;
            double[] nodes = diagonal.clone();
            double[] first = new double[m];
            GaussRule.solve(m, nodes, beside.clone(), first);
            Arrays.sort(nodes);
            for (int i = 0; i < m - 1; i++) {
                double low = -2;
                double high = 3;
                for (int step = 0; step < 60; step++) {
                    double middle = 0.5 * (low + high);
                    if (nodesBelow(middle, diagonal, beside) > i) {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                assertEquals(low, nodes[i], 1e-14);
            }
        }
    }

    private static int nodesBelow(double x, double[] diagonal, double[] beside) {
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.length; i++) {
            double square = i == 0 ? 0 : beside[i - 1] * beside[i - 1];
            pivot = diagonal[i] - x - square / pivot;
            count += pivot < 0 ? 1 : 0;
        }
        return count;
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
