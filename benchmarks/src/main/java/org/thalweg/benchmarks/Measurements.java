package org.thalweg.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
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

    /**
     * A benchmark's measurement.
     *
     * @param benchmark class and method
     * @param choice its parameter {@code shape} or {@code function}, or none
     * @param threads its parameter {@code threads}, or 1
     * @param value the median of the iterations' mean times, in the benchmark's unit
     * @param bytes what an operation allocates, the median of the iterations' means
     * @param operations how many operations an iteration has, about
     */
    record Measured(String benchmark, String choice, int threads, double value, double bytes, double operations) {

        private static Measured of(RunResult run) {
            BenchmarkParams parameters = run.getParams();
            String name = parameters.getBenchmark();
            double value = run.getPrimaryResult().getStatistics().getPercentile(50);
            double iteration = parameters.getMeasurement().getTime().convertTo(TimeUnit.NANOSECONDS);
            Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
            return new Measured(
                    name.substring(Measurements.class.getPackageName().length() + 1),
                    Stream.of("shape", "function")
                            .map(parameters::getParam)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(""),
                    Integer.parseInt(Objects.requireNonNullElse(parameters.getParam("threads"), "1")),
                    value,
                    allocated == null ? Double.NaN : allocated.getStatistics().getPercentile(50),
                    Math.max(
                            parameters.getOpsPerInvocation(),
                            iteration / (value * parameters.getTimeUnit().toNanos(1))));
        }
    }

    /**
     * Runs benchmarks; JMH tells of its progress on standard error.
     *
     * @param pattern a regular expression that is found in the names of the benchmarks to run
     * @param quick whether to make the iterations short
     * @return their measurements
     * @throws RunnerException if there are none or one fails
     */
    static Measurements run(String pattern, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .jvmArgsPrepend(Main.JVM_OPTIONS.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (quick) {
            options.warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(200));
        }
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        Collection<RunResult> runs;
        try {
            runs = new Runner(options.build(), progress).run();
        } catch (NoBenchmarksException e) {
            throw new RunnerException(pattern + ": found in the name of no benchmark", e);
        }
        return new Measurements(runs.stream().map(Measured::of).toList());
    }

    boolean has(String benchmark, String choice) {
        return all.stream().anyMatch(matches(benchmark, choice));
    }

    Measured best(String benchmark, String choice, int mostThreads) {
        return all.stream()
                .filter(matches(benchmark, choice).and(measured -> measured.threads() <= mostThreads))
                .min(Comparator.comparingDouble(Measured::value))
                .orElseThrow();
    }

    private static Predicate<Measured> matches(String benchmark, String choice) {
        return measured ->
                measured.benchmark().equals(benchmark) && measured.choice().equals(choice);
    }
}
