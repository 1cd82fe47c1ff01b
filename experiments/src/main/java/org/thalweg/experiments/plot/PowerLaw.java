package org.thalweg.experiments.plot;

import java.util.Arrays;
import org.thalweg.linalg.kernels.Kernels;

/**
 * A straight line through points on logarithmic axes, {@code y = c x^s}: the least squares of {@code log y}, all points
 * weighing the same. The standard error of the slope is that of simple linear regression,
 *
 * <pre>{@code
 * se^2 = (sum_i r_i^2 / (n - 2)) / sum_i (u_i - ubar)^2,    u = log x, r the residuals in log y
 * }</pre>
 *
 * @param slope {@code s}
 * @param factor {@code c}
 * @param standardError of the slope; NaN for two points
 */
public record PowerLaw(double slope, double factor, double standardError) {

    /**
     * Fits points.
     *
     * @param x positive abscissae
     * @param y a positive ordinate for each
     * @return the fit
     * @throws IllegalArgumentException if there are not two different abscissae, or a number is not positive and finite
     */
    public static PowerLaw fit(double[] x, double[] y) {
        if (x.length != y.length || Arrays.stream(x).distinct().count() < 2) {
            throw new IllegalArgumentException("power law: " + x.length + " x of "
                    + Arrays.stream(x).distinct().count() + " values and " + y.length
                    + " y, expected as many of both and at least 2 values of x");
        }
        double[] u = logarithms("x", x);
        double[] w = logarithms("y", y);
        double uMean = Arrays.stream(u).average().getAsDouble();
        double wMean = Arrays.stream(w).average().getAsDouble();
        double uu = 0;
        double uw = 0;
        for (int i = 0; i < u.length; i++) {
            uu += (u[i] - uMean) * (u[i] - uMean);
            uw += (u[i] - uMean) * (w[i] - wMean);
        }
        double slope = uw / uu;
        double squares = 0;
        for (int i = 0; i < u.length; i++) {
            double residual = w[i] - wMean - slope * (u[i] - uMean);
            squares += residual * residual;
        }
        double error = u.length < 3 ? Double.NaN : Math.sqrt(squares / (u.length - 2) / uu);
        double[] factor = {wMean - slope * uMean};
        Kernels.selected().functions().exp(1, factor, 0, factor, 0);
        return new PowerLaw(slope, factor[0], error);
    }

    private static double[] logarithms(String what, double... numbers) {
        for (double number : numbers) {
            if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "power law: " + what + " " + number + ", expected positive, finite numbers");
            }
        }
        double[] logarithms = new double[numbers.length];
        Kernels.selected().functions().log(numbers.length, numbers, 0, logarithms, 0);
        return logarithms;
    }

    /**
     * The line as a dashed series.
     *
     * @param name for the legend, or empty
     * @param hue the colour
     * @param from the first abscissa
     * @param to the last abscissa
     * @return a line between two points
     */
    public Series.Line line(String name, Hue hue, double from, double to) {
        double[] x = {from, to};
        return new Series.Line(name, hue, Series.Dash.DASHED, x, new double[] {at(from), at(to)});
    }

    private double at(double x) {
        return factor * Math.pow(x, slope);
    }
}
