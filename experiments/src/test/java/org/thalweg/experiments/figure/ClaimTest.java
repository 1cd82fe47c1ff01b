package org.thalweg.experiments.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.thalweg.experiments.figure.Claim.Relation;
import org.thalweg.experiments.figure.Claim.Verdict;

class ClaimTest {

    private static Claim claim(double measured, double lower, double upper, Relation relation) {
        return new Claim("", "", measured, lower, upper, relation, 0);
    }

    @Test
    void anIntervalMustBeOnOneSide() {
        assertEquals(Verdict.REPRODUCED, claim(-1, -2, -0.5, Relation.BELOW).verdict());
        assertEquals(Verdict.UNDECIDED, claim(-1, -2, 0.5, Relation.BELOW).verdict());
        assertEquals(Verdict.NOT_REPRODUCED, claim(1, 0.5, 2, Relation.BELOW).verdict());
        assertEquals(
                Verdict.REPRODUCED,
                claim(1, Double.NaN, Double.NaN, Relation.ABOVE).verdict());
        assertEquals(
                Verdict.NOT_MEASURED, claim(Double.NaN, -2, -1, Relation.BELOW).verdict());
    }

    /** The larger number is surely below 0, the smaller one is not. */
    @Test
    void theHardestCaseIsFoundByTheIntervals() {
        Claim sure = claim(-0.14, -0.17, -0.12, Relation.BELOW);
        Claim open = claim(-0.30, -0.9, 0.3, Relation.BELOW);
        assertEquals(open, Claim.hardest(List.of(sure, open)));
        Claim above = claim(0.14, 0.12, 0.17, Relation.AT_LEAST);
        Claim wide = claim(0.30, -0.3, 0.9, Relation.AT_LEAST);
        assertEquals(wide, Claim.hardest(List.of(above, wide)));
        Claim bare = claim(-0.1, Double.NaN, Double.NaN, Relation.BELOW);
        assertEquals(bare, Claim.hardest(List.of(sure, bare)));
    }

    @Test
    void whatWasNotMeasuredIsHardest() {
        Claim missing = claim(Double.NaN, Double.NaN, Double.NaN, Relation.ABOVE);
        Claim bad = claim(-9, -10, -8, Relation.ABOVE);
        assertEquals(missing, Claim.hardest(List.of(bad, missing)));
        assertEquals(missing, Claim.hardest(List.of(missing, bad)));
    }
}
