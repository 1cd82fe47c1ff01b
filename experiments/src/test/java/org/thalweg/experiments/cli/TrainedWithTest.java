package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights are looked at on the data that they were trained with, whatever named these. */
class TrainedWithTest {

    private static final String TRAIN = "train --model mlp:4-3-10 --steps 2 --batch-size 5";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments, Path run) {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
        all.addAll(List.of("--out", run.toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    /** In a process with another environment, and in the temporary folder. */
    private void runWith(String data, String arguments, Path run) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "org.thalweg.experiments/" + Thalweg.class.getName()));
        command.addAll(Arrays.asList(arguments.split(" ")));
        command.addAll(List.of("--out", run.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("THALWEG_DATA", data);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private static JsonNode result(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    private Path digits(String name, int count) throws IOException {
        Path data = Files.createDirectories(folder.resolve(name));
        TinyDigits.write(data, "train", count);
        return data;
    }

    private static String spectrum(Path trained, String options) {
        return "spectrum --top 1 --weights " + trained.resolve("weights.safetensors") + options;
    }

    @Test
    void dataOfTheEnvironmentAreTakenOver() throws Exception {
        Path data = digits("data", 12);
        Path trained = folder.resolve("trained");
        runWith("data", TRAIN, trained);
        assertEquals(
                data.toAbsolutePath().toString(),
                result(trained).at("/settings/options/--data").textValue());
        Path run = folder.resolve("run");
        // With another number of samples too, which no checksum of drawn digits could tell.
        for (String samples : List.of("", " --samples 9")) {
            assertEquals(0, run(spectrum(trained, samples), run), err::toString);
            assertEquals(
                    result(trained).at("/data_identity/sha256"), result(run).at("/data_identity/sha256"), samples);
        }
    }

    @Test
    void builtInDigitsAreTakenOver() throws Exception {
        Path trained = folder.resolve("trained");
        runWith("", "train --model mlp:784-2-10 --steps 2 --batch-size 5 --samples 30", trained);
        assertEquals("built-in", result(trained).at("/settings/options/--data").textValue());
        // As if --data said so, which goes before the environment.
        Path run = folder.resolve("run");
        assertEquals(0, run(spectrum(trained, ""), run), err::toString);
        assertEquals(result(trained).at("/data_identity"), result(run).at("/data_identity"));
        assertEquals(0, run(spectrum(trained, " --samples 20"), run), err::toString);
        assertEquals("first 20", result(run).at("/data_identity/done/0").textValue());
    }

    @Test
    void dataThatHaveChangedAreRefusedWithAnyNumberOfSamples() throws Exception {
        Path data = digits("data", 12);
        Path trained = folder.resolve("trained");
        assertEquals(0, run(TRAIN + " --data " + data, trained), err::toString);
        digits("data", 13);
        Path run = folder.resolve("run");
        for (String samples : List.of("", " --samples 9")) {
            assertEquals(1, run(spectrum(trained, samples), run), samples);
            assertTrue(
                    err.toString().matches("thalweg: --data: found data with the SHA-256 [^\n]*; give --data [^\n]*\n"),
                    err::toString);
        }
        for (String asked :
                List.of(" --data " + data, " --samples 9 --data " + data, " --samples 9 --normalize 0.5,0.5")) {
            assertEquals(0, run(spectrum(trained, asked), run), err::toString);
        }
    }
}
