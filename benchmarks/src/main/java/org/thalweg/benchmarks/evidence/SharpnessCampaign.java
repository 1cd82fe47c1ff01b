package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.thalweg.landscape.ExpectedSharpness;
import org.thalweg.linalg.estimate.QuadraticFormQuantile;

/** Coverage of the intervals for the expected sharpness of quadratic losses, whose truth is half a trace. */
final class SharpnessCampaign implements Campaign {

    private static final double[] CONFIDENCES = {0.95, 0.99, 0.999, 0.9999};
    private static final int[] PAIRS = {3, 4, 5, 6, 10, 30, 100};
    private static final int PARAMETERS = 10;

    @Override
    public String name() {
        return "sharpness";
    }

    @Override
    public String description() {
        return "Expected sharpness of quadratic losses with 10 parameters, from 3 to 100 pairs of points: how many intervals "
                + "miss the truth. With one dominating direction a pair has the skewed distribution of a squared normal number.";
    }

    @Override
    public List<Row> run(Trials trials) {
        List<Cell> cells = new ArrayList<>();
        curvatures().forEach((name, curvature) -> {
            for (double confidence : CONFIDENCES) {
                for (int pairs : PAIRS) {
                    cells.add(cell(name, curvature, pairs, confidence));
                }
            }
        });
        return Cells.run(cells, trials, trials.scale().choose(1000, 20_000));
    }

    /** The second derivatives of {@code L = (1/2) sum_j h_j theta_j^2}. */
    private static Map<String, double[]> curvatures() {
        double[] one = new double[PARAMETERS];
        one[0] = 1;
        double[] dominating = new double[PARAMETERS];
        Arrays.fill(dominating, 0.001);
        dominating[0] = 1;
        double[] saddle = new double[PARAMETERS];
        saddle[0] = 1;
        saddle[1] = -1;
        double[] harmonic = new double[PARAMETERS];
        Arrays.setAll(harmonic, j -> 1.0 / (j + 1));
        double[] equal = new double[PARAMETERS];
        Arrays.fill(equal, 1);
        return new TreeMap<>(Map.of(
                "one direction",
                one,
                "one dominating direction",
                dominating,
                "saddle",
                saddle,
                "curvatures 1/i",
                harmonic,
                "equal curvatures",
                equal));
    }

    private static Cell cell(String name, double[] curvature, int pairs, double confidence) {
        double[] deviations = new double[PARAMETERS];
        Arrays.fill(deviations, 0.5);
        double truth = 0.125 * Arrays.stream(curvature).sum();
        QuadraticFormQuantile quantile = QuadraticFormQuantile.of(pairs, 1 - confidence);
        LongFunction<Answer> estimator = seed -> {
            ExpectedSharpness found = ExpectedSharpness.estimate(
                    theta -> loss(curvature, theta), new double[PARAMETERS], deviations, quantile, seed);
            return Answer.of(found.mean(), found.lower(), found.upper(), found.confidence() == 1, truth);
        };
        return new Cell("expected sharpness, " + name, pairs + " pairs, " + confidence, confidence, () -> estimator);
    }

    private static double loss(double[] curvature, double[] theta) {
        double sum = 0;
        for (int j = 0; j < theta.length; j++) {
            sum += curvature[j] * theta[j] * theta[j];
        }
        return 0.5 * sum;
    }
}
