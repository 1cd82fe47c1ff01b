package org.thalweg.autodiff;

/**
 * A number {@code a + b e1 + c e2 + d e1 e2} with {@code e1^2 = e2^2 = 0}: carried through a function it gives the value,
 * two first derivatives and their mixed second derivative, exactly (Fike and Alonso, 2011, doi:10.2514/6.2011-886).
 */
record HyperDual(double value, double first, double second, double mixed) {

    static HyperDual of(double value) {
        return new HyperDual(value, 0, 0, 0);
    }

    HyperDual plus(HyperDual y) {
        return new HyperDual(value + y.value, first + y.first, second + y.second, mixed + y.mixed);
    }

    HyperDual times(HyperDual y) {
        return new HyperDual(
                value * y.value,
                value * y.first + first * y.value,
                value * y.second + second * y.value,
                value * y.mixed + first * y.second + second * y.first + mixed * y.value);
    }

    HyperDual times(double factor) {
        return times(of(factor));
    }

    /** A function of this number from its value and its first two derivatives. */
    HyperDual apply(double f, double slope, double curvature) {
        return new HyperDual(f, slope * first, slope * second, slope * mixed + curvature * first * second);
    }

    HyperDual exp() {
        double e = StrictMath.exp(value);
        return apply(e, e, e);
    }

    HyperDual log() {
        return apply(StrictMath.log(value), 1 / value, -1 / (value * value));
    }
}
