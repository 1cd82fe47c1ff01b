package org.thalweg.linalg.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;
import static org.thalweg.linalg.Chains.transpose;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.Chains;
import org.thalweg.linalg.Workers;

/** Both kernels against the chain of all terms, to the last bit. */
class SparseProductTest {

    private static final int[] ROWS = {0, 1, 5, 33};
    private static final int[] DEPTHS = {0, 1, 9, 70};
    /** Around the lengths of vectors, of the longest row of registers and of groups. */
    private static final int[] COLUMNS = {
        1, 2, 3, 4, 5, 7, 8, 9, 10, 13, 16, 17, 27, 31, 39, 40, 41, 50, 52, 53, 100, 157, 300
    };

    static Stream<SparseKernel> implementations() {
        return Stream.of(SparseKernel.PORTABLE, Kernels.selected().sparse());
    }

    private static double[] mostlyZero(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Arrays.stream(random(length, seed))
                .map(x -> random.nextInt(4) == 0 ? x : 0)
                .toArray();
    }

    private static CompressedRows compressed(int rows, int width, double... dense) {
        CompressedRows result = new CompressedRows();
        result.take(rows, width, dense, 0);
        return result;
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void theChainWithoutItsZeros(SparseKernel kernel) {
        try (Workers workers = Workers.of(3)) {
            for (int rows : ROWS) {
                for (int depth : DEPTHS) {
                    for (int columns : COLUMNS) {
                        check(new SparseProduct(kernel, null), rows, depth, columns);
                        check(new SparseProduct(kernel, workers), rows, depth, columns);
                    }
                }
            }
            check(new SparseProduct(kernel, workers), 300, 200, 157);
            check(new SparseProduct(kernel, workers), 9, 1300, 160);
        }
    }

    private static void check(SparseProduct product, int rows, int depth, int columns) {
        String shape = rows + " x " + depth + " x " + columns;
        double[] a = mostlyZero(rows * depth, 1);
        double[] b = random(depth * columns, 2);
        double[] expected = random(rows * columns, 3);
        double[] c = spread(rows, columns, expected);
        double[] packedC = new double[3 + expected.length];
        product.packTransposed(rows, columns, transpose(rows, columns, expected), 0, packedC, 3);
        Chains.multiplyAdd(rows, columns, depth, 1, a, b, expected);

        CompressedRows sparse = compressed(rows, depth, a);
        double[] packedB = new double[1 + b.length];
        product.packTransposed(depth, columns, transpose(depth, columns, b), 0, packedB, 1);
        product.multiplyAdd(sparse, columns, packedB, 1, SparseProduct.PACKED, c, 2, columns + 5);
        assertSameBits(spread(rows, columns, expected), c, "packed B, " + shape);

        double[] spreadB = spread(depth, columns, b);
        product.multiplyAdd(sparse, columns, spreadB, 2, columns + 5, packedC, 3, SparseProduct.PACKED);
        double[] found = new double[expected.length];
        product.unpackTransposed(rows, columns, packedC, 3, found, 0);
        assertSameBits(transpose(rows, columns, expected), found, "packed C, " + shape);
    }

    /** Rows with five strange numbers between them and two before the first. */
    private static double[] spread(int rows, int columns, double... x) {
        double[] result = random(2 + rows * (columns + 5), 9);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * columns, result, 2 + i * (columns + 5), columns);
        }
        return result;
    }

    @Test
    void matricesCanBeFilledAgain() {
        CompressedRows rows = new CompressedRows();
        CompressedRows columns = new CompressedRows();
        for (int[] shape : new int[][] {{7, 5}, {3, 20}, {0, 4}, {20, 3}, {4, 0}}) {
            double[] dense = mostlyZero(shape[0] * shape[1], 4);
            rows.take(shape[0], shape[1], dense, 0);
            columns.takeTransposed(rows);
            assertEquals(CompressedRows.count(dense, 0, dense.length), rows.entries());
            assertArrayEquals(dense, dense(rows));
            assertArrayEquals(transpose(shape[0], shape[1], dense), dense(columns));
        }
    }

    private static double[] dense(CompressedRows a) {
        double[] result = new double[a.rows() * a.width()];
        for (int i = 0; i < a.rows(); i++) {
            for (int e = a.starts()[i]; e < a.starts()[i + 1]; e++) {
                result[i * a.width() + a.columns()[e]] = a.values()[e];
            }
        }
        return result;
    }
}
