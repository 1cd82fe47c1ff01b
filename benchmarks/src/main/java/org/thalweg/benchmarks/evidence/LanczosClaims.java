package org.thalweg.benchmarks.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.LanczosResult;

/**
 * Holds a result of Lanczos against the eigenvalues.
 *
 * @param result the result
 * @param truth all eigenvalues, largest first
 * @param confidence that was asked for
 */
@SuppressWarnings("ArrayRecordComponent")
record LanczosClaims(LanczosResult result, double[] truth, double confidence) {

    /** All claims about a run without known vectors. */
    Answer check(LinearOperator operator) {
        String broken = broken(operator);
        if (broken.isEmpty() && !matched(result.proved(), truth)) {
            broken = "proved intervals hold fewer eigenvalues than there are";
        }
        boolean missed = false;
        int k = result.eigenvalues().length;
        for (int i = 0; i < k; i++) {
            boolean top = i < result.fromTop();
            double exact = top ? truth[i] : truth[truth.length - k + i];
            Interval likely = result.likely().get(i);
            if (top ? exact < likely.lower() : exact > likely.upper()) {
                broken =
                        broken.isEmpty() ? "eigenvalue " + i + " is inside of its likely interval's inner end" : broken;
            }
            missed |= top ? exact > likely.upper() : exact < likely.lower();
            Interval proved = result.proved().get(i);
            double further = result.resolution() + (proved.upper() - proved.lower()) / 2;
            boolean beyond =
                    top ? exact > result.eigenvalues()[i] + further : exact < result.eigenvalues()[i] - further;
            missed |= beyond && result.probabilitiesMissed()[i] <= 1 - confidence;
        }
        return answer(missed, broken);
    }

    /** What came of it; where the whole spectrum is known nothing is left to chance. */
    Answer answer(boolean missed, String broken) {
        boolean certain = missed && result.probabilityMissed() == 0;
        boolean unsure = result.likely().stream()
                .anyMatch(likely -> Double.isInfinite(likely.lower()) || Double.isInfinite(likely.upper()));
        return new Answer(
                missed && !certain,
                certain && broken.isEmpty() ? "missed one though the whole spectrum is known" : broken,
                Double.NaN,
                missed ? 2 : 0,
                unsure ? Double.POSITIVE_INFINITY : Double.NaN);
    }

    /** The first of the claims about order, length and residuals that does not hold; empty if all hold. */
    String broken(LinearOperator operator) {
        double[] values = result.eigenvalues();
        DMatrixRMaj vectors = result.vectors();
        int n = operator.dimension();
        DMatrixRMaj products = new DMatrixRMaj(vectors.numRows, n);
        operator.apply(vectors, products);
        for (int i = 0; i < values.length; i++) {
            if (i > 0 && !(values[i - 1] >= values[i])) {
                return "eigenvalues " + (i - 1) + " and " + i + " are out of order";
            }
            double[] r = new double[n];
            for (int j = 0; j < n; j++) {
                r[j] = Math.fma(-values[i], vectors.data[i * n + j], products.data[i * n + j]);
            }
            double residual = Precise.norm(n, r, 0, 1);
            double allowed = result.residuals()[i] + result.allowance() + result.leak();
            if (!(residual <= allowed)) {
                return "residual " + i + " is " + residual + ", more than " + allowed;
            }
            if (!(Math.abs(Precise.norm(n, vectors.data, i * n, 1) - 1) <= 1e-12)) {
                return "vector " + i + " has not length 1";
            }
        }
        return "";
    }

    /** Whether every interval can be given an eigenvalue of its own, the one that ends first being served first. */
    static boolean matched(List<Interval> intervals, double[] descending) {
        List<Interval> waiting = intervals.stream()
                .sorted(Comparator.comparingDouble(Interval::lower))
                .toList();
        PriorityQueue<Interval> open = new PriorityQueue<>(Comparator.comparingDouble(Interval::upper));
        int next = 0;
        int served = 0;
        for (int i = descending.length - 1; i >= 0; i--) {
            double eigenvalue = descending[i];
            while (next < waiting.size() && waiting.get(next).lower() <= eigenvalue) {
                open.add(waiting.get(next++));
            }
            if (!open.isEmpty()) {
                if (open.poll().upper() < eigenvalue) {
                    return false;
                }
                served++;
            }
        }
        return served == intervals.size();
    }
}
