package org.thalweg.linalg.internal.eigen;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.SymmetricKernels;

/**
 * The roots of the secular equation
 *
 * <pre>{@code
 * f(lambda) = 1/rho + sum_i z_i^2 / (d_i - lambda) = 0,   d_0 < d_1 < ... < d_(k-1),   rho > 0,
 * }</pre>
 *
 * <p>the eigenvalues of {@code diag(d) + rho z z'}. Root j lies between {@code d_j} and {@code d_(j+1)}, the last one between
 * {@code d_(k-1)} and {@code d_(k-1) + rho |z|^2}. It is found as a shift from the nearer pole, its origin, so that its
 * distance from every pole has a small relative error. That is what makes eigenvectors orthogonal in the end.
 *
 * <p>A step solves a rational model of f with poles at the two neighbours: the fixed-weight one (the nearer pole keeps its
 * weight) or the middle way (both poles match the slopes of their sides), whichever brings f down, after R.-C. Li, "Solving
 * secular equations stably and efficiently" (1993, LAPACK Working Note 89). A bracket is kept, and halved when a step leaves
 * it or steps bring little. Converged is where f is as small as the rounding errors of its evaluation.
 *
 * <p>Keeps work space; one for each thread.
 */
final class SecularEquation {

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Steps after which every second one halves the bracket. */
    private static final int PATIENCE = 20;

    private static final int MOST_STEPS = 2000;

    private final SymmetricKernels kernels = Kernels.selected().symmetric();
    private final double[] sums = new double[2];
    private final double[] lanes = new double[LANES * LANES];

    private int k;
    private double[] d;
    private double[] weights;
    private double inverseRho;

    private double origin;
    private double shift;

    private double below;
    private double belowSlope;
    private double above;
    private double aboveSlope;

    /**
     * Sets the equation.
     *
     * @param size how many poles
     * @param poles the poles, ascending, no two the same
     * @param squares {@code z_i^2}, none zero
     * @param rho the factor
     */
    void set(int size, double[] poles, double[] squares, double rho) {
        k = size;
        d = poles;
        weights = squares;
        inverseRho = 1 / rho;
    }

    /** {@return the pole that the root found last is counted from} */
    double origin() {
        return origin;
    }

    /** {@return the root found last less its origin} */
    double shift() {
        return shift;
    }

    /** {@return the root found last} */
    double root() {
        return origin + shift;
    }

    /** f at the shift, with the sums over the poles up to {@code split} and above it kept apart. */
    private double evaluate(int split, double at) {
        kernels.secular(0, split, d, weights, origin, at, sums, lanes);
        below = sums[0];
        belowSlope = sums[1];
        kernels.secular(split, k, d, weights, origin, at, sums, lanes);
        above = sums[0];
        aboveSlope = sums[1];
        return inverseRho + below + above;
    }

    /**
     * Finds a root.
     *
     * @param j which, from 0
     */
    void solve(int j) {
        if (j < k - 1) {
            inner(j);
        } else {
            last();
        }
    }

    /** The sign of f halfway tells which pole is nearer; a model of the two poles and a constant gives the first guess. */
    private void inner(int j) {
        double half = (d[j + 1] - d[j]) / 2;
        double gap = 2 * half;
        origin = d[j];
        double f = evaluate(j + 1, half);
        double rest = f + weights[j] / half - weights[j + 1] / half;
        double both = weights[j] + weights[j + 1];
        if (f >= 0) {
            shift = nextToZero(rest, rest * gap + both, weights[j] * gap);
            refine(j, j + 1, 0, half, false);
        } else {
            origin = d[j + 1];
            shift = -nextToZero(-rest, both - rest * gap, weights[j + 1] * gap);
            refine(j, j + 1, -half, 0, false);
        }
    }

    private void last() {
        int j = k - 1;
        origin = d[j];
        double reach = 0;
        for (int i = 0; i < k; i++) {
            reach += weights[i];
        }
        reach /= inverseRho;
        // The bound |z|^2 rho is a rounded sum: a little beyond it is f certainly positive.
        reach *= 1 + 8 * k * UNIT_ROUNDOFF;
        shift = reach / 2;
        if (k == 1) {
            shift = weights[0] / inverseRho;
            return;
        }
        refine(j - 1, j, 0, reach, true);
    }

    private void refine(int left, int right, double lowest, double highest, boolean beyond) {
        double low = lowest;
        double high = highest;
        double dLeft = d[left] - origin;
        double dRight = d[right] - origin;
        boolean nearLeft = !beyond && origin == d[left];
        boolean fixedWeight = true;
        double previous = 0;
        if (!(shift > low && shift < high)) {
            shift = low + (high - low) / 2;
        }
        for (int step = 0; step < MOST_STEPS; step++) {
            double f = evaluate(right, shift);
            double slope = belowSlope + aboveSlope;
            double noise =
                    8 * (Math.abs(above) + Math.abs(below)) + 2 * inverseRho + Math.abs(shift) * slope + Math.abs(f);
            if (Math.abs(f) <= UNIT_ROUNDOFF * noise) {
                return;
            }
            if (f < 0) {
                low = shift;
            } else {
                high = shift;
            }
            if (step > 0 && f * previous > 0 && Math.abs(f) > Math.abs(previous) / 10) {
                fixedWeight = !fixedWeight;
            }
            previous = f;
            double toLeft = dLeft - shift;
            double toRight = dRight - shift;
            double next;
            if (step > PATIENCE && step % 2 == 0) {
                next = halfway(low, high);
            } else {
                next = shift + step(f, slope, toLeft, toRight, nearLeft, fixedWeight, beyond, left, right);
                if (!(next > low && next < high)) {
                    next = halfway(low, high);
                }
            }
            if (next == shift || next <= low || next >= high) {
                return;
            }
            shift = next;
        }
    }

    private double step(
            double f,
            double slope,
            double toLeft,
            double toRight,
            boolean nearLeft,
            boolean fixedWeight,
            boolean beyond,
            int left,
            int right) {
        double c;
        if (beyond || !fixedWeight) {
            c = f - toLeft * belowSlope - toRight * aboveSlope;
        } else if (nearLeft) {
            double ratio = weights[left] / toLeft / toLeft;
            c = f - toRight * slope - (toLeft - toRight) * ratio;
        } else {
            double ratio = weights[right] / toRight / toRight;
            c = f - toLeft * slope - (toRight - toLeft) * ratio;
        }
        double a = (toLeft + toRight) * f - toLeft * toRight * slope;
        double b = toLeft * toRight * f;
        double x = beyond ? beyondPoles(Math.abs(c), a, b) : nextToZero(c, a, b);
        // f rises: a step must go against its sign.
        return f * x < 0 ? x : -f / slope;
    }

    /** The root of {@code c x^2 - a x + b} that is the smaller in size if a is positive, and that tends to b/a with c. */
    private static double nextToZero(double c, double a, double b) {
        double root = Math.sqrt(Math.abs(a * a - 4 * b * c));
        return a > 0 ? 2 * b / (a + root) : c == 0 ? b / a : (a - root) / (2 * c);
    }

    /** The same beyond both poles. */
    private static double beyondPoles(double c, double a, double b) {
        double root = Math.sqrt(Math.abs(a * a - 4 * b * c));
        return a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
    }

    /** A point between, in the middle of the exponents if the bracket spans orders of magnitude. */
    private static double halfway(double low, double high) {
        if ((low > 0 && high > 4 * low) || (high < 0 && low < 4 * high)) {
            return Math.copySign(Math.sqrt(low / high) * Math.abs(high), low);
        }
        return low + (high - low) / 2;
    }
}
