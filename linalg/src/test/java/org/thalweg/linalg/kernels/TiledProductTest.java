package org.thalweg.linalg.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.thalweg.linalg.Chains.assertSameBits;
import static org.thalweg.linalg.Chains.random;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.Chains;
import org.thalweg.linalg.Workers;

/** Every path of the tiled product, over both kinds of tiles, to the last bit. */
class TiledProductTest {

    /** Around the sizes of tiles (1, 2, 4, 8 rows), panels (2, 4, 8 columns, three at once) and cuts (128 rows). */
    private static final int[] ROWS = {1, 2, 3, 5, 6, 7, 8, 9, 12, 15, 31, 127, 129, 193, 300};

    private static final int[] COLUMNS = {1, 2, 3, 7, 8, 9, 23, 24, 25, 31, 64, 100};
    private static final int[] DEPTHS = {0, 1, 2, 31, 255, 256, 257, 600};
    /** What lies around a matrix and must neither be read nor be written. */
    private static final double CANARY = Double.NaN;

    static Stream<TiledProduct> products() {
        return Stream.of(new TiledProduct(new PortableTiles()), vectors().product());
    }

    private static Kernels vectors() {
        Kernels kernels = Kernels.selected();
        assertEquals("vector", kernels.name().split("-")[0], "the tests are to run with the vector kernels");
        return kernels;
    }

    /** A matrix inside an array of canaries: {@code [rows x columns]} at an offset, with room between its rows. */
    private record Placed(double[] data, int offset, int stride, int rows, int columns) {
        static Placed of(int rows, int columns, int gap, double... values) {
            int stride = columns + gap;
            double[] data = new double[5 + rows * stride + gap];
            Arrays.fill(data, CANARY);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(values, i * columns, data, 5 + i * stride, columns);
            }
            return new Placed(data, 5, stride, rows, columns);
        }

        Placed copy() {
            return new Placed(data.clone(), offset, stride, rows, columns);
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void everyShapeByEveryPath(TiledProduct product) {
        for (int m : ROWS) {
            for (int n : COLUMNS) {
                for (int k : DEPTHS) {
                    check(product, m, n, k);
                }
            }
        }
    }

    private static void check(TiledProduct product, int m, int n, int k) {
        String shape = m + " x " + n + " x " + k;
        double[] a = random(m * k, 1);
        double[] b = random(k * n, 2);
        double[] old = random(m * n, 3);
        Placed plainA = Placed.of(m, k, 3, a);
        Placed turnedA = Placed.of(k, m, 2, Chains.transpose(m, k, a));
        Placed plainB = Placed.of(k, n, 1, b);
        Placed turnedB = Placed.of(n, k, 4, Chains.transpose(k, n, b));
        Placed c = Placed.of(m, n, 2, old);
        double[] scratch = new double[product.scratchLength()];
        Arrays.fill(scratch, CANARY);

        for (double alpha : new double[] {1, -0.7}) {
            double[] sum = old.clone();
            Chains.multiplyAdd(m, n, k, alpha, a, b, sum);
            double[] expected = Placed.of(m, n, 2, sum).data;
            for (boolean turned : new boolean[] {false, true}) {
                double[] from = turned ? turnedA.data : plainA.data;
                int rowStride = turned ? 1 : plainA.stride;
                int columnStride = turned ? turnedA.stride : 1;
                double[] packed = turned
                        ? pack(product, k, n, turnedB.data, 1, turnedB.stride)
                        : pack(product, k, n, plainB.data, plainB.stride, 1);
                Placed whole = c.copy();
                multiplyPanels(
                        product,
                        m,
                        n,
                        k,
                        alpha,
                        from,
                        rowStride,
                        columnStride,
                        packed,
                        product.panels(n),
                        whole,
                        scratch);
                assertSameBits(expected, whole.data, shape + " packed");
                Placed parts = c.copy();
                multiplyPanels(product, m, n, k, alpha, from, rowStride, columnStride, packed, 2, parts, scratch);
                assertSameBits(expected, parts.data, shape + " packed, two panels at a time");
                if (alpha == 1) {
                    Placed direct = c.copy();
                    product.multiplyAdd(
                            m,
                            n,
                            k,
                            from,
                            5,
                            rowStride,
                            columnStride,
                            plainB.data,
                            5,
                            plainB.stride,
                            direct.data,
                            5,
                            direct.stride,
                            scratch);
                    assertSameBits(expected, direct.data, shape + " as it lies");
                }
            }
        }
    }

    /** Packs in pieces of awkward sizes into an array with canaries before and after. */
    private static double[] pack(TiledProduct product, int k, int n, double[] b, int rowStride, int columnStride) {
        int length = Math.toIntExact(product.packedLength(k, n));
        double[] packed = new double[length + 7];
        Arrays.fill(packed, CANARY);
        int first = 0;
        for (int piece = 1; first < n; piece = piece * 2 + 1) {
            int count = Math.min(piece, n - first);
            boolean last = first + count == n;
            product.pack(k, first, count, last, b, 5 + first * columnStride, rowStride, columnStride, packed, 3);
            first += count;
        }
        for (int i = 0; i < packed.length; i++) {
            assertEquals(i < 3 || i >= 3 + length, Double.isNaN(packed[i]), "packed element " + i + " of " + length);
        }
        return packed;
    }

    private static void multiplyPanels(
            TiledProduct product,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int rowStride,
            int columnStride,
            double[] packed,
            int together,
            Placed c,
            double[] scratch) {
        for (int panel = 0; panel < product.panels(n); panel += together) {
            int count = Math.min(together, product.panels(n) - panel);
            product.multiplyAdd(
                    m,
                    n,
                    k,
                    alpha,
                    a,
                    5,
                    rowStride,
                    columnStride,
                    packed,
                    3,
                    panel,
                    count,
                    c.data,
                    5,
                    c.stride,
                    scratch);
        }
    }

    /** Shared by rows, shared by panels, and too small to be shared. */
    @ParameterizedTest
    @MethodSource("products")
    void sharedProductsHaveTheSameBits(TiledProduct product) {
        int[][] shapes = {{1100, 40, 30}, {30, 700, 60}, {129, 257, 300}, {1, 1021, 600}, {5, 6, 7}, {0, 3, 2}};
        for (int threads : new int[] {1, 2, 4}) {
            try (Workers workers = Workers.of(threads)) {
                ParallelProduct parallel = new ParallelProduct(product, workers);
                for (int[] shape : shapes) {
                    int m = shape[0];
                    int n = shape[1];
                    int k = shape[2];
                    double[] a = random(m * k, 4);
                    double[] b = random(k * n, 5);
                    double[] expected = random(m * n, 6);
                    Placed c = Placed.of(m, n, 1, expected);
                    Chains.multiplyAdd(m, n, k, 1.25, a, b, expected);
                    double[] packed = new double[Math.toIntExact(product.packedLength(k, n))];
                    product.pack(k, 0, n, true, b, 0, n, 1, packed, 0);
                    parallel.multiply(m, n, k, 1.25, a, 0, k, 1, packed, 0, 1, c.data, 5, c.stride);
                    assertSameBits(Placed.of(m, n, 1, expected).data, c.data, Arrays.toString(shape));
                }
            }
        }
    }

    /** In two pieces that meet within a panel, from contiguous rows and from columns. */
    @ParameterizedTest
    @MethodSource("products")
    void sharedPackingMakesTheSamePanels(TiledProduct product) {
        int[][] shapes = {{300, 1021}, {5000, 13}, {7, 3}, {1, 1}, {0, 5}, {5, 0}};
        try (Workers workers = Workers.of(3)) {
            ParallelProduct parallel = new ParallelProduct(product, workers);
            for (int[] shape : shapes) {
                int k = shape[0];
                int n = shape[1];
                double[] b = random(5 + k * n, 5);
                for (boolean transposed : new boolean[] {false, true}) {
                    int rowStride = transposed ? 1 : n;
                    int columnStride = transposed ? k : 1;
                    double[] expected = pack(product, k, n, b, rowStride, columnStride);
                    double[] packed = new double[expected.length];
                    Arrays.fill(packed, CANARY);
                    int half = n / 2;
                    parallel.pack(k, 0, half, false, b, 5, rowStride, columnStride, packed, 3);
                    parallel.pack(
                            k, half, n - half, true, b, 5 + half * columnStride, rowStride, columnStride, packed, 3);
                    assertSameBits(expected, packed, Arrays.toString(shape));
                }
            }
        }
    }

    @Test
    void packedLengthDoesNotOverflow() {
        products().forEach(product -> assertEquals(1L << 40, product.packedLength(1 << 20, 1 << 20)));
    }
}
