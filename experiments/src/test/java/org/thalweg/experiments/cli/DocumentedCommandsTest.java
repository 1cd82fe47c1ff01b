package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** The commands in the documents are commands, with options that there are. */
class DocumentedCommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./thalweg ((?:.*\\\\\\n)*.*)$");

    static Stream<String> commands() throws IOException {
        try (Stream<Path> notes = Files.walk(Path.of("../docs"))) {
            List<Path> documents = Stream.concat(Stream.of(Path.of("../README.md")), notes.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
            Stream.Builder<String> commands = Stream.builder();
            for (Path document : documents) {
                COMMAND.matcher(Files.readString(document))
                        .results()
                        .forEach(found -> commands.add(found.group(1).replaceAll("\\\\\\n", " ")));
            }
            return commands.build();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void parses(String command) {
        String[] arguments =
                Arrays.stream(command.replace("'", "").strip().split("\\s+")).toArray(String[]::new);
        ParseResult result = Thalweg.commandLine().parseArgs(arguments);
        assertTrue(result.hasSubcommand(), command);
    }

    @Test
    void theReadmeOpensWithTheSpectrum() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int block = readme.indexOf("```\n");
        assertEquals(
                "```\n./thalweg spectrum\nmvn verify\n```",
                readme.substring(block, readme.indexOf("```", block + 3) + 3));
        assertTrue(commands().count() >= 4);
    }
}
