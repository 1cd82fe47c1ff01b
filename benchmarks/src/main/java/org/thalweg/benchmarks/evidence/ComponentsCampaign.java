package org.thalweg.benchmarks.evidence;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.netlib.util.intW;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.pca.PrincipalComponentAnalysis;
import org.thalweg.linalg.pca.PrincipalComponents;
import org.thalweg.linalg.pca.RowStream;

/** The errors of principal components against the covariance of samples centred in 60 digits. */
final class ComponentsCampaign implements Campaign {

    private static final int SMALL = 8;
    private static final int LARGE = 60;
    private static final MathContext DIGITS = new MathContext(60);

    @Override
    public String name() {
        return "components";
    }

    @Override
    public String description() {
        return "Principal components of 2 to " + LARGE + " samples in 1 to " + LARGE
                + " dimensions, in memory, streamed, and by "
                + "directions, against the covariance C of samples whose mean is taken off in 60 digits. e = max(N, D) u; "
                + "variances count as at least the smallest normal number.";
    }

    @Override
    public List<Row> run(Trials trials) {
        int cases = trials.scale().choose(16, 400);
        List<Family> families = Arrays.stream(Samples.values())
                .map(kind -> new Family(
                        "components, " + kind.title,
                        List.of(
                                Family.Quantity.largest("variances in memory / e |C|", 20),
                                Family.Quantity.largest("|C v - lambda v| / e |C|", 20),
                                Family.Quantity.largest("|V V' - I| / e", 10),
                                Family.Quantity.largest("variances streamed / e |C|", 20),
                                Family.Quantity.largest("directions beyond their residuals / e |C|", 20)),
                        cases,
                        (number, key) -> solve(kind, number, new SplittableRandom(key))))
                .toList();
        return Family.run(families, trials);
    }

    /** Kinds of samples. */
    private enum Samples {
        UNIFORM("uniform", 0),
        HUGE("uniform, times 2^500", 500),
        TINY("uniform, times 2^-500", -500),
        VARIANCES_UNDERFLOW("uniform, times 2^-530", -530),
        FAR("a mean of 1e8 times the spread", 0),
        LOW_RANK("low rank", 0),
        EQUAL("equal samples", 0),
        REPEATED("repeated samples", 0),
        CONSTANT("some coordinates constant", 0),
        SCALES("coordinates of all scales", 0),
        OUTLIER("one sample far out", 0);

        final String title;
        private final int exponent;

        Samples(String title, int exponent) {
            this.title = title;
            this.exponent = exponent;
        }

        DMatrixRMaj make(int rows, int columns, SplittableRandom random) {
            DMatrixRMaj x = TallKind.random(rows, columns, random);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    x.data[i * columns + j] = element(x, i, j);
                }
            }
            if (this == LOW_RANK) {
                DMatrixRMaj right = TallKind.random(2, columns, random);
                DMatrixRMaj left = TallKind.random(rows, 2, random);
                Arrays.setAll(
                        x.data,
                        k -> 3
                                + left.data[k / columns * 2] * right.data[k % columns]
                                + left.data[k / columns * 2 + 1] * right.data[columns + k % columns]);
            }
            return Precise.scaled(x, exponent);
        }

        /** Reads rows that are made already, and the element at hand. */
        private double element(DMatrixRMaj x, int i, int j) {
            int columns = x.numCols;
            double u = x.data[i * columns + j];
            return switch (this) {
                case FAR -> 1e8 + u;
                case EQUAL -> x.data[j];
                case REPEATED -> x.data[i % 3 * columns + j];
                case CONSTANT -> j % 2 == 0 ? x.data[j] : u;
                case SCALES -> Math.scalb(u, j % 2 == 0 ? -10 * j : 3 * j);
                case OUTLIER -> i == 1 ? 1e12 * u : u;
                default -> u;
            };
        }
    }

    private static Family.Outcome solve(Samples kind, int number, SplittableRandom random) {
        int most = number % 2 == 0 ? LARGE : SMALL;
        int rows = 2 + random.nextInt(most - 1);
        int columns = 1 + random.nextInt(most);
        DMatrixRMaj x = kind.make(rows, columns, random);
        int count = 1 + random.nextInt(Math.min(rows, columns));
        DMatrixRMaj centred = centred(x);
        int exponent = -Math.getExponent(Math.max(Precise.largest(centred.data), Double.MIN_NORMAL));
        DMatrixRMaj covariance = covariance(Precise.scaled(centred, exponent));
        double[] variances = lapack(covariance);
        double e = Math.max(rows, columns) * Precise.U;
        double size = Math.max(variances[0], Math.scalb(Double.MIN_NORMAL, 2 * exponent));

        PrincipalComponents found = PrincipalComponentAnalysis.of(x, count, Workers.of(1));
        PrincipalComponents streamed = PrincipalComponentAnalysis.streaming(RowStream.of(x), count, Workers.of(1));
        PrincipalComponents directions = PrincipalComponentAnalysis.streamingDirections(
                RowStream.of(x), count, 1e-9, 20, random.nextLong(), Workers.of(1));
        return new Family.Outcome(
                "N = " + rows + ", D = " + columns + ", k = " + count,
                distance(found, variances, exponent) / (e * size),
                excess(found, covariance, exponent) / (e * size),
                Precise.departureOfRows(found.components()) / e,
                distance(streamed, variances, exponent) / (e * size),
                excess(directions, covariance, exponent) / (e * size));
    }

    private static DMatrixRMaj centred(DMatrixRMaj x) {
        int rows = x.numRows;
        int columns = x.numCols;
        DMatrixRMaj centred = new DMatrixRMaj(rows, columns);
        for (int j = 0; j < columns; j++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 0; i < rows; i++) {
                sum = sum.add(new BigDecimal(x.data[i * columns + j]));
            }
            BigDecimal mean = sum.divide(BigDecimal.valueOf(rows), new MathContext(400));
            for (int i = 0; i < rows; i++) {
                centred.data[i * columns + j] = new BigDecimal(x.data[i * columns + j])
                        .subtract(mean, DIGITS)
                        .doubleValue();
            }
        }
        return centred;
    }

    private static DMatrixRMaj covariance(DMatrixRMaj centred) {
        int rows = centred.numRows;
        int columns = centred.numCols;
        DMatrixRMaj covariance = new DMatrixRMaj(columns, columns);
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                covariance.data[i * columns + j] =
                        Precise.dot(rows, centred.data, i, columns, centred.data, j, columns, 0) / (rows - 1);
            }
        }
        return covariance;
    }

    private static double distance(PrincipalComponents found, double[] variances, int exponent) {
        double[] values = found.explainedVariance();
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = Math.abs(Math.scalb(values[i], 2 * exponent) - variances[i]);
            largest = difference <= largest ? largest : difference;
        }
        return largest;
    }

    /** By how much {@code |C v - lambda v|} is larger than the residual that is claimed, at most. */
    private static double excess(PrincipalComponents found, DMatrixRMaj covariance, int exponent) {
        int n = covariance.numRows;
        double[] values = found.explainedVariance();
        double[] residuals = found.residuals();
        double[] vectors = found.components().data;
        double largest = 0;
        double[] rest = new double[n];
        for (int v = 0; v < values.length; v++) {
            double value = Math.scalb(values[v], 2 * exponent);
            for (int i = 0; i < n; i++) {
                double x = vectors[v * n + i];
                rest[i] = Precise.dot(n, covariance.data, i * n, 1, vectors, v * n, 1, -value * x);
            }
            double excess = Precise.norm(n, rest, 0, 1) - Math.scalb(residuals[v], 2 * exponent);
            largest = excess <= largest ? largest : excess;
        }
        return largest;
    }

    private static double[] lapack(DMatrixRMaj a) {
        int n = a.numRows;
        double[] ascending = new double[n];
        double[] work = new double[3 * n];
        JavaLAPACK.getInstance().dsyev("N", "L", n, a.data.clone(), n, ascending, work, work.length, new intW(0));
        double[] values = new double[n];
        Arrays.setAll(values, i -> ascending[n - 1 - i]);
        return values;
    }
}
