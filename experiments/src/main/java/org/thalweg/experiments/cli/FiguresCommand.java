package org.thalweg.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Preset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the figures of papers that can be computed. */
@Command(
        name = "figures",
        description = "Lists all figures: paper, title, data, and about how long each preset takes on two cores.",
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class)
final class FiguresCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private FiguresCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (PaperFigure<?> figure : KnownFigures.all()) {
            out.println(figure.id());
            out.println("    " + figure.title());
            out.println("    paper: " + figure.paper());
            out.println("    data:  " + figure.data() + ", or digits drawn by the program");
            List<String> durations = new ArrayList<>();
            for (Preset preset : Preset.values()) {
                durations.add(preset + " " + figure.duration(preset));
            }
            out.println("    time:  " + String.join(", ", durations));
        }
        out.flush();
    }
}
