package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.report.Report;
import org.thalweg.io.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts the results of figures on one page. */
@Command(
        name = "report",
        description = {
            "Puts the results of `thalweg figure` on one page of HTML that needs no other file: every figure beside its"
                    + " claims and verdicts, settings and provenance, with links to the tables.",
            "Files that do not belong to the result.json beside them are reported, on the page too. A run that cannot"
                    + " be read is named there and on standard error, and all others are shown; if there is no other, there is"
                    + " no page, and the status is 1."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            defaultValue = "figures",
            description = "The folder with the results, in folders PAPER/FIGURE/PRESET.")
    private Path figures;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The page; by default report.html in the folder with the results.")
    private Path out;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only results of this size: smoke, quick or paper. May be given several times; by default all.")
    private List<String> presets = new ArrayList<>();

    private ReportCommand() {}

    @Override
    public Integer call() throws IOException {
        Set<Preset> sizes = EnumSet.noneOf(Preset.class);
        presets.forEach(name -> sizes.add(OptionValues.choice("--preset", Preset.class, name)));
        Report report = Report.read(
                figures, sizes.isEmpty() ? EnumSet.allOf(Preset.class) : sizes, KnownFigures.all(), Thalweg.version());
        Path page = out == null ? figures.resolve("report.html") : out;
        report.write(page);

        PrintWriter warnings = spec.commandLine().getErr();
        report.warnings().forEach(line -> warnings.println(Printable.of("thalweg: " + line)));
        warnings.flush();
        PrintWriter lines = spec.commandLine().getOut();
        report.summary().forEach(line -> lines.println(Printable.of(line)));
        lines.println(
                Printable.of(String.format(Locale.ROOT, "written to %s (%.1f MB)", page, Files.size(page) / 1e6)));
        lines.flush();
        return 0;
    }
}
