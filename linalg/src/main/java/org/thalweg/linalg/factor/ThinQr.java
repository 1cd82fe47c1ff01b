package org.thalweg.linalg.factor;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.Arguments;

/**
 * The thin QR factorization {@code A = Q R} of {@code A [m x n]}: {@code Q [m x c]} with orthonormal columns and
 * {@code R [c x n]} upper triangular (trapezoidal for {@code n > m}), {@code c = min(m, n)}; or the same for vectors that
 * are rows, {@code X = L Q} of {@code X [k x m]} with {@code L [k x c]} lower triangular and {@code Q [c x m]} with
 * orthonormal rows. The diagonal of R and L is not negative, which for vectors that are independent makes the
 * factorization unique.
 *
 * <p>Cost: {@code 4 m n^2} flops for {@code m >> n}, half of them for Q, nearly all in matrix products, and memory for two
 * copies of A beside the result. Blocks of Householder reflectors; long vectors are cut into pieces, from whose triangles a
 * fixed tree makes the last one (tall-skinny QR: Demmel, Grigori, Hoemmen and Langou, 2012, DOI 10.1137/080731992). Blocks,
 * cuts and tree follow from the shape alone, so the bits depend neither on the kernels nor on the number of workers.
 *
 * <p><strong>Accuracy.</strong> There is an exactly orthonormal Q~ near Q with {@code A + E = Q~ R} and
 * {@code |e_j| <= c m n u |a_j|} for every column by itself, {@code u = 2^-53}, c a small constant (Higham, "Accuracy and
 * Stability of Numerical Algorithms", 2nd ed. 2002, theorem 19.4): so columns may differ in scale as they like, also by more
 * than 300 orders of magnitude, subnormal columns included (only what of R underflows is lost). Q is orthonormal to {@code c m n u} <em>for every
 * A</em>, also where the vectors depend on each other. In the tests both keep to {@code e = 10 max(n, min(m, 1024)) u}: the
 * tree bounds the length of a sum, so e does not grow with m beyond. Random matrices stay below {@code 3 n u}. The one known
 * exception are equal columns of ones, all of whose rounding errors have one sign: up to {@code 2.2 e} in orthogonality. (For
 * rows read {@code k} for n.)
 *
 * <p><strong>Dependent vectors.</strong> {@code r_jj} is the distance of vector j from the span of those before it (and of
 * what Q has in their place). Where it is at most {@code e |a_j|}, rounding could have made it, and vector j is
 * reported as {@link Decomposition#dependent()}. Vector j of Q is then orthonormal to the others, but A does not say which.
 * Without exchanges of columns this finds vectors that depend on those before them, not every matrix that is close to a
 * lower rank; singular values ({@link TallSvd}) tell that.
 *
 * <p>Not thread safe: one call at a time, and no other use of its workers meanwhile.
 */
public final class ThinQr {

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Elements of a vector that are copied together. */
    private static final int TOGETHER = 256;
    /** The most terms of a sum in a piece, unless there are many vectors. */
    private static final int TERMS = 1024;

    private final Workers workers;
    private final ReflectorTree.Products products;

    private ThinQr(Workers workers) {
        this.workers = workers;
        this.products = ReflectorTree.Products.of(workers);
    }

    /**
     * Both factors.
     *
     * @param orthonormal Q, {@code [m x c]}, orthonormal columns; of rows {@code [c x m]}, orthonormal rows
     * @param triangular R, {@code [c x n]}, zero below the diagonal; of rows L, {@code [k x c]}, zero above it
     * @param dependent for each vector, whether it lies in the span of those before it, to rounding; the zero vector does, and
     *     so do all after the first c
     */
    public record Decomposition(DMatrixRMaj orthonormal, DMatrixRMaj triangular, boolean[] dependent) {

        /**
         * How many vectors do not depend on those before them.
         *
         * @return the number of false in {@code dependent}
         */
        public int independent() {
            int count = 0;
            for (boolean depends : dependent) {
                count += depends ? 0 : 1;
            }
            return count;
        }
    }

    /**
     * Factors in the calling thread alone.
     *
     * @return a factorization
     */
    public static ThinQr of() {
        return of(Workers.of(1));
    }

    /**
     * Factors by a team.
     *
     * @param workers the threads; not closed by this
     * @return a factorization
     */
    public static ThinQr of(Workers workers) {
        return new ThinQr(workers);
    }

    /**
     * {@code A = Q R}.
     *
     * @param a A, {@code [m x n]} of any shape; not changed
     * @return Q {@code [m x c]} and R {@code [c x n]}
     * @throws IllegalArgumentException if an element is NaN or infinite, or an element of R is beyond the largest double
     */
    public Decomposition decompose(DMatrixRMaj a) {
        Arguments.requireFinite("A", a);
        return unscaled(scaled(a.numCols, a.numRows, a.data, 1, a.numCols, true), true);
    }

    /**
     * {@code X = L Q}, for vectors that are rows.
     *
     * @param x X, {@code [k x m]} of any shape, one vector a row; not changed
     * @return Q {@code [c x m]} and L {@code [k x c]}
     * @throws IllegalArgumentException if an element is NaN or infinite, or an element of L is beyond the largest double
     */
    public Decomposition decomposeRows(DMatrixRMaj x) {
        Arguments.requireFinite("X", x);
        return unscaled(scaled(x.numRows, x.numCols, x.data, x.numCols, 1, false), false);
    }

    /**
     * A factorization whose triangle has not got its scales back, so that nothing of it is lost.
     *
     * @param orthonormal as in {@link Decomposition}
     * @param lower the rows of L, {@code [k x c]}, or columns of R, each of a length of at least 2^-52 unless it is zero
     * @param exponents row j of {@code lower} times {@code 2^exponents[j]} is that of L
     * @param dependent as in {@link Decomposition}
     */
    record Scaled(DMatrixRMaj orthonormal, double[] lower, int[] exponents, boolean[] dependent) {}

    /** {@code A = Q R}, columns of R kept apart from their scales; A finite. */
    Scaled scaled(DMatrixRMaj a) {
        return scaled(a.numCols, a.numRows, a.data, 1, a.numCols, true);
    }

    /** {@code X = L Q}, rows of L kept apart from their scales; X finite. */
    Scaled scaledRows(DMatrixRMaj x) {
        return scaled(x.numRows, x.numCols, x.data, x.numCols, 1, false);
    }

    private static Decomposition unscaled(Scaled scaled, boolean columns) {
        int k = scaled.exponents.length;
        int count = k == 0 ? 0 : scaled.lower.length / k;
        DMatrixRMaj triangular = columns ? new DMatrixRMaj(count, k) : new DMatrixRMaj(k, count);
        for (int j = 0; j < k; j++) {
            for (int i = 0; i < count && i <= j; i++) {
                double element = Math.scalb(scaled.lower[j * count + i], scaled.exponents[j]);
                if (Double.isInfinite(element)) {
                    throw new IllegalArgumentException((columns ? "A: column " : "X: row ") + j + " is longer than "
                            + Double.MAX_VALUE + ", expected a smaller matrix");
                }
                triangular.data[columns ? i * k + j : j * count + i] = element;
            }
        }
        return new Decomposition(scaled.orthonormal, triangular, scaled.dependent);
    }

    /** Element i of vector j at {@code j vectorStride + i elementStride}. */
    private Scaled scaled(int k, int m, double[] data, int vectorStride, int elementStride, boolean columns) {
        int count = Math.min(k, m);
        int stride = LANES * ((m + LANES - 1) / LANES | 1);
        int[] exponents = exponents(k, m, data, vectorStride, elementStride);
        double[] factors = new double[k];
        for (int j = 0; j < k; j++) {
            factors[j] = Math.scalb(1.0, -exponents[j]);
        }
        double[] rows = new double[Math.multiplyExact(k, stride)];
        copy(k, m, factors, data, vectorStride, elementStride, rows, stride, 1);
        ReflectorTree tree = new ReflectorTree(k, m, rows, stride, products);
        double[] lower = tree.lower();
        double[] q = new double[Math.multiplyExact(count, stride)];
        tree.orthonormalRows(q, stride);

        boolean[] dependent = dependent(k, m, lower);
        double[] signs = new double[count];
        for (int i = 0; i < count; i++) {
            signs[i] = lower[i * count + i] < 0 ? -1 : 1;
        }
        DMatrixRMaj orthonormal = columns ? new DMatrixRMaj(m, count) : new DMatrixRMaj(count, m);
        copy(count, m, signs, q, stride, 1, orthonormal.data, columns ? 1 : m, columns ? count : 1);
        for (int j = 0; j < k; j++) {
            for (int i = 0; i < count && i <= j; i++) {
                lower[j * count + i] *= signs[i];
            }
        }
        return new Scaled(orthonormal, lower, exponents, dependent);
    }

    /**
     * Powers of two that bring the largest element of each vector into [1, 2), or that of a subnormal one to at least 2^-52, as
     * 2^1074 is no double: they change Q not at all.
     */
    private static int[] exponents(int k, int m, double[] data, int vectorStride, int elementStride) {
        double[] largest = new double[k];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                largest[j] = Math.max(largest[j], Math.abs(data[i * elementStride + j * vectorStride]));
            }
        }
        int[] exponents = new int[k];
        for (int j = 0; j < k; j++) {
            exponents[j] = largest[j] == 0 ? 0 : Math.getExponent(largest[j]);
        }
        return exponents;
    }

    private static boolean[] dependent(int k, int m, double[] lower) {
        int count = Math.min(k, m);
        double tolerance = 10.0 * Math.max(k, Math.min(m, TERMS)) * UNIT_ROUNDOFF;
        boolean[] dependent = new boolean[k];
        for (int j = 0; j < k; j++) {
            double square = 0;
            for (int i = 0; i <= Math.min(j, count - 1); i++) {
                square = Math.fma(lower[j * count + i], lower[j * count + i], square);
            }
            dependent[j] = j >= count || Math.abs(lower[j * count + j]) <= tolerance * Math.sqrt(square);
        }
        return dependent;
    }

    /** Copies vectors of m elements, each times its factor. */
    private void copy(
            int k,
            int m,
            double[] factors,
            double[] from,
            int fromVector,
            int fromElement,
            double[] to,
            int toVector,
            int toElement) {
        workers.run((m + TOGETHER - 1) / TOGETHER, (index, worker) -> {
            int first = index * TOGETHER;
            int end = Math.min(m, first + TOGETHER);
            for (int block = 0; block < k; block += LANES) {
                int last = Math.min(k, block + LANES);
                for (int i = first; i < end; i++) {
                    for (int j = block; j < last; j++) {
                        to[j * toVector + i * toElement] = factors[j] * from[j * fromVector + i * fromElement];
                    }
                }
            }
        });
    }
}
