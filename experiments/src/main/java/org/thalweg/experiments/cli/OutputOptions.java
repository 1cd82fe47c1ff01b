package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.result.OpenFolder;
import org.thalweg.io.Printable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where results go, and in which form they are printed. */
final class OutputOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "table",
            description =
                    "What is printed: table; json, the content of result.json; or csv, that of the CSV file. With the"
                            + " last two everything else goes to standard error.")
    private String format;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "The folder for all results, where those of an earlier run of the command are replaced; by default one"
                            + " with its name.")
    private Path out;

    /**
     * What is printed.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    Format format() {
        return OptionValues.choice("--format", Format.class, format);
    }

    /** The folder for all results. */
    Path path() {
        return out == null ? Path.of(command.name()) : out;
    }

    /**
     * Opens the folder for results.
     *
     * @throws IOException if it cannot be made or written, another run has it open, or what is there is of another command
     */
    OpenFolder open() throws IOException {
        return OpenFolder.at(path(), commandName());
    }

    /** The command, as its {@code result.json} names it. */
    String commandName() {
        return command.qualifiedName();
    }

    /** Prints a line for people. */
    void print(String line, Object... arguments) {
        PrintWriter writer = format() == Format.TABLE
                ? command.commandLine().getOut()
                : command.commandLine().getErr();
        writer.println(Printable.of(String.format(Locale.ROOT, line, arguments).stripTrailing()));
        writer.flush();
    }

    /**
     * Draws a picture of results. Where that cannot be, a line tells why, and the command succeeds without it.
     *
     * @return the names of the files, none if there is no picture
     */
    List<String> draw(OpenFolder folder, String name, Figure figure) {
        Optional<String> undrawn;
        try {
            undrawn = folder.draw(name, figure);
        } catch (IOException fault) {
            undrawn = Optional.of("no picture, but all numbers: " + fault.getMessage());
        }
        PrintWriter writer = command.commandLine().getErr();
        undrawn.ifPresent(line -> writer.println("thalweg: " + Printable.of(line)));
        writer.flush();
        return undrawn.isPresent() ? List.of() : List.of(name + ".png", name + ".svg");
    }

    /** Says where results are. */
    void printWritten(OpenFolder folder, Path where, String names) {
        print("written to %s: %s", where, names);
        if (!where.equals(folder.path())) {
            print(
                    "kept      %s: has complete results, which those of an interrupted run do not replace",
                    folder.path());
        }
    }

    /** Prints a text for programs. */
    void printRaw(String text) {
        PrintWriter writer = command.commandLine().getOut();
        writer.print(text);
        writer.flush();
    }
}
