package org.thalweg.linalg.eigen;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Eigenpairs found by {@link Lanczos}, and how sure they are. All lists and rows have the order of the eigenvalues as they
 * stand here, largest first (as numbers, also where the largest in magnitude were asked for, or both ends).
 *
 * <p><strong>Proved.</strong> With the rows {@code y_i} of {@code vectors} and the residuals {@code r_i = A y_i - theta_i
 * y_i}, the interval {@code theta_i -+ (|R_c| + a)} holds an eigenvalue. {@code R_c} are the residuals of the cluster c:
 * those pairs whose intervals would overlap otherwise, most often i alone. The intervals of different clusters are disjoint,
 * and a cluster of c pairs holds at least c eigenvalues, counted with multiplicity (W. Kahan, 1967; B. N. Parlett, "The
 * Symmetric Eigenvalue Problem", 1998, theorem 11.5.1). {@code a} is the {@code allowance} for rounding. Nothing is assumed
 * but that the operator is a symmetric matrix up to rounding errors below the allowance.
 *
 * <p><strong>Likely.</strong> That {@code theta_i} approximates the i-th eigenvalue from its end cannot be proved by products
 * alone: another one may lie beyond it whose eigenvector no vector so far had a share in. The second start bounds the
 * probability of that, {@code probabilitiesMissed}; the {@code likely} interval holds the i-th eigenvalue from its end with
 * the confidence asked for. One of its ends, the one towards the inner spectrum, is certain (Cauchy's interlacing theorem).
 * The other is infinite where the confidence was not reached; the gap to the neighbour
 * further inside sharpens it (Temple, Kato).
 *
 * <p><strong>Deflated.</strong> After {@link Lanczos#deflating} the run is one with {@code P A P} on the complement of the known
 * vectors Q (columns), {@code P = I - Q Q'}. Eigenvalues, residuals {@code |P (A y_i - theta_i y_i)|}, probabilities, indices and
 * {@code converged} are about that matrix; the intervals {@code proved} and {@code likely} are about A. Known vectors that
 * are not exact leak: {@code |E| = |A Q - Q (Q'AQ)| <= leak}. Side by side, the eigenvalues of {@code Q'AQ} and of {@code P A
 * P} are those of A, each moved by at most {@code x = 2 |E|^2 / (eta + sqrt(eta^2 + 4 |E|^2)) <= |E|}, {@code eta} being the
 * distance of an eigenvalue of {@code P A P} from those of {@code Q'AQ} (Li and Li, 2005). Intervals are widened by x. So they
 * hold eigenvalues of A besides one for each known vector, as many as there are pairs, and {@code likely} that one which
 * belongs to the i-th of {@code P A P}.
 *
 * @param eigenvalues the eigenvalues found
 * @param fromTop how many of them count from the top of the spectrum; the others, at the end of the list, count from its
 *     bottom
 * @param vectors the eigenvectors, {@code [k x n]}, one a row, of length 1; fewer than k if the run ended before its basis
 *     had as many
 * @param residuals {@code |A y_i - theta_i y_i|}, computed afresh with the operator unless asked for as estimates; of {@code
 *     P A P} if vectors were deflated
 * @param proved an interval for each that holds an eigenvalue
 * @param likely an interval for each that holds, with the confidence asked for, the eigenvalue of its index
 * @param probabilitiesMissed for each a bound of the probability that an eigenvalue beyond it, further than the resolution,
 *     was missed; 1 if there was no second start, 0 if the whole spectrum is known. It falls towards the ends of the spectrum
 * @param probabilityMissed a bound of the probability that any was missed, at least that of each
 * @param resolution how much further an eigenvalue must lie than the outermost that it displaces to count as missed
 * @param converged whether all residuals are as small as the tolerance asks, {@code max(tolerance |theta|, 16 u |A|)}, but for
 *     the allowance
 * @param pairsConverged for each pair whether its residual is; where {@code converged} is false, which part of the spectrum it
 *     is for
 * @param products products with the operator until all wanted pairs had converged
 * @param secondStartProducts products of the second start, and of what it found
 * @param verificationProducts products for the residuals; 0 if these are estimates
 * @param norm the estimate of {@code |A|} that the tolerance and the allowance refer to
 * @param allowance how much rounding of products may move an eigenvalue or add to a residual
 * @param knownVectors how many vectors were deflated; each took a product beside those counted above, a resumed run takes
 *     none
 * @param leak a bound of {@code |A Q - Q (Q'AQ)|} for the known vectors, 0 if there are none
 */
@SuppressWarnings("ArrayRecordComponent")
public record LanczosResult(
        double[] eigenvalues,
        int fromTop,
        DMatrixRMaj vectors,
        double[] residuals,
        List<Interval> proved,
        List<Interval> likely,
        double[] probabilitiesMissed,
        double probabilityMissed,
        double resolution,
        boolean converged,
        boolean[] pairsConverged,
        int products,
        int secondStartProducts,
        int verificationProducts,
        double norm,
        double allowance,
        int knownVectors,
        double leak) {

    /**
     * Copies the lists.
     *
     * @param eigenvalues the eigenvalues found
     * @param fromTop how many count from the top
     * @param vectors the eigenvectors
     * @param residuals their residuals
     * @param proved an interval for each that holds an eigenvalue
     * @param likely an interval for each that holds the eigenvalue of its index, with the confidence asked for
     * @param probabilitiesMissed for each a bound of the probability that one beyond it was missed
     * @param probabilityMissed a bound of the probability that any was missed
     * @param resolution how much further one must lie to count as missed
     * @param converged whether all residuals are small enough
     * @param pairsConverged for each pair whether its residual is
     * @param products products until all had converged
     * @param secondStartProducts products of the second start
     * @param verificationProducts products for the residuals
     * @param norm the estimate of the norm
     * @param allowance what is allowed for rounding
     * @param knownVectors how many vectors were deflated
     * @param leak a bound of how far they are from an invariant space
     */
    public LanczosResult {
        proved = List.copyOf(proved);
        likely = List.copyOf(likely);
    }
}
