package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class WorkTest {

    private static final double PEAK = 1e11;

    private static final PeerTimes NO_PEERS = new PeerTimes(List.of());

    private static Work work(String name) {
        return Work.all("vector-512").stream()
                .filter(work -> work.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Measurements.Measured measured(String benchmark, String choice, double value, double products) {
        return new Measurements.Measured(benchmark, choice, 1, value, 0, 1, products);
    }

    /** Every work must be a benchmark with these parameters, or its row would never be filled. */
    @Test
    void everyWorkIsMeasured() {
        var silent = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
        Map<String, BenchmarkListEntry> entries =
                BenchmarkList.defaultList().find(silent, List.of(""), List.of()).stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getUsername()
                                        .substring(Work.class.getPackageName().length() + 1),
                                entry -> entry));
        Set<String> names = new HashSet<>();
        for (Work work : Work.all("vector-512")) {
            assertTrue(names.add(work.name()), () -> "twice: " + work.name());
            BenchmarkListEntry entry = entries.get(work.benchmark());
            assertTrue(entry != null, work::benchmark);
            Map<String, String[]> parameters = entry.getParams().orElse(Map.of());
            Set<String> choices = Stream.of(parameters.getOrDefault("shape", new String[] {""}))
                    .flatMap(shape -> Stream.of(parameters.getOrDefault("blockSize", new String[] {""}))
                            .map(block -> (shape + " " + block).strip()))
                    .collect(Collectors.toSet());
            assertTrue(choices.contains(work.shape()), () -> work.name() + ": " + work.shape() + " of " + choices);
        }
    }

    @Test
    void countedProductsMakeTheFloor() {
        Work work = work("50x50 block top 20 to 1e-10");
        Measurements ours = new Measurements(List.of(measured("HessianEigenBenchmark.largest", "hidden", 500, 60)));
        Result result = work.result(ours, NO_PEERS, PEAK);
        assertEquals(60 * work.flops(), result.flops());
        assertEquals(1e3 * 60 * work.flops() / (2 * PEAK), result.floor(), 1e-12);
    }

    @Test
    void librariesStandBesideWorkOnOneCore() {
        Measurements ours = new Measurements(List.of(
                measured("ProductBenchmark.thalweg", "2048 2048 2048", 300, Double.NaN),
                measured("ProductBenchmark.netlib", "2048 2048 2048", 310, Double.NaN)));
        Result one = work("2048^3").result(ours, NO_PEERS, PEAK);
        assertEquals(310, one.library(Library.NETLIB));
        assertEquals(Double.NaN, one.library(Library.HIPPARCHUS));
        assertEquals(
                Map.of(), work("2048^3 on 2 cores").result(ours, NO_PEERS, PEAK).libraries());
    }

    @Test
    void librariesFindTheLargestAndNothingElse() {
        Measurements ours = new Measurements(List.of(
                measured("HessianEigenBenchmark.largest", "network", 3, 80),
                measured("HessianEigenBenchmark.certified", "network", 4, 160),
                measured("HessianEigenBenchmark.netlib", "network", 5, 81)));
        assertEquals(
                5,
                work("784-50-50-10 top 20 to 1e-10")
                        .result(ours, NO_PEERS, PEAK)
                        .library(Library.NETLIB));
        assertEquals(
                Map.of(),
                work("784-50-50-10 top 20 with second start and residuals")
                        .result(ours, NO_PEERS, PEAK)
                        .libraries());
    }

    @Test
    void narrowVectorsHaveABarOfTheirOwn() {
        var line = JsonNodeFactory.instance
                .objectNode()
                .put("name", "1024^3")
                .put("dtype", "float64")
                .put("threads", 1)
                .put("median", 0.090);
        PeerTimes peers = new PeerTimes(List.of(line));
        Measurements ours =
                new Measurements(List.of(measured("ProductBenchmark.thalweg", "1024 1024 1024", 100, Double.NaN)));
        Map<String, String> met = Stream.of("vector-256", "vector-512")
                .collect(Collectors.toMap(kernels -> kernels, kernels -> {
                    Work work = Work.all(kernels).get(0);
                    Result result = work.result(ours, peers, PEAK);
                    return work.bars().get(0).judge(result, List.of(result)).met();
                }));
        assertEquals(Map.of("vector-256", "yes", "vector-512", "no"), met);
    }
}
