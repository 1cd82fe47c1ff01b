package org.thalweg.linalg.kernels;

import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both implementations against one loop over elements, to the last bit. */
class RowKernelsTest {

    private static final int[] WIDTHS = {0, 1, 2, 3, 7, 8, 9, 31, 64, 100};

    static Stream<RowKernels> implementations() {
        return Stream.of(new PortableRows(), Kernels.selected().rows());
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void scaleAndAdd(RowKernels kernels) {
        for (int rows : new int[] {0, 1, 5}) {
            for (int k : new int[] {1, 2, 7}) {
                for (int width : WIDTHS) {
                    check(kernels, rows, k, width);
                }
            }
        }
    }

    private static void check(RowKernels kernels, int rows, int k, int width) {
        int count = rows * k * width;
        double[] f = random(rows * width + 2, 1);
        double[] x = random(count + 3, 2);
        double[] y = random(count + 9, 3);
        if (count > 0) {
            f[2] = Double.NaN;
            x[count + 2] = Double.NEGATIVE_INFINITY;
        }
        double[] products = y.clone();
        double[] sums = y.clone();
        for (int i = 0; i < count; i++) {
            double factor = f[2 + i / (k * width) * width + i % width];
            products[4 + i] = factor * x[3 + i];
            sums[4 + i] = Math.fma(factor, x[3 + i], y[4 + i]);
        }
        String shape = rows + " x " + k + " x " + width;
        double[] found = y.clone();
        kernels.scale(rows, k, width, f, 2, x, 3, found, 4);
        assertSameBits(products, found, "scale " + shape);
        kernels.addScaled(rows, k, width, f, 2, x, 3, y, 4);
        assertSameBits(sums, y, "addScaled " + shape);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void resultsMayReplaceTheRows(RowKernels kernels) {
        double[] f = random(27, 4);
        double[] x = random(5 * 27, 5);
        double[] expected = new double[x.length];
        kernels.scale(1, 5, 27, f, 0, x, 0, expected, 0);
        kernels.scale(1, 5, 27, f, 0, x, 0, x, 0);
        assertSameBits(expected, x, "in place");
    }
}
