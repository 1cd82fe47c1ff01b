package org.thalweg.linalg.estimate;

import org.thalweg.linalg.kernels.Kernels;

/** What a spectrum is drawn over. */
public enum Axis {
    /** The eigenvalue itself. */
    LINEAR,
    /** {@code log10(lambda)} of the positive eigenvalues; the others are not on the axis. */
    LOGARITHMIC,
    /** {@code log10(-lambda)} of the negative eigenvalues; the others are not on the axis. */
    LOGARITHMIC_NEGATIVE;

    private static final double PER_DECADE = 0.4342944819032518;

    /** Where eigenvalues lie on the axis; those that do not become minus infinity. */
    double[] positions(double... eigenvalues) {
        double[] positions = eigenvalues.clone();
        if (this == LINEAR) {
            return positions;
        }
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Math.max(0, this == LOGARITHMIC ? positions[i] : -positions[i]);
        }
        Kernels.selected().functions().log(positions.length, positions, 0, positions, 0);
        for (int i = 0; i < positions.length; i++) {
            positions[i] *= PER_DECADE;
        }
        return positions;
    }
}
