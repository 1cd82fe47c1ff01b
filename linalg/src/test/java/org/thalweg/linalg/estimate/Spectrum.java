package org.thalweg.linalg.estimate;

/** Spectra that estimators find easy or hard. */
enum Spectrum {
    RANK_ONE,
    FEW_LARGE,
    HARMONIC,
    GEOMETRIC,
    INDEFINITE,
    MULTIPLE_OF_IDENTITY;

    double eigenvalue(int i) {
        return switch (this) {
            case RANK_ONE -> i < 1 ? 3 : 0;
            case FEW_LARGE -> i < 3 ? 10 - i : 0.1;
            case HARMONIC -> 1.0 / (1 + i);
            case GEOMETRIC -> Math.pow(0.7, i);
            case INDEFINITE -> i % 2 == 0 ? 1 : -0.7;
            case MULTIPLE_OF_IDENTITY -> 2.5;
        };
    }

    Dense operator(int n) {
        return Dense.withSpectrum(n, 1, this::eigenvalue);
    }
}
