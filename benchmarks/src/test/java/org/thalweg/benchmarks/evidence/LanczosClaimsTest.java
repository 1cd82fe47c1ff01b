package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;

class LanczosClaimsTest {

    private static final double[] EIGENVALUES = {5, 3, 3, 1, 0.5, 0.2, 0.1, -1, -2, -2.5};
    private static final KnownOperator OPERATOR = new KnownOperator(EIGENVALUES, 0, new SplittableRandom(1));
    private static final LanczosResult RESULT =
            Lanczos.of(OPERATOR).seed(1).confidence(0.9).largest(2);

    private static LanczosResult with(List<Interval> proved, List<Interval> likely, double... residuals) {
        LanczosResult r = RESULT;
        return new LanczosResult(
                r.eigenvalues(),
                r.fromTop(),
                r.vectors(),
                residuals,
                proved,
                likely,
                new double[] {1, 1},
                1,
                r.resolution(),
                r.converged(),
                r.pairsConverged(),
                r.products(),
                r.secondStartProducts(),
                r.verificationProducts(),
                r.norm(),
                r.allowance(),
                r.knownVectors(),
                r.leak());
    }

    private static Answer check(LanczosResult result) {
        return new LanczosClaims(result, EIGENVALUES, 0.9).check(OPERATOR);
    }

    @Test
    void trueClaimsHold() {
        Answer found = check(RESULT);
        assertFalse(found.missed());
        assertEquals("", found.broken());
    }

    @Test
    void falseClaimsAreTold() {
        List<Interval> right = RESULT.proved();
        List<Interval> likely = RESULT.likely();
        double[] residuals = RESULT.residuals();
        assertEquals("", check(with(right, likely, residuals)).broken());
        Interval nowhere = new Interval(3.1, 4.9);
        assertFalse(check(with(List.of(right.get(0), nowhere), likely, residuals))
                .broken()
                .isEmpty());
        // The outer end is likely, the inner one certain.
        Interval below = new Interval(4, 4.9);
        assertTrue(check(with(right, List.of(below, likely.get(1)), residuals)).missed());
        Interval above = new Interval(5.1, 6);
        assertFalse(check(with(right, List.of(above, likely.get(1)), residuals))
                .broken()
                .isEmpty());
        LanczosResult spoilt = with(right, likely, 0, 0);
        spoilt.vectors().data[3] += 1e-6;
        assertTrue(check(spoilt).broken().startsWith("residual"));
        spoilt.vectors().data[3] -= 1e-6;
    }

    @Test
    void everyIntervalNeedsAnEigenvalueOfItsOwn() {
        Interval three = new Interval(2.9, 3.1);
        assertTrue(LanczosClaims.matched(List.of(three, three), EIGENVALUES));
        assertFalse(LanczosClaims.matched(List.of(three, three, three), EIGENVALUES));
        // The wide one must leave 0.1 and 0.2 to the narrow ones.
        List<Interval> nested = List.of(new Interval(0, 0.6), new Interval(0.05, 0.15), new Interval(0.15, 0.25));
        assertTrue(LanczosClaims.matched(nested, EIGENVALUES));
        assertFalse(LanczosClaims.matched(
                List.of(new Interval(0, 0.3), new Interval(0.05, 0.15), new Interval(0.15, 0.25)), EIGENVALUES));
        assertFalse(LanczosClaims.matched(List.of(new Interval(6, 7)), EIGENVALUES));
        assertTrue(LanczosClaims.matched(List.of(), EIGENVALUES));
    }
}
