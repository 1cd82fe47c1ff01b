package org.thalweg.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.Map;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.linalg.kernels.Kernels;

/**
 * What is to be found out once in a JVM with the options of the benchmarks, printed as JSON lines: the kernels in use, and
 * the memory that Hessian-vector products in blocks of 16 and the gradient covariance take under several budgets.
 */
final class Survey {

    private static final long MEBIBYTE = 1 << 20;
    private static final List<Long> BUDGETS = List.of(Objective.DEFAULT_MEMORY_BUDGET, 64 * MEBIBYTE, 32 * MEBIBYTE);

    private Survey() {}

    /**
     * Prints the survey.
     *
     * @param arguments none
     * @throws JsonProcessingException never
     */
    public static void main(String... arguments) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        System.out.println(
                mapper.writeValueAsString(Map.of("kernels", Kernels.selected().name())));
        try (NetworkProblem problem = CurvatureBenchmark.problem(2)) {
            for (long budget : BUDGETS) {
                System.out.println(mapper.writeValueAsString(memory(problem, budget)));
            }
        }
    }

    private static Map<String, Long> memory(NetworkProblem problem, long budget) {
        long before = heap();
        Objective objective = problem.objective(budget);
        NetworkProblem.Product product = problem.product(objective, Curvature.HESSIAN, CurvatureBenchmark.BLOCK);
        long vectors = 16L * product.vectors().data.length;
        product.apply();
        long growth = heap() - before - vectors;
        return Map.of("budget", budget, "held", objective.memory(), "heap", growth);
    }

    private static long heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
