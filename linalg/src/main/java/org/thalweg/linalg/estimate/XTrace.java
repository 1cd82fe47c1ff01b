package org.thalweg.linalg.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.random.Draws;

/**
 * XTrace (E. N. Epperly, J. A. Tropp and R. J. Webber 2024, DOI 10.1137/23M1548323, arXiv 2301.07825): every vector serves
 * twice, with others to find directions, and as the one probe of what the others leave.
 *
 * <p>With normal vectors {@code W [m x n]}, {@code Y = W A = R'Q} (R upper triangular, rows of Q orthonormal) and
 * {@code H = Q A Q'}, the rows of Y but for row i span what Q spans but for one unit vector {@code s_i'Q}, where
 * {@code R's_i} is a multiple of the i-th unit vector. Vector i gives the estimate
 *
 * <pre>{@code
 * t_i = tr H - s_i'H s_i + (n - m + 1) v'A v / |v|^2
 * v = w_i - Q'x,   x = (I - s_i s_i') Q w_i
 * v'A v = w_i'A w_i - 2 x'R_i + x'H x,   |v|^2 = |w_i|^2 - |x|^2
 * }</pre>
 *
 * <p>with {@code R_i} column i of R, and the result is the mean of all. A sample costs two products. Memory: {@code 4 m n}
 * numbers; work beside the products: {@code O(m^2 n + m^3)}.
 */
final class XTrace implements Sequential.Source {

    /** A product adds no direction if what the others leave of it is this small beside it. */
    private static final double NEGLIGIBLE = 1e-11;

    /** Fewer vectors do not know how wrong they are. */
    private static final int FEWEST = 6;

    private final ProbeBlock block;
    private final Basis known;
    private final Basis basis;
    private final Draws draws;
    private final double confidence;
    private final String name;
    private final double knownTrace;
    private final MatrixProduct product;
    private final int dimension;
    private final DMatrixRMaj vectors;
    private final DMatrixRMaj images;
    private final DMatrixRMaj basisImages;
    private double rounding;
    private double trace;
    private double rest;
    private boolean exhausted;

    XTrace(
            ProbeBlock block,
            Basis known,
            Draws draws,
            double confidence,
            String name,
            double knownTrace,
            double knownRounding) {
        this.block = block;
        this.known = known;
        this.draws = draws;
        this.confidence = confidence;
        this.name = name;
        this.knownTrace = knownTrace;
        rounding = knownRounding;
        dimension = block.dimension();
        basis = new Basis(new DMatrixRMaj(0, dimension), block.workers());
        product = MatrixProduct.of(block.workers());
        vectors = new DMatrixRMaj(0, dimension);
        images = new DMatrixRMaj(0, dimension);
        basisImages = new DMatrixRMaj(0, dimension);
    }

    @Override
    public void draw(int first, int count) {
        if (exhausted) {
            return;
        }
        block.drawNormals(draws, first, count);
        known.project(block.vectors);
        block.apply();
        known.project(block.products);
        append(vectors, block.vectors);
        append(images, block.products);
        double largest = 0;
        for (int j = 0; j < count; j++) {
            largest = Math.max(largest, block.productNorm(j));
        }
        int before = basis.size();
        int added = basis.extend(block.products.copy(), NEGLIGIBLE * largest);
        if (added < count) {
            // The directions hold the whole range, so that products of normal vectors show what they leave.
            basis.project(block.products);
            for (int j = 0; j < count; j++) {
                rest = Math.max(rest, block.productNorm(j));
            }
            exhausted = true;
        }
        if (added == 0) {
            return;
        }
        block.copyFrom(basis.data(), before, added);
        block.apply();
        for (int j = 0; j < added; j++) {
            trace += block.quadraticForm(j);
            rounding += block.rounding(j);
        }
        known.project(block.products);
        append(basisImages, block.products);
    }

    private void append(DMatrixRMaj matrix, DMatrixRMaj rows) {
        int old = matrix.numRows * dimension;
        int more = rows.numRows * dimension;
        if (matrix.data.length < old + more) {
            matrix.data = Arrays.copyOf(matrix.data, Math.max(old + more, old * 3 / 2));
        }
        System.arraycopy(rows.data, 0, matrix.data, old, more);
        matrix.numRows += rows.numRows;
    }

    /** Whether the directions hold the whole range of the operator, so that more samples say nothing. */
    @Override
    public boolean exhausted() {
        return exhausted;
    }

    @Override
    public Estimate look(int count, double miss) {
        if (exhausted) {
            double half = rounding + (double) dimension * rest;
            return estimate(knownTrace + trace, half, ", range exhausted by " + basis.size() + " directions");
        }
        Samples estimates = estimates();
        double half = inflation(count) * Quantiles.student(count - 1L, miss) * estimates.standardError();
        return estimate(
                knownTrace + estimates.mean(),
                (count < FEWEST ? Double.POSITIVE_INFINITY : half) + rounding,
                ", " + count + " vectors");
    }

    /**
     * The estimates of the vectors share their directions and so err together: the variance of their mean was measured at
     * up to 1.9 times that of independent ones, and with few vectors their own variance says little. So Student's half-width
     * is multiplied by {@code 2^(1/2) (1 + 8/m)}.
     */
    private static double inflation(int m) {
        return Math.sqrt(2) * (1 + 8.0 / m);
    }

    private Estimate estimate(double value, double half, String how) {
        return new Estimate(value, value - half, value + half, confidence, name + how, block.applied());
    }

    private Samples estimates() {
        int m = vectors.numRows;
        DMatrixRMaj triangle = against(images);
        DMatrixRMaj inner = against(basisImages);
        DMatrixRMaj overlaps = against(vectors);
        Samples estimates = new Samples();
        double[] s = new double[m];
        double[] x = new double[m];
        for (int i = 0; i < m; i++) {
            leftOut(m, triangle.data, i, s);
            double along = 0;
            for (int k = i; k < m; k++) {
                along = Math.fma(s[k], overlaps.data[k * m + i], along);
            }
            double cross = 0;
            for (int k = 0; k < m; k++) {
                x[k] = overlaps.data[k * m + i] - along * s[k];
                cross = Math.fma(x[k], triangle.data[k * m + i], cross);
            }
            double square = Sums.dot(dimension, vectors.data, i * dimension, vectors.data, i * dimension)
                    - Sums.dot(m, x, 0, x, 0);
            double form = Sums.dot(dimension, vectors.data, i * dimension, images.data, i * dimension)
                    - 2 * cross
                    + form(m, inner.data, x);
            int left = dimension - known.size() - m + 1;
            estimates.add(trace - form(m, inner.data, s) + (square > 0 ? left * (form / square) : 0));
        }
        return estimates;
    }

    /** {@code Q X' [m x m]}. */
    private DMatrixRMaj against(DMatrixRMaj rows) {
        DMatrixRMaj result = new DMatrixRMaj(basis.size(), rows.numRows);
        DMatrixRMaj q = DMatrixRMaj.wrap(basis.size(), dimension, basis.data());
        product.multiply(1, Transpose.NO, q, Transpose.YES, rows, 0, result);
        return result;
    }

    /** The unit vector s with {@code R's} a multiple of the i-th unit vector, R upper triangular: zero before i. */
    private static void leftOut(int m, double[] triangle, int i, double[] s) {
        Arrays.fill(s, 0, m, 0);
        s[i] = 1;
        for (int j = i + 1; j < m; j++) {
            double sum = 0;
            for (int k = i; k < j; k++) {
                sum = Math.fma(triangle[k * m + j], s[k], sum);
            }
            s[j] = -sum / triangle[j * m + j];
            double size = Math.abs(s[j]);
            if (size > 0x1p300) {
                for (int k = i; k <= j; k++) {
                    s[k] /= size;
                }
            }
        }
        double norm = Sums.norm(m, s, 0);
        for (int k = i; k < m; k++) {
            s[k] /= norm;
        }
    }

    private static double form(int m, double[] matrix, double[] x) {
        double sum = 0;
        for (int k = 0; k < m; k++) {
            sum = Math.fma(x[k], Sums.dot(m, matrix, k * m, x, 0), sum);
        }
        return sum;
    }
}
