package org.thalweg.benchmarks.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.thalweg.benchmarks.Machine;
import org.thalweg.benchmarks.PeerOptions;
import org.thalweg.benchmarks.Table;
import org.thalweg.linalg.Workers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Repeats the campaigns of {@code docs/numerics/evidence.md} and prints the largest errors and the coverages that they find:
 *
 * <pre>{@code java -cp benchmarks/target/benchmarks.jar org.thalweg.benchmarks.evidence.Evidence}</pre>
 *
 * <p>The same seed and scale give the same tables, for any number of threads. Progress goes to standard error, tables to
 * standard output. A campaign that cannot run here says why and counts for
 * nothing. Status: 0 if every claim held, 1 if one is broken, 2 for wrong use.
 */
@Command(name = "evidence", description = "Tries hard problems and prints the largest errors and the coverages.")
public final class Evidence implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this.")
    @SuppressWarnings("UnusedVariable") // picocli alone reads it
    private boolean help;

    @Parameters(paramLabel = "CAMPAIGN", description = "The campaigns to run; all if none is named; --list lists them.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Prints what campaigns there are.")
    private boolean list;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The key of everything random; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--scale",
            paramLabel = "quick|full",
            defaultValue = "quick",
            description = "Minutes or most of an hour; default: ${DEFAULT-VALUE}.")
    private Scale scale;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many threads; default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Only the problems in whose name, as the tables print it, this regular expression is found.")
    private String only;

    @Option(
            names = "--case",
            paramLabel = "N",
            description = "Only the case with this number, such as a worst one; with the same seed and scale.")
    private Integer single;

    @Option(names = "--cells", description = "Prints every cell of a coverage, not the worst of each family alone.")
    private boolean cells;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the tables to this file, too.")
    private Path markdown;

    @Mixin
    private PeerOptions peers;

    private Evidence() {}

    /**
     * Runs the campaigns.
     *
     * @param arguments {@code --help} tells
     */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new Evidence())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("evidence: " + failure.getMessage());
                    return failure instanceof IllegalArgumentException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Campaign> chosen = chosen();
        if (list) {
            chosen.forEach(campaign -> System.out.println(campaign.name() + ": " + campaign.description()));
            return CommandLine.ExitCode.OK;
        }
        check();
        Pattern pattern = pattern();
        StringBuilder text = new StringBuilder();
        Table summary = new Table("campaign", "rows", "cases", "broken");
        boolean found = false;
        boolean held = true;
        try (Workers workers = Workers.of(threads)) {
            Trials trials = new Trials(
                    seed,
                    scale,
                    name -> pattern.matcher(name).find(),
                    single == null ? OptionalInt.empty() : OptionalInt.of(single),
                    workers);
            say(text, setting());
            for (Campaign campaign : chosen) {
                List<Row> rows = run(campaign, trials, text, summary);
                found |= !rows.isEmpty();
                held &= rows.stream().allMatch(Row::held);
            }
        }
        say(text, "\n" + summary);
        if (markdown != null) {
            Files.writeString(markdown, text);
        }
        if (!found && !only.isEmpty()) {
            throw new IllegalArgumentException("--only " + only + ": found in the name of no problem");
        }
        return held ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Finds now what would otherwise fail after minutes. */
    private void check() throws IOException {
        if (single != null && single < 0) {
            throw new IllegalArgumentException("--case " + single + ": expected a number from 0 on");
        }
        if (markdown != null && !Files.isWritable(markdown.toAbsolutePath().getParent())) {
            throw new IOException("--markdown " + markdown + ": its folder is not there or not writable");
        }
    }

    private List<Row> run(Campaign campaign, Trials trials, StringBuilder text, Table summary)
            throws IOException, InterruptedException {
        System.err.println("evidence: " + campaign.name() + " ...");
        long start = System.nanoTime();
        List<Row> rows;
        String tables;
        try {
            rows = campaign.run(trials);
            tables = Report.of(rows, cells ? Report.Detail.CELLS : Report.Detail.FAMILIES);
            long broken = rows.stream().filter(row -> !row.held()).count();
            long cases = rows.stream().mapToLong(Row::cases).sum();
            summary.row(campaign.name(), "" + rows.size(), "" + cases, "" + broken);
        } catch (Campaign.Unavailable e) {
            rows = List.of();
            tables = "Skipped: " + e.getMessage() + ".\n";
            summary.row(campaign.name(), "-", "-", "skipped");
        }
        if (!tables.isEmpty()) {
            say(text, "\n### " + campaign.name() + "\n\n" + campaign.description() + "\n\n" + tables);
        }
        System.err.printf("evidence: %s took %.0f s%n", campaign.name(), 1e-9 * (System.nanoTime() - start));
        return rows;
    }

    private static void say(StringBuilder text, String more) {
        System.out.print(more);
        System.out.flush();
        text.append(more);
    }

    private String setting() throws IOException {
        Map<String, String> setting = new LinkedHashMap<>(Machine.describe());
        setting.remove("load");
        setting.put("seed", String.valueOf(seed));
        setting.put("scale", scale.name().toLowerCase(Locale.ROOT));
        StringBuilder text = new StringBuilder();
        setting.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private List<Campaign> campaigns() {
        return List.of(
                new ElementaryCampaign(),
                new EigenCampaign(),
                new LanczosCampaign(),
                new EstimatorCampaign(),
                new SharpnessCampaign(),
                new FactorCampaign(),
                new ComponentsCampaign(),
                new EngineCampaign(peers.python(), peers.scripts()));
    }

    private List<Campaign> chosen() {
        List<String> known = campaigns().stream().map(Campaign::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "campaign: " + name + ", expected one of " + String.join(", ", known));
            }
        }
        return campaigns().stream()
                .filter(campaign -> names.isEmpty() || names.contains(campaign.name()))
                .toList();
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--only " + only + ": " + e.getDescription(), e);
        }
    }
}
