package org.thalweg.linalg.estimate;

import java.util.function.IntToDoubleFunction;

/** Spectra that estimators find easy or hard. */
enum Spectrum {
    RANK_ONE(i -> i < 1 ? 3 : 0),
    FEW_LARGE(i -> i < 3 ? 10 - i : 0.1),
    HARMONIC(i -> 1.0 / (1 + i)),
    GEOMETRIC(i -> Math.pow(0.7, i)),
    INDEFINITE(i -> i % 2 == 0 ? 1 : -0.7),
    MULTIPLE_OF_IDENTITY(i -> 2.5);

    private final IntToDoubleFunction eigenvalue;

    Spectrum(IntToDoubleFunction eigenvalue) {
        this.eigenvalue = eigenvalue;
    }

    double eigenvalue(int i) {
        return eigenvalue.applyAsDouble(i);
    }

    Dense operator(int n) {
        return Dense.withSpectrum(n, 1, eigenvalue);
    }
}
