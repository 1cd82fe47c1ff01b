package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.dot;
import static org.thalweg.autodiff.Networks.norm;
import static org.thalweg.autodiff.Networks.plus;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/**
 * Central differences over a sweep of steps h. The error must show its V: falling as {@code h^2} while truncation rules,
 * rising as {@code u/h} when rounding does, with a minimum about {@code u^(2/3)}, some 4e-11, between.
 */
class FiniteDifferencesTest {

    private static final double[] STEPS =
            IntStream.range(2, 27).mapToDouble(i -> Math.pow(10, -i / 2.0)).toArray();

    static Stream<Problem> networks() {
        return Stream.of(Activations.TANH, Activations.SIGMOID, Activations.GELU, Activations.SOFTPLUS)
                .flatMap(activation -> Stream.of(false, true).map(labels -> {
                    Graph network = Sequential.mlp(activation, 6, 9, 8, 3);
                    Loss loss = (labels ? Loss.crossEntropy() : Loss.meanSquaredError())
                            .plus(Loss.dropoutRegulariser(
                                    network.parameter("4.weight"),
                                    network.output().input(),
                                    0.8));
                    return Networks.plain(
                            activation + (labels ? " cross-entropy" : " squares"),
                            network,
                            loss,
                            Networks.data(11, 150, 6, 3, labels),
                            12);
                }));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradient(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            double[] v = uniform(13, objective.dimension());
            double slope = dot(objective.gradient(), v);
            double[] theta = problem.theta();
            assertV(
                    h -> new double[] {
                        (objective.at(plus(theta, h, v)).loss()
                                        - objective.at(plus(theta, -h, v)).loss())
                                / (2 * h)
                    },
                    slope);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void hessian(Problem problem) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            double[] v = uniform(13, objective.dimension());
            double[] product = objective.operator(Curvature.HESSIAN).apply(v);
            double[] theta = problem.theta();
            assertV(
                    h -> {
                        double[] ahead = objective.at(plus(theta, h, v)).gradient();
                        double[] behind = objective.at(plus(theta, -h, v)).gradient();
                        double[] difference = plus(ahead, -1, behind);
                        return Arrays.stream(difference).map(x -> x / (2 * h)).toArray();
                    },
                    product);
        }
    }

    private static void assertV(DoubleFunction<double[]> difference, double... exact) {
        double[] errors = Arrays.stream(STEPS)
                .map(h -> norm(plus(difference.apply(h), -1, exact)) / norm(exact))
                .toArray();
        int best = 0;
        for (int i = 1; i < errors.length; i++) {
            best = errors[i] < errors[best] ? i : best;
        }
        String shape = Arrays.toString(errors);
        assertTrue(errors[best] < 1e-9, shape);
        assertTrue(STEPS[best] < 1e-3 && STEPS[best] > 1e-8, shape);
        // From 1e-1.5 to 1e-3 the error of order two falls by 1e3; a wrong term of any size would stop it.
        double fall = errors[1] / errors[4];
        assertTrue(fall > 300 && fall < 3000, shape);
        assertTrue(errors[errors.length - 1] > 100 * errors[best], shape);
    }
}
