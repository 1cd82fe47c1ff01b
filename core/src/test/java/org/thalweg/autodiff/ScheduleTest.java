package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.products;
import static org.thalweg.autodiff.Networks.uniform;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Workers, memory budgets and failures must not show in the numbers. */
@Timeout(120)
class ScheduleTest {

    /** Around one frame of rows, one lane and several, and the largest number of lanes. */
    private static final int[] SAMPLES = {1, 2, 7, 127, 128, 129, 1000, 2100};

    /** Wide enough for single products to be shared among workers. */
    private static Problem wide(int samples) {
        Graph network = Sequential.of(80)
                .affine(60)
                .activation(Activations.GELU)
                .dropout(0.8, Dropout.Sharing.SAMPLE)
                .linear(40)
                .tanh()
                .affine(5)
                .build();
        return new Problem(
                "wide, n " + samples,
                network,
                Loss.crossEntropy(0.1),
                Networks.data(51, samples, 80, 5, true),
                Masks.drawn(52, 0),
                uniform(53, samples),
                uniform(54, network.parameterCount()));
    }

    /** Inputs that are zero for the most part, and more outputs than one group of columns has. */
    private static Problem sparse(int samples) {
        Graph network =
                Sequential.of(70).affine(60).relu().linear(7).tanh().affine(4).build();
        return new Problem(
                "sparse, n " + samples,
                network,
                Loss.crossEntropy(),
                Networks.sparse(Networks.data(59, samples, 70, 4, true)),
                Masks.NONE,
                uniform(60, samples),
                uniform(61, network.parameterCount()));
    }

    static Stream<Problem> problems() {
        return Arrays.stream(SAMPLES)
                .boxed()
                .flatMap(n -> Stream.concat(
                        Stream.of(wide(n), sparse(n)),
                        Stream.of(Networks.random(n, n), Networks.random(100 + n, n), Networks.random(200 + n, n))));
    }

    /** All that can be asked, one after the other. */
    private static double[] everything(Problem problem, int threads, long budget) {
        try (Workers workers = Workers.of(threads)) {
            Objective objective = problem.objective(workers, budget);
            DMatrixRMaj vectors = uniform(55, 9, objective.dimension());
            DoubleStream results = DoubleStream.of(objective.loss());
            for (Curvature matrix : Curvature.values()) {
                if (matrix != Curvature.GAUSS_NEWTON || !problem.name().contains("regularised")) {
                    results = join(results, products(objective.operator(matrix), vectors).data);
                }
            }
            results = join(results, objective.gradient());
            Parameter first = problem.network().parameters().get(0);
            LinearOperator part = objective.operator(Curvature.HESSIAN, first);
            results = join(results, products(part, uniform(56, 3, part.dimension())).data);
            DMatrixRMaj sums = new DMatrixRMaj(3, objective.dimension());
            objective.weightedGradients(uniform(57, 3, objective.sampleCount()), sums);
            results = join(results, sums.data);
            results = join(results, objective.sampleGradientNorms());
            results = join(results, objective.sampleLosses());
            return join(results, objective.outputs().data).toArray();
        }
    }

    private static DoubleStream join(DoubleStream stream, double... values) {
        return DoubleStream.concat(stream, DoubleStream.of(values));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void workersAndBudgetsDoNotChangeABit(Problem problem) {
        double[] expected = everything(problem, 1, Objective.DEFAULT_MEMORY_BUDGET);
        assertTrue(Arrays.stream(expected).allMatch(Double::isFinite));
        long some = 3L * 128 * 8 * 500;
        for (int threads : new int[] {1, 2, 4}) {
            for (long budget : new long[] {0, some, Objective.DEFAULT_MEMORY_BUDGET}) {
                assertArrayEquals(
                        expected, everything(problem, threads, budget), threads + " threads, budget " + budget);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500_000, 3_000_000, 1 << 30})
    void memoryKeptForProductsStaysWithinTheBudget(long budget) {
        try (Workers workers = Workers.of(2)) {
            long[] memory = new long[2];
            for (int i = 0; i < 2; i++) {
                Objective objective = wide(2100).objective(workers, i == 0 ? 0 : budget);
                LinearOperator operator = objective.operator(Curvature.HESSIAN);
                for (int repeat = 0; repeat < 5; repeat++) {
                    products(operator, uniform(58, 2, objective.dimension()));
                }
                memory[i] = objective.memory();
            }
            // The two may differ by a lane's sum more or less, whatever the budget.
            long sums = 8L * 8 * wide(1).theta().length * 8;
            assertTrue(memory[1] - memory[0] <= budget + sums, Arrays.toString(memory));
        }
    }

    /** A failure while lanes wait to be added must not leave them to the next sum. */
    @Test
    void aFailedSweepLeavesNothingBehind() {
        Graph network = Sequential.of(3)
                .affine(4)
                .dropout(0.5, Dropout.Sharing.SAMPLE)
                .affine(2)
                .build();
        Problem problem = Networks.plain("", network, Loss.meanSquaredError(), Networks.data(61, 384, 3, 2, false), 62);
        try (Workers workers = Workers.of(2);
                Workers one = Workers.of(1)) {
            Objective objective = problem.objective(workers);
            CountDownLatch thirdLane = new CountDownLatch(1);
            objective.masks((request, to, offset) -> {
                if (request.firstRow() == 256) {
                    thirdLane.countDown();
                }
                if (request.firstRow() == 0) {
                    await(thirdLane);
                    throw new IllegalArgumentException("no mask");
                }
                Masks.NONE.fill(request, to, offset);
            });
            assertEquals(
                    "no mask",
                    assertThrows(IllegalArgumentException.class, objective::gradient)
                            .getMessage());
            double[] theta = uniform(63, objective.dimension());
            double[] expected = problem.objective(one).at(theta).gradient();
            assertArrayEquals(expected, objective.masks(Masks.NONE).at(theta).gradient());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
