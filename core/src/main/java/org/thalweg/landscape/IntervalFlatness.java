package org.thalweg.landscape;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.landscape.FlatInterval.End;
import org.thalweg.landscape.LevelSearch.Crossing;

/**
 * Interval flatness: the width of the interval around a minimum in which the loss along a direction v stays below a multiple
 * of its value there,
 *
 * <pre>{@code F_v = t_r - t_l      L(theta + t_l v) = L(theta + t_r v) = factor L(theta),  t_l < 0 < t_r nearest to 0}</pre>
 *
 * <p>Source: Y. Feng, Y. Tu, "The inverse variance-flatness relation in stochastic gradient descent is critical for finding
 * flat minima", 2021, DOI 10.1073/pnas.2015617118, with the factor e; the factor 2 is that of the work on dropout. Widths are
 * in units of the direction, so for lengths in parameter space directions have norm 1.
 *
 * <p><strong>Search.</strong> Losses at the first step on both sides give slope and curvature, and with them a guess of where the
 * level is. The search starts at three fifths of the guess, if the loss there is not above what the parabola says, else at the first step;
 * doubles the step until the loss is not below the level any more, or the largest step is reached; and closes in on the
 * crossing between the last two steps. Some 18 losses a direction. Every search ends.
 *
 * <p><strong>What is promised</strong> of any loss, with kinks, plateaus and jumps too: an end is within the tolerance of a step at
 * which the loss goes from below the level to the level or above it. It is the nearest such step but for excursions above the
 * level that are shorter than the gap between two tried steps. On a plateau at the very level the end is where the plateau begins. A
 * loss of infinity is above every level. Where the loss turns NaN, the level counts as met if the loss is at the level or above
 * it at any step tried, and halving tries until no number is left between the last step below the level and the NaN; else the side ends with {@link End#NOT_A_NUMBER}.
 *
 * <p>Each interval depends on its own direction alone. Same bits for any number of threads.
 */
public final class IntervalFlatness {
    private IntervalFlatness() {}

    /**
     * Measures along many directions.
     *
     * @param lines the lines through the minimum
     * @param directions the directions, one a row, {@code [k x dimension]}; NaN, infinity and a direction of zeros are
     *     reported as such: NaN, or unbounded
     * @param settings how
     * @return an interval for each direction
     * @throws IllegalArgumentException if the directions have another length, or the loss at the point is not a positive finite
     *     number, as no multiple of it is then a level above it
     */
    public static List<FlatInterval> measure(Lines lines, DMatrixRMaj directions, FlatnessSettings settings) {
        double lowest = lines.lossAtPoint();
        if (!(lowest > 0 && lowest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "loss at the point: found " + lowest + ", expected a finite number above 0");
        }
        List<FlatInterval> intervals = new ArrayList<>();
        for (int row = 0; row < directions.numRows; row++) {
            lines.aim(directions, row);
            intervals.add(measure(lines, lowest, settings));
        }
        return intervals;
    }

    private static FlatInterval measure(Lines lines, double lowest, FlatnessSettings settings) {
        double level = settings.factor() * lowest;
        double h = settings.firstStep();
        double right = lines.loss(h);
        double left = lines.loss(-h);
        double slope = (right - left) / (2 * h);
        double curvature = (right - lowest + (left - lowest)) / (h * h);

        double height = level - lowest;
        LevelSearch toTheRight = new LevelSearch(t -> lines.loss(t) - level, height, settings);
        Crossing rightEnd = toTheRight.search(right - level, slope, curvature);
        LevelSearch toTheLeft = new LevelSearch(t -> lines.loss(-t) - level, height, settings);
        Crossing leftEnd = toTheLeft.search(left - level, -slope, curvature);
        return new FlatInterval(
                leftEnd.end() == End.LEVEL && leftEnd.step() == 0 ? 0 : -leftEnd.step(),
                leftEnd.end(),
                rightEnd.step(),
                rightEnd.end(),
                2 + toTheRight.evaluations() + toTheLeft.evaluations());
    }
}
