package org.thalweg.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ludovic.netlib.arpack.ARPACK;
import dev.ludovic.netlib.arpack.JavaARPACK;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.linalg.kernels.Kernels;

/**
 * What is to be found out once in a JVM with the options of the benchmarks, printed as JSON lines: the kernels in use, the JDK, what
 * answers for netlib, and
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
        System.out.println(mapper.writeValueAsString(
                Map.of("kernels", Kernels.selected().name(), "jdk", Machine.jdk(), "netlib", netlib())));
        try (NetworkProblem problem = CurvatureBenchmark.problem(2)) {
            for (long budget : BUDGETS) {
                System.out.println(mapper.writeValueAsString(memory(problem, budget)));
            }
        }
    }

    /** Which classes of netlib answer, and which libraries of the machine they call. */
    private static String netlib() {
        String answering = Stream.of(BLAS.getInstance(), LAPACK.getInstance(), ARPACK.getInstance())
                .map(Survey::className)
                .collect(Collectors.joining(", "));
        String java = Stream.of(JavaBLAS.getInstance(), JavaLAPACK.getInstance(), JavaARPACK.getInstance())
                .map(Survey::className)
                .collect(Collectors.joining(", "));
        String called = nativeLibraries();
        return answering + (called.isEmpty() ? "" : " (" + called + ")") + "; in Java " + java;
    }

    private static String className(Object object) {
        return object.getClass().getSimpleName();
    }

    /** The files with BLAS, LAPACK or ARPACK that Linux has mapped, by name; empty on other systems. */
    private static String nativeLibraries() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .filter(name -> name.matches("lib[a-z]*(blas|lapack|arpack).*\\.so.*") && !name.contains("netlib"))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (IOException | UncheckedIOException e) {
            return "";
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
