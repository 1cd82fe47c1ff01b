package org.thalweg.linalg.pca;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;

/**
 * The covariance {@code C = 1/(N - 1) sum_i (x_i - mu)(x_i - mu)'} of streamed samples as an operator: a block of products is
 * one pass over the samples. Making it is one pass, too, which finds the mean and the trace.
 */
public final class StreamedCovariance implements LinearOperator {

    private final RowStream samples;
    private final MatrixProduct product;
    private final DMatrixRMaj block;
    private final DMatrixRMaj coordinates = new DMatrixRMaj(0, 0);
    private final double[] mean;
    private final long rows;
    private final double totalVariance;

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
        mean = new double[samples.columns()];
        long seen = 0;
        double scatter = 0;
        samples.restart();
        for (int read = samples.read(block); read > 0; read = samples.read(block)) {
            Centring.checkFinite(block, read, seen);
            double[] blockMean = Centring.mean(block, read);
            Centring.subtract(blockMean, block, read);
            for (int i = 0; i < read * block.numCols; i++) {
                scatter = Math.fma(block.data[i], block.data[i], scatter);
            }
            double share = (double) read / (seen + read);
            for (int j = 0; j < mean.length; j++) {
                double difference = blockMean[j] - mean[j];
                scatter = Math.fma(seen * share * difference, difference, scatter);
                mean[j] += share * difference;
            }
            seen += read;
        }
        rows = seen;
        totalVariance = seen < 2 ? 0 : scatter / (seen - 1);
    }

    /** {@return how many samples there are} */
    public long rows() {
        return rows;
    }

    /** {@return a copy of the mean of the samples} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return the trace of the covariance} */
    public double totalVariance() {
        return totalVariance;
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        if (vectors.numCols != mean.length
                || products.numCols != mean.length
                || vectors.numRows != products.numRows
                || vectors.data == products.data) {
            throw new IllegalArgumentException("vectors: [" + vectors.numRows + " x " + vectors.numCols
                    + "], products: [" + products.numRows + " x " + products.numCols + "], expected two matrices of "
                    + mean.length + " columns and as many rows");
        }
        products.zero();
        samples.restart();
        for (int read = samples.read(block); read > 0; read = samples.read(block)) {
            Centring.subtract(mean, block, read);
            DMatrixRMaj part = DMatrixRMaj.wrap(read, mean.length, block.data);
            coordinates.reshape(vectors.numRows, read);
            product.multiply(1, Transpose.NO, vectors, Transpose.YES, part, 0, coordinates);
            product.multiply(1.0 / (rows - 1), Transpose.NO, coordinates, Transpose.NO, part, 1, products);
        }
    }
}
