package org.thalweg.experiments.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import org.thalweg.io.FileFault;
import org.thalweg.io.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code thalweg} command line.
 *
 * <p>Ends with 0 on success, 1 if the work failed and 2 if it was asked for wrongly. Whatever goes wrong is said in one
 * line on standard error; {@code --verbose} adds the stack trace.
 */
@Command(
        name = "thalweg",
        description = "The curvature of neural-network losses and the noise of their training.",
        mixinStandardHelpOptions = true,
        versionProvider = Thalweg.Version.class,
        subcommands = {
            Spectrum.class,
            Compare.class,
            Train.class,
            FiguresCommand.class,
            FigureCommand.class,
            ReportCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Thalweg implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean verbose;

    private Thalweg() {}

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param arguments the command and its options
     */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * Runs {@code thalweg figure} and ends the JVM with its exit code.
     *
     * @param id which figure
     * @param options the options of that command
     */
    public static void figure(String id, String... options) {
        main(Stream.concat(Stream.of("figure", id), Stream.of(options)).toArray(String[]::new));
    }

    /** The command line with all its commands; not thread safe. */
    static CommandLine commandLine() {
        Thalweg thalweg = new Thalweg();
        return new CommandLine(thalweg)
                // An argument is what it is; @FILE would read arguments from any file, and show them.
                .setExpandAtFiles(false)
                .setExecutionStrategy(Thalweg::execute)
                .setParameterExceptionHandler(thalweg::misused)
                .setExecutionExceptionHandler(thalweg::failed);
    }

    private static int execute(ParseResult result) {
        try {
            return new CommandLine.RunLast().execute(result);
        } catch (OutOfMemoryError e) {
            long most = Runtime.getRuntime().maxMemory() >> 20;
            String message = "out of memory: the heap may grow to " + most + " MB; for more set JAVA_TOOL_OPTIONS=-Xmx";
            throw new ExecutionException(result.commandSpec().commandLine(), message + 2 * most + "m", e);
        }
    }

    /** Without a command there is nothing to do, which is wrong use. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command; see thalweg --help");
    }

    private int misused(ParameterException exception, String... arguments) {
        CommandLine command = exception.getCommandLine();
        report(command, exception);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int failed(Exception exception, CommandLine command, ParseResult result) {
        report(command, exception);
        CommandSpec spec = command.getCommandSpec();
        // The libraries say with this exception that a value they were given is wrong.
        return exception instanceof IllegalArgumentException
                ? spec.exitCodeOnInvalidInput()
                : spec.exitCodeOnExecutionException();
    }

    private void report(CommandLine command, Exception exception) {
        PrintWriter err = command.getErr();
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        if (exception instanceof FileSystemException fault && fault.getReason() == null) {
            message = message + ": " + FileFault.reason(fault);
        }
        err.println("thalweg: " + Printable.of(message.strip().replaceAll("\\s*\\R\\s*", " ")));
        if (verbose) {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            trace.toString()
                    .lines()
                    .map(line -> (line.startsWith("\t") ? "\t" : "") + Printable.of(line.strip()))
                    .forEach(err::println);
        }
    }

    /** The version that the compiler wrote into the module descriptor. */
    static String version() {
        ModuleDescriptor descriptor = Thalweg.class.getModule().getDescriptor();
        // There is none on the class path.
        return descriptor == null
                ? "without a version"
                : descriptor.rawVersion().orElse("without a version");
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"thalweg " + version(), "Java " + Runtime.version()};
        }
    }
}
