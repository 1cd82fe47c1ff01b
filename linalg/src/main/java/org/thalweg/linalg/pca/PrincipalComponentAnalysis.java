package org.thalweg.linalg.pca;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.factor.ThinQr;
import org.thalweg.linalg.internal.PowersOfTwo;
import org.thalweg.linalg.random.Draws;

/**
 * Principal components of samples that are the rows of a matrix X {@code [N x D]}: the leading eigenpairs of the covariance
 * {@code C = X_c'X_c / (N - 1)}, where {@code X_c} is X without the mean of its rows.
 *
 * <p>Three ways, the first two in one decomposition and exact to rounding:
 *
 * <ul>
 *   <li>{@link #of}: samples in memory. The smaller of {@code X_c X_c' [N x N]} and {@code X_c'X_c [D x D]} is decomposed;
 *       {@code N D min(N, D) / 2} multiply-adds and, for {@code N < D}, {@code 3 N^2 D} to return to D dimensions, beside the
 *       eigenproblem; memory for a copy of X.
 *   <li>{@link #streaming}: samples read once, {@code [D x D]} in memory; {@code N D^2 / 2} multiply-adds. Means and products of
 *       blocks are merged without cancellation (T. F. Chan, G. H. Golub and R. J. LeVeque 1983, DOI
 *       10.2307/2683386).
 *   <li>{@link #streamingDirections}: {@code k + 10} directions in memory and no matrix of {@code D} by {@code D}; the
 *       samples are read several times. Block power iteration with Rayleigh-Ritz projection from normal vectors (N. Halko, P.
 *       G. Martinsson and J. A. Tropp 2011, DOI 10.1137/090771806), until the residuals {@code |C v - lambda v|} are small;
 *       {@code 2 N D (k + 10)} multiply-adds a pass. A pass shrinks errors by {@code lambda_(k+11) / lambda_k}.
 * </ul>
 *
 * <p>Samples may be of any finite size: they are worked with in units of a power of two, and where variances are beyond the
 * range of doubles, directions, ratios and {@link PrincipalComponents#standardDeviations} are right all the same.
 *
 * <p>The mean is removed before anything is squared, so a mean far from the origin costs no digits beyond those that the
 * samples themselves have lost. Variances are known to about {@code u} times the largest one, so components whose variance
 * is smaller than that are rounding; their variance is not below 0 and their direction arbitrary, but orthonormal to the
 * others. Results have the same bits for any number of threads.
 */
public final class PrincipalComponentAnalysis {

    private static final int ROWS_TOGETHER = 512;
    private static final int EXTRA_DIRECTIONS = 10;
    private static final long PURPOSE = 0x504341L;

    private PrincipalComponentAnalysis() {}

    /**
     * Components of samples in memory.
     *
     * @param samples X, {@code [N x D]}, N at least 2; not changed
     * @param count how many components, from 1 to {@code min(N, D)}
     * @param workers threads; not closed by this
     * @return the components
     * @throws IllegalArgumentException if there are too few samples, the count is out of range, or a number is not finite
     */
    public static PrincipalComponents of(DMatrixRMaj samples, int count, Workers workers) {
        int rows = samples.numRows;
        int columns = samples.numCols;
        checkCount(count, rows, columns);
        Centring.checkFinite(samples, rows, 0);
        Centring centring = new Centring(columns);
        DMatrixRMaj centred = samples.copy();
        centring.add(centred, rows);
        boolean wide = rows < columns;
        int size = Math.min(rows, columns);
        DMatrixRMaj gram = new DMatrixRMaj(size, size);
        SymmetricProduct.of(workers).rankUpdate(1, wide ? Transpose.NO : Transpose.YES, centred, 0, gram);
        double total = trace(gram) / (rows - 1);
        SymmetricPairs pairs = new SymmetricPairs(gram, workers);
        DMatrixRMaj leading = DMatrixRMaj.wrap(count, size, Arrays.copyOf(pairs.vectors.data, count * size));
        DMatrixRMaj components = leading;
        if (wide) {
            DMatrixRMaj scaled = new DMatrixRMaj(count, columns);
            MatrixProduct.of(workers).multiply(leading, centred, scaled);
            components = ThinQr.of(workers).decomposeRows(scaled).orthonormal();
        }
        return decomposed(centring, components, variances(pairs.values, count, rows), total);
    }

    /**
     * Components of samples that are read once, by the covariance matrix.
     *
     * @param samples the samples, N at least 2
     * @param count how many components, from 1 to {@code min(N, D)}
     * @param workers threads; not closed by this
     * @return the components
     * @throws IllegalArgumentException if there are too few samples, the count is out of range, or a number is not finite
     */
    public static PrincipalComponents streaming(RowStream samples, int count, Workers workers) {
        int columns = samples.columns();
        SymmetricProduct product = SymmetricProduct.of(workers);
        DMatrixRMaj scatter = new DMatrixRMaj(columns, columns);
        DMatrixRMaj block = new DMatrixRMaj(ROWS_TOGETHER, columns);
        Centring centring = new Centring(columns);
        DMatrixRMaj shift = DMatrixRMaj.wrap(1, columns, centring.shift());
        samples.restart();
        for (int read = samples.read(block); read > 0; read = samples.read(block)) {
            Centring.checkFinite(block, read, centring.rows());
            centring.add(block, read);
            if (centring.grown() != 0) {
                PowersOfTwo.multiply(columns * columns, centring.grown(), scatter.data, 0, scatter.data, 0);
            }
            DMatrixRMaj part = DMatrixRMaj.wrap(read, columns, block.data);
            product.rankUpdate(1, Transpose.YES, part, 1, scatter);
            product.rankUpdate(centring.shiftWeight(), Transpose.YES, shift, 1, scatter);
        }
        long rows = centring.rows();
        checkCount(count, rows, columns);
        double total = trace(scatter) / (rows - 1);
        SymmetricPairs pairs = new SymmetricPairs(scatter, workers);
        DMatrixRMaj components = DMatrixRMaj.wrap(count, columns, Arrays.copyOf(pairs.vectors.data, count * columns));
        return decomposed(centring, components, variances(pairs.values, count, rows), total);
    }

    /** Components of a whole Gram matrix: without residuals, after one pass. */
    private static PrincipalComponents decomposed(
            Centring centring, DMatrixRMaj components, double[] variances, double total) {
        return new PrincipalComponents(
                centring.rows(),
                centring.mean(),
                components,
                variances,
                new double[variances.length],
                total,
                centring.exponent(),
                true,
                1);
    }

    /**
     * Components of samples that are read several times, without a matrix of {@code D} by {@code D}.
     *
     * @param samples the samples, N at least 2
     * @param count how many components, from 1 to {@code min(N, D)}
     * @param tolerance how large residuals may be relative to the largest variance, positive
     * @param passes how often the samples may be read, at least 2; one pass finds the mean
     * @param seed the key of the first directions
     * @param workers threads; not closed by this
     * @return the components; those that did not converge have larger residuals
     * @throws IllegalArgumentException if there are too few samples, a setting is out of range, or a number is not finite
     */
    public static PrincipalComponents streamingDirections(
            RowStream samples, int count, double tolerance, int passes, long seed, Workers workers) {
        int columns = samples.columns();
        if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + ", expected a positive finite number");
        }
        if (passes < 2) {
            throw new IllegalArgumentException("passes: " + passes + ", expected at least 2");
        }
        StreamedCovariance covariance = new StreamedCovariance(samples, ROWS_TOGETHER, workers);
        checkCount(count, covariance.rows(), columns);
        int size = Math.min(columns, count + EXTRA_DIRECTIONS);
        DMatrixRMaj directions = new DMatrixRMaj(size, columns);
        Draws draws = new Draws(seed, PURPOSE);
        for (int i = 0; i < size; i++) {
            draws.normals(i, directions.data, i * columns, columns);
        }
        MatrixProduct product = MatrixProduct.of(workers);
        ThinQr qr = ThinQr.of(workers);
        DMatrixRMaj images = new DMatrixRMaj(size, columns);
        DMatrixRMaj projected = new DMatrixRMaj(size, size);
        DMatrixRMaj rotated = new DMatrixRMaj(size, columns);
        for (int pass = 2; ; pass++) {
            directions = qr.decomposeRows(directions).orthonormal();
            covariance.applyScaled(directions, images);
            product.multiply(1, Transpose.NO, directions, Transpose.YES, images, 0, projected);
            symmetrise(projected);
            SymmetricPairs pairs = new SymmetricPairs(projected, workers);
            product.multiply(pairs.vectors, directions, rotated);
            product.multiply(pairs.vectors, images, directions);
            double[] residuals = new double[count];
            boolean converged = true;
            for (int i = 0; i < count; i++) {
                double sum = 0;
                for (int j = i * columns; j < (i + 1) * columns; j++) {
                    double rest = Math.fma(-pairs.values[i], rotated.data[j], directions.data[j]);
                    sum = Math.fma(rest, rest, sum);
                }
                residuals[i] = Math.sqrt(sum);
                converged &= residuals[i] <= tolerance * pairs.values[0];
            }
            if (converged || pass == passes) {
                DMatrixRMaj components = DMatrixRMaj.wrap(count, columns, Arrays.copyOf(rotated.data, count * columns));
                return new PrincipalComponents(
                        covariance.rows(),
                        covariance.mean(),
                        components,
                        variances(pairs.values, count, 2),
                        residuals,
                        covariance.scaledTotal(),
                        covariance.exponent(),
                        converged,
                        pass);
            }
        }
    }

    private static void symmetrise(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double middle = 0.5 * (matrix.data[i * n + j] + matrix.data[j * n + i]);
                matrix.data[i * n + j] = middle;
                matrix.data[j * n + i] = middle;
            }
        }
    }

    private static double trace(DMatrixRMaj matrix) {
        double trace = 0;
        for (int i = 0; i < matrix.numRows; i++) {
            trace += matrix.data[i * (matrix.numCols + 1)];
        }
        return trace;
    }

    private static double[] variances(double[] eigenvalues, int count, long rows) {
        double[] variances = new double[count];
        for (int i = 0; i < count; i++) {
            variances[i] = Math.max(0, eigenvalues[i]) / (rows - 1);
        }
        return variances;
    }

    private static void checkCount(int count, long rows, int columns) {
        if (rows < 2) {
            throw new IllegalArgumentException("samples: " + rows + " rows, expected at least 2");
        }
        if (count < 1 || count > Math.min(rows, columns)) {
            throw new IllegalArgumentException("count: " + count + ", expected 1 to " + Math.min(rows, columns)
                    + " for samples [" + rows + " x " + columns + "]");
        }
    }
}
