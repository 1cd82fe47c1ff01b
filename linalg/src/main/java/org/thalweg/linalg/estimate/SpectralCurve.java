package org.thalweg.linalg.estimate;

/** A function of the spectrum at points of an axis, each value with its standard error over the random starts. */
public final class SpectralCurve {

    private final double[] points;
    private final double[] values;
    private final double[] standardErrors;

    SpectralCurve(double[] points, double[] values, double[] standardErrors) {
        this.points = points;
        this.values = values;
        this.standardErrors = standardErrors;
    }

    /** {@return a copy of the points on the axis, ascending} */
    public double[] points() {
        return points.clone();
    }

    /** {@return a copy of the values, one for each point (for a histogram: one for each bin, one fewer)} */
    public double[] values() {
        return values.clone();
    }

    /** {@return a copy of the standard errors of the values; infinite if there was but one start} */
    public double[] standardErrors() {
        return standardErrors.clone();
    }
}
