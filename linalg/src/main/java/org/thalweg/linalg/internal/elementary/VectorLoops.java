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
