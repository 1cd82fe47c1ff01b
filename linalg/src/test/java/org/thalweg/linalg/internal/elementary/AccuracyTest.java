package org.thalweg.linalg.internal.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * The error of each function in units in the last place, against {@link HighPrecision}: largest and root mean square,
 * over random points of each range, the neighbourhood of points where the computation changes, and tiny arguments. A
 * correctly rounded function would have 0.5 and 0.289.
 *
 * <p>{@code mvn test -Dtest=AccuracyTest -Dthalweg.accuracy.print=true -Dthalweg.accuracy.points=30000} prints the
 * table of {@code docs/numerics/elementary-functions.md}.
 */
class AccuracyTest {

    private static final int POINTS = Integer.getInteger("thalweg.accuracy.points", 4000);
    private static final double LN2 = Math.log(2);

    record Range(double low, double high) {}

    record Subject(
            String name,
            DoubleUnaryOperator function,
            DoubleFunction<BigDecimal> oracle,
            double largest,
            double rootMeanSquare,
            List<Range> ranges,
            List<Double> boundaries) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Range range(double low, double high) {
        return new Range(low, high);
    }

    static Stream<Subject> subjects() {
        List<Double> exponents = Stream.of(-1074, -1023, -55, -54, -2, -1, 0, 1, 2, 52, 53, 54, 1023)
                .map(k -> (k + 0.5) * LN2)
                .toList();
        List<Double> powers = Stream.of(0x1p-1022, 0x1p-1, 1.0, 0x1p1, 0x1p52, 0x1p53, 0x1p1023)
                .flatMap(p -> Stream.of(p, p * Math.sqrt(0.5)))
                .toList();
        List<Double> halves = exponents.stream().map(x -> x / 2).toList();
        return Stream.of(
                new Subject(
                        "exp",
                        ScalarTwin::exp,
                        HighPrecision::exp,
                        0.8,
                        0.3,
                        List.of(range(-745.13, -708), range(-708, 709.78), range(-1, 1)),
                        exponents),
                new Subject(
                        "expm1",
                        ScalarTwin::expm1,
                        HighPrecision::expm1,
                        1.2,
                        0.3,
                        List.of(range(-42, 709.78), range(-1.2, 1.2), range(-4, 60), range(-1e-3, 1e-3)),
                        exponents),
                new Subject(
                        "log",
                        ScalarTwin::log,
                        HighPrecision::log,
                        0.9,
                        0.3,
                        List.of(range(0.5, 2), range(0.99, 1.01), range(0, 1e10), range(0, 1e308), range(0, 1e-308)),
                        powers),
                new Subject(
                        "log1p",
                        ScalarTwin::log1p,
                        HighPrecision::log1p,
                        0.9,
                        0.3,
                        List.of(range(-1, 1), range(-1e-3, 1e-3), range(0, 100), range(0, 1e20), range(0, 1e308)),
                        Stream.concat(powers.stream(), Stream.of(-0.5, -0.25, Math.sqrt(2) - 1, Math.sqrt(0.5) - 1))
                                .toList()),
                new Subject(
                        "tanh",
                        ScalarTwin::tanh,
                        HighPrecision::tanh,
                        0.8,
                        0.3,
                        List.of(range(-20.5, 20.5), range(-1, 1), range(-1e-3, 1e-3)),
                        exponents.stream()
                                .map(x -> x / 2)
                                .filter(x -> Math.abs(x) < 25)
                                .toList()),
                new Subject(
                        "sigmoid",
                        ScalarTwin::sigmoid,
                        HighPrecision::sigmoid,
                        1,
                        0.33,
                        List.of(range(-744, 40), range(-4, 4), range(-745, -708)),
                        exponents),
                new Subject(
                        "tanh, slope",
                        output(ElementaryChecksum::tanh, 1),
                        HighPrecision::tanhSlope,
                        1.6,
                        0.36,
                        List.of(range(-373.2, 373.2), range(-20.5, 20.5)),
                        halves),
                new Subject(
                        "tanh, curvature",
                        output(ElementaryChecksum::tanh, 2),
                        HighPrecision::tanhCurvature,
                        3,
                        0.55,
                        List.of(range(-373.2, 373.2), range(-20.5, 20.5)),
                        halves),
                new Subject(
                        "sigmoid, slope",
                        output(ElementaryChecksum::sigmoid, 1),
                        HighPrecision::sigmoidSlope,
                        1.6,
                        0.36,
                        List.of(range(-745.1, 745.1), range(-40, 40)),
                        exponents),
                new Subject(
                        "sigmoid, curvature",
                        output(ElementaryChecksum::sigmoid, 2),
                        HighPrecision::sigmoidCurvature,
                        3,
                        0.55,
                        List.of(range(-745.1, 745.1), range(-40, 40)),
                        exponents),
                new Subject(
                        "exp of a sum",
                        x -> ScalarTwin.expOfSum(x, ElementaryChecksum.tail(x)),
                        x -> HighPrecision.exp(new BigDecimal(x).add(new BigDecimal(ElementaryChecksum.tail(x)))),
                        0.8,
                        0.3,
                        List.of(range(-708, 709.78)),
                        exponents),
                new Subject(
                        "softplus",
                        ScalarTwin::softplus,
                        HighPrecision::softplus,
                        1.6,
                        0.3,
                        List.of(range(-744, 40), range(-4, 4), range(-745, -708), range(30, 700)),
                        exponents),
                new Subject(
                        "erf",
                        ScalarTwin::erf,
                        HighPrecision::erf,
                        1.5,
                        0.32,
                        List.of(range(-6.5, 6.5), range(-1.5, 1.5), range(-1e-3, 1e-3)),
                        List.of(0.5, 1.0, 2.0, 6.0)),
                new Subject(
                        "erfc",
                        ScalarTwin::erfc,
                        HighPrecision::erfc,
                        4,
                        0.68,
                        List.of(range(-7, 27.2), range(-1, 3), range(26.4, 27.22)),
                        List.of(0.5, 1.0, 2.0, 26.54)),
                new Subject(
                        "normalDistribution",
                        ScalarTwin::normalDistribution,
                        HighPrecision::normalDistribution,
                        4,
                        0.68,
                        List.of(range(-38.4, 9), range(-4, 2), range(-38.47, -37.4)),
                        List.of(1.0, -1.0, -37.5)),
                new Subject(
                        "normalDensity",
                        ScalarTwin::normalDensity,
                        HighPrecision::normalDensity,
                        2.5,
                        0.62,
                        List.of(range(-38.5, 38.5), range(-4, 4)),
                        List.of(1.0, -1.0, -37.5)),
                new Subject(
                        "sinTwoPi",
                        ScalarTwin::sinTwoPi,
                        HighPrecision::sinTwoPi,
                        1.1,
                        0.32,
                        List.of(range(0, 1), range(-0.125, 0.125), range(-50, 50)),
                        List.of(0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)),
                new Subject(
                        "cosTwoPi",
                        ScalarTwin::cosTwoPi,
                        HighPrecision::cosTwoPi,
                        1.1,
                        0.32,
                        List.of(range(0, 1), range(-0.125, 0.125), range(-50, 50)),
                        List.of(0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)));
    }

    /** One output of a portable function with its derivatives, for one number. */
    private static DoubleUnaryOperator output(
            Function<ElementaryFunctions, ElementaryChecksum.WithDerivatives> function, int which) {
        ElementaryChecksum.ArrayFunction output =
                function.apply(new PortableFunctions()).output(which);
        double[] y = new double[1];
        return x -> {
            output.apply(1, new double[] {x}, 0, y, 0);
            return y[0];
        };
    }

    /** Feeds the points of a subject's ranges and boundaries to a consumer. */
    private static void forEachPoint(Subject subject, DoubleConsumer point) {
        SplittableRandom random = new SplittableRandom(subject.name.hashCode());
        Range widest = subject.ranges.get(0);
        for (Range range : subject.ranges) {
            for (int i = 0; i < POINTS; i++) {
                point.accept(range.low + (range.high - range.low) * random.nextDouble());
            }
        }
        for (double boundary : subject.boundaries) {
            double x = boundary;
            for (int i = 0; i < 8; i++) {
                x = Math.nextDown(x);
            }
            for (int i = 0; i < 17; i++, x = Math.nextUp(x)) {
                point.accept(x);
            }
        }
        for (int exponent = -1074; exponent < 0; exponent++) {
            double x = Math.scalb(1 + random.nextDouble(), exponent);
            point.accept(x);
            if (widest.low < 0) {
                point.accept(-x);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void staysWithinItsUnitsInTheLastPlace(Subject subject) {
        double[] worst = new double[2];
        double[] squares = new double[2];
        forEachPoint(subject, x -> {
            BigDecimal exact = subject.oracle.apply(x);
            double nearest = exact.doubleValue();
            double found = subject.function.applyAsDouble(x);
            if (Double.isInfinite(nearest)) {
                assertEquals(nearest, found, () -> subject.name + "(" + x + ")");
                return;
            }
            assertTrue(Double.isFinite(found), () -> subject.name + "(" + x + ") = " + found);
            double error = new BigDecimal(found)
                    .subtract(exact)
                    .divide(new BigDecimal(Math.ulp(nearest)), MathContext.DECIMAL64)
                    .doubleValue();
            if (Math.abs(error) > worst[0]) {
                worst[0] = Math.abs(error);
                worst[1] = x;
            }
            squares[0] += error * error;
            squares[1]++;
        });
        double rootMeanSquare = Math.sqrt(squares[0] / squares[1]);
        String found = "%s: largest error %.3f ulp at %s, root mean square %.3f ulp, %.0f points"
                .formatted(subject.name, worst[0], worst[1], rootMeanSquare, squares[1]);
        if (Boolean.getBoolean("thalweg.accuracy.print")) {
            System.out.println(found);
        }
        assertTrue(worst[0] <= subject.largest, found);
        assertTrue(rootMeanSquare <= subject.rootMeanSquare, found);
    }
}
