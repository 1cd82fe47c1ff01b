package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures show results; where there can be none, the results are there all the same, and so is success. */
class WithoutPictureTest {

    private static final String[] MODEL = {"--model", "mlp:784-2-10", "--threads", "1"};

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** A command whose picture has a folder in its place. */
    private JsonNode resultWithout(String picture, String... arguments) throws IOException {
        Path results = folder.resolve(arguments[0]);
        Files.createDirectories(results.resolve(picture).resolve("obstacle"));
        String[] all = Stream.of(arguments, MODEL, new String[] {"--out", results.toString()})
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
        assertEquals(0, execute(all), err.toString());
        assertTrue(
                err.toString().contains("thalweg: no picture, but all numbers: " + results.resolve(picture) + ": "),
                err.toString());
        assertFalse(out.toString().contains(picture), out.toString());
        assertTrue(out.toString().stripTrailing().endsWith(".csv, result.json"), out.toString());
        String json = Files.readString(results.resolve("result.json"));
        assertFalse(json.contains(picture), json);
        return new ObjectMapper().readTree(json);
    }

    @Test
    void spectrumAndCompareSucceed() throws IOException {
        JsonNode spectrum = resultWithout("spectrum.png", "spectrum", "--samples", "50", "--steps", "1", "--top", "1");
        assertEquals(1, spectrum.path("eigenvalues").size());
        String weights = folder.resolve("spectrum/weights.safetensors").toString();
        JsonNode compared =
                resultWithout("compare.png", "compare", weights, weights, "--samples", "50", "--budget", "100");
        assertEquals(2, compared.path("minima").size());
    }
}
