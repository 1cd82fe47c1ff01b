package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * The rows {@code v_0, v_1, ...} of an orthonormal basis {@code V [capacity x n]}, and what is done with all of them at once.
 *
 * <p>Columns are cut into chunks of {@value #CHUNK}, whatever the number of threads. Whoever takes a chunk of V finds it in
 * its cache for all that one pass does: take a combination of rows from the vectors W, then compute their products with
 * rows of V. An inner product is a chain of fused multiply-adds in each chunk, and the chunks are added in their order.
 */
final class Basis {

    static final int CHUNK = 1024;

    final double[] rows;
    final int dimension;

    private final Workers workers;
    private final TiledProduct product = Kernels.selected().product();
    private final int chunks;
    /** Rows of V that inner products are asked with, times vectors of W. */
    private final int mostProducts;

    private final double[] partial;
    private final double[] negative;
    private final PerWorker<double[]> scratch;
    private final PerWorker<double[]> packed;
    private final PerWorker<double[]> turned;

    private final Workers.Task passTask = this::pass;
    private final Workers.Task combineTask = this::combine;

    private double[] w;
    private int width;
    private int takeFrom;
    private int takeCount;
    private int askFrom;
    private int askCount;
    private boolean askOwn;
    private double[] weights;
    private int weightRows;
    private int weightColumns;
    private int firstRow;

    /**
     * A basis of no rows yet.
     *
     * @param capacity the most rows
     * @param dimension n, their length
     * @param block the most vectors of a pass
     * @param workers who shares the work
     */
    Basis(int capacity, int dimension, int block, Workers workers) {
        this.dimension = dimension;
        this.workers = workers;
        this.chunks = (dimension + CHUNK - 1) / CHUNK;
        this.rows = new double[Math.multiplyExact(capacity, dimension)];
        this.mostProducts = (capacity + block) * block;
        this.partial = new double[Math.multiplyExact(chunks, mostProducts)];
        this.negative = new double[capacity * block];
        this.scratch = PerWorker.of(workers, () -> new double[product.scratchLength()]);
        int length = Math.toIntExact(product.packedLength(CHUNK, block));
        this.packed = PerWorker.of(workers, () -> new double[length]);
        this.turned = PerWorker.of(workers, () -> new double[capacity * CHUNK]);
    }

    /**
     * One pass over the basis: {@code W -= C' V_take}, then {@code P = V_ask W'} and, if wanted, {@code G = W W'}.
     *
     * @param vectors W, {@code [k x n]}
     * @param k how many vectors
     * @param taken the first row of V to take
     * @param takenCount how many rows to take
     * @param coefficients C, {@code [takenCount x k]}; null if none are taken
     * @param asked the first row of V to multiply with
     * @param askedCount how many
     * @param products receives P, {@code [askedCount x k]}; null if none are asked
     * @param own receives G, {@code [k x k]}; null if not wanted
     */
    void pass(
            double[] vectors,
            int k,
            int taken,
            int takenCount,
            double[] coefficients,
            int asked,
            int askedCount,
            double[] products,
            double[] own) {
        w = vectors;
        width = k;
        takeFrom = taken;
        takeCount = takenCount;
        askFrom = asked;
        askCount = askedCount;
        askOwn = own != null;
        for (int i = 0; i < takenCount * k; i++) {
            negative[i] = -coefficients[i];
        }
        workers.run(chunks, passTask);
        sum(0, askedCount * k, products);
        if (own != null) {
            sum(askedCount * k, k * k, own);
        }
        w = null;
    }

    private void sum(int offset, int count, double[] to) {
        if (count == 0) {
            return;
        }
        Arrays.fill(to, 0, count, 0);
        for (int chunk = 0; chunk < chunks; chunk++) {
            int at = chunk * mostProducts + offset;
            for (int i = 0; i < count; i++) {
                to[i] += partial[at + i];
            }
        }
    }

    private void pass(int chunk, int worker) {
        int first = chunk * CHUNK;
        int length = Math.min(CHUNK, dimension - first);
        int n = dimension;
        if (takeCount > 0) {
            product.multiplyAdd(
                    width,
                    length,
                    takeCount,
                    negative,
                    0,
                    1,
                    width,
                    rows,
                    takeFrom * n + first,
                    n,
                    w,
                    first,
                    n,
                    scratch.get(worker));
        }
        int products = (askCount + (askOwn ? width : 0)) * width;
        if (products == 0) {
            return;
        }
        int at = chunk * mostProducts;
        Arrays.fill(partial, at, at + products, 0);
        double[] columns = packed.get(worker);
        product.pack(length, 0, width, true, w, first, 1, n, columns, 0);
        int panels = product.panels(width);
        if (askCount > 0) {
            multiply(askCount, length, rows, askFrom * n + first, columns, panels, at, worker);
        }
        if (askOwn) {
            multiply(width, length, w, first, columns, panels, at + askCount * width, worker);
        }
    }

    private void multiply(
            int count, int length, double[] a, int offset, double[] columns, int panels, int to, int worker) {
        product.multiplyAdd(
                count,
                width,
                length,
                1,
                a,
                offset,
                dimension,
                1,
                columns,
                0,
                0,
                panels,
                partial,
                to,
                width,
                scratch.get(worker));
    }

    /**
     * Replaces rows by combinations: row {@code first + i} becomes {@code sum_j c_ij v_(first + j)}.
     *
     * @param combinations C, {@code [count x used]}
     * @param count how many rows to make
     * @param used how many rows are combined
     * @param first the first of either
     */
    void combine(double[] combinations, int count, int used, int first) {
        weights = combinations;
        weightRows = count;
        weightColumns = used;
        firstRow = first;
        workers.run(chunks, combineTask);
        weights = null;
    }

    private void combine(int chunk, int worker) {
        int first = chunk * CHUNK;
        int length = Math.min(CHUNK, dimension - first);
        int from = firstRow * dimension + first;
        double[] sums = turned.get(worker);
        Arrays.fill(sums, 0, weightRows * CHUNK, 0);
        product.multiplyAdd(
                weightRows,
                length,
                weightColumns,
                weights,
                0,
                weightColumns,
                1,
                rows,
                from,
                dimension,
                sums,
                0,
                CHUNK,
                scratch.get(worker));
        for (int i = 0; i < weightRows; i++) {
            System.arraycopy(sums, i * CHUNK, rows, from + i * dimension, length);
        }
    }
}
