package org.thalweg.linalg.internal.elementary;

import static org.thalweg.linalg.internal.vector.Species.DOUBLE;
import static org.thalweg.linalg.internal.vector.Species.LENGTH;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** The loops of {@link VectorFunctions} over whole vectors, found there by their names. */
final class VectorLoops {

    private VectorLoops() {}

    static void exp(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.exp(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void expm1(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.expm1(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void log(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.log(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void log1p(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.log1p(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void tanh(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.tanh(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void sigmoid(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.sigmoid(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void decay(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.decay(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void softplus(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.softplus(value, DoubleVector.fromArray(DOUBLE, y, yo + i))
                    .intoArray(y, yo + i);
        }
    }

    /** The first stage of the functions with derivatives: {@code 4 e^(-2 |x|)} and what rounding took from it. */
    static void doubleDecay(int bound, double[] x, int xo, double[] e, int eo, double[] rest, int ro) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.decay(value.abs().mul(-2), 2, e, eo + i, rest, ro + i);
        }
    }

    /** As {@link #doubleDecay}, of {@code e^-|x|}. */
    static void decay(int bound, double[] x, int xo, double[] e, int eo, double[] rest, int ro) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.decay(value.abs().neg(), 0, e, eo + i, rest, ro + i);
        }
    }

    static void tanh(int bound, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            DoubleVector e = DoubleVector.fromArray(DOUBLE, d, d1 + i);
            DoubleVector rest = DoubleVector.fromArray(DOUBLE, d, d2 + i);
            DoubleVector slope = VectorTwin.slope(VectorTwin.share(e, rest, 0.25), 0.25);
            DoubleVector tanh = VectorTwin.tanh(value, e.mul(0.25), rest.mul(0.25));
            tanh.intoArray(y, yo + i);
            slope.intoArray(d, d1 + i);
            tanh.mul(-2).mul(slope).intoArray(d, d2 + i);
        }
    }

    static void sigmoid(int bound, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            DoubleVector e = DoubleVector.fromArray(DOUBLE, d, d1 + i);
            DoubleVector rest = DoubleVector.fromArray(DOUBLE, d, d2 + i);
            DoubleVector share = VectorTwin.share(e, rest, 1);
            DoubleVector slope = VectorTwin.slope(share, 1);
            VectorTwin.sigmoid(value, share).intoArray(y, yo + i);
            DoubleVector tanh = VectorTwin.tanh(value, e, rest);
            slope.intoArray(d, d1 + i);
            tanh.neg().mul(slope).intoArray(d, d2 + i);
        }
    }

    /** The derivatives of softplus, which begin from {@code e^-|x|} in {@code y} and its rest at {@code d2}. */
    static void softplusDerivatives(int bound, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            DoubleVector e = DoubleVector.fromArray(DOUBLE, y, yo + i);
            DoubleVector rest = DoubleVector.fromArray(DOUBLE, d, d2 + i);
            DoubleVector share = VectorTwin.share(e, rest, 1);
            VectorTwin.sigmoid(value, share).intoArray(d, d1 + i);
            VectorTwin.slope(share, 1).intoArray(d, d2 + i);
        }
    }

    static void expOfSum(int bound, double[] x, int xo, double[] tail, int to, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.expOfSum(value, DoubleVector.fromArray(DOUBLE, tail, to + i))
                    .intoArray(y, yo + i);
        }
    }

    static void erfcx(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            VectorTwin.erfcx(DoubleVector.fromArray(DOUBLE, x, xo + i)).intoArray(y, yo + i);
        }
    }

    static void erf(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erf(value, DoubleVector.fromArray(DOUBLE, y, yo + i)).intoArray(y, yo + i);
        }
    }

    static void erfc(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erfc(value, DoubleVector.fromArray(DOUBLE, y, yo + i)).intoArray(y, yo + i);
        }
    }

    static void normalErfcx(int bound, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < bound; i += LENGTH) {
            DoubleVector value = DoubleVector.fromArray(DOUBLE, x, xo + i);
            VectorTwin.erfcx(value.mul(Coefficients.SQRT_HALF)).intoArray(y, yo + i);
        }
    }

    static void normal(int bound, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        for (int i = 0; i < bound; i += LENGTH) {
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
