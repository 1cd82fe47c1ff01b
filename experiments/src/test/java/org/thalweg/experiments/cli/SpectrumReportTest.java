package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.estimate.Deflation;

class SpectrumReportTest {

    private static Eigenvalue eigenvalue(int index, double value, boolean converged, double beyond) {
        Interval proved = new Interval(value - 0.1, value + 0.1);
        Interval likely = new Interval(value - beyond, value + beyond);
        return new Eigenvalue(index, value, proved, likely, 0.01, converged, 0.5);
    }

    private static String sureness(boolean converged, double missed, Eigenvalue... list) {
        return SpectrumReport.sureness(
                new Eigenvalues(List.of(list), 2, "Lanczos", 90, converged, 40, 30, missed, 9, Deflation.none(90)));
    }

    @Test
    void theEndThatHasNotConvergedIsNamed() {
        String line = sureness(
                false,
                1,
                eigenvalue(1, 9, true, 1),
                eigenvalue(2, 8, true, 1),
                eigenvalue(90, -1, false, Double.POSITIVE_INFINITY));
        assertEquals(
                "NOT CONVERGED after 40 products: 2 of 2 from the top and 0 of 1 from the bottom are as accurate as the"
                        + " --tolerance asks, the others have wider intervals that hold an eigenvalue each; nothing"
                        + " bounds what was missed",
                line);
    }

    @Test
    void theEndWithoutTheConfidenceIsNamed() {
        Eigenvalue first = eigenvalue(1, 9, true, 1);
        Eigenvalue second = eigenvalue(2, 8, true, 1);
        String fine = "converged after 30 products, 40 in all; one was missed with a probability of at most 0.010";
        assertEquals(fine, sureness(true, 0.01, first, second, eigenvalue(90, -1, true, 1)));
        String line = sureness(true, 0.5, first, second, eigenvalue(90, -1, true, Double.POSITIVE_INFINITY));
        assertTrue(line.contains("at most 0.50, more than the --confidence allows, at the bottom: "), line);
    }
}
