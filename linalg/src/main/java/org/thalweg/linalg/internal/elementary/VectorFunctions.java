package org.thalweg.linalg.internal.elementary;

import static org.thalweg.linalg.internal.vector.Species.DOUBLE;

import jdk.incubator.vector.DoubleVector;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * The elementary functions of arrays with the Vector API: whole vectors by {@link VectorTwin}, the remaining elements by
 * {@link PortableFunctions}, which has the same bits.
 *
 * <p>Each function has a loop of its own. One loop that is handed the function would be compiled once for all of them, call
 * through an interface, and allocate a vector an iteration.
 */
public final class VectorFunctions implements ElementaryFunctions {

    private static final int LANES = DOUBLE.length();
    private static final ElementaryFunctions REMAINDER = new PortableFunctions();

    @Override
    public void exp(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.exp(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.exp(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void expm1(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.expm1(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.expm1(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void log(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.log(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.log(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void log1p(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.log1p(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.log1p(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.tanh(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.tanh(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.sigmoid(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.sigmoid(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.softplus(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.softplus(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void erf(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.erf(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.erf(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void erfc(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.erfc(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
        REMAINDER.erfc(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void normal(int n, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            DoubleVector bell = VectorTwin.bell(value);
            VectorTwin.normalDistribution(value, bell).intoArray(cdf, co + i);
            bell.mul(Coefficients.INVERSE_SQRT_TWO_PI).intoArray(pdf, po + i);
        }
        REMAINDER.normal(n - bound, x, xo + bound, cdf, co + bound, pdf, po + bound);
    }

    @Override
    public void sinCosTwoPi(int n, double[] u, int uo, double[] sin, int so, double[] cos, int co) {
        int bound = DOUBLE.loopBound(n);
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector turns = DoubleVector.fromArray(DOUBLE, u, uo + i);
            VectorTwin.sinTwoPi(turns).intoArray(sin, so + i);
            VectorTwin.cosTwoPi(turns).intoArray(cos, co + i);
        }
        REMAINDER.sinCosTwoPi(n - bound, u, uo + bound, sin, so + bound, cos, co + bound);
    }
}
