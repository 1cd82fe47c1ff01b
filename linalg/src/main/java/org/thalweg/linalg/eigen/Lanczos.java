package org.thalweg.linalg.eigen;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;

/**
 * Eigenvalues at the ends of the spectrum of a symmetric {@link LinearOperator}, with eigenvectors, bounds and a statement
 * of how sure they are: the thick-restart Lanczos method of K. Wu and H. Simon (2000, DOI 10.1137/S0895479898334605) with
 * full reorthogonalisation.
 *
 * <pre>{@code
 * LanczosResult top = Lanczos.of(hessian).tolerance(1e-10).seed(1).largest(20);
 * }</pre>
 *
 * <p>From a random start {@code v_0} products build an orthonormal basis V {@code [m x n]} of a Krylov space, one vector a
 * row, in which {@code A V' = V' T + v_m (couplings)'} with a small matrix T. Eigenvalues {@code theta} of T and vectors
 * {@code V' s} approximate eigenpairs of A; their residuals are known without further products. A full basis is reduced to
 * the best approximations and built up again.
 *
 * <p>A pair has converged if {@code |A y - theta y| <= max(tolerance |theta|, 16 u |A|)}, {@code u = 2^-53}: below the second
 * bound a residual is the rounding of its product. Operators may have any size: their products are scaled by a power of two;
 * where elements of products are subnormal, what rounding to multiples of the smallest double does is allowed for. When all
 * wanted pairs have converged, a second random start, orthogonal to the eigenvectors found, looks for eigenvalues that were
 * missed (see {@link #confidence}); if it finds one the run goes on with all it has. At last the residuals are computed
 * afresh, unless {@link #residuals} says otherwise. What is proved and what is likely is told apart in {@link LanczosResult};
 * the derivations are in {@code docs/numerics/lanczos.md}.
 *
 * <p>Vectors that are known already can be left out, see {@link #deflating}.
 *
 * <p><strong>Cost.</strong> Each product comes with about {@code 4 m n} flops for the orthogonalisation, in two passes over
 * the basis. Memory: {@code (m + 3) n} doubles. After its first steps the loop allocates nothing.
 *
 * <p><strong>Bits.</strong> The same operator, settings and seed give the same bits with any number of workers, any kernels
 * and after {@link #resume}.
 *
 * <p><strong>Errors.</strong> An operator whose products hold NaN or infinities, or which is not symmetric as far as the
 * vectors at hand show (always random ones: {@code u'Av} against {@code v'Au}, with a tolerance of {@code 1e-6 |A|}), ends a
 * run with an {@link ArithmeticException} or an {@link IllegalArgumentException} that names the product.
 *
 * <p>Immutable: every setting returns a new object. A run is as thread safe as its operator and workers are.
 */
public final class Lanczos {

    private final LinearOperator operator;
    private final LanczosSettings settings;
    private final Workers workers;
    private final DMatrixRMaj start;
    private final LanczosProgress.Listener listener;
    private final LanczosState state;
    /** Known vectors, or null. */
    private final DMatrixRMaj known;

    private Lanczos(
            LinearOperator operator,
            LanczosSettings settings,
            Workers workers,
            DMatrixRMaj start,
            LanczosProgress.Listener listener,
            LanczosState state,
            DMatrixRMaj known) {
        this.operator = operator;
        this.settings = settings;
        this.workers = workers;
        this.start = start;
        this.listener = listener;
        this.state = state;
        this.known = known;
    }

    /**
     * A solver with default settings: tolerance 1e-10, seed 0, one vector at a time, confidence 0.999, one thread.
     *
     * @param operator the symmetric matrix
     * @return the solver
     */
    public static Lanczos of(LinearOperator operator) {
        return new Lanczos(operator, LanczosSettings.DEFAULT, null, null, progress -> true, null, null);
    }

    private Lanczos with(LanczosSettings changed) {
        return new Lanczos(operator, changed, workers, start, listener, state, known);
    }

    /**
     * Sets how small residuals must be.
     *
     * @param tolerance the residual relative to the eigenvalue, between 0 and 1
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is not between 0 and 1
     */
    public Lanczos tolerance(double tolerance) {
        return with(settings.tolerance(tolerance));
    }

    /**
     * Sets the seed of the random starts.
     *
     * @param seed any number
     * @return a solver with this setting
     */
    public Lanczos seed(long seed) {
        return with(settings.seed(seed));
    }

    /**
     * Sets how many vectors the basis holds; by default {@code 2 k + 40} for {@code k} wanted pairs, and more for blocks, but
     * for {@code n <= 256} the whole space: after n products every spectrum has converged, also tiny eigenvalues that crowd
     * together. A larger basis needs fewer products, more memory and more work for each.
     *
     * @param basisSize rows of the basis, at least {@code min(n, k + 2 blockSize)} when it comes to k; 0 for the default
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is negative
     */
    public Lanczos basisSize(int basisSize) {
        return with(settings.basisSize(basisSize));
    }

    /**
     * Sets how many vectors are multiplied at once. Blocks need more products in all; they pay where a block product is much
     * cheaper than single ones, and where eigenvalues are multiple. The second start is always a single vector.
     *
     * @param blockSize vectors of a product, at least 1
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is less than 1
     */
    public Lanczos blockSize(int blockSize) {
        return with(settings.blockSize(blockSize));
    }

    /**
     * Sets after how many products a run gives up; by default 100 for each row of the basis.
     *
     * @param maximumProducts products before the second start; 0 for the default
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is negative
     */
    public Lanczos maximumProducts(int maximumProducts) {
        return with(settings.maximumProducts(maximumProducts));
    }

    /**
     * Sets how sure the answer is to be that no eigenvalue was missed. The second start goes on until the probability that one
     * beyond those found escapes it is at most {@code 1 - confidence}. This is a probability over random starts, whatever the
     * matrix; it takes more products the closer the next eigenvalue is.
     *
     * @param confidence from 0, for no second start, to below 1
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is not from 0 to below 1
     */
    public Lanczos confidence(double confidence) {
        return with(settings.confidence(confidence));
    }

    /**
     * Sets after how many products the second start gives up; by default after as many as were needed to find the pairs, or as
     * many as the basis has rows if these are more. Each second start has as many, if the one before found something.
     *
     * @param maximumSecondProducts products; 0 for the default
     * @return a solver with this setting
     * @throws IllegalArgumentException if it is negative
     */
    public Lanczos maximumSecondProducts(int maximumSecondProducts) {
        return with(settings.maximumSecondProducts(maximumSecondProducts));
    }

    /**
     * Sets where the residuals of the result come from; by default they are computed afresh.
     *
     * @param residuals computed, by a product for each pair, or estimated
     * @return a solver with this setting
     */
    public Lanczos residuals(Residuals residuals) {
        return with(settings.residuals(residuals));
    }

    /**
     * Sets who shares the work on the basis; by default the calling thread does it. The operator may use the same workers.
     *
     * @param workers the threads; not closed by this
     * @return a solver with this setting
     */
    public Lanczos workers(Workers workers) {
        return new Lanczos(operator, settings, workers, start, listener, state, known);
    }

    /**
     * Begins with a combination of given vectors, such as the eigenvectors at a point nearby, and a little of a random one.
     * Random vectors are others for other given ones, so that the second start is independent of them also where they come
     * from a run with the same seed.
     *
     * @param vectors the vectors, {@code [k x n]}, one a row, finite and not zero; not copied, not changed
     * @return a solver with this setting
     * @throws IllegalArgumentException if their length is not n, or one of them is zero or not finite
     */
    public Lanczos startVectors(DMatrixRMaj vectors) {
        if (vectors.numCols != operator.dimension()) {
            throw new IllegalArgumentException("startVectors: [" + vectors.numRows + " x " + vectors.numCols
                    + "], expected rows of length " + operator.dimension());
        }
        for (int i = 0; i < vectors.numRows; i++) {
            double largest = 0;
            for (int j = 0; j < vectors.numCols; j++) {
                largest = Math.max(largest, Math.abs(vectors.data[i * vectors.numCols + j]));
            }
            if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("startVectors: row " + i + " has the largest element " + largest
                        + ", expected finite and not 0");
            }
        }
        return new Lanczos(operator, settings, workers, vectors, listener, state, known);
    }

    /**
     * Works in the orthogonal complement of known vectors, so that further eigenvalues can be asked for when some eigenvectors
     * are known, from an earlier run or by symmetry: with {@code P = I - Q Q'}, Q the known vectors as columns, the eigenvalues
     * are those of {@code P A P} on the complement. There are {@code n - q} of them to ask for, and indices count them. Known
     * vectors need not be exact: {@link LanczosResult#leak} bounds how far they are from spanning an invariant space, and the
     * intervals of the result, widened by it, are about A. Tolerance and allowance refer to a norm that includes the
     * products with the known vectors: {@code 1e8} deflated above a spectrum of order 1 leaves products rounded at {@code 1e8
     * u}, so no eigenvalue is better known than that.
     *
     * <p>Costs q products once, all in one block, and {@code 8 q n} flops more for each product of the run. Memory: {@code q n}
     * doubles. Eigenvectors have length n and are orthogonal to the known ones.
     *
     * @param vectors the known vectors, {@code [q x n]}, one a row, orthonormal to 1e-8: only what they span matters; not
     *     copied, not changed. Another call replaces them
     * @return a solver with this setting
     * @throws IllegalArgumentException if there are more than n or their length is not n, or they are not orthonormal
     */
    public Lanczos deflating(DMatrixRMaj vectors) {
        Complement.check(vectors, operator.dimension());
        return new Lanczos(operator, settings, workers, start, listener, state, vectors.numRows == 0 ? null : vectors);
    }

    /**
     * Sets who is told of progress, and may save the state or end the run.
     *
     * @param listener is called after every product
     * @return a solver with this setting
     */
    public Lanczos listener(LanczosProgress.Listener listener) {
        return new Lanczos(operator, settings, workers, start, listener, state, known);
    }

    /**
     * Goes on from a saved state. Settings, known vectors and request must be those of the run that was saved, but for limits
     * of products, confidence, residuals, workers and listener.
     *
     * @param saved the state
     * @return a solver that goes on from there
     */
    public Lanczos resume(LanczosState saved) {
        return new Lanczos(operator, settings, workers, start, listener, saved, known);
    }

    /**
     * The largest eigenvalues.
     *
     * @param k how many, from 0 to n
     * @return eigenpairs and how sure they are
     * @throws IllegalArgumentException if k is out of range, the basis is too small for it, the operator is not symmetric, or
     *     a state to resume is that of another run
     * @throws ArithmeticException if a product is not finite
     */
    public LanczosResult largest(int k) {
        return run(new Wanted(Wanted.Kind.LARGEST, within("largest", k, dimension()), 0));
    }

    /**
     * The smallest eigenvalues.
     *
     * @param k how many, from 0 to n
     * @return eigenpairs, the largest of these first, and how sure they are
     * @throws IllegalArgumentException if k is out of range, the basis is too small for it, the operator is not symmetric, or
     *     a state to resume is that of another run
     * @throws ArithmeticException if a product is not finite
     */
    public LanczosResult smallest(int k) {
        return run(new Wanted(Wanted.Kind.SMALLEST, within("smallest", k, dimension()), 0));
    }

    /**
     * The eigenvalues of largest magnitude.
     *
     * @param k how many, from 0 to n
     * @return eigenpairs, largest (as a number) first, and how sure they are
     * @throws IllegalArgumentException if k is out of range, the basis is too small for it, the operator is not symmetric, or
     *     a state to resume is that of another run
     * @throws ArithmeticException if a product is not finite
     */
    public LanczosResult largestInMagnitude(int k) {
        return run(new Wanted(Wanted.Kind.MAGNITUDE, within("largestInMagnitude", k, dimension()), 0));
    }

    /**
     * The largest and the smallest eigenvalues, in one run.
     *
     * @param top how many of the largest
     * @param bottom how many of the smallest; at most n together
     * @return eigenpairs, largest first, and how sure they are
     * @throws IllegalArgumentException if a number is out of range, the basis is too small for them, the operator is not
     *     symmetric, or a state to resume is that of another run
     * @throws ArithmeticException if a product is not finite
     */
    public LanczosResult ends(int top, int bottom) {
        within("top", top, dimension());
        return run(new Wanted(Wanted.Kind.ENDS, top, within("bottom", bottom, dimension() - top)));
    }

    /** How many eigenvalues there are to ask for. */
    private int dimension() {
        return operator.dimension() - (known == null ? 0 : known.numRows);
    }

    private int within(String name, int count, int most) {
        if (count < 0 || count > most) {
            String reason = known == null ? "" : ", as " + known.numRows + " of " + operator.dimension() + " are known";
            throw new IllegalArgumentException(name + ": " + count + ", expected from 0 to " + most + reason);
        }
        return count;
    }

    private LanczosResult run(Wanted wanted) {
        if (workers != null) {
            return run(wanted, workers);
        }
        try (Workers alone = Workers.of(1)) {
            return run(wanted, alone);
        }
    }

    private LanczosResult run(Wanted wanted, Workers sharing) {
        if (known == null) {
            Known nothing = Known.nothing(operator.dimension());
            return new LanczosRun(operator, nothing, settings, wanted, sharing, listener, start, state).run();
        }
        Complement complement = new Complement(operator, known, sharing);
        KnownProducts products = state == null
                ? complement.multiplyKnown()
                : Snapshot.knownProducts(state, known.numRows, Known.digest(known));
        DMatrixRMaj begin = start == null ? null : complement.coordinates(start);
        LanczosRun run = new LanczosRun(
                complement, Known.of(known, products, complement), settings, wanted, sharing, listener, begin, state);
        return products.lift(run.run(), complement);
    }
}
