package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.thalweg.autodiff.Networks.dense;
import static org.thalweg.autodiff.Networks.largest;

import java.util.Arrays;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Targets;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Loss, gradient and the whole Hessian of one network of each activation, against plain loops over hyper-dual numbers. */
class HyperDualTest {

    private static final int[] WIDTHS = {3, 4, 5, 2};
    private static final int SAMPLES = 6;

    @ParameterizedTest
    @EnumSource(Activations.class)
    void squares(Activations activation) {
        check(activation, false);
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void crossEntropy(Activations activation) {
        check(activation, true);
    }

    private static void check(Activations activation, boolean labels) {
        Problem problem = Networks.plain(
                activation.toString(),
                Sequential.mlp(activation, WIDTHS),
                labels ? Loss.crossEntropy() : Loss.meanSquaredError(),
                Networks.data(21, SAMPLES, WIDTHS[0], WIDTHS[WIDTHS.length - 1], labels),
                22);
        int d = problem.theta().length;
        double[] gradient = new double[d];
        double[] hessian = new double[d * d];
        double loss = 0;
        for (int p = 0; p < d; p++) {
            for (int q = 0; q <= p; q++) {
                HyperDual found = loss(problem, activation, p, q);
                loss = found.value();
                gradient[p] = found.first();
                hessian[p * d + q] = found.mixed();
                hessian[q * d + p] = found.mixed();
            }
        }
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            assertEquals(loss, objective.loss(), 1e-14 * loss);
            assertArrayEquals(gradient, objective.gradient(), 1e-14 * largest(gradient));
            DMatrixRMaj found = dense(objective.operator(Curvature.HESSIAN));
            assertArrayEquals(hessian, found.data, 1e-14 * largest(hessian));
        }
    }

    /** The loss with parameter p moving along e1 and q along e2. */
    private static HyperDual loss(Problem problem, Activations activation, int p, int q) {
        HyperDual[] theta =
                Arrays.stream(problem.theta()).mapToObj(HyperDual::of).toArray(HyperDual[]::new);
        theta[p] = theta[p].plus(new HyperDual(0, 1, 0, 0));
        theta[q] = theta[q].plus(new HyperDual(0, 0, 1, 0));
        HyperDual sum = HyperDual.of(0);
        for (int i = 0; i < SAMPLES; i++) {
            HyperDual[] x = Arrays.stream(Networks.row(problem.data().inputs(), i))
                    .mapToObj(HyperDual::of)
                    .toArray(HyperDual[]::new);
            sum = sum.plus(
                    sampleLoss(output(theta, x, activation), problem.data().targets(), i));
        }
        return sum.times(1.0 / SAMPLES);
    }

    private static HyperDual[] output(HyperDual[] theta, HyperDual[] input, Activations activation) {
        HyperDual[] x = input;
        int at = 0;
        for (int layer = 1; layer < WIDTHS.length; layer++) {
            HyperDual[] y = new HyperDual[WIDTHS[layer]];
            for (int o = 0; o < y.length; o++) {
                y[o] = theta[at + y.length * x.length + o];
                for (int j = 0; j < x.length; j++) {
                    y[o] = y[o].plus(theta[at + o * x.length + j].times(x[j]));
                }
            }
            at += y.length * (x.length + 1);
            boolean hidden = layer < WIDTHS.length - 1;
            x = hidden ? Stream.of(y).map(z -> bend(z, activation)).toArray(HyperDual[]::new) : y;
        }
        return x;
    }

    private static HyperDual sampleLoss(HyperDual[] z, Targets targets, int sample) {
        HyperDual loss = HyperDual.of(0);
        if (targets instanceof Targets.Labels labels) {
            for (HyperDual logit : z) {
                loss = loss.plus(logit.exp());
            }
            return loss.log().plus(z[labels.values()[sample]].times(-1));
        }
        DMatrixRMaj values = ((Targets.Values) targets).matrix();
        for (int c = 0; c < z.length; c++) {
            HyperDual error = z[c].plus(HyperDual.of(-values.get(sample, c)));
            loss = loss.plus(error.times(error).times(0.5));
        }
        return loss;
    }

    private static HyperDual bend(HyperDual z, Activations activation) {
        double x = z.value();
        double s = 1 / (1 + StrictMath.exp(-x));
        return switch (activation) {
            case IDENTITY -> z;
            case RELU -> x > 0 ? z : HyperDual.of(0);
            case TANH -> {
                double t = StrictMath.tanh(x);
                yield z.apply(t, 1 - t * t, -2 * t * (1 - t * t));
            }
            case SIGMOID -> z.apply(s, s * (1 - s), s * (1 - s) * (1 - 2 * s));
            case SOFTPLUS -> z.apply(StrictMath.log1p(StrictMath.exp(x)), s, s * (1 - s));
            case GELU -> {
                double density = StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
                double distribution = distribution(x, density);
                yield z.apply(x * distribution, distribution + x * density, (2 - x * x) * density);
            }
        };
    }

    /** {@code 1/2 + density (x + x^3/3 + x^5/(3 5) + ...)}: Abramowitz and Stegun 26.2.11. */
    private static double distribution(double x, double density) {
        double term = x;
        double sum = x;
        for (int n = 3; Math.abs(term) > 1e-20; n += 2) {
            term *= x * x / n;
            sum += term;
        }
        return 0.5 + density * sum;
    }
}
