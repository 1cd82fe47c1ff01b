package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

@Timeout(60)
class TurnstileTest {

    private static final int SAMPLES = 40;

    private final Graph network = Sequential.of(3)
            .affine(4)
            .dropout(0.5, Dropout.Sharing.SAMPLE)
            .affine(2)
            .build();

    private Objective objective(Workers workers) {
        return Objective.of(network, Loss.meanSquaredError(), Networks.data(61, SAMPLES, 3, 2, false), workers);
    }

    /** Masks that hold up the sweep that asks for them, so that another thread finds the objective busy for certain. */
    private static final class Held implements Masks {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void fill(Request request, double[] to, int offset) {
            reached.countDown();
            await(released);
            Masks.NONE.fill(request, to, offset);
        }

        static void await(CountDownLatch latch) {
            try {
                assertTrue(latch.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aSecondCallMeanwhileIsRefusedAndChangesNothing() throws InterruptedException, ExecutionException {
        try (Workers workers = Workers.of(1)) {
            double[] theta = Networks.uniform(3, network.parameterCount());
            double[] expected = objective(workers).at(theta).gradient();
            Held held = new Held();
            Objective objective = objective(workers).masks(held).at(theta);
            LinearOperator operator = objective.operator(Curvature.HESSIAN);
            Jacobian jacobian = objective.jacobian(network.output());
            DMatrixRMaj vectors = new DMatrixRMaj(1, objective.dimension());
            double[] outputs = new double[2 * SAMPLES];

            FutureTask<double[]> first = new FutureTask<>(objective::gradient);
            Thread thread = new Thread(first, "the first");
            thread.start();
            Held.await(held.reached);

            Map<String, Executable> calls = new LinkedHashMap<>();
            calls.put("at", () -> objective.at(new double[theta.length]));
            calls.put("theta", objective::theta);
            calls.put("masks", () -> objective.masks(Masks.NONE));
            calls.put("weights", () -> objective.sampleWeights(new double[SAMPLES]));
            calls.put("dataChanged", objective::dataChanged);
            calls.put("loss", objective::loss);
            calls.put("gradient", objective::gradient);
            calls.put("outputs", objective::outputs);
            calls.put("losses", objective::sampleLosses);
            calls.put("norms", objective::sampleGradientNorms);
            calls.put("sums", () -> objective.weightedGradients(new DMatrixRMaj(1, SAMPLES), vectors));
            calls.put("operator", () -> objective.operator(Curvature.GAUSS_NEWTON));
            calls.put("jacobian", () -> objective.jacobian(network.output()));
            calls.put("product", () -> operator.apply(vectors, vectors.createLike()));
            calls.put("matrix", operator::toMatrix);
            calls.put("values", () -> jacobian.values(outputs));
            calls.put("tangents", () -> jacobian.multiply(1, vectors.data, 0, outputs));
            calls.put("sums of J", () -> jacobian.multiplyTransposed(1, outputs, vectors.data, 0));
            calls.forEach((name, call) -> assertEquals(
                    "objective: called by thread " + Thread.currentThread().getName()
                            + " during a call by thread the first, expected one call at a time; make an objective, and"
                            + " workers, for each thread",
                    assertThrows(IllegalStateException.class, call, name).getMessage(),
                    name));

            held.released.countDown();
            assertArrayEquals(expected, first.get());
            assertArrayEquals(expected, objective.gradient());
        }
    }

    /** Whatever a call throws, the next one is let in. */
    @Test
    void aCallThatFailsIsOver() {
        try (Workers workers = Workers.of(1)) {
            Objective objective = objective(workers);
            for (int again = 0; again < 2; again++) {
                assertTrue(assertThrows(IllegalStateException.class, objective::loss)
                        .getMessage()
                        .contains("no point set"));
            }
            assertThrows(IllegalArgumentException.class, () -> objective.at(1, 2));
            assertTrue(Double.isFinite(
                    objective.at(new double[objective.dimension()]).loss()));
        }
    }

    /** Work space is what the lanes of the work take, and not the size of the team. */
    @Test
    void largeTeamsTakeNoMoreMemoryThanTheWork() {
        try (Workers one = Workers.of(1);
                Workers many = Workers.of(60)) {
            long[] memory = new long[2];
            for (int i = 0; i < 2; i++) {
                Objective objective = Objective.of(
                        network, Loss.meanSquaredError(), Networks.data(61, 256, 3, 2, false), i == 0 ? one : many);
                LinearOperator operator =
                        objective.at(new double[objective.dimension()]).operator(Curvature.HESSIAN);
                for (int repeat = 0; repeat < 50; repeat++) {
                    operator.apply(
                            new DMatrixRMaj(1, objective.dimension()), new DMatrixRMaj(1, objective.dimension()));
                }
                memory[i] = objective.memory();
            }
            // Two lanes, so two workers.
            assertTrue(memory[1] <= 2 * memory[0], memory[1] + " bytes for 60 threads, " + memory[0] + " for one");
        }
    }
}
