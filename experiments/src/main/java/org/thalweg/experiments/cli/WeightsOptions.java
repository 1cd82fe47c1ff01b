package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.thalweg.autodiff.Graph;
import org.thalweg.nn.ImportedWeights;
import org.thalweg.nn.WeightFile;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How tensors of a weight file are brought to the parameters of the network. */
final class WeightsOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            showDefaultValue = Visibility.NEVER,
            description =
                    "The tensor OLD of the weight file is the parameter NEW of the network; an empty NEW leaves it"
                            + " out. May be repeated. The others are matched by name, or by shape and order.")
    private Map<String, String> renames = new LinkedHashMap<>();

    Map<String, String> renames() {
        return renames;
    }

    /**
     * Reads a weight file. If it does not fit, the table of what was found and expected is printed.
     *
     * @throws IOException if the file is missing, corrupt or does not fit; the message is one line
     * @throws IllegalArgumentException if the ending of the file or a rename is wrong
     */
    ImportedWeights read(Path file, Graph network) throws IOException {
        try {
            return WeightFile.read(file).fit(network, renames);
        } catch (IOException mismatch) {
            String[] parts = String.valueOf(mismatch.getMessage()).split("\\R", 2);
            if (parts.length == 1) {
                throw mismatch;
            }
            PrintWriter err = command.commandLine().getErr();
            err.println(parts[1]);
            throw new IOException(parts[0], mismatch);
        }
    }
}
