package org.thalweg.linalg.internal.elementary;

import static org.thalweg.linalg.internal.vector.Species.DOUBLE;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * The elementary functions of arrays with the Vector API: whole vectors by {@link VectorTwin}, the remaining elements
 * by {@link PortableFunctions}, which has the same bits.
 *
 * <p>Each function has a loop of its own. One loop that is handed the function would be compiled once for all of them,
 * call through an interface, and allocate a vector an iteration. A function too long for the compiler to inline whole
 * (see {@link VectorTwin}) has two loops; the first leaves its values in the output.
 */
public final class VectorFunctions implements ElementaryFunctions {

    static final int LANES = DOUBLE.length();
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
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        decay(bound, x, xo, y, yo);
        softplusStage(bound, x, xo, y, yo);
        REMAINDER.softplus(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void erf(int n, double[] x, int xo, double[] y, int yo) {
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        erfcx(bound, x, xo, y, yo);
        erfStage(bound, x, xo, y, yo);
        REMAINDER.erf(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void erfc(int n, double[] x, int xo, double[] y, int yo) {
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        erfcx(bound, x, xo, y, yo);
        erfcStage(bound, x, xo, y, yo);
        REMAINDER.erfc(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void normal(int n, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        PortableFunctions.requireApart(n, x, xo, cdf, co);
        PortableFunctions.requireApart(n, x, xo, pdf, po);
        int bound = DOUBLE.loopBound(n);
        normalErfcx(bound, x, xo, cdf, co);
        normalStage(bound, x, xo, cdf, co, pdf, po);
        REMAINDER.normal(n - bound, x, xo + bound, cdf, co + bound, pdf, po + bound);
    }

    /** In portable code: its price is that of one of the long functions, and Box-Muller needs it once for two draws. */
    @Override
    public void sinCosTwoPi(int n, double[] u, int uo, double[] sin, int so, double[] cos, int co) {
        REMAINDER.sinCosTwoPi(n, u, uo, sin, so, cos, co);
    }

    private static void decay(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.decay(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void softplusStage(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.softplus(value, DoubleVector.fromArray(DOUBLE, y, yo + i))
                    .intoArray(y, yo + i);
        }
    }

    private static void erfcx(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            VectorTwin.erfcx(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void erfStage(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erf(value, DoubleVector.fromArray(DOUBLE, y, yo + i)).intoArray(y, yo + i);
        }
    }

    private static void erfcStage(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erfc(value, DoubleVector.fromArray(DOUBLE, y, yo + i)).intoArray(y, yo + i);
        }
    }

    private static void normalErfcx(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erfcx(value.mul(Coefficients.SQRT_HALF)).intoArray(y, yo + i);
        }
    }

    private static void normalStage(int bound, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        for (int i = 0; i < bound; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            DoubleVector bell = VectorTwin.bell(value);
            DoubleVector left =
                    DoubleVector.fromArray(DOUBLE, cdf, co + i).mul(0.5).mul(bell);
            DoubleVector right = DoubleVector.broadcast(DOUBLE, 1.0).sub(left);
            left.blend(right, value.compare(VectorOperators.GT, 0)).intoArray(cdf, co + i);
            bell.mul(Coefficients.INVERSE_SQRT_TWO_PI).intoArray(pdf, po + i);
        }
    }
}
