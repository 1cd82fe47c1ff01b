package org.thalweg.landscape;

import java.util.function.DoubleUnaryOperator;
import org.thalweg.landscape.FlatInterval.End;

/**
 * The smallest step {@code t > 0} at which a function crosses zero from below, {@code f(0) < 0}. The function is asked at
 * doubling steps until it is not negative any more; the crossing between the last two is then found by inverse quadratic
 * interpolation, or halving where that cannot be trusted (T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for
 * finding the zero of a nonlinear function without using derivatives", 1997, DOI 10.1016/S0965-9978(96)00051-8).
 *
 * <p>It works on {@code phi = sqrt(1 - f / f(0)) - 1}, which has the same sign and is linear where f is a parabola with its
 * minimum at 0.
 *
 * <p>Nothing is asked of f but that it can be computed. The bracket always has a step with {@code f < 0} at one end and one
 * at which f is not negative, that is zero, positive or NaN, at the other, and is closed to the tolerance. A zero alone ends
 * nothing, as f may have been zero for long before it: on a plateau the crossing is where the plateau begins. If the bracket
 * closes on a NaN, halving goes on until no number lies between its ends: f was met if it is not negative at any of them.
 */
final class LevelSearch {
    /** From here on only halving, which ends by itself. */
    private static final int INTERPOLATIONS = 40;

    /** Steps below this count as 0, so that the search ends for a function that jumps at 0. */
    private static final double SMALLEST_STEP = 1e-12;

    /** A prediction starts the search at this part of the way to the predicted crossing. */
    private static final double CAUTION = 0.6;

    /** How far the rise there may be above the predicted one, as a part of the height of the level. */
    private static final double SURPRISE = 0.25;

    private final DoubleUnaryOperator function;
    private final double height;
    private final FlatnessSettings settings;
    private int evaluations;

    /** A crossing, or why there is none. */
    record Crossing(double step, End end) {}

    /** For a function with {@code f(0) = -height}. */
    LevelSearch(DoubleUnaryOperator function, double height, FlatnessSettings settings) {
        this.function = function;
        this.height = height;
        this.settings = settings;
    }

    int evaluations() {
        return evaluations;
    }

    /** phi at a step. */
    private double at(double step) {
        evaluations++;
        return straightened(function.applyAsDouble(step));
    }

    private double straightened(double value) {
        return Math.sqrt(Math.max(0, 1 + value / height)) - 1;
    }

    /**
     * Searches.
     *
     * @param atFirst f at the first step
     * @param slope the derivative of f at 0, about
     * @param curvature its second derivative, about
     */
    Crossing search(double atFirst, double slope, double curvature) {
        double first = settings.firstStep();
        if (!(atFirst < 0)) {
            return between(0, -1, first, straightened(atFirst));
        }
        double start = CAUTION * predicted(height, slope, curvature);
        if (start > 2 * first && start < settings.largestStep()) {
            double value = at(start);
            double rise = (value + 1) * (value + 1);
            double parabola = start * (slope + 0.5 * start * curvature) / height;
            if (rise - parabola < SURPRISE && value < 0) {
                return outwards(start, value);
            }
        }
        return outwards(first, straightened(atFirst));
    }

    /** Where a parabola from 0 reaches a height, or NaN. */
    private static double predicted(double height, double slope, double curvature) {
        return 2 * height / (slope + Math.sqrt(slope * slope + 2 * curvature * height));
    }

    private Crossing outwards(double start, double atStart) {
        double low = start;
        double atLow = atStart;
        while (true) {
            if (low >= settings.largestStep()) {
                return new Crossing(Double.POSITIVE_INFINITY, End.UNBOUNDED);
            }
            double high = Math.min(2 * low, settings.largestStep());
            double atHigh = at(high);
            if (!(atHigh < 0)) {
                return between(low, atLow, high, atHigh);
            }
            low = high;
            atLow = atHigh;
        }
    }

    /** The crossing between a step with a negative value and one with a value that is not negative, or is NaN. */
    private Crossing between(double low, double atLow, double high, double atHigh) {
        double a = high;
        double fa = atHigh;
        double b = low;
        double fb = atLow;
        double c = low;
        double fc = atLow;
        double part = atHigh < Double.POSITIVE_INFINITY ? atHigh / (atHigh - atLow) : 0.5;
        for (int i = 0; ; i++) {
            // The crossing lies between a and b; a is the newest point, c the one that was left.
            double allowed = settings.tolerance() * Math.max(Math.max(a, b), SMALLEST_STEP);
            double least = 0.5 * allowed / Math.abs(b - a);
            if (Math.abs(b - a) <= allowed) {
                if (!Double.isNaN(fa) && !Double.isNaN(fb)) {
                    return new Crossing(Math.abs(fa) < Math.abs(fb) ? a : b, End.LEVEL);
                }
                return beforeNotANumber(Math.min(a, b), Math.max(a, b));
            }
            if (i > 0) {
                part = i < INTERPOLATIONS ? interpolated(a, fa, b, fb, c, fc) : 0.5;
            }
            double t = a + Math.min(1 - least, Math.max(least, part)) * (b - a);
            double ft = at(t);
            if (ft < 0 == fa < 0) {
                c = a;
                fc = fa;
            } else {
                c = b;
                fc = fb;
                b = a;
                fb = fa;
            }
            a = t;
            fa = ft;
        }
    }

    /** Whether the function is not negative anywhere between a step with a negative value and one with NaN, by halving. */
    private Crossing beforeNotANumber(double negative, double notANumber) {
        double low = negative;
        double high = notANumber;
        while (high > SMALLEST_STEP) {
            double middle = low + 0.5 * (high - low);
            if (middle <= low || middle >= high) {
                break;
            }
            double value = at(middle);
            if (value >= 0) {
                return new Crossing(middle, End.LEVEL);
            }
            if (value < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Crossing(Double.NaN, End.NOT_A_NUMBER);
    }

    /**
     * Which part of the way from a to b inverse quadratic interpolation goes, or one half where it may overshoot. After a first
     * zero none of it: if the function is negative right before it, that was the crossing.
     */
    private static double interpolated(double a, double fa, double b, double fb, double c, double fc) {
        if (fa == 0 && fc != 0) {
            return 0;
        }
        double xi = (a - b) / (c - b);
        double phi = (fa - fb) / (fc - fb);
        if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) {
            double part = fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb));
            return part > 0 && part < 1 ? part : 0.5;
        }
        return 0.5;
    }
}
