package org.thalweg.benchmarks;

import static jdk.incubator.vector.DoubleVector.broadcast;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The peak of a core: chains of fused multiply-adds of whole vectors that do not wait for each other and read registers alone.
 * Twelve chains are enough for two units with a latency of up to six cycles, and leave registers for the factors even where
 * there are sixteen.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class PeakBenchmark {

    private static final VectorSpecies<Double> DOUBLE = DoubleVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    /** Whole steps of all chains for vectors of up to eight numbers. */
    private static final int MULTIPLY_ADDS = 8 * CHAINS * 100_000;

    /** Flops of an operation of {@link #fusedMultiplyAdds}, whatever the length of vectors. */
    static final double FLOPS = 2.0 * MULTIPLY_ADDS;

    private double factor = 0.999;
    private double addend = 1e-3;

    @Benchmark
    public double fusedMultiplyAdds() {
        DoubleVector x = broadcast(DOUBLE, factor);
        DoubleVector y = broadcast(DOUBLE, addend);
        DoubleVector c0 = broadcast(DOUBLE, 0);
        DoubleVector c1 = broadcast(DOUBLE, 1);
        DoubleVector c2 = broadcast(DOUBLE, 2);
        DoubleVector c3 = broadcast(DOUBLE, 3);
        DoubleVector c4 = broadcast(DOUBLE, 4);
        DoubleVector c5 = broadcast(DOUBLE, 5);
        DoubleVector c6 = broadcast(DOUBLE, 6);
        DoubleVector c7 = broadcast(DOUBLE, 7);
        DoubleVector c8 = broadcast(DOUBLE, 8);
        DoubleVector c9 = broadcast(DOUBLE, 9);
        DoubleVector c10 = broadcast(DOUBLE, 10);
        DoubleVector c11 = broadcast(DOUBLE, 11);
        int steps = MULTIPLY_ADDS / CHAINS / DOUBLE.length();
        for (int i = 0; i < steps; i++) {
            c0 = c0.fma(x, y);
            c1 = c1.fma(x, y);
            c2 = c2.fma(x, y);
            c3 = c3.fma(x, y);
            c4 = c4.fma(x, y);
            c5 = c5.fma(x, y);
            c6 = c6.fma(x, y);
            c7 = c7.fma(x, y);
            c8 = c8.fma(x, y);
            c9 = c9.fma(x, y);
            c10 = c10.fma(x, y);
            c11 = c11.fma(x, y);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .lane(0);
    }
}
