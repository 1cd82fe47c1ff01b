package org.thalweg.benchmarks.evidence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.thalweg.linalg.internal.elementary.HighPrecision;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/** The errors of the elementary functions in units in the last place of the exact value. */
final class ElementaryCampaign implements Campaign {

    /** Points of a call: whole vectors of every width, and a rest. */
    private static final int POINTS = 61;

    private static final int NEIGHBOURS = 8;
    private static final double LN2 = StrictMath.log(2);

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public String description() {
        return "Elementary functions on calls of " + POINTS + " arguments, by the kernels in use ("
                + Kernels.selected().name()
                + "), against series and continued fractions in 44 digits: arguments from all "
                + "over each range, of all magnitudes, and beside the points where the computation changes.";
    }

    @Override
    public List<Row> run(Trials trials) {
        int cases = trials.scale().choose(100, 2500);
        return Family.run(subjects().map(subject -> subject.family(cases)).toList(), trials);
    }

    private record Range(double low, double high) {}

    /** Computes all elements of an array. */
    private interface Loop {
        void apply(ElementaryFunctions functions, double[] x, double[] y);
    }

    /**
     * A function.
     *
     * @param name its name
     * @param loop computes it
     * @param oracle computes it slowly
     * @param largest how large its error may be
     * @param rootMeanSquare how large the root mean square of its errors may be
     * @param ranges the first is the widest; arguments of all magnitudes are from there
     * @param boundaries where the computation changes
     */
    private record Subject(
            String name,
            Loop loop,
            DoubleFunction<BigDecimal> oracle,
            double largest,
            double rootMeanSquare,
            List<Range> ranges,
            List<Double> boundaries) {

        Family family(int cases) {
            return new Family(
                    name,
                    List.of(
                            Family.Quantity.largest("ulp", largest),
                            new Family.Quantity("ulp, root mean square", rootMeanSquare, Family.Over.ROOT_MEAN_SQUARE)),
                    cases,
                    (number, key) -> solve(new SplittableRandom(key)));
        }

        private Family.Outcome solve(SplittableRandom random) {
            double[] x = new double[POINTS];
            for (int i = 0; i < POINTS; i++) {
                x[i] = argument(i, random);
            }
            double[] y = new double[POINTS];
            loop.apply(Kernels.selected().functions(), x, y);
            int worst = 0;
            double largestError = -1;
            double squares = 0;
            for (int i = 0; i < POINTS; i++) {
                double error = ulps(y[i], oracle.apply(x[i]));
                squares += i % 2 == 0 ? error * error : 0;
                if (error > largestError) {
                    largestError = error;
                    worst = i;
                }
            }
            return new Family.Outcome("x = " + x[worst], largestError, Math.sqrt(squares / ((POINTS + 1) / 2)));
        }

        /** Every second argument is from all over a range; these make the root mean square. */
        private double argument(int i, SplittableRandom random) {
            Range widest = ranges.get(0);
            switch (i % 4) {
                case 1 -> {
                    double x = boundaries.get(random.nextInt(boundaries.size()));
                    return x + (random.nextInt(2 * NEIGHBOURS + 1) - NEIGHBOURS) * Math.ulp(x);
                }
                case 3 -> {
                    double end = random.nextBoolean() && widest.low < 0 ? widest.low : widest.high;
                    int exponent = random.nextInt(Double.MIN_EXPONENT - 52, Math.getExponent(end) + 1);
                    double x = Math.scalb(1 + random.nextDouble(), exponent);
                    return Math.copySign(Math.min(x, Math.abs(end)), end);
                }
                default -> {
                    Range range = ranges.get(random.nextInt(ranges.size()));
                    return range.low + (range.high - range.low) * random.nextDouble();
                }
            }
        }

        private static double ulps(double found, BigDecimal exact) {
            double nearest = exact.doubleValue();
            if (Double.isInfinite(nearest) || !Double.isFinite(found)) {
                return found == nearest ? 0 : Double.POSITIVE_INFINITY;
            }
            return new BigDecimal(found)
                    .subtract(exact)
                    .divide(new BigDecimal(Math.ulp(nearest)), MathContext.DECIMAL64)
                    .abs()
                    .doubleValue();
        }
    }

    private static Range range(double low, double high) {
        return new Range(low, high);
    }

    private static List<Double> list(DoubleStream numbers) {
        return numbers.boxed().toList();
    }

    /** Bounds are those of docs/numerics/elementary-functions.md. */
    private static Stream<Subject> subjects() {
        List<Double> exponents = list(DoubleStream.of(-1074, -1023, -55, -54, -2, -1, 0, 1, 2, 52, 53, 54, 1023)
                .map(k -> (k + 0.5) * LN2));
        List<Double> halves = list(exponents.stream().mapToDouble(x -> x / 2).filter(x -> Math.abs(x) < 25));
        List<Double> powers = list(DoubleStream.of(0x1p-1022, 0.5, 1, 2, 0x1p52, 0x1p53, 0x1p1023)
                .flatMap(p -> DoubleStream.of(p, p * Math.sqrt(0.5))));
        List<Double> eighths = list(DoubleStream.iterate(0.125, u -> u <= 1, u -> u + 0.125));
        return Stream.of(
                new Subject(
                        "exp",
                        (f, x, y) -> f.exp(x.length, x, 0, y, 0),
                        HighPrecision::exp,
                        0.8,
                        0.3,
                        List.of(range(-745.13, 709.78), range(-745.13, -708), range(-1, 1)),
                        exponents),
                new Subject(
                        "expm1",
                        (f, x, y) -> f.expm1(x.length, x, 0, y, 0),
                        HighPrecision::expm1,
                        1.2,
                        0.3,
                        List.of(range(-42, 709.78), range(-1.2, 1.2), range(-4, 60), range(-1e-3, 1e-3)),
                        exponents),
                new Subject(
                        "log",
                        (f, x, y) -> f.log(x.length, x, 0, y, 0),
                        HighPrecision::log,
                        0.9,
                        0.3,
                        List.of(range(0, Double.MAX_VALUE), range(0.5, 2), range(0.99, 1.01), range(0, 1e10)),
                        powers),
                new Subject(
                        "log1p",
                        (f, x, y) -> f.log1p(x.length, x, 0, y, 0),
                        HighPrecision::log1p,
                        0.9,
                        0.3,
                        List.of(range(0, Double.MAX_VALUE), range(-1, 1), range(-1e-3, 1e-3), range(0, 100)),
                        list(DoubleStream.concat(
                                powers.stream().mapToDouble(x -> x),
                                DoubleStream.of(-0.5, -0.25, Math.sqrt(2) - 1, Math.sqrt(0.5) - 1)))),
                new Subject(
                        "tanh",
                        (f, x, y) -> f.tanh(x.length, x, 0, y, 0),
                        HighPrecision::tanh,
                        1.1,
                        0.3,
                        List.of(range(-20.5, 20.5), range(-1, 1), range(-1e-3, 1e-3)),
                        halves),
                new Subject(
                        "sigmoid",
                        (f, x, y) -> f.sigmoid(x.length, x, 0, y, 0),
                        HighPrecision::sigmoid,
                        1.6,
                        0.33,
                        List.of(range(-745, 40), range(-4, 4), range(-745, -708)),
                        exponents),
                new Subject(
                        "softplus",
                        (f, x, y) -> f.softplus(x.length, x, 0, y, 0),
                        HighPrecision::softplus,
                        1.6,
                        0.3,
                        List.of(range(-744, 40), range(-4, 4), range(-745, -708), range(30, 700)),
                        exponents),
                new Subject(
                        "erf",
                        (f, x, y) -> f.erf(x.length, x, 0, y, 0),
                        HighPrecision::erf,
                        1.5,
                        0.32,
                        List.of(range(-6.5, 6.5), range(-1.5, 1.5), range(-1e-3, 1e-3)),
                        List.of(0.5, 1.0, 2.0, 6.0)),
                new Subject(
                        "erfc",
                        (f, x, y) -> f.erfc(x.length, x, 0, y, 0),
                        HighPrecision::erfc,
                        4,
                        0.68,
                        List.of(range(-7, 27.2), range(-1, 3), range(26.4, 27.22)),
                        List.of(0.5, 1.0, 2.0, 26.54)),
                new Subject(
                        "normal distribution",
                        (f, x, y) -> f.normal(x.length, x, 0, y, 0, new double[x.length], 0),
                        HighPrecision::normalDistribution,
                        4,
                        0.68,
                        List.of(range(-38.4, 9), range(-4, 2), range(-38.47, -37.4)),
                        List.of(1.0, -1.0, -37.5)),
                new Subject(
                        "normal density",
                        (f, x, y) -> f.normal(x.length, x, 0, new double[x.length], 0, y, 0),
                        HighPrecision::normalDensity,
                        2.5,
                        0.62,
                        List.of(range(-38.5, 38.5), range(-4, 4)),
                        List.of(1.0, -1.0, -37.5)),
                new Subject(
                        "sine of turns",
                        (f, x, y) -> f.sinCosTwoPi(x.length, x, 0, y, 0, new double[x.length], 0),
                        HighPrecision::sinTwoPi,
                        1.1,
                        0.32,
                        List.of(range(-0x1p48, 0x1p48), range(0, 1), range(-0.125, 0.125), range(-50, 50)),
                        eighths),
                new Subject(
                        "cosine of turns",
                        (f, x, y) -> f.sinCosTwoPi(x.length, x, 0, new double[x.length], 0, y, 0),
                        HighPrecision::cosTwoPi,
                        1.1,
                        0.32,
                        List.of(range(-0x1p48, 0x1p48), range(0, 1), range(-0.125, 0.125), range(-50, 50)),
                        eighths));
    }
}
