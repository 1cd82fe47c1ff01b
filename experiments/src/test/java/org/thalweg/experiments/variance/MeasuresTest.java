package org.thalweg.experiments.variance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.linalg.Workers;

/** Statistics of the figures, and the network whose first layer is computed once. */
class MeasuresTest {

    /** By hand, from the ranks 1 2 3.5 3.5 5 and 2 1 3 5 4. */
    @Test
    void rankCorrelationSharesRanks() {
        double[] x = {1, 2, 3, 3, 9};
        double[] y = {20, 10, 30, 50, 40};
        // sum of products of centred ranks: (-2)(-1) + (-1)(-2) + 0.5 * 0 + 0.5 * 2 + 2 * 1 = 7; squares 9.5 and 10.
        assertEquals(7 / Math.sqrt(95), RankCorrelation.of(x, y).value(), 1e-15);
        assertTrue(Double.isNaN(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 2, 3})
                .value()));
    }

    /**
     * Of 2000 intervals for independent numbers, whose correlation is 0, 95 % should hold 0; fewer than 93 % or more than 97 %
     * do with probability 4e-5.
     */
    @Test
    void intervalOfTheRankCorrelationCovers() {
        int covered = 0;
        for (int i = 0; i < 2000; i++) {
            SplittableRandom random = new SplittableRandom(i);
            RankCorrelation r = RankCorrelation.of(
                    random.doubles(30).toArray(), random.doubles(30).toArray());
            covered += r.lower() <= 0 && 0 <= r.upper() ? 1 : 0;
        }
        assertEquals(0.95, covered / 2000.0, 0.02);
    }

    /** An exact power law; and R^2 against its definition, the squared correlation of the logarithms. */
    @Test
    void fitIsThePowerLaw() {
        double[] x = {1, 10, 100, 1000};
        Scatter.Fit exact = new Scatter(x, new double[] {2, 20, 200, 2000}).fit();
        assertEquals(1, exact.law().slope(), 1e-12);
        assertEquals(1, exact.rSquared(), 1e-12);
        Scatter.Fit rough = new Scatter(x, new double[] {1, 100, 10, 1000}).fit();
        // Ranks of the logarithms: (0, 1, 2, 3) and (0, 2, 1, 3), whose correlation is 4/5, as is the slope.
        assertEquals(0.8, rough.law().slope(), 1e-12);
        assertEquals(0.64, rough.rSquared(), 1e-12);
        assertTrue(Double.isNaN(
                new Scatter(new double[] {1, 2}, new double[] {1, 2}).fit().rSquared()));
    }

    @Test
    void scatterLeavesOutWhatHasNoLogarithm() {
        double[] x = {100, 10, 1, 0.1, -1, 50};
        double[] y = {1, 2, 3, 4, 5, 0};
        Scatter kept = Scatter.above(0.5, x, y);
        assertArrayEquals(new double[] {100, 10, 1}, kept.x());
        assertArrayEquals(new double[] {1, 2, 3}, kept.y());
        assertArrayEquals(new double[] {100, 10}, kept.upper(1.5).x());
        double[] dense = {8, 7, 6, 5, 0.7};
        assertArrayEquals(
                new double[] {8, 0.7}, new Scatter(dense, dense).thinned(1).x());
    }

    /** Loss, gradients under masks and curvature of the tail are those of the whole network. */
    @ParameterizedTest
    @CsvSource({"1, SAMPLE", "2, SAMPLE", "1, BATCH", "2, BATCH"})
    void frozenTailIsTheWholeNetwork(int dropoutAfter, Sharing sharing) {
        Dataset data = BuiltInDigits.generate(1, Split.TRAIN, 40);
        HiddenPair network = HiddenPair.of(data, 7, dropoutAfter);
        double[] theta = network.start(3);
        Workers workers = Workers.of(1);
        HiddenPair.Frozen frozen = network.frozen(theta, data, workers);
        Masks masks = Masks.drawn(5, 6);
        Graph graph = network.dropped(0.7, sharing);
        Objective whole =
                Objective.of(graph, HiddenPair.LOSS, data, workers).at(theta).masks(masks);
        Objective tail = frozen.dropped(0.7, sharing).masks(masks);
        Parameter inWhole = HiddenPair.middle(graph);
        Parameter inTail = HiddenPair.Frozen.middle(tail);
        assertEquals(whole.loss(), tail.loss());
        assertArrayEquals(part(whole.gradient(), inWhole), part(tail.gradient(), inTail));

        Objective plain =
                Objective.of(network.plain(), HiddenPair.LOSS, data, workers).at(theta);
        double[] vector = new SplittableRandom(1).doubles(network.dimension()).toArray();
        assertArrayEquals(
                plain.operator(Curvature.HESSIAN, HiddenPair.middle(plain.network()))
                        .apply(vector),
                frozen.plain()
                        .operator(Curvature.HESSIAN, HiddenPair.Frozen.middle(frozen.plain()))
                        .apply(vector),
                1e-15);
    }

    private static double[] part(double[] gradient, Parameter parameter) {
        return Arrays.copyOfRange(gradient, parameter.offset(), parameter.offset() + parameter.size());
    }

    @Test
    void stepsOfFigure4AreInEqualRatios() {
        Figure4.Settings settings =
                new Figure4.Settings(1, 1, List.of(0.5), List.of(0.1), 100, 5, 2, Sharing.SAMPLE, 2);
        assertArrayEquals(new long[] {0, 1, 10, 100, 1000}, Figure4.steps(settings, 0.1));
        Figure4.Settings smoke = new Figure4().settings(Preset.SMOKE);
        assertEquals(5, Figure4.steps(smoke, 0.2).length);
    }

    @Test
    void ranksOfFigure2AreInEqualRatios() {
        assertArrayEquals(new int[] {0, 9, 99}, Figure2.ranks(3, 100));
        assertArrayEquals(new int[] {0, 1, 2}, Figure2.ranks(5, 3));
    }
}
