package org.thalweg.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Runs the JMH benchmarks, those of libraries of the JVM, then the scripts of the peers, and prints their times side by side
 * with the floor that the peak of the machine sets and with the targets.
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

    @Mixin
    private PeerOptions peers;

    @Option(
            names = "--jvm",
            paramLabel = "PATH",
            description = "The java to measure on; default: the one that runs this.")
    private String jvm;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option for this java, such as -XX:UseAVX=2; may be given several times.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--blas-core",
            paramLabel = "TYPE",
            description = "The OPENBLAS_CORETYPE for the peers, such as Haswell; OpenBLAS chooses if not given.")
    private String blasCore;

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
        Map<String, String> setting = Machine.describe();
        Harness harness = new Harness(quick, jvm == null ? Harness.ownJvm() : jvm, jvmOptions);
        List<JsonNode> survey = Child.lines(harness.command(Survey.class), blasEnvironment());
        Measurements ours = measurements(harness);
        double peak = 1e9 * Objects.requireNonNullElseGet(givenPeak, () -> measuredPeak(ours));
        List<Work> works = Work.all(survey.get(0).path("kernels").asText()).stream()
                .filter(work -> ours.has(work.benchmark(), work.shape()))
                .toList();
        PeerTimes peerTimes =
                peerTimes(works.stream().map(Work::script).distinct().toList());
        List<Result> results =
                works.stream().map(work -> work.result(ours, peerTimes, peak)).toList();

        setting.put("JDK", survey.get(0).path("jdk").asText());
        if (!jvmOptions.isEmpty()) {
            setting.put("options of the JVM", String.join(" ", jvmOptions));
        }
        setting.put("kernels", survey.get(0).path("kernels").asText());
        setting.put(
                "peak of a core",
                Table.number(peak * 1e-9) + " GFLOP/s, " + (givenPeak == null ? "measured" : "as given"));
        setting.put("peers", peerTimes.versions());
        setting.put("netlib", survey.get(0).path("netlib").asText() + "; one thread");
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

    /** Ours first, as a fault of ours ends the comparison; libraries are left out where they fail. */
    private Measurements measurements(Harness harness) throws RunnerException, InterruptedException {
        Measurements ours = Measurements.run(
                givenPeak == null ? only + "|" + PEAK : only, Library.pattern(), harness, Measurements.OnFailure.STOP);
        return ours.and(LibraryTimes.measure(only, harness, blasEnvironment()));
    }

    private static double measuredPeak(Measurements ours) {
        return ours.best(PEAK, "", 1)
                .map(measured -> 1e-6 * PeakBenchmark.FLOPS / measured.value())
                .orElseThrow();
    }

    private Map<String, String> blasEnvironment() {
        return blasCore == null ? Map.of() : Map.of("OPENBLAS_CORETYPE", blasCore);
    }

    private List<String> peerOptions() {
        List<String> options = new ArrayList<>();
        if (quick) {
            options.add("--quick");
        }
        if (blasCore != null) {
            options.addAll(List.of("--core", blasCore));
        }
        return options;
    }

    private PeerTimes peerTimes(List<String> scripts) throws IOException, InterruptedException {
        Path problem = Files.createTempFile("thalweg-problem", ".npz");
        try {
            if (scripts.stream().anyMatch(Work.ON_TRAINED_PROBLEM::contains)) {
                TrainedProblem.main(problem.toString());
            }
            return PeerTimes.measure(
                    peers.python(),
                    peers.scripts(),
                    scripts.stream()
                            .map(script -> Work.ON_TRAINED_PROBLEM.contains(script)
                                    ? List.of(script, problem.toString())
                                    : List.of(script))
                            .toList(),
                    peerOptions());
        } finally {
            Files.delete(problem);
        }
    }

    private Map<String, Integer> planned() {
        return Measurements.planned(only, Library.NONE);
    }

    /** Finds now what would otherwise fail after minutes. */
    private void check() throws IOException {
        if (givenPeak != null && !(givenPeak > 0)) {
            throw new IllegalArgumentException("--peak: " + givenPeak + ", expected a positive number of GFLOP/s");
        }
        if (jvm != null && !Files.isExecutable(Path.of(jvm))) {
            throw new IOException("--jvm " + jvm + ": not there or not executable, expected a java");
        }
        if (planned().isEmpty()) {
            throw new IllegalArgumentException("--only " + only + ": found in the name of no benchmark");
        }
        if (json != null) {
            Path folder = json.toAbsolutePath().getParent();
            if (!Files.isWritable(folder)) {
                throw new IOException("--json " + json + ": folder " + folder + " is not there or not writable");
            }
        }
    }

    private static List<Bar.Verdict> verdicts(Work work, Result result, List<Result> all) {
        return work.bars().stream().map(bar -> bar.judge(result, all)).toList();
    }

    /** A row for each work; columns of peers that did none of it are left out. */
    private static Table workTable(List<Work> works, List<Result> results) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("products", Result::products));
        columns.add(Column.of("float64 peer", Result::float64));
        columns.add(Column.of("float32 peer", Result::float32));
        for (Library library : Library.values()) {
            columns.add(Column.of(library.title(), result -> result.library(library)));
        }
        columns.removeIf(column -> results.stream().allMatch(result -> Double.isNaN(column.number(result))));
        Table table = new Table(Stream.of(
                        Stream.of("work", "threads", "ms", "GFLOP/s", "B/op"),
                        columns.stream().map(Column::title),
                        Stream.of("floor", "peer/ours", "target", "met"))
                .flatMap(titles -> titles)
                .toArray(String[]::new));
        for (int i = 0; i < works.size(); i++) {
            Result result = results.get(i);
            List<Bar.Verdict> verdicts = verdicts(works.get(i), result, results);
            table.row(Stream.of(
                            Stream.of(
                                    result.work(),
                                    String.valueOf(result.threads()),
                                    Table.number(result.milliseconds()),
                                    Table.number(result.gigaflops()),
                                    Table.number(result.bytes())),
                            columns.stream().map(column -> Table.number(column.number(result))),
                            Stream.of(
                                    Table.number(result.floor()),
                                    Table.number(result.float64() / result.milliseconds()),
                                    verdicts.stream().map(Bar.Verdict::target).collect(Collectors.joining("; ")),
                                    verdicts.stream().map(Bar.Verdict::met).collect(Collectors.joining("; "))))
                    .flatMap(cells -> cells)
                    .toArray(String[]::new));
        }
        return table;
    }

    /** A column of numbers that not every comparison has. */
    private record Column(String title, ToDoubleFunction<Result> value) {

        static Column of(String title, ToDoubleFunction<Result> value) {
            return new Column(title, value);
        }

        double number(Result result) {
            return value.applyAsDouble(result);
        }
    }

    private static Table elementaryTable(Measurements ours) {
        Table table = new Table("function, ns an element", "vector", "portable", "java.lang.Math");
        for (ElementaryBenchmark.Function function : ElementaryBenchmark.Function.values()) {
            String[] times = Stream.of("vector", "portable", "math")
                    .map(method -> "ElementaryBenchmark." + method)
                    .mapToDouble(name -> ours.best(name, function.name(), 1)
                            .map(Measurements.Measured::value)
                            .orElse(Double.NaN))
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
