package org.thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/** Elementary functions of an array in the first-level cache, by either kernels and by {@link Math}; time an element. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ElementaryBenchmark {

    private static final int LENGTH = 1024;

    /** What is computed. */
    public enum Function {
        EXP,
        TANH,
        TANH_WITH_DERIVATIVES,
        SIGMOID,
        SIGMOID_WITH_DERIVATIVES,
        SOFTPLUS,
        SOFTPLUS_WITH_DERIVATIVES,
        LOG,
        ERF;

        private void apply(ElementaryFunctions functions, double[] x, double[] y, double[] d) {
            switch (this) {
                case EXP -> functions.exp(LENGTH, x, 0, y, 0);
                case TANH -> functions.tanh(LENGTH, x, 0, y, 0);
                case TANH_WITH_DERIVATIVES -> functions.tanh(LENGTH, x, 0, y, 0, d, 0, LENGTH);
                case SIGMOID -> functions.sigmoid(LENGTH, x, 0, y, 0);
                case SIGMOID_WITH_DERIVATIVES -> functions.sigmoid(LENGTH, x, 0, y, 0, d, 0, LENGTH);
                case SOFTPLUS -> functions.softplus(LENGTH, x, 0, y, 0);
                case SOFTPLUS_WITH_DERIVATIVES -> functions.softplus(LENGTH, x, 0, y, 0, d, 0, LENGTH);
                case LOG -> functions.log(LENGTH, x, 0, y, 0);
                case ERF -> functions.erf(LENGTH, x, 0, y, 0);
            }
        }
    }

    /** Of {@link Function} all. */
    @State(Scope.Benchmark)
    public static class Ours {
        @Param
        Function function;
    }

    /** Those that {@link Math} has. */
    @State(Scope.Benchmark)
    public static class Javas {
        @Param({"EXP", "TANH", "LOG"})
        Function function;
    }

    private final double[] x = Normal.matrix(1, LENGTH, 1).data;
    private final double[] y = new double[LENGTH];
    private final double[] derivatives = new double[2 * LENGTH];
    private final ElementaryFunctions functions = Kernels.selected().functions();

    /** The logarithm is of positive numbers; the others take the same. */
    @Setup
    public void makePositive() {
        for (int i = 0; i < LENGTH; i++) {
            x[i] = Math.abs(x[i]);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    @Fork(jvmArgsAppend = "-Dthalweg.kernels=vector")
    public double[] vector(Ours ours) {
        ours.function.apply(functions, x, y, derivatives);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    @Fork(jvmArgsAppend = "-Dthalweg.kernels=portable")
    public double[] portable(Ours ours) {
        ours.function.apply(functions, x, y, derivatives);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public double[] math(Javas javas) {
        switch (javas.function) {
            case EXP -> {
                for (int i = 0; i < LENGTH; i++) {
                    y[i] = Math.exp(x[i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < LENGTH; i++) {
                    y[i] = Math.tanh(x[i]);
                }
            }
            case LOG -> {
                for (int i = 0; i < LENGTH; i++) {
                    y[i] = Math.log(x[i]);
                }
            }
            default -> throw new IllegalStateException("Math has no " + javas.function);
        }
        return y;
    }
}
