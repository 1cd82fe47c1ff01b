package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that break in one way or another, played by this class in a JVM of its own. */
class ChildTest {

    private static List<String> command(String behaviour) {
        return List.of(
                Harness.ownJvm(), "-cp", System.getProperty("java.class.path"), ChildTest.class.getName(), behaviour);
    }

    /** Plays a peer. */
    public static void main(String... arguments) throws JsonProcessingException {
        switch (arguments[0]) {
            case "environment" -> System.out.println(new ObjectMapper().writeValueAsString(System.getenv()));
            case "text" -> System.out.println("Traceback");
            default -> System.exit(3);
        }
    }

    @Test
    void theEnvironmentIsOursWithTheVariables() throws Exception {
        var seen = Child.lines(command("environment"), Map.of("OPENBLAS_CORETYPE", "Haswell", "OMP_NUM_THREADS", "1"));
        assertEquals("Haswell", seen.get(0).path("OPENBLAS_CORETYPE").asText());
        assertEquals("1", seen.get(0).path("OMP_NUM_THREADS").asText());
        assertEquals(System.getenv("PATH"), seen.get(0).path("PATH").asText());
    }

    @Test
    void noOtherVariableOfOpenBlasIsHandedOn() throws Exception {
        var seen = Child.lines(command("environment"), Map.of()).get(0);
        seen.fieldNames().forEachRemaining(name -> assertTrue(!name.startsWith("OPENBLAS_"), name));
    }

    @Test
    void whatIsNotJsonIsQuoted() {
        IOException failure = assertThrows(IOException.class, () -> Child.lines(command("text"), Map.of()));
        assertEquals(Harness.ownJvm() + ": line 1: `Traceback`, expected a JSON object", failure.getMessage());
    }

    @Test
    void aStatusOtherThanZeroIsAFault() {
        IOException failure = assertThrows(IOException.class, () -> Child.lines(command("status"), Map.of()));
        assertTrue(failure.getMessage().endsWith("ended with status 3"), failure.getMessage());
    }

    /** A missing script and a missing Python cost a line each, and no more. */
    @Test
    void peersThatCannotRunAreLeftOut(@TempDir Path empty) throws Exception {
        assertEquals(
                List.of(),
                PeerTimes.measure("python3", empty, List.of(List.of("products.py")), List.of())
                        .lines());
        Files.writeString(empty.resolve("products.py"), "");
        assertEquals(
                List.of(),
                PeerTimes.measure("/nowhere/python", empty, List.of(List.of("products.py")), List.of())
                        .lines());
    }
}
