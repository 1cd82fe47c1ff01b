package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.FigureRun;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Places;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.io.Printable;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.kernels.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes a figure of a paper and holds it against the paper's claims. */
@Command(
        name = "figure",
        description = {
            "Computes a figure of a paper: tables (CSV), pictures (PNG, SVG) and result.json, with the paper's claims as"
                    + " measured numbers, thresholds and verdicts.",
            "A run that was stopped (Ctrl-C) or killed goes on where it was when it is started again with the same options, and ends in the"
                    + " same bits."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class FigureCommand implements Callable<Integer> {

    private static final int SENTENCE_WIDTH = 100;

    private final AtomicBoolean stopping = new AtomicBoolean();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "Which figure; thalweg figures lists them.")
    private String id;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = "The size: smoke (seconds), quick (at most two minutes on two cores) or paper.")
    private String preset;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "The key of everything random.")
    private long seed;

    @Mixin
    private ThreadOptions threads;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder with the files of MNIST, or one with a folder mnist that has them; or `built-in`, digits drawn"
                            + " by the program. By default what THALWEG_DATA names, else built-in.")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder for the results, where those of an earlier run are replaced; by default"
                    + " figures/ID/PRESET.")
    private Path out;

    @Option(
            names = "--trainings",
            paramLabel = "DIR",
            description = "The folder of trainings that figures share, so that each is done once; by default"
                    + " figures/.trainings, with --out a folder .trainings inside that one.")
    private Path trainings;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Overrides a setting of the preset; a list is written as 0.5,0.8. A wrong name lists all.")
    private List<String> overrides = new ArrayList<>();

    private FigureCommand() {}

    @Override
    public Integer call() throws IOException {
        return run(KnownFigures.of(id));
    }

    private <S extends Record> int run(PaperFigure<S> figure) throws IOException {
        threads.require();
        Preset size = OptionValues.choice("--preset", Preset.class, preset);
        S settings = SettingValues.with(figure.settings(size), overrides);
        Places places = places(figure, size);
        Optional<String> source =
                PaperData.source(Optional.ofNullable(data), Optional.ofNullable(System.getenv("THALWEG_DATA")));
        Dataset samples = figure.data().read(source, figure.samples(settings));
        int wanted = figure.testSamples(settings);
        Optional<Dataset> test =
                wanted == 0 ? Optional.empty() : Optional.of(figure.data().read(source, Split.TEST, wanted));
        FigureRun<S> run = new FigureRun<>(figure, size, settings, seed, samples, test, places, Thalweg.version());
        try (Workers workers = threads.workers()) {
            print("figure    %s: %s", figure.id(), figure.title());
            print("paper     %s", figure.paper());
            print("settings  %s: %s", size, SettingValues.list(settings));
            String tests = wanted == 0 ? "" : String.format(Locale.ROOT, ", %d for testing", wanted);
            print("data      %s, %d samples%s%s", samples.name(), samples.size(), tests, hint(figure, source));
            print("kernels   %s, threads: %d", Kernels.selected().name(), workers.threads());
            return GracefulEnd.during(() -> stopping.set(true), () -> run(run, workers));
        }
    }

    private Places places(PaperFigure<?> figure, Preset size) {
        Places places = out == null ? Places.among(Path.of("figures"), figure.id(), size) : Places.within(out);
        return trainings == null ? places : places.withTrainings(trainings);
    }

    private int run(FigureRun<?> run, Workers workers) throws IOException {
        try {
            compute(run, workers).forEach(this::print);
        } catch (CancellationException end) {
            print("stopped; the same command goes on from here");
            return GracefulEnd.INTERRUPTED;
        }
        print("written to %s", run.places().results());
        return 0;
    }

    private List<Claim> compute(FigureRun<?> run, Workers workers) throws IOException {
        try (StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime)) {
            return run.run(workers, new Workbench.Listener() {
                @Override
                public void say(String line) {
                    status.wipe();
                    print("%s", line);
                }

                @Override
                public void begins(String id) {
                    status.begin(id);
                }

                @Override
                public void progress(String what, double fraction) {
                    if (stopping.get()) {
                        throw new CancellationException("asked to end");
                    }
                    status.show(what, fraction);
                }
            });
        }
    }

    private static String hint(PaperFigure<?> figure, Optional<String> source) {
        return source.isPresent()
                ? ""
                : ", drawn by the program, as there is no " + figure.data() + ": "
                        + figure.data().help();
    }

    private void print(Claim claim) {
        String interval = Double.isNaN(claim.lower())
                ? ""
                : String.format(Locale.ROOT, " [%.4g, %.4g]", claim.lower(), claim.upper());
        String sentence = claim.sentence().length() <= SENTENCE_WIDTH
                ? claim.sentence()
                : claim.sentence().substring(0, SENTENCE_WIDTH - 3) + "...";
        print("%-15s %s", claim.verdict(), claim.quantity());
        print("%-15s %.4g%s, expected %s %s", "", claim.measured(), interval, claim.relation(), claim.threshold());
        print("%-15s \"%s\"", "", sentence);
    }

    private void print(String format, Object... arguments) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.println(
                Printable.of(String.format(Locale.ROOT, format, arguments).stripTrailing()));
        writer.flush();
    }
}
