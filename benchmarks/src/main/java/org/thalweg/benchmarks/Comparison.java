package org.thalweg.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the JMH benchmarks, then the scripts of the peers, and prints their times side by side with the floor that the peak of
 * the machine sets and with the targets.
 *
 * <p>The floor of a piece of work is the time of its matrix products at the peak of the cores it may use. Times are medians:
 * ours of the means of JMH's iterations, a peer's of single runs. Where several threads are allowed, the best over 1 and 2
 * counts, for either side. Progress goes to standard error, the table to standard output.
 */
@Command(name = "comparison", description = "Runs the benchmarks and their peers and prints them side by side.")
public final class Comparison implements Callable<Integer> {

    private static final String PEAK = "PeakBenchmark.fusedMultiplyAdds";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this.")
    @SuppressWarnings("UnusedVariable") // picocli alone reads it
    private boolean help;

    @Option(names = "--quick", description = "Short iterations, for a first look.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            defaultValue = "Benchmark",
            description = "Only the JMH benchmarks with names where this regular expression is found.")
    private String only;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the results to this file as JSON, too.")
    private Path json;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            defaultValue = "python3",
            description = "The Python that has numpy and torch; default: ${DEFAULT-VALUE}.")
    private String python;

    @Option(
            names = "--peers",
            paramLabel = "FOLDER",
            defaultValue = "benchmarks/peers",
            description = "Where the scripts of the peers are; default: ${DEFAULT-VALUE}.")
    private Path peers;

    @Option(
            names = "--peak",
            paramLabel = "GFLOPS",
            description = "The peak of a core in GFLOP/s; measured if not given.")
    private Double givenPeak;

    private Comparison() {}

    /**
     * Runs the comparison.
     *
     * @param arguments {@code --help} tells
     */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new Comparison())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("comparison: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        check();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        List<JsonNode> survey = Child.lines(surveyCommand());
        Measurements ours = Measurements.run(givenPeak == null ? only + "|" + PEAK : only, quick);
        double peak = givenPeak == null
                ? 1e3 * PeakBenchmark.FLOPS / ours.best(PEAK, "", 1).value()
                : 1e9 * givenPeak;
        List<Work> works = Work.all().stream()
                .filter(work -> ours.has(work.benchmark(), work.shape()))
                .toList();
        PeerTimes peerTimes =
                peerTimes(works.stream().map(Work::script).distinct().toList());
        List<Result> results =
                works.stream().map(work -> work.result(ours, peerTimes, peak)).toList();

        Map<String, String> setting = new LinkedHashMap<>();
        setting.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        setting.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        setting.put("load before", Table.number(load));
        setting.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        setting.put("kernels", survey.get(0).path("kernels").asText());
        setting.put(
                "peak of a core",
                Table.number(peak * 1e-9) + " GFLOP/s, " + (givenPeak == null ? "measured" : "as given"));
        setting.put("peers", peerTimes.versions());
        setting.forEach((name, value) -> System.out.println("- " + name + ": " + value));
        System.out.println();
        if (!works.isEmpty()) {
            System.out.println(workTable(works, results));
        }
        if (ours.all().stream().anyMatch(measured -> measured.benchmark().startsWith("ElementaryBenchmark"))) {
            System.out.println(elementaryTable(ours));
        }
        System.out.println(memoryTable(survey));
        if (json != null) {
            write(setting, works, results, ours, survey);
        }
        return CommandLine.ExitCode.OK;
    }

    private PeerTimes peerTimes(List<String> scripts) throws IOException, InterruptedException {
        Path problem = Files.createTempFile("thalweg-problem", ".npz");
        try {
            if (scripts.contains(Work.SPECTRUM)) {
                TrainedProblem.main(problem.toString());
            }
            return PeerTimes.measure(
                    python,
                    peers,
                    scripts.stream()
                            .map(script -> script.equals(Work.SPECTRUM)
                                    ? List.of(script, problem.toString())
                                    : List.of(script))
                            .toList(),
                    quick);
        } finally {
            Files.delete(problem);
        }
    }

    /** Finds now what would otherwise fail after minutes. */
    private void check() throws IOException {
        if (givenPeak != null && !(givenPeak > 0)) {
            throw new IllegalArgumentException("--peak: " + givenPeak + ", expected a positive number of GFLOP/s");
        }
        if (json != null) {
            Path folder = json.toAbsolutePath().getParent();
            if (!Files.isWritable(folder)) {
                throw new IOException("--json " + json + ": folder " + folder + " is not there or not writable");
            }
        }
    }

    private static List<String> surveyCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Main.JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Survey.class.getName()));
        return command;
    }

    /** The name that Linux gives the processor, or the architecture. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static List<Bar.Verdict> verdicts(Work work, Result result, List<Result> all) {
        return work.bars().stream().map(bar -> bar.judge(result, all)).toList();
    }

    private static Table workTable(List<Work> works, List<Result> results) {
        Table table = new Table(
                "work",
                "threads",
                "ms",
                "GFLOP/s",
                "B/op",
                "float64 peer",
                "float32 peer",
                "EJML",
                "floor",
                "peer/ours",
                "target",
                "met");
        for (int i = 0; i < works.size(); i++) {
            Result result = results.get(i);
            List<Bar.Verdict> verdicts = verdicts(works.get(i), result, results);
            table.row(
                    result.work(),
                    String.valueOf(result.threads()),
                    Table.number(result.milliseconds()),
                    Table.number(result.gigaflops()),
                    Table.number(result.bytes()),
                    Table.number(result.float64()),
                    Table.number(result.float32()),
                    Table.number(result.ejml()),
                    Table.number(result.floor()),
                    Table.number(result.float64() / result.milliseconds()),
                    verdicts.stream().map(Bar.Verdict::target).collect(Collectors.joining("; ")),
                    verdicts.stream().map(Bar.Verdict::met).collect(Collectors.joining("; ")));
        }
        return table;
    }

    private static Table elementaryTable(Measurements ours) {
        Table table = new Table("function, ns an element", "vector", "portable", "java.lang.Math");
        for (ElementaryBenchmark.Function function : ElementaryBenchmark.Function.values()) {
            String[] times = Stream.of("vector", "portable", "math")
                    .map(method -> "ElementaryBenchmark." + method)
                    .mapToDouble(name -> ours.has(name, function.name())
                            ? ours.best(name, function.name(), 1).value()
                            : Double.NaN)
                    .mapToObj(Table::number)
                    .toArray(String[]::new);
            table.row(function.name(), times[0], times[1], times[2]);
        }
        return table;
    }

    private static Table memoryTable(List<JsonNode> survey) {
        Table table = new Table("memory, MiB", "budget", "held", "heap grew by", "within");
        for (JsonNode line : survey.subList(1, survey.size())) {
            table.row(
                    "784-50-50-10 HVP in blocks of 16",
                    mebibytes(line, "budget"),
                    mebibytes(line, "held"),
                    mebibytes(line, "heap"),
                    line.path("held").asLong() <= line.path("budget").asLong() ? "yes" : "no");
        }
        return table;
    }

    private static String mebibytes(JsonNode line, String key) {
        return Table.number(line.path(key).asDouble() / (1 << 20));
    }

    /** The table's results and verdicts, and all that was measured on the way; what is unknown is {@code "NaN"}. */
    private void write(
            Map<String, String> setting,
            List<Work> works,
            List<Result> results,
            Measurements ours,
            List<JsonNode> survey)
            throws IOException {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            rows.add(Map.of("result", results.get(i), "verdicts", verdicts(works.get(i), results.get(i), results)));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("setting", setting);
        content.put("work", rows);
        content.put("benchmarks", ours.all());
        content.put("memory", survey.subList(1, survey.size()));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), content);
    }
}
