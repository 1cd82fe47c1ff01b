package org.thalweg.linalg.factor;

import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.StridedProduct;

/**
 * Long rows {@code X [k x m]} as {@code L Q}: the rows are cut into pieces of a length that follows from the shape alone,
 * each piece is factored by itself, {@code X_i = L_i Q_i}, and {@code [L_0 L_1 ...]}, which is shorter, the same way
 * (tall-skinny QR: Demmel, Grigori, Hoemmen and Langou, 2012, DOI 10.1137/080731992). Pieces stay in the cache and know
 * nothing of each other, so threads take them one by one; rows that are not long are one piece, whose products the threads
 * share.
 */
final class ReflectorTree {

    /** A piece has at least so many elements of each row, */
    private static final int SHORTEST = 512;
    /** and so many times the number of rows. */
    private static final int LENGTHS = 4;

    /** What multiplies: all workers together, and each one alone. */
    record Products(Workers workers, StridedProduct together, PerWorker<StridedProduct> alone) {
        static Products of(Workers workers) {
            return new Products(
                    workers,
                    new StridedProduct(workers),
                    PerWorker.of(workers, () -> new StridedProduct(Workers.of(1))));
        }
    }

    private final Products products;
    private final int k;
    private final int m;
    private final RowReflectors[] pieces;
    private final ReflectorTree top;

    /**
     * Factors rows.
     *
     * @param k how many rows
     * @param m elements of a row
     * @param x holds the rows, the largest element of each about 1 unless the row is zero; overwritten and kept
     * @param stride their distance
     * @param products what multiplies
     */
    ReflectorTree(int k, int m, double[] x, int stride, Products products) {
        this.k = k;
        this.m = m;
        this.products = products;
        pieces = new RowReflectors[Math.max(1, m / Math.max(SHORTEST, LENGTHS * k))];
        if (pieces.length == 1) {
            pieces[0] = new RowReflectors(k, m, x, 0, stride, products.together);
            top = null;
            return;
        }
        products.workers.run(pieces.length, (i, worker) -> {
            int from = cut(i);
            pieces[i] = new RowReflectors(k, cut(i + 1) - from, x, from, stride, products.alone.get(worker));
        });
        int width = pieces.length * k;
        double[] triangles = new double[k * width];
        for (int i = 0; i < pieces.length; i++) {
            for (int r = 0; r < k; r++) {
                System.arraycopy(pieces[i].lower(), r * k, triangles, r * width + i * k, k);
            }
        }
        top = new ReflectorTree(k, width, triangles, width, products);
    }

    /** Where piece i begins. */
    private int cut(int i) {
        return (int) ((long) m * i / pieces.length);
    }

    /** {@return L, [k x min(k, m)], row-major} */
    double[] lower() {
        return top == null ? pieces[0].lower() : top.lower();
    }

    /**
     * Writes the rows of Q.
     *
     * @param q where {@code Q [min(k, m) x m]} goes; zeros
     * @param stride distance of its rows
     */
    void orthonormalRows(double[] q, int stride) {
        if (top == null) {
            int count = Math.min(k, m);
            for (int i = 0; i < count; i++) {
                q[i * stride + i] = 1;
            }
            pieces[0].transform(count, q, 0, stride, true, products.together);
            return;
        }
        int width = pieces.length * k;
        double[] above = new double[k * width];
        top.orthonormalRows(above, width);
        products.workers.run(pieces.length, (i, worker) -> {
            int from = cut(i);
            for (int r = 0; r < k; r++) {
                System.arraycopy(above, r * width + i * k, q, r * stride + from, k);
            }
            pieces[i].transform(k, q, from, stride, false, products.alone.get(worker));
        });
    }
}
