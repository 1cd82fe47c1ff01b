package org.thalweg.experiments.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code thalweg} command line.
 *
 * <p>Ends with 0 on success, 1 if the work failed (also if standard output cannot be written) and 2 if it was asked for wrongly;
 * 130 if it was interrupted, and 141 without a word if nobody reads its standard output any more. Whatever goes wrong is said in one
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
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all is done",
            "1:the work failed, or standard output cannot be written",
            "2:wrong use",
            "130:interrupted",
            "141:nobody reads standard output any more, as behind | head"
        })
public final class Thalweg implements Runnable {

    private static final Pattern NAMED = Pattern.compile("([a-z]+(?: [a-z]+)*): ");

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
        System.exit(run(StandardOutput.open(), commandLine(), arguments));
    }

    /** Runs one command; what it has printed has arrived if the status is 0. */
    static int run(PrintWriter out, CommandLine commandLine, String... arguments) {
        int status = commandLine.setOut(out).execute(arguments);
        try {
            out.flush();
        } catch (StandardOutput.Failure failure) {
            return status == 0 ? end(commandLine, failure) : status;
        }
        return status;
    }

    private static int end(CommandLine command, StandardOutput.Failure failure) {
        if (failure.isForLackOfAReader()) {
            return StandardOutput.NO_READER;
        }
        command.getErr().println("thalweg: " + failure.getMessage());
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
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
        CommandLine commandLine = new CommandLine(thalweg);
        ArgumentTypes.register(commandLine);
        return commandLine
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
            throw new ExecutionException(result.commandSpec().commandLine(), lacking(e), e);
        } catch (StandardOutput.Failure e) {
            // Also that of a page of help, which is not printed by a command.
            throw new ExecutionException(result.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    /** What there is too little of: memory, or the threads that the system allows. */
    private static String lacking(OutOfMemoryError e) {
        if (String.valueOf(e.getMessage()).contains("native thread")) {
            return "out of threads: the system starts no more of them; expected fewer --threads";
        }
        long most = Runtime.getRuntime().maxMemory() >> 20;
        return "out of memory: the heap may grow to " + most + " MB; for more set JAVA_TOOL_OPTIONS=-Xmx" + 2 * most
                + "m, or take fewer --samples, a smaller --model or fewer --threads";
    }

    /** Without a command there is nothing to do, which is wrong use. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command; see thalweg --help");
    }

    private int misused(ParameterException exception, String... arguments) {
        CommandLine command = exception.getCommandLine();
        report(
                command,
                exception,
                exception instanceof UnmatchedArgumentException unknown ? meant(command, unknown) : "");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The option or command that comes nearest to what is unknown. */
    private static String meant(CommandLine command, UnmatchedArgumentException unknown) {
        String first = unknown.getUnmatched().get(0).split("=", 2)[0];
        List<String> known = new ArrayList<>(command.getSubcommands().keySet());
        known.addAll(command.getCommandSpec().optionsMap().keySet());
        return Nearest.hint(first, known);
    }

    private int failed(Exception exception, CommandLine command, ParseResult result) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof StandardOutput.Failure failure) {
                return end(command, failure);
            }
        }
        report(command, exception, "");
        CommandSpec spec = command.getCommandSpec();
        // The libraries say with this exception that a value they were given is wrong.
        return exception instanceof IllegalArgumentException
                ? spec.exitCodeOnInvalidInput()
                : spec.exitCodeOnExecutionException();
    }

    private void report(CommandLine command, Exception exception, String hint) {
        PrintWriter err = command.getErr();
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        if (exception instanceof InvalidPathException wrong) {
            message = ArgumentTypes.notAName(wrong);
        }
        if (exception instanceof FileSystemException fault && fault.getReason() == null) {
            message = message + ": " + FileFault.reason(fault);
        }
        String line = message.strip().replaceAll("\\s*\\R\\s*", " ") + hint;
        err.println("thalweg: " + Printable.of(byOption(command, line)));
        if (verbose) {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            trace.toString()
                    .lines()
                    .map(one -> (one.startsWith("\t") ? "\t" : "") + Printable.of(one.strip()))
                    .forEach(err::println);
        }
    }

    /** Libraries name a wrong value by its own name, people know it by the option: {@code batch size: 0} is {@code --batch-size: 0}. */
    private static String byOption(CommandLine command, String message) {
        Matcher named = NAMED.matcher(message);
        if (named.lookingAt()) {
            String option = "--" + named.group(1).replace(' ', '-');
            if (command.getCommandSpec().findOption(option) != null) {
                return option + message.substring(named.end(1));
            }
        }
        return message;
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
