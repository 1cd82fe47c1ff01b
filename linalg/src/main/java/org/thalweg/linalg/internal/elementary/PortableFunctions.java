package org.thalweg.linalg.internal.elementary;

import org.thalweg.linalg.kernels.ElementaryFunctions;

/** The elementary functions of arrays in portable Java, one element at a time. */
public final class PortableFunctions implements ElementaryFunctions {

    @Override
    public void exp(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.exp(x[xo + i]);
        }
    }

    @Override
    public void expOfSum(int n, double[] x, int xo, double[] tail, int to, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.expOfSum(x[xo + i], tail[to + i]);
        }
    }

    @Override
    public void expm1(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.expm1(x[xo + i]);
        }
    }

    @Override
    public void log(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.log(x[xo + i]);
        }
    }

    @Override
    public void log1p(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.log1p(x[xo + i]);
        }
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.tanh(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo) {
        requireApart(n, x, xo, y, yo);
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.softplus(x[xo + i]);
        }
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        requireApart(n, x, xo, y, yo, d, slope, curvature);
        for (int i = 0; i < n; i++) {
            double value = x[xo + i];
            double decay = -2 * Math.abs(value);
            double e = ScalarTwin.exp(decay, 0, 2);
            double rest = ScalarTwin.expRest(decay, 2);
            double derivative = ScalarTwin.slope(ScalarTwin.share(e, rest, 0.25), 0.25);
            double tanh = ScalarTwin.tanh(value, e * 0.25, rest * 0.25);
            y[yo + i] = tanh;
            d[slope + i] = derivative;
            d[curvature + i] = tanh * -2 * derivative;
        }
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        requireApart(n, x, xo, y, yo, d, slope, curvature);
        for (int i = 0; i < n; i++) {
            double value = x[xo + i];
            double decay = -Math.abs(value);
            double e = ScalarTwin.exp(decay, 0, 0);
            double rest = ScalarTwin.expRest(decay, 0);
            double share = ScalarTwin.share(e, rest, 1);
            double derivative = ScalarTwin.slope(share, 1);
            y[yo + i] = ScalarTwin.sigmoid(value, share);
            d[slope + i] = derivative;
            d[curvature + i] = -ScalarTwin.tanh(value, e, rest) * derivative;
        }
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        requireApart(n, x, xo, y, yo, d, slope, curvature);
        for (int i = 0; i < n; i++) {
            double value = x[xo + i];
            double decay = -Math.abs(value);
            double share = ScalarTwin.share(ScalarTwin.exp(decay, 0, 0), ScalarTwin.expRest(decay, 0), 1);
            y[yo + i] = ScalarTwin.softplus(value);
            d[slope + i] = ScalarTwin.sigmoid(value, share);
            d[curvature + i] = ScalarTwin.slope(share, 1);
        }
    }

    @Override
    public void erf(int n, double[] x, int xo, double[] y, int yo) {
        requireApart(n, x, xo, y, yo);
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.erf(x[xo + i]);
        }
    }

    @Override
    public void erfc(int n, double[] x, int xo, double[] y, int yo) {
        requireApart(n, x, xo, y, yo);
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarTwin.erfc(x[xo + i]);
        }
    }

    @Override
    public void normal(int n, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        requireApart(n, x, xo, cdf, co);
        requireApart(n, x, xo, pdf, po);
        for (int i = 0; i < n; i++) {
            double value = x[xo + i];
            double bell = ScalarTwin.bell(value);
            cdf[co + i] = ScalarTwin.normalDistribution(value, bell);
            pdf[po + i] = bell * Coefficients.INVERSE_SQRT_TWO_PI;
        }
    }

    @Override
    public void sinCosTwoPi(int n, double[] u, int uo, double[] sin, int so, double[] cos, int co) {
        requireApart(n, u, uo, sin, so);
        requireApart(n, u, uo, cos, co);
        for (int i = 0; i < n; i++) {
            double turns = u[uo + i];
            sin[so + i] = ScalarTwin.sinTwoPi(turns);
            cos[co + i] = ScalarTwin.cosTwoPi(turns);
        }
    }

    /** As below, of a function with its derivatives. */
    static void requireApart(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        requireApart(n, x, xo, y, yo);
        requireApart(n, x, xo, d, slope);
        requireApart(n, x, xo, d, curvature);
    }

    /** Throws if the input and the output of a function that reads its input more than once have elements in common. */
    static void requireApart(int n, double[] x, int xo, double[] y, int yo) {
        if (x == y && Math.abs((long) xo - yo) < n) {
            throw new IllegalArgumentException(
                    "output: overlaps the input, offsets %d and %d of one array with %d elements, expected apart"
                            .formatted(yo, xo, n));
        }
    }
}
