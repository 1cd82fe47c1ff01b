package org.thalweg.benchmarks.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.thalweg.benchmarks.Machine;
import org.thalweg.linalg.Workers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
            for (Campaign campaign : chosen) {
                System.out.println(campaign.name() + ": " + campaign.description());
            }
            return CommandLine.ExitCode.OK;
        }
        StringBuilder text = new StringBuilder();
        long broken = 0;
        try (Workers workers = Workers.of(threads)) {
            Pattern pattern = pattern();
            OptionalInt case_ = single == null ? OptionalInt.empty() : OptionalInt.of(single);
            Trials trials =
                    new Trials(seed, scale, name -> pattern.matcher(name).find(), case_, workers);
            say(text, setting());
            for (Campaign campaign : chosen) {
                broken += run(campaign, trials, text);
            }
        }
        if (markdown != null) {
            Files.writeString(markdown, text);
        }
        return broken == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Runs one campaign and returns how many claims are broken. */
    private long run(Campaign campaign, Trials trials, StringBuilder text) throws IOException, InterruptedException {
        System.err.println("evidence: " + campaign.name() + " ...");
        long start = System.nanoTime();
        say(text, "\n## " + campaign.name() + "\n\n" + campaign.description() + "\n\n");
        List<Row> rows;
        try {
            rows = campaign.run(trials);
        } catch (Campaign.Unavailable e) {
            say(text, "Skipped: " + e.getMessage() + "\n");
            return 0;
        }
        say(text, Report.of(rows, cells ? Report.Detail.CELLS : Report.Detail.FAMILIES));
        long broken = rows.stream().filter(row -> !row.held()).count();
        System.err.printf(
                "evidence: %s: %d rows, %d broken, %.0f s%n",
                campaign.name(), rows.size(), broken, 1e-9 * (System.nanoTime() - start));
        return broken;
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
        setting.put("scale", scale.name().toLowerCase(java.util.Locale.ROOT));
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
                new EngineCampaign(python, peers));
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
