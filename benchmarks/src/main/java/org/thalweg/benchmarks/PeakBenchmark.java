package org.thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.thalweg.linalg.kernels.Kernels;
import org.thalweg.linalg.kernels.TiledProduct;

/**
 * The peak of a core: independent chains of fused multiply-adds in registers, as many as a tile of the matrix product
 * holds. Strides of zero let every step read the same few numbers, which stay in the first-level cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class PeakBenchmark {

    private static final int ROWS = 64;
    /** Whole groups of panels for vectors of any length. */
    private static final int COLUMNS = 8 * TiledProduct.PANEL_GROUP;

    private static final int DEPTH = 1024;
    private static final int REPEATS = 16;

    /** Flops of an operation of {@link #fusedMultiplyAdds}. */
    static final double FLOPS = 2.0 * ROWS * COLUMNS * DEPTH;

    private final TiledProduct product = Kernels.selected().product();
    private final double[] a = Normal.matrix(1, ROWS, 1).data;
    private final double[] b = Normal.matrix(1, COLUMNS, 2).data;
    private final double[] c = new double[ROWS * COLUMNS];
    private final double[] scratch = new double[product.scratchLength()];

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public double[] fusedMultiplyAdds() {
        for (int i = 0; i < REPEATS; i++) {
            product.multiplyAdd(ROWS, COLUMNS, DEPTH, a, 0, 1, 0, b, 0, 0, c, 0, COLUMNS, scratch);
        }
        return c;
    }
}
