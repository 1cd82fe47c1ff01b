package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.Printable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of network, loss and data that weights were trained with, as the {@code result.json} beside them has them under
 * {@code settings.options}. It counts only if it has the checksum of the weights.
 *
 * @param weights the file of the weights
 * @param source the file that has the options
 * @param options their values as texts; an option without a value is not among them
 * @param dataChecksum the SHA-256 of the data, as {@link Dataset#checksum} has it; empty if it is not there
 */
record TrainedWith(Path weights, Path source, Map<String, String> options, String dataChecksum) {

    private static final String SETTINGS = "settings";

    /** Where the options are among the settings. */
    static final String OPTIONS = "options";

    private static final String SOURCE = "--data";
    private static final String SAMPLES = "--samples";
    private static final String NORMALIZE = "--normalize";

    /** Other values make other functions of the same weights. */
    private static final List<String> FUNCTION =
            List.of("--model", "--activation", "--no-bias", "--loss", "--label-smoothing");

    /** Other values are other data, which one may well look at. */
    private static final List<String> DATA = List.of(SOURCE, SAMPLES, NORMALIZE);

    private static final long MOST_BYTES = 1 << 26;

    /**
     * Writes down the options that a command was given, or took by default.
     *
     * @param settings gets {@code options}
     * @param command the command
     * @param source the data that were really used, whether {@code --data} or {@code THALWEG_DATA} named them: an absolute path,
     *     or {@link PaperData#BUILT_IN}
     * @param samples how many samples there are, whether that was asked for or not
     */
    static void putTo(ObjectNode settings, CommandSpec command, String source, int samples) {
        ObjectNode options = settings.putObject(OPTIONS);
        FUNCTION.forEach(name -> put(options, name, command.findOption(name).getValue()));
        DATA.forEach(name -> put(options, name, command.findOption(name).getValue()));
        options.put(SOURCE, source);
        options.put(SAMPLES, String.valueOf(samples));
    }

    private static void put(ObjectNode options, String name, Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    /**
     * Reads what is beside a file of weights.
     *
     * @param weights the file
     * @return the options, if there are any of these weights
     * @throws IOException if a file cannot be read
     */
    static Optional<TrainedWith> of(Path weights) throws IOException {
        Path source = weights.resolveSibling(ResultFolder.RESULT);
        if (!Files.isRegularFile(source) || Files.size(source) > MOST_BYTES || !Files.isRegularFile(weights)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(source);
        JsonNode result;
        try {
            result = new ObjectMapper().readTree(bytes);
        } catch (IOException notOurs) {
            return Optional.empty();
        }
        JsonNode recorded = result.path(SETTINGS).path(OPTIONS);
        String checksum =
                result.path("sha256").path(weights.getFileName().toString()).asText("");
        if (!recorded.isObject() || !checksum.equals(ResultFolder.sha256(weights))) {
            return Optional.empty();
        }
        Map<String, String> options = new LinkedHashMap<>();
        recorded.properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText()));
        return Optional.of(new TrainedWith(
                weights, source, options, result.path("sha256").path("data").asText("")));
    }

    /**
     * Gives a command those options that it was not given.
     *
     * @param command the command, parsed
     * @param trained what its weights were trained with, one or more
     * @throws IllegalArgumentException if options that it was given contradict it, or the weights contradict each other
     */
    static void adopt(CommandSpec command, List<TrainedWith> trained) {
        TrainedWith first = trained.get(0);
        for (String name : FUNCTION) {
            OptionSpec option = command.findOption(name);
            for (TrainedWith one : trained) {
                if (isGiven(command, name) && !one.agrees(name, String.valueOf(option.<Object>getValue()))) {
                    throw OptionValues.wrong(
                            name,
                            String.valueOf(option.<Object>getValue()),
                            one.value(name) + ", as " + Printable.of(one.weights.toString())
                                    + " was trained with by the " + ResultFolder.RESULT
                                    + " beside it; leave the option out, or move the weights away from that file");
                }
                first.requireAgreement(name, one, "the same for all minima");
            }
            first.give(command, option);
        }
        for (String name : DATA) {
            boolean others = isGiven(command, SOURCE) && name.equals(SAMPLES);
            if (!isGiven(command, name) && !others) {
                trained.forEach(one -> first.requireAgreement(name, one, "one of them, by " + name));
                first.give(command, command.findOption(name));
            }
        }
    }

    private static boolean isGiven(CommandSpec command, String name) {
        return command.commandLine().getParseResult().hasMatchedOption(name);
    }

    private String value(String name) {
        return Printable.of(options.getOrDefault(name, "none"));
    }

    /** Names are the same in any case, paths are not. */
    private boolean agrees(String name, String value) {
        String own = options.getOrDefault(name, "none");
        return name.equals(SOURCE) ? own.equals(value) : own.equalsIgnoreCase(value);
    }

    private void requireAgreement(String name, TrainedWith other, String expected) {
        if (!agrees(name, other.options.getOrDefault(name, "none"))) {
            throw OptionValues.wrong(
                    name,
                    value(name) + " for " + Printable.of(weights.toString()) + " and " + other.value(name) + " for "
                            + Printable.of(other.weights.toString()),
                    expected);
        }
    }

    private void give(CommandSpec command, OptionSpec option) {
        String text = options.get(option.longestName());
        if (text == null || isGiven(command, option.longestName())) {
            return;
        }
        try {
            option.setValue(parsed(text, option.type()));
        } catch (IllegalArgumentException notAValue) {
            throw new IllegalArgumentException(
                    source + ": found " + Printable.of(text) + " for " + option.longestName()
                            + ", expected a value that it takes",
                    notAValue);
        }
    }

    private static Object parsed(String text, Class<?> type) {
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        } else if (type == double.class) {
            return Double.valueOf(text);
        } else if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        return type == Path.class ? Path.of(text) : text;
    }

    /**
     * Checks that data taken over from here are still those of the training. Those from files are, if their checksum is, however
     * many {@code --samples} of them are looked at. Built-in digits are the same ones always; their checksum is that of as many
     * as were drawn, and so tells something only of the same number. Who gives {@code --data} or {@code --normalize} asks for
     * others.
     *
     * @param command the command, parsed
     * @param data what was read
     * @throws IOException if they have changed
     */
    void requireSame(CommandSpec command, Dataset data) throws IOException {
        boolean others = isGiven(command, SOURCE) || isGiven(command, NORMALIZE);
        boolean otherNumber = PaperData.BUILT_IN.equals(options.get(SOURCE)) && isGiven(command, SAMPLES);
        if (!others && !otherNumber && !dataChecksum.isEmpty() && !dataChecksum.equals(data.checksum())) {
            throw new IOException("--data: found data with the SHA-256 " + data.checksum() + ", expected "
                    + dataChecksum + ", with which " + Printable.of(weights.toString())
                    + " was trained; give --data to look at others");
        }
    }

    /**
     * Checks that data to be taken over are there.
     *
     * @param command the command, parsed
     * @throws IOException if not
     */
    void requireData(CommandSpec command) throws IOException {
        String data = options.get(SOURCE);
        boolean file = data != null && !data.equals(PaperData.BUILT_IN);
        if (file && !isGiven(command, SOURCE) && !Files.exists(Path.of(data))) {
            throw new IOException("--data: found none, expected where " + Printable.of(data) + " is now, with which "
                    + Printable.of(weights.toString()) + " was trained by the " + ResultFolder.RESULT + " beside it");
        }
    }
}
