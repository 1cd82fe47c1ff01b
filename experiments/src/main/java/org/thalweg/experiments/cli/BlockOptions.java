package org.thalweg.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which parameters. */
final class BlockOptions {

    @Option(
            names = "--block",
            paramLabel = "GLOB",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Only the parameters with such names, as in 2.weight or '*.bias': * stands for any text, ? for"
                            + " one character. May be repeated, for other parameters; rows and columns of the matrix are in"
                            + " the order of the network, not of the options. Without it all parameters.")
    private List<String> globs = new ArrayList<>();

    List<String> globs() {
        return List.copyOf(globs);
    }

    /**
     * The parameters whose names match, in the order of the network.
     *
     * @throws IllegalArgumentException if one of the globs matches none, or two of them the same
     */
    List<Parameter> of(Graph network) {
        if (globs.isEmpty()) {
            return network.parameters();
        }
        List<Pattern> patterns = globs.stream().map(BlockOptions::pattern).toList();
        for (int i = 0; i < patterns.size(); i++) {
            Pattern pattern = patterns.get(i);
            if (network.parameters().stream().noneMatch(p -> matches(pattern, p))) {
                String names =
                        network.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
                throw OptionValues.wrong("--block", globs.get(i), "a name or a pattern of " + names);
            }
        }
        network.parameters().forEach(p -> requireOnce(p, patterns));
        return network.parameters().stream()
                .filter(p -> patterns.stream().anyMatch(pattern -> matches(pattern, p)))
                .toList();
    }

    private void requireOnce(Parameter parameter, List<Pattern> patterns) {
        List<String> naming = IntStream.range(0, patterns.size())
                .filter(i -> matches(patterns.get(i), parameter))
                .mapToObj(globs::get)
                .toList();
        if (naming.size() > 1) {
            throw OptionValues.wrong(
                    "--block", parameter.name() + " twice, by " + String.join(" and ", naming), "each parameter once");
        }
    }

    private static boolean matches(Pattern pattern, Parameter parameter) {
        return pattern.matcher(parameter.name()).matches();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining()));
    }
}
