package org.thalweg.benchmarks.evidence;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.netlib.util.intW;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.eigen.SymmetricEigen.Decomposition;
import org.thalweg.linalg.eigen.SymmetricEigen.Settings;

/** The errors of the dense symmetric eigensolver. */
final class EigenCampaign implements Campaign {

    private static final int LARGEST = 200;

    /** Every second matrix has at most so many rows: there the special cases are. */
    private static final int SMALL = 12;

    private static final List<Family.Quantity> QUANTITIES = List.of(
            Family.Quantity.largest("residual / n u |A|", 10),
            Family.Quantity.largest("residual / error bound", 1),
            Family.Quantity.largest("|X X' - I| / n u", 10),
            Family.Quantity.largest("eigenvalues alone / n u |A|", 20),
            Family.Quantity.largest("a range / n u |A|", 20),
            Family.Quantity.largest("dsyev / n u |A|", 20),
            Family.Quantity.largest("out of order", 0));

    @Override
    public String name() {
        return "eigen";
    }

    @Override
    public String description() {
        return "All eigenvalues and eigenvectors of symmetric matrices of 1 to " + LARGEST
                + " rows: residuals |A x - lambda x| "
                + "and departures from orthonormality, summed up in twice the precision; and how far eigenvalues found alone, "
                + "those of a range, and those of LAPACK's dsyev are from them. |A| is the spectral norm, or the smallest "
                + "normal number if that is larger.";
    }

    @Override
    public List<Row> run(Trials trials) {
        int cases = trials.scale().choose(20, 300);
        return Family.run(
                SymmetricKind.all().stream()
                        .map(kind -> new Family(
                                kind.name(),
                                QUANTITIES,
                                cases,
                                (number, key) -> solve(kind, number, new SplittableRandom(key))))
                        .toList(),
                trials);
    }

    private static Family.Outcome solve(SymmetricKind kind, int number, SplittableRandom random) {
        int n = 1 + random.nextInt(number % 2 == 0 ? LARGEST : SMALL);
        DMatrixRMaj a = kind.maker().make(n, random);
        SymmetricEigen solver = SymmetricEigen.of();
        Decomposition all = solver.decompose(a, Settings.withVectors());
        int from = random.nextInt(n);
        int to = from + 1 + random.nextInt(n - from);
        Settings range = random.nextBoolean() ? Settings.values() : Settings.withVectors();

        // Eigenvalues are rounded to multiples of the smallest double, which is 2 u times the smallest normal number.
        int exponent = -Math.getExponent(Math.max(Precise.largest(a.data), Double.MIN_NORMAL));
        DMatrixRMaj scaled = Precise.scaled(a, exponent);
        double[] values = scaled(all.eigenvalues(), exponent);
        double norm = Math.max(Precise.largest(values), longestRow(scaled));
        double unit = n * Precise.U * Math.max(norm, Math.scalb(Double.MIN_NORMAL, exponent));
        double residual = residual(scaled, values, all.vectors());
        return new Family.Outcome(
                "n = " + n,
                residual / unit,
                residual == 0 ? 0 : residual / Math.scalb(all.errorBound(), exponent),
                Precise.departureOfRows(all.vectors()) / (n * Precise.U),
                distance(values, solver.decompose(a, Settings.values()).eigenvalues(), exponent) / unit,
                distance(
                                Arrays.copyOfRange(values, from, to),
                                solver.decompose(a, range.range(from, to)).eigenvalues(),
                                exponent)
                        / unit,
                distance(values, lapack(scaled), 0) / unit,
                outOfOrder(values));
    }

    private static double[] scaled(double[] x, int exponent) {
        return Arrays.stream(x).map(value -> Math.scalb(value, exponent)).toArray();
    }

    private static double longestRow(DMatrixRMaj a) {
        double longest = 0;
        for (int i = 0; i < a.numRows; i++) {
            longest = Math.max(longest, Precise.norm(a.numCols, a.data, i * a.numCols, 1));
        }
        return longest;
    }

    /** The largest {@code |A x_i - lambda_i x_i|}. */
    private static double residual(DMatrixRMaj a, double[] values, DMatrixRMaj vectors) {
        int n = a.numRows;
        double largest = 0;
        double[] r = new double[n];
        for (int v = 0; v < n; v++) {
            for (int i = 0; i < n; i++) {
                double x = vectors.data[v * n + i];
                double product = values[v] * x;
                r[i] = Precise.dot(n, a.data, i * n, 1, vectors.data, v * n, 1, -product)
                        - Math.fma(values[v], x, -product);
            }
            double norm = Precise.norm(n, r, 0, 1);
            largest = Double.isNaN(norm) ? Double.NaN : Math.max(largest, norm);
        }
        return largest;
    }

    /** The largest difference of the numbers, the second ones times a power of two. */
    private static double distance(double[] x, double[] y, int exponent) {
        double largest = x.length == y.length ? 0 : Double.NaN;
        for (int i = 0; i < x.length; i++) {
            double difference = Math.abs(x[i] - Math.scalb(y[i], exponent));
            largest = difference <= largest ? largest : difference;
        }
        return largest;
    }

    private static int outOfOrder(double[] values) {
        int count = 0;
        for (int i = 1; i < values.length; i++) {
            count += values[i - 1] >= values[i] ? 0 : 1;
        }
        return count;
    }

    /** The eigenvalues by the QR iteration of LAPACK in Java, largest first. */
    private static double[] lapack(DMatrixRMaj a) {
        int n = a.numRows;
        double[] ascending = new double[n];
        double[] work = new double[3 * n];
        intW info = new intW(0);
        JavaLAPACK.getInstance().dsyev("N", "L", n, a.data.clone(), n, ascending, work, work.length, info);
        if (info.val != 0) {
            return new double[] {Double.NaN};
        }
        double[] values = new double[n];
        Arrays.setAll(values, i -> ascending[n - 1 - i]);
        return values;
    }
}
