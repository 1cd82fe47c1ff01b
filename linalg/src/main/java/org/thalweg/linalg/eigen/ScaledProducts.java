package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * Products with {@code 2^-e A}, where e makes the first product that is not zero (or what is known of {@code |A|}, if that is
 * more) of moderate size if it is not, so that squares neither overflow nor vanish. Counts products, and refuses those that are not finite.
 */
final class ScaledProducts {

    /** Exponents up to here need no scaling. */
    private static final int MODERATE = 200;

    private final LinearOperator operator;
    private final double leastNorm;
    private final DMatrixRMaj vectors;
    private final DMatrixRMaj products;
    private long count;
    private boolean scaled;
    private int exponent;

    /**
     * No products yet.
     *
     * @param operator A
     * @param block the most vectors of a product
     * @param leastNorm a lower bound of {@code |A|}, which counts like a product
     */
    ScaledProducts(LinearOperator operator, int block, double leastNorm) {
        this.operator = operator;
        this.leastNorm = leastNorm;
        if (leastNorm > 0 && PowersOfTwo.exponent(leastNorm) > MODERATE) {
            settle(leastNorm);
        }
        this.vectors = new DMatrixRMaj(block, operator.dimension());
        this.products = new DMatrixRMaj(block, operator.dimension());
    }

    private void settle(double largest) {
        int size = PowersOfTwo.exponent(largest);
        exponent = Math.abs(size) > MODERATE ? size : 0;
        scaled = true;
    }

    /** A lower bound of {@code |2^-e A|}. */
    double leastNorm() {
        return Math.scalb(leastNorm, -exponent);
    }

    /** What the products are multiplied by is {@code 2^-exponent}. */
    int exponent() {
        return exponent;
    }

    /** How many products there were. */
    long count() {
        return count;
    }

    /** Whether the exponent is settled. */
    boolean scaled() {
        return scaled;
    }

    void restore(long products, boolean settled, int scale) {
        count = products;
        scaled = settled;
        exponent = scale;
    }

    /** Multiplies k rows of an array and returns the products, {@code [k x n]}, which the caller may change. */
    double[] apply(double[] rows, int offset, int k) {
        int n = operator.dimension();
        vectors.reshape(k, n);
        products.reshape(k, n);
        System.arraycopy(rows, offset, vectors.data, 0, k * n);
        operator.apply(vectors, products);
        finish(products.data, k);
        return products.data;
    }

    /** Multiplies the rows of a matrix. */
    DMatrixRMaj apply(DMatrixRMaj rows) {
        DMatrixRMaj results = rows.createLike();
        operator.apply(rows, results);
        finish(results.data, rows.numRows);
        return results;
    }

    private void finish(double[] results, int k) {
        int n = operator.dimension();
        double largest = 0;
        for (int i = 0; i < k * n; i++) {
            double size = Math.abs(results[i]);
            if (!(size <= Double.MAX_VALUE)) {
                throw new ArithmeticException("product " + (count + i / n + 1) + " of the operator: " + results[i]
                        + " at element " + i % n + ", expected finite numbers");
            }
            largest = Math.max(largest, size);
        }
        count += k;
        if (!scaled && largest > 0) {
            settle(Math.max(largest, leastNorm));
        }
        if (exponent != 0) {
            for (int i = 0; i < k * n; i++) {
                results[i] = Math.scalb(results[i], -exponent);
            }
        }
    }
}
