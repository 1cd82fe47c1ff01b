package org.thalweg.benchmarks;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A piece of work that is compared, and its bars.
 *
 * @param name its name, the peers' own where a peer does it
 * @param peer its name in the scripts of the peers
 * @param script the script that has it
 * @param benchmark the JMH benchmark, class and method
 * @param shape the benchmark's parameters, as {@link Measurements.Measured#choice} has them
 * @param cores how many cores it may use
 * @param flops what its matrix products need; where products with an operator are counted, what one of them needs
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

    private static final String SPECTRUM = "spectrum.py";
    private static final String NOISE = "noise.py";

    /** The scripts of peers that read a trained problem. */
    static final Set<String> ON_TRAINED_PROBLEM = Set.of(SPECTRUM, NOISE);

    private static final int SAMPLES = CurvatureBenchmark.SAMPLES;
    private static final String NARROW = "784-50-50-10";

    /**
     * All work.
     *
     * @param kernels the kernels in use: at n = 1024 vectors of 256 bits have a bar of their own
     */
    static List<Work> all(String kernels) {
        return Stream.of(
                        products(kernels.equals("vector-256") ? 0.85 : 0.95),
                        networks(),
                        noise(),
                        hessians(),
                        eigenproblems(),
                        factorizations())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Work> products(double speed) {
        return List.of(
                product("1024^3", "1024 1024 1024", 1, new Bar.PeerSpeed(speed), new Bar.PeakShare(0.85)),
                product("2048^3", "2048 2048 2048", 1),
                product("1024^3", "1024 1024 1024", 2),
                product("2048^3", "2048 2048 2048", 2, new Bar.PeerSpeed(0.95)),
                product("(10000x784)(784x50)", "10000 784 50", 1, new Bar.PeerSpeed(1.4)),
                product("(10000x50)(50x784)", "10000 50 784", 1, new Bar.PeerSpeed(1.4)));
    }

    private static List<Work> networks() {
        int[] narrow = TrainedProblem.WIDTHS;
        int[] square = {512, 512, 512, 512};
        int squareSamples = SquareNetworkBenchmark.SAMPLES;
        return List.of(
                network("gradient", "gradient", Flops.gradient(SAMPLES, narrow), new Bar.Time(14)),
                network("HVP cached", "hessian", Flops.hessian(SAMPLES, narrow), new Bar.Time(14)),
                network("HVP in blocks of 16", "hessianBlock", Flops.hessian(SAMPLES, narrow), new Bar.Time(11)),
                network(
                        "HVP of 50x50 cached",
                        "hiddenBlock",
                        Flops.hessianOfWeight(1, SAMPLES, narrow),
                        new Bar.Time(1)),
                network("Gauss-Newton", "gaussNewton", Flops.gaussNewton(SAMPLES, narrow)),
                network("gradient covariance", "gradientCovariance", Flops.gradientCovariance(SAMPLES, narrow)),
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
                        new Bar.Multiple(2.2, "512-512-512-512 gradient", "gradients")));
    }

    /** Bars are those of 3000 gradients in 60 s and 2500 directions in 90 s. */
    private static List<Work> noise() {
        int[] all = TrainedProblem.WIDTHS;
        int[] tail = Arrays.copyOfRange(all, 1, all.length);
        return List.of(
                noise("step with dropout", "step", Flops.gradient(SAMPLES, all), new Bar.Time(16)),
                noise("gradient of 50x50 under a mask", "gradient", Flops.gradient(SAMPLES, tail), new Bar.Time(20)),
                noise(
                        "interval flatness of 50x50",
                        "flatness",
                        Flops.product(SAMPLES, tail[0], tail[1]),
                        new Bar.Time(36)));
    }

    private static List<Work> hessians() {
        double whole = Flops.hessian(SAMPLES, TrainedProblem.WIDTHS);
        double hidden = Flops.hessianOfWeight(1, SAMPLES, TrainedProblem.WIDTHS);
        double everyElement = Flops.matrixOfLayer(SAMPLES, TrainedProblem.WIDTHS[1], TrainedProblem.WIDTHS[2]);
        int parameters = HessianEigenBenchmark.HIDDEN_PARAMETERS;
        return Stream.of(
                        hessian(NARROW, HessianEigenBenchmark.NETWORK, whole, new Bar.PeerSpeed(4)).stream(),
                        hessian("50x50 block", HessianEigenBenchmark.HIDDEN, hidden).stream(),
                        Stream.of(new Work(
                                "50x50 block, every element",
                                "50x50 block, every element",
                                NOISE,
                                "HessianEigenBenchmark.matrix",
                                HessianEigenBenchmark.HIDDEN,
                                2,
                                everyElement,
                                List.of(new Bar.Time(4000)))),
                        Stream.of(eigenvalues(
                                "50x50 block top 20, dense",
                                "dense",
                                HessianEigenBenchmark.HIDDEN,
                                everyElement + Flops.eigenvalues(parameters))))
                .flatMap(works -> works)
                .toList();
    }

    private static List<Work> hessian(String matrix, String shape, double flops, Bar... bars) {
        String top = matrix + " top 20";
        return List.of(
                eigenvalues(top + " to 1e-10", "largest", shape, flops, bars),
                eigenvalues(top + " with second start and residuals", "certified", shape, flops),
                eigenvalues(top + " in blocks of 2", "blocks", shape + " 2", flops),
                eigenvalues(top + " in blocks of 4", "blocks", shape + " 4", flops),
                eigenvalues(top + " in blocks of 8", "blocks", shape + " 8", flops),
                eigenvalues(top + " from those 20 steps before", "warmStart", shape, flops),
                eigenvalues(
                        top + " by power iteration to 1e-3",
                        "powerIteration",
                        shape,
                        flops,
                        new Bar.OtherSpeed(15, top + " to 1e-10")));
    }

    private static List<Work> eigenproblems() {
        return List.of(
                eigen("vectors", 100, 1),
                eigen("vectors", 250, 1),
                eigen("vectors", 500, 1),
                eigen("vectors", 1000, 1, new Bar.PeerSpeed(1 / 1.5), new Bar.EjmlSpeed(8)),
                eigen("vectors", 2500, 1, new Bar.PeerSpeed(1 / 1.5), new Bar.EjmlSpeed(8)),
                eigen("values", 1000, 1),
                eigen("values", 2500, 1, new Bar.PeerSpeed(1 / 1.5)),
                eigen("vectors", 1000, 2, new Bar.Multiple(1 / 1.6, "eigenvectors 1000", "1 thread")),
                eigen("vectors", 2500, 2, new Bar.Multiple(1 / 1.6, "eigenvectors 2500", "1 thread")),
                eigen("values", 1000, 2),
                eigen("values", 2500, 2));
    }

    private static List<Work> factorizations() {
        return Arrays.stream(Factorization.values())
                .flatMap(factorization -> factorization.shapes().stream()
                        .map(shape -> new Work(
                                factorization.title() + " " + shape,
                                factorization.title() + " " + shape,
                                "factor.py",
                                "FactorizationBenchmark.thalweg",
                                factorization.name() + " " + shape,
                                1,
                                factorization.flops(shape),
                                List.of())))
                .toList();
    }

    private static Work product(String peer, String shape, int cores, Bar... bars) {
        int[] sizes = ProductBenchmark.sizes(shape);
        double flops = Flops.product(sizes[0], sizes[1], sizes[2]);
        return new Work(
                onCores(peer, cores),
                peer,
                "products.py",
                "ProductBenchmark.thalweg",
                shape,
                cores,
                flops,
                withoutAllocation(bars));
    }

    private static Work network(String name, String method, double flops, Bar... bars) {
        return work(NARROW + " " + name, "CurvatureBenchmark." + method, 2, flops, bars);
    }

    private static Work noise(String name, String method, double flops, Bar... bars) {
        String whole = NARROW + " " + name;
        return new Work(whole, whole, NOISE, "NoiseBenchmark." + method, "", 2, flops, List.of(bars));
    }

    private static Work eigenvalues(String name, String method, String shape, double flops, Bar... bars) {
        return new Work(name, name, SPECTRUM, "HessianEigenBenchmark." + method, shape, 2, flops, List.of(bars));
    }

    private static Work work(String name, String benchmark, int cores, double flops, Bar... bars) {
        return new Work(name, name, "curvature.py", benchmark, "", cores, flops, withoutAllocation(bars));
    }

    private static Work eigen(String what, int n, int cores, Bar... bars) {
        String peer = "eigen" + what + " " + n;
        double flops = what.equals("vectors") ? Flops.eigenvectors(n) : Flops.eigenvalues(n);
        return new Work(
                onCores(peer, cores),
                peer,
                "eigen.py",
                "SymmetricEigenBenchmark.thalweg",
                n + " " + what,
                cores,
                flops,
                List.of(bars));
    }

    private static String onCores(String peer, int cores) {
        return cores == 1 ? peer : peer + " on " + cores + " cores";
    }

    private static List<Bar> withoutAllocation(Bar... bars) {
        return Stream.concat(Arrays.stream(bars), Stream.of(new Bar.NoAllocation()))
                .toList();
    }

    /** Whether libraries do this work: the one of ours that asks for no more than they do. */
    private boolean hasLibraries() {
        return !name.contains(" on 2 cores") && !benchmark.matches("HessianEigenBenchmark\\.(?!largest).*");
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
        Measurements.Measured best = ours.best(benchmark, shape, cores)
                .orElseThrow(() -> new IllegalStateException(name + ": not measured"));
        Map<Library, Double> libraries = new EnumMap<>(Library.class);
        if (hasLibraries()) {
            String folder = benchmark.substring(0, benchmark.indexOf('.') + 1);
            for (Library library : Library.values()) {
                Optional<Measurements.Measured> found = ours.best(folder + library.method(), shape, Integer.MAX_VALUE);
                found.ifPresent(measured -> libraries.put(library, measured.value()));
            }
        }
        double total = Double.isNaN(best.products()) ? flops : best.products() * flops;
        return new Result(
                name,
                best.threads(),
                best.value(),
                best.bytes(),
                best.bytes() * best.operations(),
                best.products(),
                peers.best(peer, "float64", cores),
                peers.best(peer, "float32", cores),
                libraries,
                total,
                1e3 * total / (cores * peak));
    }
}
