package org.thalweg.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What JMH measured.
 *
 * @param all one for each benchmark and choice of its parameters
 */
record Measurements(List<Measured> all) {

    /** What to do about a benchmark that fails. */
    enum OnFailure {
        /** It ends the run. */
        STOP,
        /** JMH tells of it on standard error, and the others go on. */
        GO_ON
    }

    /** The parameters that tell one piece of work of a benchmark from another. */
    private static final List<String> CHOICES = List.of("shape", "function", "blockSize");

    /**
     * A benchmark's measurement.
     *
     * @param benchmark class and method
     * @param choice its parameters {@code shape}, {@code function} and {@code blockSize}, as far as it has them
     * @param threads its parameter {@code threads}, or 1
     * @param value the median of the iterations' mean times, in the benchmark's unit
     * @param bytes what an operation allocates, the median of the iterations' means
     * @param operations how many operations an iteration has, about
     * @param products products with the operator in an operation; NaN where they are not counted
     */
    record Measured(
            String benchmark,
            String choice,
            int threads,
            double value,
            double bytes,
            double operations,
            double products) {

        private static Measured of(RunResult run) {
            BenchmarkParams parameters = run.getParams();
            double value = run.getPrimaryResult().getStatistics().getPercentile(50);
            double iteration = parameters.getMeasurement().getTime().convertTo(TimeUnit.NANOSECONDS);
            Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
            return new Measured(
                    shortName(parameters.getBenchmark()),
                    CHOICES.stream()
                            .map(parameters::getParam)
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining(" ")),
                    Integer.parseInt(Objects.requireNonNullElse(parameters.getParam("threads"), "1")),
                    value,
                    allocated == null ? Double.NaN : allocated.getStatistics().getPercentile(50),
                    Math.max(
                            parameters.getOpsPerInvocation(),
                            iteration / (value * parameters.getTimeUnit().toNanos(1))),
                    score(run, "products") / score(run, "runs"));
        }

        /** A counter of {@link ProductCount}, summed over all iterations. */
        private static double score(RunResult run, String counter) {
            Result<?> result = run.getSecondaryResults().get(counter);
            return result == null ? Double.NaN : result.getScore();
        }
    }

    /**
     * Runs benchmarks; JMH tells of its progress on standard error.
     *
     * @param pattern a regular expression that is found in the names of the benchmarks to run
     * @param without one that is found in the names of those to leave out
     * @param harness how to run them
     * @param onFailure what to do about one that fails
     * @return their measurements; none if the patterns leave no benchmark
     * @throws RunnerException if JMH cannot run them, or one fails and that is to stop the run
     */
    static Measurements run(String pattern, String without, Harness harness, OnFailure onFailure)
            throws RunnerException {
        if (planned(pattern, without).isEmpty()) {
            return new Measurements(List.of());
        }
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .exclude(without)
                .jvm(harness.jvm())
                .jvmArgsPrepend(harness.allOptions().toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(onFailure == OnFailure.STOP);
        if (harness.quick()) {
            options.warmupIterations(2)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(200));
        }
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        Collection<RunResult> runs = new Runner(options.build(), progress).run();
        return new Measurements(runs.stream().map(Measured::of).toList());
    }

    /**
     * What a run would measure.
     *
     * @param pattern a regular expression that is found in the names of the benchmarks to run
     * @param without one that is found in the names of those to leave out
     * @return by class and method, the number of choices of the parameters
     */
    static Map<String, Integer> planned(String pattern, String without) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, List.of(pattern), List.of(without)).stream()
                .collect(Collectors.toMap(
                        entry -> shortName(entry.getUsername()), Measurements::choices, Integer::sum, TreeMap::new));
    }

    private static int choices(BenchmarkListEntry entry) {
        return entry.getParams().orElse(Map.of()).values().stream()
                .mapToInt(values -> values.length)
                .reduce(1, (x, y) -> x * y);
    }

    private static String shortName(String benchmark) {
        return benchmark.substring(Measurements.class.getPackageName().length() + 1);
    }

    Measurements and(Measurements others) {
        return new Measurements(Stream.concat(all.stream(), others.all.stream()).toList());
    }

    boolean has(String benchmark, String choice) {
        return all.stream().anyMatch(matches(benchmark, choice));
    }

    /** The fastest measurement with at most so many threads, if there is one. */
    Optional<Measured> best(String benchmark, String choice, int mostThreads) {
        return all.stream()
                .filter(matches(benchmark, choice).and(measured -> measured.threads() <= mostThreads))
                .min(Comparator.comparingDouble(Measured::value));
    }

    private static Predicate<Measured> matches(String benchmark, String choice) {
        return measured ->
                measured.benchmark().equals(benchmark) && measured.choice().equals(choice);
    }
}
