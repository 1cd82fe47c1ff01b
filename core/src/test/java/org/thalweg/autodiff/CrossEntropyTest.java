package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.nn.Sequential;

/**
 * Cross-entropy of one sample whose logits are the biases of a layer, against {@link ExactSoftmax}: loss, gradient and products
 * with the Hessian keep their digits for predictions as confident as doubles allow.
 */
class CrossEntropyTest {

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    private final Workers workers = Workers.of(1);

    @AfterEach
    void close() {
        workers.close();
    }

    /** The logits, and what is computed from them. */
    private final class Sample {
        private final int classes;
        private final Objective objective;
        private final LinearOperator hessian;
        private final double[] theta;

        Sample(int classes, int label, double smoothing) {
            this.classes = classes;
            Graph network = Sequential.of(1).affine(classes).build();
            Dataset data = Dataset.of("one sample", new double[][] {{0}}, new int[] {label}, classes);
            this.objective = Objective.of(network, Loss.crossEntropy(smoothing), data, workers);
            this.hessian = objective.operator(Curvature.HESSIAN, network.parameter("0.bias"));
            this.theta = new double[2 * classes];
        }

        Sample at(double... logits) {
            System.arraycopy(logits, 0, theta, classes, classes);
            objective.at(theta);
            return this;
        }

        double loss() {
            return objective.loss();
        }

        double[] slopes() {
            return Arrays.copyOfRange(objective.gradient(), classes, 2 * classes);
        }
    }

    private static double units(double found, BigDecimal exact) {
        double ulp = Math.ulp(exact.doubleValue());
        return ratio(found, exact, new BigDecimal(ulp));
    }

    private static double ratio(double found, BigDecimal exact, BigDecimal allowed) {
        return new BigDecimal(found)
                .subtract(exact)
                .abs()
                .divide(allowed, MathContext.DECIMAL64)
                .doubleValue();
    }

    /** Logits of a size, some equal, some far below the others. */
    private static double[] logits(int classes, double size, SplittableRandom random) {
        double[] logits = new double[classes];
        double offset = random.nextInt(3) == 0 ? 1e3 * (random.nextDouble() - 0.5) : 0;
        for (int c = 0; c < classes; c++) {
            logits[c] = offset + size * (random.nextDouble() - 0.5);
        }
        if (classes > 2 && random.nextInt(4) == 0) {
            logits[random.nextInt(classes)] = logits[random.nextInt(classes)];
        }
        return logits;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, 300",
        "3, 0, 200",
        "10, 0, 60",
        "100, 0, 8",
        "1000, 0, 1",
        "2, 0.1, 100",
        "10, 1e-9, 40",
        "10, 0.3, 20",
        "10, 0.999999, 20",
        "1000, 0.999999, 1"
    })
    void lossAndSlopesKeepTheirDigits(int classes, double smoothing, int rounds) {
        SplittableRandom random = new SplittableRandom(classes + rounds);
        Sample sample = new Sample(classes, 0, smoothing);
        double worstLoss = 0;
        double worstSlope = 0;
        for (double size : new double[] {1e-8, 1, 10, 40, 160, 700, 1500}) {
            for (int round = 0; round < rounds; round++) {
                double[] logits = logits(classes, size, random);
                ExactSoftmax exact = new ExactSoftmax(logits);
                sample.at(logits);
                worstLoss = Math.max(worstLoss, units(sample.loss(), exact.loss(0, smoothing)));
                double[] slopes = sample.slopes();
                for (int c = 0; c < classes; c++) {
                    BigDecimal slope = exact.slope(c, 0, smoothing);
                    BigDecimal target = exact.target(c, 0, smoothing);
                    double error = smoothing == 0
                            ? units(slopes[c], slope)
                            // In units of 2 u (p + q), so that 4 of them are 8 u (p + q).
                            : ratio(
                                    slopes[c],
                                    slope,
                                    exact.p[c].add(target).multiply(new BigDecimal(2 * UNIT_ROUNDOFF)));
                    worstSlope = Math.max(worstSlope, error);
                }
            }
        }
        assertTrue(worstLoss <= 4, "loss off by " + worstLoss + " units in the last place");
        assertTrue(worstSlope <= 4, "slope off by " + worstSlope + " units");
    }

    @ParameterizedTest
    @CsvSource({"2, 300", "3, 200", "5, 100", "10, 50", "100, 4", "1000, 4"})
    void productsKeepTheirDigits(int classes, int rounds) {
        SplittableRandom random = new SplittableRandom(classes);
        Sample sample = new Sample(classes, 0, 0);
        double worst = 0;
        for (double size : new double[] {1e-9, 1, 10, 40, 160, 700}) {
            for (int round = 0; round < rounds; round++) {
                double[] logits = logits(classes, size, random);
                ExactSoftmax exact = new ExactSoftmax(logits);
                double[] v = direction(classes, round, random);
                double[] product = sample.at(logits).hessian.apply(v);
                for (int i = 0; i < classes; i += 1 + classes / 20) {
                    BigDecimal sizes = exact.curvature(i, true, v);
                    // Below the normal numbers a product can be right to the smallest double only.
                    BigDecimal allowed = sizes.multiply(new BigDecimal((classes + 4) * UNIT_ROUNDOFF))
                            .add(new BigDecimal(2 * Double.MIN_VALUE));
                    worst = Math.max(worst, ratio(product[i], exact.curvature(i, false, v), allowed));
                }
            }
        }
        assertTrue(worst <= 1, "off by " + worst + " times (classes + 4) u sum_j p_i p_j |v_i - v_j|");
    }

    /** By turns random; large with small differences; one unlike the others, which differ by rounding; a coordinate vector. */
    private static double[] direction(int classes, int round, SplittableRandom random) {
        double[] v = new double[classes];
        double common = random.nextDouble() + 1;
        for (int i = 0; i < classes; i++) {
            v[i] = switch (round % 4) {
                case 0 -> random.nextDouble() - 0.5;
                case 1 -> 1e6 * common + 1e-6 * random.nextDouble();
                case 2 -> common + random.nextInt(3) * 0x1p-52;
                default -> 0;
            };
        }
        if (round % 4 >= 2) {
            v[random.nextInt(classes)] = 7 * random.nextDouble() - 3;
        }
        return v;
    }

    /**
     * Two classes with logits {@code (a, 0)}: the eigenvalue {@code 2 e/(1 + e)^2}, {@code e = e^-a}, is in its proved interval,
     * from no confidence at all to {@code 1 - p = 1e-304}.
     */
    @Test
    void theEigenvalueOfTwoClassesIsInItsInterval() {
        Sample sample = new Sample(2, 0, 0);
        for (double a = 0; a <= 700; a += a < 30 ? 0.61 : 13.7) {
            BigDecimal e = ExactSoftmax.exp(new BigDecimal(a).negate());
            BigDecimal exact = e.multiply(BigDecimal.valueOf(2))
                    .divide(e.add(BigDecimal.ONE).pow(2), ExactSoftmax.CONTEXT);
            for (double sign : new double[] {1, -1}) {
                sample.at(sign * a, 0);
                LanczosResult result = Lanczos.of(sample.hessian).ends(1, 1);
                Interval largest = result.proved().get(0);
                String what = "a = " + sign * a + ": " + exact + " in " + largest;
                assertTrue(new BigDecimal(largest.lower()).compareTo(exact) <= 0, what);
                assertTrue(new BigDecimal(largest.upper()).compareTo(exact) >= 0, what);
                assertTrue(units(result.eigenvalues()[0], exact) <= 8, what);
                Interval smallest = result.proved().get(1);
                assertTrue(smallest.lower() <= 0 && smallest.upper() >= 0, what);
            }
        }
    }

    @Test
    void logitsBeyondAllMeasure() {
        double infinity = Double.POSITIVE_INFINITY;
        Sample sample = new Sample(3, 0, 0);
        assertEquals(0, sample.at(1e308, -1e308, 0).loss());
        assertEquals(1e308, sample.at(0, 1e308, 0).loss());
        assertEquals(infinity, sample.at(-1e308, 1e308, 0).loss());
        assertEquals(0, sample.at(0, -infinity, -infinity).loss());
        assertEquals(infinity, sample.at(-infinity, 0, 0).loss());
        assertEquals(Math.log(2), sample.at(0, 0, -infinity).loss());
        assertEquals("[-0.5, 0.5, 0.0]", Arrays.toString(sample.slopes()));
        assertEquals("[0.25, -0.25, 0.0]", Arrays.toString(sample.hessian.apply(1, 0, 0)));
        double[][] meaningless = {
            {infinity, 0, 0},
            {0, infinity, 0},
            {infinity, infinity, 0},
            {Double.NaN, 0, 0},
            {0, Double.NaN, 1},
            {-infinity, -infinity, -infinity}
        };
        for (double[] logits : meaningless) {
            assertEquals(Double.NaN, sample.at(logits).loss(), () -> Arrays.toString(logits));
            assertEquals(Double.NaN, sample.slopes()[0], () -> Arrays.toString(logits));
        }
        Sample smoothed = new Sample(3, 0, 0.5);
        assertEquals(infinity, smoothed.at(0, -infinity, 0).loss());
        // (1/2)(1/3)(1e308 + 1e308), where the sum of the distances overflows.
        assertEquals(1e308 / 3, smoothed.at(1e308, 0, 0).loss(), 1e293);
    }

    @Test
    void oneClassIsCertain() {
        for (double smoothing : new double[] {0, 0.3}) {
            Sample sample = new Sample(1, 0, smoothing).at(12.5);
            assertEquals(0, sample.loss());
            assertEquals(0, sample.slopes()[0], UNIT_ROUNDOFF);
            assertEquals(0, sample.hessian.apply(3.0)[0]);
        }
    }
}
