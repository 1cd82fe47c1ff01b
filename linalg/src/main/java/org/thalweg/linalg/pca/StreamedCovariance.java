package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * The covariance {@code C = 1/(N - 1) sum_i (x_i - mu)(x_i - mu)'} of streamed samples as an operator: a block of products is
 * one pass over the samples. Making it is one pass, too, which finds the mean and the trace. Samples may be of any finite size,
 * as they are worked with in units of a power of two; an element of a product beyond the largest double is infinite.
 */
public final class StreamedCovariance implements LinearOperator {

    private final RowStream samples;
    private final MatrixProduct product;
    private final DMatrixRMaj block;
    private final DMatrixRMaj coordinates = new DMatrixRMaj(0, 0);
    private final int columns;
    private final Centring centring;
    /** In units of {@code 2^(2 exponent)}. */
    private final double scaledTotal;

    /**
     * Reads the samples once.
     *
     * @param samples the samples
     * @param rowsTogether how many rows are in memory at once, at least 1
     * @param workers threads; not closed by this
     * @throws IllegalArgumentException if a number is not finite or {@code rowsTogether < 1}
     */
    public StreamedCovariance(RowStream samples, int rowsTogether, Workers workers) {
        if (rowsTogether < 1) {
            throw new IllegalArgumentException("rowsTogether: " + rowsTogether + ", expected at least 1");
        }
        this.samples = samples;
        product = MatrixProduct.of(workers);
        block = new DMatrixRMaj(rowsTogether, samples.columns());
        columns = samples.columns();
        centring = new Centring(columns);
        double scatter = 0;
        samples.restart();
        for (int read = samples.read(block); read > 0; read = samples.read(block)) {
            Centring.checkFinite(block, read, centring.rows());
            centring.add(block, read);
            scatter = Math.scalb(scatter, centring.grown());
            for (int i = 0; i < read * columns; i++) {
                scatter = Math.fma(block.data[i], block.data[i], scatter);
            }
            for (double difference : centring.shift()) {
                scatter = Math.fma(centring.shiftWeight() * difference, difference, scatter);
            }
        }
        scaledTotal = rows() < 2 ? 0 : scatter / (rows() - 1);
    }

    /** {@return how many samples there are} */
    public long rows() {
        return centring.rows();
    }

    /** {@return a copy of the mean of the samples} */
    public double[] mean() {
        return centring.mean();
    }

    /** {@return the trace of the covariance; infinite or 0 if it is beyond the range of doubles} */
    public double totalVariance() {
        return Math.scalb(scaledTotal, 2 * exponent());
    }

    /** The exponent e: products with {@code 2^-2e C} are of a moderate size. */
    int exponent() {
        return centring.exponent();
    }

    /** The trace of {@code 2^-2e C}. */
    double scaledTotal() {
        return scaledTotal;
    }

    @Override
    public int dimension() {
        return columns;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        if (exponent() == 0) {
            applyScaled(vectors, products);
            return;
        }
        requireShapes(vectors, products);
        DMatrixRMaj moderate = vectors.copy();
        int[] units = new int[vectors.numRows];
        for (int i = 0; i < units.length; i++) {
            int at = i * columns;
            units[i] = Centring.unit(PowersOfTwo.largest(vectors.data, at, columns));
            PowersOfTwo.multiply(columns, -units[i], moderate.data, at, moderate.data, at);
        }
        applyScaled(moderate, products);
        for (int i = 0; i < units.length; i++) {
            int at = i * columns;
            PowersOfTwo.multiply(columns, units[i] + 2 * exponent(), products.data, at, products.data, at);
        }
    }

    private void requireShapes(DMatrixRMaj vectors, DMatrixRMaj products) {
        if (vectors.numCols != columns
                || products.numCols != columns
                || vectors.numRows != products.numRows
                || vectors.data == products.data) {
            throw new IllegalArgumentException("vectors: [" + vectors.numRows + " x " + vectors.numCols
                    + "], products: [" + products.numRows + " x " + products.numCols + "], expected two matrices of "
                    + columns + " columns and as many rows");
        }
    }

    /** Products with {@code 2^-2e C}. */
    void applyScaled(DMatrixRMaj vectors, DMatrixRMaj products) {
        requireShapes(vectors, products);
        products.zero();
        samples.restart();
        for (int read = samples.read(block); read > 0; read = samples.read(block)) {
            centring.centre(block, read);
            DMatrixRMaj part = DMatrixRMaj.wrap(read, columns, block.data);
            coordinates.reshape(vectors.numRows, read);
            product.multiply(1, Transpose.NO, vectors, Transpose.YES, part, 0, coordinates);
            product.multiply(1.0 / (rows() - 1), Transpose.NO, coordinates, Transpose.NO, part, 1, products);
        }
    }
}
