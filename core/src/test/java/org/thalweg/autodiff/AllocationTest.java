package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.autodiff.Networks.uniform;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.autodiff.Networks.Problem;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;

/** Steady calls allocate nothing, in the calling thread and in its workers, however many rows and however small the budget. */
class AllocationTest {

    private static final int CALLS = 60;

    private static Problem problem(int samples, boolean mostlyZero) {
        Graph network =
                Sequential.of(10).affine(9).relu().affine(8).relu().affine(4).build();
        Dataset data = Networks.data(71, samples, 10, 4, false);
        return Networks.plain("", network, Loss.meanSquaredError(), mostlyZero ? Networks.sparse(data) : data, 72);
    }

    private static void assertNothing(String what, Runnable task) {
        double bytes = Allocation.perCall(CALLS, task);
        assertTrue(bytes < Allocation.SMALLEST_OBJECT, what + ": " + bytes + " bytes a call");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 200, 1000000, false",
        "1, 700, 1000000, false",
        "2, 700, 1000000, false",
        "1, 700, 0, false",
        "2, 700, 0, false",
        "1, 200, 1000000, true",
        "2, 700, 1000000, true"
    })
    void steadyCalls(int threads, int samples, long budget, boolean mostlyZero) {
        Problem problem = problem(samples, mostlyZero);
        try (Workers workers = Workers.of(threads)) {
            Objective objective = problem.objective(workers, budget);
            double[] gradient = new double[objective.dimension()];
            assertNothing("loss", () -> objective.at(problem.theta()).loss());
            assertNothing("gradient", () -> objective.at(problem.theta()).gradient(gradient));
            for (Curvature matrix : Curvature.values()) {
                LinearOperator operator = objective.operator(matrix);
                DMatrixRMaj vectors = uniform(73, 3, objective.dimension());
                DMatrixRMaj products = new DMatrixRMaj(3, objective.dimension());
                // The other worker makes his tangents when he first takes part.
                assertNothing(matrix + "", () -> operator.apply(vectors, products));
                long memory = objective.memory();
                for (int call = 0; call < CALLS; call++) {
                    operator.apply(vectors, products);
                }
                // Lanes that finish out of order may each take one more sum; a single worker finishes them in order.
                long sums = threads == 1 ? 0 : 8L * 16 * 3 * objective.dimension();
                assertTrue(objective.memory() - memory <= sums, "memory after many products");
            }
        }
    }
}
