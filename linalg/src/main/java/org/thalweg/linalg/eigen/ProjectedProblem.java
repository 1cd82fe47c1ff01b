package org.thalweg.linalg.eigen;

import java.util.Arrays;

/**
 * Eigenvalues of a small symmetric matrix {@code T = S diag(theta) S'}, and the rows of {@code Z S} for given rows Z: the
 * identity gives the eigenvectors, a row of couplings the residuals of Ritz vectors without them.
 *
 * <p>Householder reflections from the last row upwards make T tridiagonal (a row that is so already costs nothing, and the
 * last unit vector stays what it is), then QR steps with Wilkinson's shift make it diagonal (Golub and Van Loan, "Matrix
 * Computations", 4th ed. 2013, algorithms 8.3.1 and 8.3.3). T is scaled by a power of two first, so that nothing overflows.
 * Errors are of the order of {@code u |T|}. Work: {@code 4/3 m^3} flops if T is full, {@code O(m^2)} if it is tridiagonal,
 * and {@code O(m^2)} for each row of Z. Nothing is allocated.
 */
final class ProjectedProblem {

    private static final int MOST_STEPS = 60;
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** The eigenvalues, largest first. */
    final double[] values;
    /** Row {@code i}, from {@code i z} on: what the z rows of Z become in column {@code i} of {@code Z S}. */
    final double[] columns;
    /** After {@link #tridiagonalize}: the diagonal. */
    final double[] diagonal;
    /** After {@link #tridiagonalize}: {@code below[i]} couples {@code i} and {@code i + 1}. */
    final double[] below;

    private final double[] matrix;
    private final double[] reflector;
    private final double[] image;
    private final double[] unsorted;
    private final int most;

    /**
     * Room for matrices up to a size.
     *
     * @param most the largest size, also of Z
     */
    ProjectedProblem(int most) {
        this.most = most;
        values = new double[most];
        columns = new double[most * most];
        diagonal = new double[most];
        below = new double[most];
        matrix = new double[most * most];
        reflector = new double[most];
        image = new double[most];
        unsorted = new double[most * most];
    }

    /**
     * Eigenvalues into {@link #values} and {@code Z S}, transposed, into {@link #columns}.
     *
     * @param m the size of T
     * @param t holds T; its lower triangle is read
     * @param offset where T begins
     * @param stride distance of its rows
     * @param z how many rows Z has; {@code Z'} lies in {@link #columns}, {@code [m x z]}, and is overwritten
     */
    void solve(int m, double[] t, int offset, int stride, int z) {
        double scale = tridiagonalize(m, t, offset, stride, z);
        diagonalize(m, z);
        sort(m, z);
        for (int i = 0; i < m; i++) {
            values[i] *= scale;
        }
    }

    /** Sets Z to the identity. */
    void identity(int m) {
        Arrays.fill(columns, 0, m * m, 0);
        for (int i = 0; i < m; i++) {
            columns[i * m + i] = 1;
        }
    }

    /**
     * The first half: {@code T = Q (tridiagonal) Q'}, and {@code Z Q}. The last column of Q is the last unit vector.
     *
     * @return what {@link #diagonal} and {@link #below} are to be multiplied by, a power of two
     */
    double tridiagonalize(int m, double[] t, int offset, int stride, int z) {
        double largest = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                largest = Math.max(largest, Math.abs(t[offset + i * stride + j]));
            }
        }
        // Two steps each, as 2^1074 is no double.
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double value = Math.scalb(t[offset + i * stride + j], -exponent);
                matrix[i * most + j] = value;
                matrix[j * most + i] = value;
            }
        }
        for (int i = m - 1; i > 0; i--) {
            reflect(i, z);
        }
        for (int i = 0; i < m; i++) {
            diagonal[i] = matrix[i * most + i];
            below[i] = i + 1 < m ? matrix[(i + 1) * most + i] : 0;
        }
        return Math.scalb(1.0, exponent);
    }

    /** Makes row i zero left of its subdiagonal by {@code H = I - 2 u u' / u'u} on the leading i coordinates. */
    private void reflect(int i, int z) {
        double left = 0;
        for (int j = 0; j < i - 1; j++) {
            left = Math.max(left, Math.abs(matrix[i * most + j]));
        }
        if (left == 0) {
            return;
        }
        double largest = Math.max(left, Math.abs(matrix[i * most + i - 1]));
        double squares = 0;
        for (int j = 0; j < i; j++) {
            reflector[j] = matrix[i * most + j] / largest;
            squares = Math.fma(reflector[j], reflector[j], squares);
        }
        double norm = Math.copySign(Math.sqrt(squares), reflector[i - 1]);
        double half = Math.fma(norm, reflector[i - 1], squares);
        reflector[i - 1] += norm;
        matrix[i * most + i - 1] = -norm * largest;
        Arrays.fill(matrix, i * most, i * most + i - 1, 0);
        double along = 0;
        for (int r = 0; r < i; r++) {
            double sum = 0;
            for (int c = 0; c < i; c++) {
                sum = Math.fma(matrix[r * most + c], reflector[c], sum);
            }
            image[r] = sum / half;
            along = Math.fma(image[r], reflector[r], along);
        }
        double share = along / (2 * half);
        for (int r = 0; r < i; r++) {
            image[r] = Math.fma(-share, reflector[r], image[r]);
        }
        for (int r = 0; r < i; r++) {
            for (int c = 0; c <= r; c++) {
                double value = matrix[r * most + c] - (reflector[r] * image[c] + image[r] * reflector[c]);
                matrix[r * most + c] = value;
                matrix[c * most + r] = value;
            }
        }
        for (int row = 0; row < z; row++) {
            double sum = 0;
            for (int c = 0; c < i; c++) {
                sum = Math.fma(columns[c * z + row], reflector[c], sum);
            }
            sum /= half;
            for (int c = 0; c < i; c++) {
                columns[c * z + row] = Math.fma(-sum, reflector[c], columns[c * z + row]);
            }
        }
    }

    private void diagonalize(int m, int z) {
        int steps = 0;
        int high = m - 1;
        while (high > 0) {
            int low = high;
            while (low > 0 && !negligible(low - 1)) {
                low--;
            }
            if (low == high) {
                below[high > 0 ? high - 1 : 0] = 0;
                high--;
                steps = 0;
                continue;
            }
            if (steps++ > MOST_STEPS) {
                throw new ArithmeticException("projected matrix of size " + m + ": no convergence of QR steps");
            }
            step(low, high, z);
        }
    }

    private boolean negligible(int i) {
        return Math.abs(below[i]) <= UNIT_ROUNDOFF * (Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]))
                || Math.abs(below[i]) < 0x1p-300;
    }

    /** One QR step, the shift being the eigenvalue of the last 2 x 2 matrix that is closer to its last element. */
    private void step(int low, int high, int z) {
        double e = below[high - 1];
        double delta = (diagonal[high - 1] - diagonal[high]) / 2;
        double root = Math.sqrt(delta * delta + e * e);
        double shift = diagonal[high] - e * (e / (delta + Math.copySign(root, delta)));
        double x = diagonal[low] - shift;
        double bulge = below[low];
        for (int k = low; k < high; k++) {
            double r = Math.sqrt(x * x + bulge * bulge);
            double c = r == 0 ? 1 : x / r;
            double s = r == 0 ? 0 : bulge / r;
            if (k > low) {
                below[k - 1] = r;
            }
            double p = diagonal[k];
            double q = diagonal[k + 1];
            double b = below[k];
            double turn = s * (p - q) - 2 * c * b;
            diagonal[k] = p - s * turn;
            diagonal[k + 1] = q + s * turn;
            below[k] = -c * turn - b;
            x = below[k];
            if (k + 1 < high) {
                bulge = s * below[k + 1];
                below[k + 1] *= c;
            }
            for (int row = 0; row < z; row++) {
                double first = columns[k * z + row];
                double second = columns[(k + 1) * z + row];
                columns[k * z + row] = c * first + s * second;
                columns[(k + 1) * z + row] = c * second - s * first;
            }
        }
    }

    /** Largest first; of equal ones, the earlier stays earlier. */
    private void sort(int m, int z) {
        System.arraycopy(columns, 0, unsorted, 0, m * z);
        for (int i = 0; i < m; i++) {
            int rank = 0;
            for (int j = 0; j < m; j++) {
                if (diagonal[j] > diagonal[i] || (diagonal[j] == diagonal[i] && j < i)) {
                    rank++;
                }
            }
            values[rank] = diagonal[i];
            System.arraycopy(unsorted, i * z, columns, rank * z, z);
        }
    }
}
