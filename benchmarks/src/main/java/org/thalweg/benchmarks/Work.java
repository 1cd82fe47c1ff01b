package org.thalweg.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A piece of work that is compared, and its bars.
 *
 * @param name its name, the peers' own where a peer does it
 * @param peer its name in the scripts of the peers
 * @param script the script that has it
 * @param benchmark the JMH benchmark, class and method
 * @param shape the benchmark's parameter {@code shape}, or none
 * @param cores how many cores it may use
 * @param flops what its matrix products need
 * @param bars its targets, for two cores with AVX-512
 */
record Work(
        String name,
        String peer,
        String script,
        String benchmark,
        String shape,
        int cores,
        double flops,
        List<Bar> bars) {

    /** The script of the peers of eigensolvers, which reads a problem. */
    static final String SPECTRUM = "spectrum.py";

    private static final int SAMPLES = CurvatureBenchmark.SAMPLES;

    /** Products that the 20 largest eigenvalues may take. */
    private static final int PRODUCTS = 85;

    /** All work. */
    static List<Work> all() {
        int[] narrow = {784, 50, 50, 10};
        int[] square = {512, 512, 512, 512};
        int squareSamples = SquareNetworkBenchmark.SAMPLES;
        double eigenvalues = PRODUCTS * Flops.hessian(SAMPLES, narrow);
        return List.of(
                product("1024^3", "1024 1024 1024", new Bar.PeerSpeed(0.95), new Bar.PeakShare(0.85)),
                product("2048^3", "2048 2048 2048"),
                product("(10000x784)(784x50)", "10000 784 50", new Bar.PeerSpeed(1.4)),
                product("(10000x50)(50x784)", "10000 50 784", new Bar.PeerSpeed(1.4)),
                network("784-50-50-10 gradient", "gradient", Flops.gradient(SAMPLES, narrow), new Bar.Time(14)),
                network("784-50-50-10 HVP cached", "hessian", Flops.hessian(SAMPLES, narrow), new Bar.Time(14)),
                network(
                        "784-50-50-10 HVP in blocks of 16",
                        "hessianBlock",
                        Flops.hessian(SAMPLES, narrow),
                        new Bar.Time(11)),
                network(
                        "784-50-50-10 HVP of 50x50 cached",
                        "hiddenBlock",
                        Flops.hessianOfWeight(1, SAMPLES, narrow),
                        new Bar.Time(1)),
                network("784-50-50-10 Gauss-Newton", "gaussNewton", Flops.gaussNewton(SAMPLES, narrow)),
                network(
                        "784-50-50-10 gradient covariance",
                        "gradientCovariance",
                        Flops.gradientCovariance(SAMPLES, narrow)),
                work(
                        "512-512-512-512 gradient",
                        "SquareNetworkBenchmark.gradient",
                        2,
                        Flops.gradient(squareSamples, square)),
                work(
                        "512-512-512-512 HVP cached",
                        "SquareNetworkBenchmark.hessian",
                        2,
                        Flops.hessian(squareSamples, square),
                        new Bar.Multiple(2.2, "512-512-512-512 gradient", "gradients")),
                eigenvalues("784-50-50-10 top 20 to 1e-10", "largest", eigenvalues, new Bar.PeerSpeed(3.5)),
                eigenvalues("784-50-50-10 top 20 with second start and residuals", "certified", eigenvalues),
                eigenvalues("784-50-50-10 top 20 in blocks of 4", "blocks", eigenvalues),
                eigenvalues(
                        "784-50-50-10 top 20 by power iteration to 1e-3",
                        "powerIteration",
                        Double.NaN,
                        new Bar.OtherSpeed(15, "784-50-50-10 top 20 to 1e-10")),
                eigen("vectors", 1000, 1, new Bar.PeerSpeed(1 / 1.5), new Bar.EjmlSpeed(8)),
                eigen("vectors", 2500, 1, new Bar.PeerSpeed(1 / 1.5), new Bar.EjmlSpeed(8)),
                eigen("values", 1000, 1),
                eigen("values", 2500, 1, new Bar.PeerSpeed(1 / 1.5)),
                eigen("vectors", 1000, 2, new Bar.Multiple(1 / 1.6, "eigenvectors 1000", "1 thread")),
                eigen("vectors", 2500, 2, new Bar.Multiple(1 / 1.6, "eigenvectors 2500", "1 thread")),
                eigen("values", 1000, 2),
                eigen("values", 2500, 2));
    }

    private static Work product(String name, String shape, Bar... bars) {
        int[] sizes = ProductBenchmark.sizes(shape);
        double flops = Flops.product(sizes[0], sizes[1], sizes[2]);
        return new Work(
                name, name, "products.py", "ProductBenchmark.thalweg", shape, 1, flops, withoutAllocation(bars));
    }

    private static Work network(String name, String method, double flops, Bar... bars) {
        return work(name, "CurvatureBenchmark." + method, 2, flops, bars);
    }

    private static Work eigenvalues(String name, String method, double flops, Bar... bars) {
        return new Work(name, name, SPECTRUM, "LanczosBenchmark." + method, "", 2, flops, List.of(bars));
    }

    private static Work work(String name, String benchmark, int cores, double flops, Bar... bars) {
        return new Work(name, name, "curvature.py", benchmark, "", cores, flops, withoutAllocation(bars));
    }

    private static Work eigen(String what, int n, int cores, Bar... bars) {
        String peer = "eigen" + what + " " + n;
        double flops = what.equals("vectors") ? Flops.eigenvectors(n) : Flops.eigenvalues(n);
        String name = cores == 1 ? peer : peer + " on " + cores + " cores";
        return new Work(
                name, peer, "eigen.py", "SymmetricEigenBenchmark.thalweg", n + " " + what, cores, flops, List.of(bars));
    }

    private static List<Bar> withoutAllocation(Bar... bars) {
        return Stream.concat(Arrays.stream(bars), Stream.of(new Bar.NoAllocation()))
                .toList();
    }

    /**
     * Looks up what was measured of this work.
     *
     * @param ours the measurements of JMH
     * @param peers the measurements of the peers
     * @param peak the flops a second of a core
     * @return the result
     */
    Result result(Measurements ours, PeerTimes peers, double peak) {
        String ejml = benchmark.substring(0, benchmark.indexOf('.')) + ".ejml";
        Measurements.Measured best = ours.best(benchmark, shape, cores);
        return new Result(
                name,
                best.threads(),
                best.value(),
                best.bytes(),
                best.bytes() * best.operations(),
                peers.best(peer, "float64", cores),
                peers.best(peer, "float32", cores),
                ours.has(ejml, shape) ? ours.best(ejml, shape, 1).value() : Double.NaN,
                flops,
                1e3 * flops / (cores * peak));
    }
}
