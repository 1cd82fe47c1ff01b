package org.thalweg.linalg.kernels;

import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.internal.PortableSymmetric;

/** Both implementations against one loop over elements, to the last bit. */
class SymmetricKernelsTest {

    private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 31, 64, 100};
    private static final int LANES = SymmetricKernels.LANES;

    static Stream<SymmetricKernels> implementations() {
        return Stream.of(new PortableSymmetric(), Kernels.selected().symmetric());
    }

    /** The tree, from the definition: pairs at distance 4, then 2, then 1. */
    private static double tree(double[] lanes) {
        double[] sums = lanes.clone();
        for (int distance = LANES / 2; distance > 0; distance /= 2) {
            for (int l = 0; l < distance; l++) {
                sums[l] += sums[l + distance];
            }
        }
        return sums[0];
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void dots(SymmetricKernels kernels) {
        for (int rows : new int[] {0, 1, 2, 5, 8, 19}) {
            for (int n : SIZES) {
                int stride = n + 3;
                double[] a = random(rows * stride + 2, 1);
                double[] x = random(n + 1, 2);
                double[] y = random(rows + 5, 3);
                double[] expected = y.clone();
                for (int r = 0; r < rows; r++) {
                    double[] lanes = new double[LANES];
                    for (int j = 0; j < n; j++) {
                        lanes[j % LANES] = Math.fma(a[2 + r * stride + j], x[1 + j], lanes[j % LANES]);
                    }
                    expected[4 + r] = tree(lanes);
                }
                kernels.dots(rows, n, a, 2, stride, x, 1, y, 4, random(64, 4));
                assertSameBits(expected, y, "dots " + rows + " x " + n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void addRows(SymmetricKernels kernels) {
        for (int rows : new int[] {0, 1, 5, 8, 19}) {
            for (int n : SIZES) {
                int stride = n + 3;
                double[] a = random(rows * stride + 2, 1);
                double[] c = random(rows + 1, 2);
                double[] y = random(n + 7, 3);
                double[] expected = y.clone();
                for (int r = 0; r < rows; r++) {
                    for (int j = 0; j < n; j++) {
                        expected[3 + j] = Math.fma(c[1 + r], a[2 + r * stride + j], expected[3 + j]);
                    }
                }
                kernels.addRows(rows, n, c, 1, a, 2, stride, y, 3);
                assertSameBits(expected, y, "addRows " + rows + " x " + n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void symmetricRows(SymmetricKernels kernels) {
        for (int columns : new int[] {0, 8, 16, 24, 104}) {
            int stride = columns + 8;
            double[] a = random(LANES * stride + 5, 1);
            double[] x = random(columns + LANES, 2);
            double[] y = random(columns + 3, 3);
            double[] lanes = random(LANES * LANES, 4);
            double[] expected = y.clone();
            double[] expectedLanes = lanes.clone();
            for (int r = 0; r < LANES; r++) {
                for (int j = 0; j < columns; j++) {
                    double element = a[5 + r * stride + j];
                    int at = LANES * r + j % LANES;
                    expectedLanes[at] = Math.fma(element, x[j], expectedLanes[at]);
                    expected[j] = Math.fma(element, x[columns + r], expected[j]);
                }
            }
            kernels.symmetricRows(columns, a, 5, stride, x, columns, y, lanes);
            assertSameBits(expected, y, "columns " + columns);
            assertSameBits(expectedLanes, lanes, "rows " + columns);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void secular(SymmetricKernels kernels) {
        for (int from : new int[] {0, 3}) {
            for (int n : SIZES) {
                double[] d = random(from + n, 1);
                double[] w = random(from + n, 2);
                double[] sums = {1, 2};
                double[] lanes = new double[LANES];
                double[] slopes = new double[LANES];
                for (int i = 0; i < n; i++) {
                    double r = 1 / ((d[from + i] - 0.25) - 0.001);
                    double p = w[from + i] * r;
                    lanes[i % LANES] += p;
                    slopes[i % LANES] = Math.fma(p, r, slopes[i % LANES]);
                }
                kernels.secular(from, from + n, d, w, 0.25, 0.001, sums, random(64, 4));
                assertSameBits(new double[] {tree(lanes), tree(slopes)}, sums, "secular " + from + " " + n);
            }
        }
    }
}
